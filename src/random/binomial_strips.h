/* Binomial(n, 1/2) for large n, one quick attempt that mostly succeeds: rejection from strips.
 *
 * z = (k - n/2) / sigma, sigma = sqrt(n) / 2, is cut into strips of equal width. For every
 * n >= BINOMIAL_STRIPS_FROM the binomial distribution, relative to its mode, is in strip c at
 * most hat[c] (it is narrower than the normal distribution but for the rounding of k) and at
 * least squeeze[c] hat[c]. An attempt draws
 *     c from the alias table, whose probabilities are proportional to hat[c],
 *     z uniform in the strip, k = n/2 + sigma z rounded to the nearest integer,
 *     v uniform,
 * and accepts k at once if v <= squeeze[c], in more than nine cases out of ten. Otherwise
 * k is accepted if  ln(v hat[c]) <= ln Binomial(n, k) / Binomial(n, mode); and if not, any
 * other exact method may draw again from the start.
 *
 * The strips reach 9.5 standard deviations to either side; what is beyond is below 2^-64.
 */
#ifndef TPMSYNC_BINOMIAL_STRIPS_H
#define TPMSYNC_BINOMIAL_STRIPS_H

#include <stdint.h>

enum { BINOMIAL_STRIPS_FROM = 8192, BINOMIAL_STRIP_BITS = 10, BINOMIAL_STRIPS = 1024 };

/* The width of a strip; strip c begins at z = (c - BINOMIAL_STRIPS / 2) width. */
#define BINOMIAL_STRIP_WIDTH (19.0 / 1024)

struct binomial_strips {
    uint64_t alias[BINOMIAL_STRIPS]; /* as in binomial_tables.h */
    double squeeze[BINOMIAL_STRIPS];
    double hat[BINOMIAL_STRIPS];
};

void binomial_strips_init(struct binomial_strips *strips);

/* The exact test of an attempt; n >= BINOMIAL_STRIPS_FROM, k within the strips. */
int binomial_strips_accept(const struct binomial_strips *strips, int64_t n, int64_t k,
                           int strip, double v);

#endif
