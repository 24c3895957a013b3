#include "random/binomial_rejection.h"

#include <math.h>
#include <stdbool.h>

#include "arithmetic/elementary.h"

/* Stirling: ln j! = (j + 1/2) ln j - j + ln(2 pi) / 2 + stirling(j). */
static double stirling(double j) {
    const double inverse = 1.0 / j;
    return inverse * (1.0 / 12 - inverse * inverse * (1.0 / 360));
}

/* With y = (2k - n) / n, Stirling's formula for k! (n - k)! leaves, beside what does not depend
 * on k,
 *     (n + 1)/2 ln(1 - y^2) + n y artanh(y)
 *         = sum_j y^2j (n / (2j (2j - 1)) - 1 / 2j),   j = 1, 2, ...,
 * a sum of positive terms that fall at least sixteen-fold. */
static double log_factorials(double n, double k) {
    const double y = (2.0 * k - n) / n, z = y * y;
    double power = z, sum = 0.0;
    for (int j = 1; j <= 14; j++, power *= z) {
        const double term = power * (n / (2 * j * (2 * j - 1)) - 1.0 / (2 * j));
        sum += term;
        if (term < 1e-18)
            break;
    }
    return sum + stirling(k) + stirling(n - k);
}

double binomial_log_ratio(int64_t n, int64_t k) {
    const int64_t mode = (n + 1) / 2;
    return log_factorials((double)n, (double)mode) - log_factorials((double)n, (double)k);
}

/* Uniform on (0, 1), on the midpoints of 2^52 cells. */
static double uniform(uint64_t word) {
    return ((double)(word >> 12) + 0.5) * 0x1p-52;
}

uint64_t binomial_rejection(int64_t n, uint64_t (*next_word)(void *source), void *source) {
    /* Hoermann's constants for p = 1/2. */
    const double deviation = 0.5 * sqrt((double)n);
    const double b = 1.15 + 2.53 * deviation;
    const double a = -0.0873 + 0.0248 * b + 0.01 * 0.5;
    const double centre = 0.5 * (double)n + 0.5;
    const double squeeze = 0.92 - 4.2 / b;
    for (;;) {
        const double u = uniform(next_word(source)) - 0.5;
        const double v = uniform(next_word(source));
        const double us = 0.5 - fabs(u);
        const double candidate = floor((2.0 * a / us + b) * u + centre);
        if (us >= 0.07 && v <= squeeze)
            return (uint64_t)candidate;
        /* Further out the ratio is below exp(-n/32), less than any u and v could accept. */
        if (fabs(2.0 * candidate - (double)n) > 0.25 * (double)n)
            continue;
        const double alpha = (2.83 + 5.1 / b) * deviation;
        const double height = v * alpha / (a / (us * us) + b);
        if (elementary_log(height) <= binomial_log_ratio(n, (int64_t)candidate))
            return (uint64_t)candidate;
    }
}
