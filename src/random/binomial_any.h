/* Binomial(n, p) for any n and p, one number at a time: by inversion where the mean is small,
 * else by rejection, algorithm BTPE of V. Kachitvichyanukul and B. W. Schmeiser, Commun. ACM 31
 * (1988) 216.
 *
 * The probabilities are made of +, -, * and / alone (arithmetic/elementary.h): the same random
 * words give the same number anywhere. They are exact to a relative 1e-10 for every n. GSL's
 * gsl_ran_binomial is the same method with the C library's logarithms: of the same uniform
 * numbers it makes the same binomial numbers, which is tested, but where rounding decides, and
 * where for n near 10^9 a square of GSL's overflows.
 */
#ifndef TPMSYNC_BINOMIAL_ANY_H
#define TPMSYNC_BINOMIAL_ANY_H

#include "random/random_words.h"

/* 0 <= n < 2^31, 0 < p <= 1/2. */
int64_t binomial_any(int64_t n, double p, struct random_words *words);

#endif
