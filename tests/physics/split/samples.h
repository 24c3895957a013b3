/* Kolmogorov-Smirnov tests of samples. */
#ifndef TPMSYNC_TESTS_SAMPLES_H
#define TPMSYNC_TESTS_SAMPLES_H

#include <stddef.h>

/* Sorts a sample, for the others. */
void sample_sort(double sample[], size_t count);

/* Probability (asymptotic) that two samples of the same distribution are so far apart, or a
 * sample from its distribution. */
double sample_against_sample(const double a[], size_t count_a, const double b[],
                             size_t count_b);
double sample_against_cdf(const double a[], size_t count,
                          double (*cdf)(const void *self, double x), const void *self);

#endif
