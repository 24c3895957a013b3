#include "samples.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

void sample_sort(double sample[], size_t count) {
    qsort(sample, count, sizeof *sample, compare);
}

/* Kolmogorov's distribution; one term does where it is small. */
static double beyond(double distance, double effective_count) {
    return fmin(1.0, 2.0 * exp(-2.0 * distance * distance * effective_count));
}

double sample_against_sample(const double a[], size_t count_a, const double b[],
                             size_t count_b) {
    const double m = (double)count_a, n = (double)count_b;
    double largest = 0.0;
    for (size_t i = 0, j = 0; i < count_a && j < count_b;) {
        const double x = fmin(a[i], b[j]);
        while (i < count_a && a[i] == x)
            i++;
        while (j < count_b && b[j] == x)
            j++;
        largest = fmax(largest, fabs((double)i / m - (double)j / n));
    }
    return beyond(largest, m * n / (m + n));
}

double sample_against_cdf(const double a[], size_t count,
                          double (*cdf)(const void *self, double x), const void *self) {
    double largest = 0.0;
    for (size_t i = 0; i < count; i++) {
        const double expected = cdf(self, a[i]);
        largest = fmax(largest, fabs((double)i / (double)count - expected));
        largest = fmax(largest, fabs((double)(i + 1) / (double)count - expected));
    }
    return beyond(largest, (double)count);
}
