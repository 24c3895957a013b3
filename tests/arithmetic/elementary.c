/* The elementary functions against those of the C library in long double, in units of the last
 * place: the errors that the header states. */
#include "arithmetic/elementary.h"

#include "unit.h"

/* |value - exact| in ulp of `exact`. */
static double ulps(double value, long double exact) {
    const double magnitude = fabs((double)exact);
    const double ulp = nextafter(magnitude, INFINITY) - magnitude;
    return (double)(fabsl((long double)value - exact) / (long double)ulp);
}

#define assert_ulps(value, exact, most, x)                                                     \
    do {                                                                                       \
        const double off = ulps(value, exact);                                                 \
        if (!(off <= (most)))                                                                  \
            fail_msg("%s at %.17g: off by %.3g ulp", #value, (double)(x), off);                \
    } while (0)

static void logarithms(void **state) {
    (void)state;
    for (double x = 2.3e-308; x < 1e308; x *= 1.37)
        assert_ulps(elementary_log(x), logl((long double)x), 3.0, x);
    for (double x = 1e-15; x < 0.5; x *= 1.1) {
        const double a = 1.0 + x;
        assert_ulps(elementary_log(a), logl((long double)a), 3.0, a);
        const double b = 1.0 - x;
        assert_ulps(elementary_log(b), logl((long double)b), 3.0, b);
    }
    assert_true(elementary_log(1.0) == 0.0);
}

/* a and b have to be exact, and are: whole numbers. */
static void logarithms_of_ratios(void **state) {
    (void)state;
    for (double n = 1e9, k = 1.0; k < 1e9; k = floor(1.5 * k) + 1.0) {
        const long double exact = log1pl(-(long double)k / (long double)n);
        assert_ulps(elementary_log_ratio(n - k, n), exact, 4.0, k);
        assert_ulps(elementary_log_ratio(n, n - k), -exact, 4.0, k);
    }
    assert_true(elementary_log_ratio(7.0, 7.0) == 0.0);
}

static void exponentials(void **state) {
    (void)state;
    for (double x = -708.0; x < 709.0; x += 0.0371)
        assert_ulps(elementary_exp(x), expl((long double)x), 2.0, x);
    assert_true(elementary_exp(0.0) == 1.0);
    assert_true(elementary_exp(1e300) == INFINITY && elementary_exp(710.0) == INFINITY);
    assert_true(elementary_exp(-1e300) == 0.0 && elementary_exp(-746.0) == 0.0);
    assert_close(elementary_exp(-740.0) / exp(-740.0), 1.0, 0.05); /* five bits are left */
}

static void powers_of_ten(void **state) {
    (void)state;
    double power = 1.0;
    for (int n = 0; n <= 22; n++, power *= 10.0)
        assert_true(elementary_power_of_ten(n) == power);
    for (double x = 0.0; x <= 22.0; x += 0.00717)
        assert_ulps(elementary_power_of_ten(x), powl(10.0L, (long double)x), 8.0, x);
}

static void sines(void **state) {
    (void)state;
    for (double x = -20.0; x < 20.0; x += 0.000731) {
        assert_ulps(elementary_sin(x), sinl((long double)x), 2.0, x);
        assert_ulps(elementary_cos(x), cosl((long double)x), 2.0, x);
    }
    for (double x = 1e-300; x < 1.0; x *= 3.3)
        assert_ulps(elementary_sin(x), sinl((long double)x), 2.0, x);
    for (double x = 1.0; x < 0x1p20; x *= 1.01) {
        assert_ulps(elementary_sin(x), sinl((long double)x), 2.0, x);
        assert_ulps(elementary_cos(-x), cosl((long double)x), 2.0, x);
    }
    /* Next to zeros, where the result is the rounding of the argument. */
    for (int n = 1; n < 1000; n++) {
        const double x = n * 0.5 * ELEMENTARY_PI;
        assert_ulps(elementary_sin(x), sinl((long double)x), 2.0, x);
        assert_ulps(elementary_cos(x), cosl((long double)x), 2.0, x);
    }
    assert_true(elementary_sin(0.0) == 0.0 && elementary_cos(0.0) == 1.0);
    assert_true(isnan(elementary_sin(0x1p20)) && isnan(elementary_cos(-INFINITY)));
}

static void inverse_sines(void **state) {
    (void)state;
    for (double x = -1.0; x <= 1.0; x += 0x1p-12) {
        assert_ulps(elementary_arcsin(x), asinl((long double)x), 4.0, x);
        assert_ulps(elementary_arccos(x), acosl((long double)x), 4.0, x);
    }
    for (double gap = 1e-300; gap <= 1.0; gap *= 1.07) {
        assert_ulps(elementary_arcsin(gap), asinl((long double)gap), 4.0, gap);
        assert_ulps(elementary_angle(gap), 2.0L * asinl(sqrtl((long double)gap / 2.0L)), 2.0,
                    gap);
    }
    assert_true(elementary_arccos(1.0) == 0.0 && elementary_arccos(-1.0) == ELEMENTARY_PI);
    assert_true(elementary_arcsin(-1.0) == -0.5 * ELEMENTARY_PI);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logarithms),   cmocka_unit_test(logarithms_of_ratios),
        cmocka_unit_test(exponentials), cmocka_unit_test(powers_of_ten),
        cmocka_unit_test(sines),        cmocka_unit_test(inverse_sines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
