/* Laws of growth with L, on times whose fit is known. */
#include "statistics/growth.h"
#include "unit.h"

enum { POINTS = 5 };
static const double L[POINTS] = {2, 3, 4, 5, 7};

/* Times of a law are fitted by it without a residual, and chi^2 tells the others apart. */
static void every_law_finds_itself(void **state) {
    (void)state;
    static const size_t terms[GROWTH_LAWS] = {2, 2, 2, 3};
    struct growth truth = {.coefficient = {1.5, 0.75, -0.125}};
    for (enum growth_law law = 0; law < GROWTH_LAWS; law++) {
        double time[POINTS], error[POINTS];
        struct growth fit[GROWTH_LAWS];
        truth.terms = terms[law];
        for (int i = 0; i < POINTS; i++) {
            time[i] = exp(growth_log(law, &truth, L[i]));
            error[i] = (0.01 + 0.01 * i) * time[i];
        }
        for (enum growth_law other = 0; other < GROWTH_LAWS; other++)
            assert_true(growth_fit(other, L, time, error, POINTS, &fit[other]));
        for (size_t k = 0; k < terms[law]; k++)
            assert_close(fit[law].coefficient[k], truth.coefficient[k], 1e-9);
        assert_close(fit[law].chi2, 0.0, 1e-12);
        assert_close(fit[law].rms, 0.0, 1e-12);
        assert_int_equal(fit[law].points, POINTS);
        assert_int_equal(growth_best(fit, GROWTH_LAWS), law);
        for (enum growth_law other = 0; other < GROWTH_BOTH; other++)
            assert_true(other == law || fit[other].chi2 > 1.0);
    }
}

/* ln t = 0, 0, 3 at L = 1, 2, 3 with errors 1: slope 3/2, ln t = 1 at L = 2, residuals 1/2, -1,
 * 1/2, chi^2 = 3/2, P = erfc(sqrt(3)/2); sum (L - 2)^2 = 2, so the error of the slope is
 * 1/sqrt(2), and that of the value at 0 sqrt(1/3 + 4/2). */
static void judgement_of_a_bent_line(void **state) {
    (void)state;
    const double place[] = {1, 2, 3}, time[] = {1, 1, exp(3.0)};
    struct growth fit;
    assert_true(growth_fit(GROWTH_LINEAR, place, time, time, 3, &fit));
    assert_close(fit.coefficient[1], 1.5, 1e-12);
    assert_close(fit.coefficient[0], -2.0, 1e-12);
    assert_close(fit.error[1], sqrt(0.5), 1e-12);
    assert_close(fit.error[0], sqrt(7.0 / 3.0), 1e-12);
    assert_close(growth_log_error(GROWTH_LINEAR, &fit, 2.0), sqrt(1.0 / 3.0), 1e-12);
    assert_close(growth_log_error(GROWTH_LINEAR, &fit, 5.0), sqrt(1.0 / 3.0 + 9.0 / 2.0),
                 1e-12);
    assert_close(fit.chi2, 1.5, 1e-12);
    assert_close(fit.p, erfc(sqrt(0.75)), 1e-12);
    assert_close(fit.aic, 5.5, 1e-12);
    assert_close(fit.rms, sqrt(0.5), 1e-12);
}

static void fits_that_are_refused(void **state) {
    (void)state;
    const double good[] = {2, 3, 4, 5, 7}, zero[] = {2, 3, 0, 5, 7}, nan[] = {2, 3, NAN, 5, 7};
    struct growth fit[GROWTH_LAWS] = {{.points = 9}};
    assert_false(growth_fit(GROWTH_LINEAR, L, good, good, 2, &fit[0]));
    assert_false(growth_fit(GROWTH_BOTH, L, good, good, 3, &fit[1]));
    assert_false(growth_fit(GROWTH_LINEAR, L, good, zero, POINTS, &fit[2]));
    assert_false(growth_fit(GROWTH_LINEAR, L, nan, good, POINTS, &fit[3]));
    for (enum growth_law law = 0; law < GROWTH_LAWS; law++)
        assert_int_equal(fit[law].points, 0);
    assert_int_equal(growth_best(fit, GROWTH_LAWS), GROWTH_LAWS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_law_finds_itself),
        cmocka_unit_test(judgement_of_a_bent_line),
        cmocka_unit_test(fits_that_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
