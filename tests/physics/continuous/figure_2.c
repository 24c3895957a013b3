/* The inset of the paper's Fig. 2 at full size: eta = 3, N = 5000, 20 runs, against the
 * equations for every alpha from 0 to 14. The allowance of 0.01 beside three standard errors is
 * for what is of order 1 / N and for a standard error that 20 runs know to 16 % only. */
#include "unit.h"

#include "ensemble.h"
#include "physics/continuous/continuous_equations.h"

static struct ensemble simulated;

static void test_inset(void **state) {
    (void)state;
    const struct model model = {.seed = 20,
                                .protocol = {.K = UNITS},
                                .attack = {.machines = 1},
                                .attacker = true,
                                .cl = 0.999,
                                .N = 5000,
                                .eta = 3.0,
                                .alpha_max = 14.0,
                                .alpha_step = 0.1,
                                .max_steps = INT64_MAX};
    assert_true(ensemble_run(&simulated, &model, 20));
    struct overlap ab[ENSEMBLE_POINTS], ao[ENSEMBLE_POINTS];
    assert_null(equations_full(3.0, (struct three_overlaps){0.0, 0.0, 0.0},
                               (size_t)simulated.points, simulated.alpha, ab, ao));
    double worst_ab = 0.0, worst_ao = 0.0;
    for (int i = 0; i < simulated.points; i++) {
        const double off_ab = fabs(simulated.ab[i] - overlap_rho(ab[i]));
        const double off_ao = fabs(simulated.ao[i] - overlap_rho(ao[i]));
        worst_ab = fmax(worst_ab, off_ab);
        worst_ao = fmax(worst_ao, off_ao);
        if (!(off_ab <= 3.0 * simulated.ab_error[i] + 0.01))
            fail_msg("alpha %g: rho_ab %g +- %g, equation %g", simulated.alpha[i],
                     simulated.ab[i], simulated.ab_error[i], overlap_rho(ab[i]));
        if (!(off_ao <= 3.0 * simulated.ao_error[i] + 0.01))
            fail_msg("alpha %g: rho_ao %g +- %g, equation %g", simulated.alpha[i],
                     simulated.ao[i], simulated.ao_error[i], overlap_rho(ao[i]));
    }
    print_message("largest distance from the equations: rho_ab %.4f, rho_ao %.4f\n", worst_ab,
                  worst_ao);
    for (int i = 0; i < simulated.points; i += 20)
        print_message("alpha %4.1f: rho_ab %.4f +- %.4f (%.4f), rho_ao %.4f +- %.4f (%.4f)\n",
                      simulated.alpha[i], simulated.ab[i], simulated.ab_error[i],
                      overlap_rho(ab[i]), simulated.ao[i], simulated.ao_error[i],
                      overlap_rho(ao[i]));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_inset)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
