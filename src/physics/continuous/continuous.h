/* Three machines with continuous, spherical weights at finite N: the engine `continuous`.
 *
 * |W| = 1 for every hidden unit; a unit that moves by the rule of tree_parity.h does
 *     W <- (W + (eta / N) d x) / |W + (eta / N) d x|.
 * Time is alpha = steps / N. A field that is exactly zero, which only rounding allows, takes
 * the odd convention: +1 in A and o, -1 in B.
 *
 * A run lasts alpha_max, or model.max_steps if that is sooner. t_sync is the first step after
 * which the mean of rho^AB over the units is at or below -cl; without noise the parties
 * approach -1 exponentially, and never get there. t_learn likewise, rho^Ao at or above cl;
 * since the attacker settles at 0.79, it is as a rule not reached. Neither ends the run. 1 - cl
 * must stay above what float components resolve, about N 2^-51 / eta^2 (spherical_unit.h).
 */
#ifndef TPMSYNC_CONTINUOUS_H
#define TPMSYNC_CONTINUOUS_H

#include <stdint.h>

/* The step at which time alpha is reached, to the nearest; alpha >= 0. */
int64_t continuous_steps(double alpha, int64_t N);

#endif
