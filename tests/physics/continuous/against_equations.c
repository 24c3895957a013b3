/* The simulation at small size against the equations for N -> infinity.
 *
 * Tolerance. The mean over runs differs from the equation by its standard error, which the
 * scatter between runs gives, and by a bias of finite N. A step changes rho by O(eta / N); the
 * equation keeps the first order, and what it leaves out changes the slope against alpha by at
 * most about eta^2 / (2 N) (the squares of these changes, times the probability 1/2 to move)
 * plus v |slope''| / (2 N) (the curvature of the slope, v / N being the variance of rho). Both
 * are forgotten at the rate gamma = -slope' at which neighbouring solutions approach each
 * other, so that the bias is at most about b / N with b = (eta^2 + v |slope''|) / (2 gamma). On
 * the way to alpha = 8 at eta = 1.5, rho from 0 to -0.67: gamma > 0.27, |slope''| < 0.9, v ~
 * 0.3, b < 5. At eta = 3: gamma > 0.8 down to rho = -0.75, b < 7; beyond, the squares go with 1
 * - rho^2 and vanish with gamma. b = 10 is allowed, 0.01 at N = 1000. Four standard errors of
 * 40 runs at 41 points, most of them correlated, for two overlaps: another seed gives a false
 * alarm less than once in 100.
 */
#include "unit.h"

#include "ensemble.h"
#include "physics/continuous/continuous_equations.h"

static struct ensemble simulated;

static void compare(double eta, uint64_t seed) {
    enum { N = 1000, RUNS = 40 };
    const double bias = 10.0 / N;
    const struct model model = {.seed = seed,
                                .protocol = {.K = UNITS},
                                .attack = {.machines = 1},
                                .attacker = true,
                                .cl = 0.9,
                                .N = N,
                                .eta = eta,
                                .alpha_max = 8.0,
                                .alpha_step = 0.2,
                                .max_steps = INT64_MAX};
    assert_true(ensemble_run(&simulated, &model, RUNS));
    struct overlap ab[ENSEMBLE_POINTS], ao[ENSEMBLE_POINTS];
    assert_null(equations_full(eta, (struct three_overlaps){0.0, 0.0, 0.0},
                               (size_t)simulated.points, simulated.alpha, ab, ao));
    double worst_ab = 0.0, worst_ao = 0.0;
    for (int i = 0; i < simulated.points; i++) {
        const double off_ab = fabs(simulated.ab[i] - overlap_rho(ab[i]));
        const double off_ao = fabs(simulated.ao[i] - overlap_rho(ao[i]));
        worst_ab = fmax(worst_ab, off_ab);
        worst_ao = fmax(worst_ao, off_ao);
        if (!(off_ab <= 4.0 * simulated.ab_error[i] + bias))
            fail_msg("alpha %g: rho_ab %g +- %g, equation %g", simulated.alpha[i],
                     simulated.ab[i], simulated.ab_error[i], overlap_rho(ab[i]));
        if (!(off_ao <= 4.0 * simulated.ao_error[i] + bias))
            fail_msg("alpha %g: rho_ao %g +- %g, equation %g", simulated.alpha[i],
                     simulated.ao[i], simulated.ao_error[i], overlap_rho(ao[i]));
    }
    const int last = simulated.points - 1;
    print_message(
        "eta %g: largest distance rho_ab %.4f, rho_ao %.4f; at the end rho_ab %.4f +- "
        "%.4f (%.4f), rho_ao %.4f +- %.4f (%.4f)\n",
        eta, worst_ab, worst_ao, simulated.ab[last], simulated.ab_error[last],
        overlap_rho(ab[last]), simulated.ao[last], simulated.ao_error[last],
        overlap_rho(ao[last]));
}

static void test_below_the_transition(void **state) {
    (void)state;
    compare(1.5, 1);
}

static void test_above_the_transition(void **state) {
    (void)state;
    compare(3.0, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_below_the_transition),
        cmocka_unit_test(test_above_the_transition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
