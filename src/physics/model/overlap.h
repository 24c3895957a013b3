/* The normalised overlap rho = R / sqrt(Q Q') of two weight vectors, held by both its
 * distances from the ends, 1 - rho and 1 + rho.
 *
 * Near the end of a run rho approaches +-1 and 1 -+ rho becomes as small as 1e-20; it is never
 * formed by subtraction, but comes out of a sum of positive terms.
 */
#ifndef TPMSYNC_OVERLAP_H
#define TPMSYNC_OVERLAP_H

struct overlap {
    double one_minus; /* 1 - rho, in [0, 2], accurate to a few ulp even where tiny */
    double one_plus;  /* 1 + rho, likewise */
};

/* rho itself, in [-1, 1]. */
static inline double overlap_rho(struct overlap overlap) {
    return overlap.one_minus < overlap.one_plus ? 1.0 - overlap.one_minus
                                                : overlap.one_plus - 1.0;
}

/* epsilon = arccos(rho) / pi in [0, 1]: the probability that the hidden units of two machines
 * with this overlap differ for a random input. Relative error below 1e-15 at both ends.
 * The same bits anywhere (arithmetic/elementary.h).
 */
double overlap_mismatch(struct overlap overlap);

#endif
