/* Histograms, overlaps and fractions of known values. */
#include "statistics/histogram.h"
#include "unit.h"

static void test_counts_and_density(void **state) {
    (void)state;
    /* Times 1 .. 5 belong to the first bin of width 5 from 0.5 on, 6 .. 10 to the second. */
    const double times[] = {1, 5, 6, 10, 10, 11, 16};
    gsl_histogram *h = histogram_make(times, 7, 0.5, 5.0, 3);
    assert_non_null(h);
    assert_close(gsl_histogram_get(h, 0), 2, 0.0);
    assert_close(gsl_histogram_get(h, 1), 3, 0.0);
    assert_close(gsl_histogram_get(h, 2), 1, 0.0); /* 16 is outside */
    /* Over 8 runs, of which one has not reached its time. */
    assert_close(histogram_density(h, 1, 8), 3.0 / (8 * 5), 1e-15);
    assert_close(histogram_error(h, 1, 8), sqrt(3.0) / (8 * 5), 1e-15);
    gsl_histogram_free(h);
}

static void test_density_is_normalised(void **state) {
    (void)state;
    const double values[] = {0.1, 0.2, 0.9, 1.7, 2.5};
    gsl_histogram *h = histogram_make(values, 5, 0.0, 0.5, 6);
    double area = 0.0;
    for (size_t i = 0; i < 6; i++)
        area += 0.5 * histogram_density(h, i, 5);
    assert_close(area, 1.0, 1e-14);
    gsl_histogram_free(h);
}

static void test_overlap(void **state) {
    (void)state;
    const double a[] = {0.5, 0.5, 1.5, 1.5}, b[] = {1.5, 2.5}, c[] = {5.5};
    gsl_histogram *ha = histogram_make(a, 4, 0, 1, 6), *hb = histogram_make(b, 2, 0, 1, 6),
                  *hc = histogram_make(c, 1, 0, 1, 6);
    assert_close(histogram_overlap(ha, hb), 0.5, 1e-15); /* min(1/2, 1/2) in the second bin */
    assert_close(histogram_overlap(hb, ha), 0.5, 1e-15);
    assert_close(histogram_overlap(ha, ha), 1.0, 1e-15);
    assert_close(histogram_overlap(ha, hc), 0.0, 0.0);
    gsl_histogram_free(ha);
    gsl_histogram_free(hb);
    gsl_histogram_free(hc);
}

/* 1000 values evenly on 0 .. 999: quartiles 249.75 and 749.25, 2 * 499.5 / 10 = 99.9, rounded
 * to 100; 8 values on 0 .. 7: quartiles 1.75 and 5.25, 2 * 3.5 / 2 = 3.5, between 2 and 5
 * nearer to 5 in the logarithm; 3.0 of 6 / 7 of that nearer to 2. */
static void test_width(void **state) {
    (void)state;
    double values[1000];
    for (int i = 0; i < 1000; i++)
        values[i] = 999 - i;
    assert_close(histogram_width(values, 1000, 1.0), 100.0, 1e-12);
    assert_close(values[0], 0.0, 0.0); /* sorted */
    for (int i = 0; i < 8; i++)
        values[i] = i;
    assert_close(histogram_width(values, 8, 1.0), 5.0, 1e-12);
    for (int i = 0; i < 8; i++)
        values[i] = i * 6.0 / 7.0;
    assert_close(histogram_width(values, 8, 1.0), 2.0, 1e-12);
    for (int i = 0; i < 8; i++)
        values[i] = 7.0;
    assert_close(histogram_width(values, 8, 1.0), 1.0, 0.0);
    assert_close(histogram_width(values, 1, 0.5), 0.5, 0.0);
}

static void test_wider(void **state) {
    (void)state;
    assert_close(histogram_wider(1.0), 2.0, 1e-12);
    assert_close(histogram_wider(2.0), 5.0, 1e-12);
    assert_close(histogram_wider(5.0), 10.0, 1e-12);
    assert_close(histogram_wider(0.02), 0.05, 1e-14);
}

/* Wilson, z = 1.959964: 10 of 100 gives 0.05523 .. 0.17437 (Wilson 1927's formula by hand; also
 * what R's prop.test(10, 100, correct = FALSE) prints); 0 of n ends at z^2 / (n + z^2). */
static void test_fraction(void **state) {
    (void)state;
    const struct fraction f = fraction_of(10, 100);
    assert_close(f.value, 0.1, 1e-15);
    assert_close(f.low, 0.05523, 5e-6);
    assert_close(f.high, 0.17437, 5e-6);
    const struct fraction none = fraction_of(0, 50);
    assert_close(none.low, 0.0, 0.0);
    assert_close(none.high, 3.841459 / (50 + 3.841459), 1e-6);
    const struct fraction all = fraction_of(50, 50);
    assert_close(all.high, 1.0, 0.0);
    assert_close(all.low, 50 / (50 + 3.841459), 1e-6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_and_density),
        cmocka_unit_test(test_density_is_normalised),
        cmocka_unit_test(test_overlap),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_wider),
        cmocka_unit_test(test_fraction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
