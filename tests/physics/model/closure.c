#include "unit.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>

#include "physics/model/closure.h"
#include "physics/model/overlap.h"

/* Three Gaussians A, B, O with the given overlaps. Given A = a, (B, O) is a pair with means
 * rho a, variances 1 - rho^2 and correlation c; integrated numerically over a and b. */
struct triple {
    double ab, ao, bo;
    bool b_differs;
    double a; /* the outer variable, > 0 */
};

/* For A = a and B = b: density of b times P(O < 0). */
static double inner(double b, void *parameters) {
    const struct triple *t = parameters;
    const double sb = sqrt(1.0 - t->ab * t->ab);
    /* mean and variance of O given A and B: regression on two variables */
    const double det = 1.0 - t->ab * t->ab;
    const double wa = (t->ao - t->bo * t->ab) / det, wb = (t->bo - t->ao * t->ab) / det;
    const double mean = wa * t->a + wb * b;
    const double variance = 1.0 - wa * t->ao - wb * t->bo;
    return gsl_ran_gaussian_pdf(b - t->ab * t->a, sb) *
           gsl_cdf_ugaussian_P(-mean / sqrt(variance));
}

static double outer(double a, void *parameters) {
    struct triple t = *(struct triple *)parameters;
    t.a = a;
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(1000);
    gsl_function f = {inner, &t};
    double value, error;
    if (t.b_differs)
        gsl_integration_qagil(&f, 0.0, 1e-11, 1e-9, 1000, space, &value, &error);
    else
        gsl_integration_qagiu(&f, 0.0, 1e-11, 1e-9, 1000, space, &value, &error);
    gsl_integration_workspace_free(space);
    return gsl_ran_ugaussian_pdf(a) * value;
}

/* P(O differs from A and B does, or does not); A = a > 0 is half of all cases. */
static double by_quadrature(struct triple t) {
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(1000);
    gsl_function f = {outer, &t};
    double value, error;
    gsl_integration_qagiu(&f, 0.0, 1e-10, 1e-8, 1000, space, &value, &error);
    gsl_integration_workspace_free(space);
    return 2.0 * value;
}

static double mismatch(double rho) {
    return overlap_mismatch((struct overlap){1.0 - rho, 1.0 + rho});
}

/* `nine` against the integral over the three Gaussian fields. */
static void nine_is_the_sign_probability_of_three_gaussians(void **state) {
    (void)state;
    static const double overlaps[][3] = {{0.0, 0.0, 0.0},   {-0.5, 0.3, -0.2},
                                         {-0.9, 0.6, -0.5}, {0.4, 0.4, 0.4},
                                         {-0.3, 0.9, -0.4}, {-0.99, 0.2, -0.25}};
    for (size_t i = 0; i < sizeof overlaps / sizeof *overlaps; i++)
        for (int differs = 0; differs < 2; differs++) {
            const struct triple t = {overlaps[i][0], overlaps[i][1], overlaps[i][2], differs,
                                     0};
            const struct mismatch e = {mismatch(t.ab), mismatch(t.ao), mismatch(t.bo)};
            const double given = differs ? e.ab : 1.0 - e.ab;
            assert_close(given * closure_attacker_differs(CLOSURE_NINE, e, differs),
                         by_quadrature(t), 1e-7);
        }
}

/* The orthant formula as the three arcsines give it, for all sign patterns. */
static void nine_against_the_arcsine_formula(void **state) {
    (void)state;
    const double ab = -0.7, ao = 0.35, bo = -0.1;
    const struct mismatch e = {mismatch(ab), mismatch(ao), mismatch(bo)};
    const double both = 0.25 + (-asin(ab) - asin(ao) + asin(bo)) / (2.0 * M_PI);
    const double only_o = 0.25 + (asin(ab) - asin(ao) - asin(bo)) / (2.0 * M_PI);
    assert_close(e.ab * closure_attacker_differs(CLOSURE_NINE, e, true), both, 1e-15);
    assert_close((1.0 - e.ab) * closure_attacker_differs(CLOSURE_NINE, e, false), only_o,
                 1e-15);
}

/* At the start all overlaps vanish: everything is independent, for both closures. */
static void at_the_start_all_is_independent(void **state) {
    (void)state;
    const struct mismatch e = {0.5, 0.5, 0.5};
    for (int differs = 0; differs < 2; differs++) {
        assert_true(closure_attacker_differs(CLOSURE_SIX, e, differs) == 0.5);
        assert_true(closure_attacker_differs(CLOSURE_NINE, e, differs) == 0.5);
    }
}

/* B = -A: o differs from A as e^Ao says, whatever B tells. o = A: never. Impossible conditions
 * and rounding outside the triangle inequality give probabilities all the same. */
static void limits(void **state) {
    (void)state;
    const struct mismatch anti = {1.0, 0.2, 0.8}, learned = {0.3, 0.0, 0.3};
    assert_close(closure_attacker_differs(CLOSURE_NINE, anti, true), 0.2, 1e-15);
    assert_true(closure_attacker_differs(CLOSURE_NINE, anti, false) == 0.0);
    assert_true(closure_attacker_differs(CLOSURE_NINE, learned, true) == 0.0);
    assert_true(closure_attacker_differs(CLOSURE_NINE, learned, false) == 0.0);
    const struct mismatch broken = {0.3, 0.1, 0.45};
    assert_true(closure_attacker_differs(CLOSURE_NINE, broken, true) == 0.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nine_is_the_sign_probability_of_three_gaussians),
        cmocka_unit_test(nine_against_the_arcsine_formula),
        cmocka_unit_test(at_the_start_all_is_independent),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
