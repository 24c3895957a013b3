/* Laws of t(L, N) that points were made of are found again. */
#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>

#include "statistics/scaling.h"
#include "unit.h"

enum { POINTS_MAX = 64 };

/* The laws, written anew. */
static double time_of(enum scaling_law law, const double c[], double L, double N) {
    switch (law) {
    case SCALING_SQUARE:
        return c[0] * L * L * (log(N) + c[1]);
    case SCALING_POWER:
        return c[0] * exp(c[2] * log(L)) * (log(N) + c[1]);
    case SCALING_HALF:
        return c[0] * (L * L + L + 0.25) * (log(N) + c[1]);
    case SCALING_HALF_POWER:
        return c[0] * exp(c[2] * log(L + 0.5)) * (log(N) + c[1]);
    default:
        return -2.0 * c[0] * log(N) / log(cos(M_PI / (2.0 * L + 1.0))) +
               c[1] * exp(c[2] * log(L));
    }
}

/* t of the law with these coefficients, L = 1 .. 8, N = 10^4 .. 10^9, errors of 1 %. */
static size_t make_points(enum scaling_law law, const double coefficient[],
                          struct scaling_point point[]) {
    size_t points = 0;
    for (int L = 1; L <= 8; L++)
        for (int k = 4; k <= 9; k++) {
            const double N = pow(10.0, k), time = time_of(law, coefficient, L, N);
            point[points++] = (struct scaling_point){L, N, time, 0.01 * time};
        }
    return points;
}

static void laws_are_found_again(void **state) {
    (void)state;
    static const double coefficient[SCALING_LAWS][SCALING_TERMS_MAX] = {{2.2, 13.0, 0.0},
                                                                        {2.0, 12.0, 1.9},
                                                                        {1.5, 14.0, 0.0},
                                                                        {1.2, 11.0, 2.2},
                                                                        {1.05, 30.0, 2.1}};
    for (enum scaling_law law = 0; law < SCALING_LAWS; law++) {
        struct scaling_point point[POINTS_MAX];
        struct scaling fit;
        const size_t points = make_points(law, coefficient[law], point);
        assert_true(scaling_fit(law, point, points, &fit));
        assert_int_equal(fit.points, points);
        for (size_t k = 0; k < fit.terms; k++) {
            assert_close(fit.coefficient[k], coefficient[law][k], 1e-5 * coefficient[law][k]);
            assert_true(fit.error[k] > 0.0);
        }
        assert_true(fit.chi2 < 1e-6 && fit.p > 0.999 && fit.rms < 1e-5);
    }
}

/* A point that is off by 10 of its errors, a tenth of its time. */
static void a_wrong_law_is_refuted(void **state) {
    (void)state;
    struct scaling_point point[POINTS_MAX];
    struct scaling fit;
    const size_t points =
        make_points(SCALING_HALF, (const double[SCALING_TERMS_MAX]){1.5, 14.0}, point);
    assert_true(scaling_fit(SCALING_SQUARE, point, points, &fit));
    assert_true(fit.p < 1e-6 && fit.rms > 0.1);
    point[20].time *= 1.1;
    assert_true(scaling_fit(SCALING_HALF, point, points, &fit));
    assert_close(fit.chi2, 100.0, 10.0);
    assert_close(fit.worst, 0.1, 0.01);
    assert_close(fit.p, gsl_cdf_chisq_Q(fit.chi2, (double)points - 2.0), 1e-9 * fit.p);
}

static void too_little_is_not_fitted(void **state) {
    (void)state;
    struct scaling_point point[POINTS_MAX];
    struct scaling fit;
    const size_t points =
        make_points(SCALING_SQUARE, (const double[SCALING_TERMS_MAX]){2.0, 13.0}, point);
    assert_false(scaling_fit(SCALING_POWER, point, 3, &fit));
    assert_int_equal(fit.points, 0);
    assert_false(scaling_fit(SCALING_SQUARE, point, 6, &fit)); /* one L */
    point[3].error = 0.0;
    assert_false(scaling_fit(SCALING_SQUARE, point, points, &fit));
}

/* L = 1: cos(pi/3) = 1/2. */
static void rates_of_L_1(void **state) {
    (void)state;
    assert_close(scaling_rate(1.0), 0.5 * log(2.0), 1e-15);
    assert_close(scaling_tail_rate(1.0), log(4.0 / 3.0), 1e-15);
    assert_true(scaling_tail_rate(9.0) < scaling_rate(9.0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(laws_are_found_again),
        cmocka_unit_test(a_wrong_law_is_refuted),
        cmocka_unit_test(too_little_is_not_fitted),
        cmocka_unit_test(rates_of_L_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
