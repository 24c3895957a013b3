/* Binomial(n, 1/2) for large n, in a time that does not depend on n: transformed rejection with
 * squeeze, algorithm BTRS of W. Hoermann, J. Stat. Comput. Simul. 46 (1993) 101, for p = 1/2.
 *
 * The candidate k comes from a uniform u through the inverse of a distribution with heavier
 * tails and is accepted with the ratio of the two densities. The logarithms are those of
 * arithmetic/elementary.h: the same random words give the same k anywhere.
 */
#ifndef TPMSYNC_BINOMIAL_REJECTION_H
#define TPMSYNC_BINOMIAL_REJECTION_H

#include <stdint.h>

/* The k of the first accepted candidate; `next_word(source)` gives 64 random bits and is called
 * twice a candidate, 1.2 candidates a number. 4096 <= n < 2^31. */
uint64_t binomial_rejection(int64_t n, uint64_t (*next_word)(void *source), void *source);

/* ln of Binomial(n, k) / Binomial(n, mode) for |2k - n| <= n/4, n >= 1000, absolute error below
 * 1e-13. */
double binomial_log_ratio(int64_t n, int64_t k);

#endif
