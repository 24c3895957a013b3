#include "random/binomial_strips.h"

#include <math.h>

#include "arithmetic/elementary.h"
#include "random/binomial_rejection.h"
#include "random/binomial_tables.h"

/* With z' for the rounded k, |z' - z| <= 1/(2 sigma), the series of binomial_log_ratio gives
 *     -z'^2/2 - z'^4/(10 n) - 1e-5  <=  ln ratio  <=  -(1 - 1/n) z'^2/2 + 1/(2 n)
 * for |z'| < 10 and n >= 8192: the next term is z'^4/(12 n), those after it are less than a
 * fiftieth of the one before, and Stirling's corrections are below 1e-6. Both bounds are widest
 * at the smallest n. The hat is rounded up and the squeeze down, to 2^-30, by more than the
 * exponentials can err. */
static const double smallest_n = BINOMIAL_STRIPS_FROM;

static double log_hat(double nearest) {
    const double z = fmax(0.0, nearest - 1.0 / sqrt(smallest_n));
    return -(1.0 - 1.0 / smallest_n) * 0.5 * z * z + 0.5 / smallest_n;
}

static double log_lowest(double furthest) {
    const double z = furthest + 1.0 / sqrt(smallest_n);
    return -0.5 * z * z - z * z * z * z / (10.0 * smallest_n) - 1e-5;
}

/* Up to the next multiple of 2^-30. */
static double rounded_up(double x) {
    return ceil(x * 0x1p30 + 1e-3) * 0x1p-30;
}

void binomial_strips_init(struct binomial_strips *strips) {
    uint64_t weight[BINOMIAL_STRIPS];
    double sum = 0.0;
    for (int c = 0; c < BINOMIAL_STRIPS; c++) {
        const int from_middle =
            c < BINOMIAL_STRIPS / 2 ? BINOMIAL_STRIPS / 2 - 1 - c : c - BINOMIAL_STRIPS / 2;
        const double nearest = from_middle * BINOMIAL_STRIP_WIDTH;
        strips->hat[c] = rounded_up(elementary_exp(log_hat(nearest)));
        const double lowest = elementary_exp(log_lowest(nearest + BINOMIAL_STRIP_WIDTH));
        strips->squeeze[c] = fmax(0.0, rounded_up(lowest / strips->hat[c]) - 0x1p-28);
        sum += strips->hat[c]; /* multiples of 2^-30 below 2^9: exact */
    }
    uint64_t others = 0;
    for (int c = 0; c < BINOMIAL_STRIPS; c++) {
        weight[c] = (uint64_t)(strips->hat[c] / sum * 0x1p64);
        others += weight[c];
    }
    weight[BINOMIAL_STRIPS / 2] -= others; /* they add up to 2^64, which is 0 */
    binomial_alias_fill(strips->alias, BINOMIAL_STRIP_BITS, weight);
}

int binomial_strips_accept(const struct binomial_strips *strips, int64_t n, int64_t k,
                           int strip, double v) {
    return elementary_log(v * strips->hat[strip]) <= binomial_log_ratio(n, k);
}
