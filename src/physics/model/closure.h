/* The closures: how "B differs from A" and "o differs from A" in a hidden unit are drawn.
 *
 * `six`, the paper's: the matrices F^AB and F^Ao alone; given tau^A the two are independent.
 * `nine`, exact for N -> infinity: F^Bo too, and (tau^A, tau^B, tau^o) are the signs of three
 * Gaussians with overlaps rho^AB, rho^Ao, rho^Bo. With e the mismatch probabilities
 * arccos(rho)/pi of the pairs, the orthant formula
 *     P(all three equal) = 1/4 + (asin rho^AB + asin rho^Ao + asin rho^Bo) / (2 pi)
 * and its sign flips become
 *     P(B and o differ from A) = (e^AB + e^Ao - e^Bo) / 2
 *     P(only B differs)        = (e^AB + e^Bo - e^Ao) / 2
 *     P(only o differs)        = (e^Ao + e^Bo - e^AB) / 2
 *     P(all three equal)       = 1 - (e^AB + e^Ao + e^Bo) / 2.
 */
#ifndef TPMSYNC_CLOSURE_H
#define TPMSYNC_CLOSURE_H

#include <stdbool.h>

enum closure { CLOSURE_SIX, CLOSURE_NINE };

/* Probabilities that the hidden units of a pair of machines differ, each in [0, 1]. */
struct mismatch {
    double ab, ao, bo; /* bo is used by `nine` alone */
};

/* Probability that o's unit differs from A's, given whether B's does; in [0, 1]. */
double closure_attacker_differs(enum closure closure, struct mismatch e, bool b_differs);

#endif
