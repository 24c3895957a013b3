/* What the engines of `simulate` have in common: the sign of a vanishing field, and the
 * overlaps that an observer sees. All quantities that pass here are integers, so that two
 * engines with the same weights report the same bits.
 */
#ifndef TPMSYNC_SIMULATION_H
#define TPMSYNC_SIMULATION_H

#include "physics/model/run.h"

/* sum_j W_j W'_j of one hidden unit, for the pairs of machines that are reported. Without an
 * attacker oo and ao are ignored. */
struct unit_products {
    int64_t aa, bb, oo, ab, ao;
};

/* 3, or 2 without an attacker. */
int simulation_machines(const struct run *run);

/* Whether synchronised parties stay so: W^B = -W^A makes h^B = -h^A, but a vanishing field
 * must be given opposite signs as well. */
bool simulation_stays_synchronised(const struct run *run);

/* tau = sgn(h) of every machine and unit. sgn(0): under `odd` A and o take +1 and B takes -1;
 * under `plus` all take +1; under `random` bit m K + i of the first word of RANDOM_TIES decides
 * for unit i of machine m. A machine that does not take part has tau = 1. Notes whether the
 * parties differ. */
struct representations simulation_hidden_units(struct run *run, int64_t field[MACHINES][K]);

/* Shows the overlaps to the observer: R / sqrt(Q Q'), 0 where a vector vanishes, NaN for a
 * missing attacker. */
void simulation_observe(struct run *run, const struct unit_products products[K]);

#endif
