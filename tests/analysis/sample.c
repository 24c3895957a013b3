/* Moments, tails and laws of samples of which they are known. */
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "statistics/sample.h"
#include "unit.h"

/* Moments of 1, 2, 3, 4, 10: mean 4, deviations -3 -2 -1 0 6, squares 50, cubes 180. */
static void moments_of_five_values(void **state) {
    (void)state;
    const double values[] = {1, 2, 3, 4, 10};
    const struct moments m = moments_of(values, 5);
    assert_int_equal(m.n, 5);
    assert_close(m.mean.value, 4.0, 1e-14);
    assert_close(m.variance, 12.5, 1e-13);
    assert_close(m.mean.error, sqrt(2.5), 1e-14);
    assert_close(m.dispersion.value, 3.125, 1e-13);
    assert_close(m.skewness.value, 36.0 / pow(10.0, 1.5), 1e-13);
    assert_true(isnan(m.dispersion.error) && isnan(m.skewness.error));
    const struct moments one = moments_of(values, 1);
    assert_true(isnan(one.mean.error) && isnan(one.variance));
    const double equal[] = {7, 7, 7};
    assert_true(isnan(moments_of(equal, 3).skewness.value));
}

/* The values of a law at equally spaced probabilities, rounded up to whole numbers and sorted:
 * P(T <= t) of the sample is that of the law for every whole t, to 1/n. */
enum { N = 20000 };

static void assert_law(enum sample_law law, double (*inverse)(double), double worst) {
    double *values = malloc(N * sizeof *values);
    for (int i = 0; i < N; i++)
        values[i] = ceil(inverse((i + 0.5) / N) - 0.5);
    const struct moments m = moments_of(values, N);
    for (enum sample_law other = 0; other < SAMPLE_LAWS; other++) {
        const struct fitted_law fit = law_with_moments(other, &m);
        const struct law_test test = law_test(&fit, values, N);
        if (other == law) {
            assert_true(test.distance < worst);
            assert_true(test.p > 0.5); /* much too even for a sample */
            assert_int_equal(test.freedom > 0, 1);
        } else if (other == LAW_POISSON) {
            assert_true(test.distance > 0.1);
            assert_true(test.p < 1e-6);
        }
    }
    free(values);
}

static double normal(double p) {
    return 500.0 + gsl_cdf_gaussian_Pinv(p, 100.0);
}
static double log_normal(double p) {
    return gsl_cdf_lognormal_Pinv(p, 6.0, 0.3);
}
static double gumbel(double p) {
    return 400.0 + 80.0 * gsl_cdf_gumbel1_Pinv(p, 1.0, 1.0);
}
static double shifted_gamma(double p) {
    return 200.0 + gsl_cdf_gamma_Pinv(p, 4.0, 60.0);
}
static double shifted_log_normal(double p) {
    return 150.0 + gsl_cdf_lognormal_Pinv(p, 5.5, 0.4);
}

/* What the quantiles cut off the tails of the moments is the largest part of `worst`. */
static void laws_are_found_again(void **state) {
    (void)state;
    assert_law(LAW_NORMAL, normal, 1e-3);
    assert_law(LAW_LOG_NORMAL, log_normal, 1e-3);
    assert_law(LAW_GUMBEL, gumbel, 1e-3);
    assert_law(LAW_SHIFTED_GAMMA, shifted_gamma, 1e-3);
    assert_law(LAW_SHIFTED_LOG_NORMAL, shifted_log_normal, 3e-3);
}

static void a_poisson_law_is_found(void **state) {
    (void)state;
    double *values = malloc(N * sizeof *values);
    unsigned k = 0;
    for (int i = 0; i < N; i++) {
        while (gsl_cdf_poisson_P(k, 400.0) < (i + 0.5) / N)
            k++;
        values[i] = k;
    }
    const struct moments m = moments_of(values, N);
    assert_close(m.dispersion.value, 1.0, 1e-3);
    const struct fitted_law fit = law_with_moments(LAW_POISSON, &m);
    const struct law_test test = law_test(&fit, values, N);
    assert_true(test.distance < 1e-3 && test.p > 0.5);
    free(values);
}

/* The jackknife's errors against those of an exponential law of mean m = 100, whose central
 * moments are m^2, 2 m^3, 9 m^4: the variance of variance / mean is m^2 (8 - 4 + 1) / n, and
 * that of the mean m^2 / n. Over 50 blocks an error is known to a tenth: 40 % is 4 deviations,
 * twice that of the skewness, which has no simple one. One fixed seed. */
static void errors_are_of_the_right_size(void **state) {
    (void)state;
    double *values = malloc(N * sizeof *values);
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    for (int i = 0; i < N; i++)
        values[i] = gsl_ran_exponential(random, 100.0);
    const struct moments m = moments_of(values, N);
    const double expected = 100.0 * sqrt(5.0 / N);
    assert_close(m.mean.error, 100.0 / sqrt(N), 0.05 * m.mean.error);
    assert_close(m.dispersion.error, expected, 0.4 * expected);
    assert_close(m.dispersion.value, 100.0, 5.0 * expected);
    assert_close(m.skewness.value, 2.0, 5.0 * m.skewness.error);
    assert_true(0.03 < m.skewness.error && m.skewness.error < 0.2);
    gsl_rng_free(random);
    free(values);
}

static void a_geometric_tail_has_its_rate(void **state) {
    (void)state;
    double *values = malloc(N * sizeof *values);
    for (int i = 0; i < N; i++)
        values[i] = 1000.0 + ceil(-log1p(-(i + 0.5) / N) / 0.05);
    const struct tail tail = tail_of(values, N, 0.9);
    assert_true(tail.count > 0.09 * N && tail.count <= 0.1 * N);
    assert_close(tail.rate.value, 0.05, 2e-4);
    assert_close(tail.rate.error, tail.rate.value / sqrt((double)tail.count), 1e-15);
    assert_close(tail.scatter.value, 1.0, 0.02);
    assert_int_equal(tail_of(values, N, 0.9999).count, 0);
    assert_true(isnan(tail_of(values, N, 0.9999).rate.value));
    free(values);
}

static void what_is_unknown_is_said(void **state) {
    (void)state;
    const double equal[] = {5, 5, 5, 5};
    const struct moments m = moments_of(equal, 4);
    for (enum sample_law law = LAW_NORMAL; law < SAMPLE_LAWS; law++) {
        const struct fitted_law fit = law_with_moments(law, &m);
        assert_int_equal(fit.parameters, 0);
        assert_true(isnan(law_test(&fit, equal, 4).distance));
    }
    const double left[] = {1, 7, 8, 9}; /* skewed to the left */
    const struct moments skewed = moments_of(left, 4);
    assert_int_equal(law_with_moments(LAW_SHIFTED_GAMMA, &skewed).parameters, 0);
    assert_int_equal(law_with_moments(LAW_GUMBEL, &skewed).parameters, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_of_five_values),
        cmocka_unit_test(laws_are_found_again),
        cmocka_unit_test(a_poisson_law_is_found),
        cmocka_unit_test(errors_are_of_the_right_size),
        cmocka_unit_test(a_geometric_tail_has_its_rate),
        cmocka_unit_test(what_is_unknown_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
