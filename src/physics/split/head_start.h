/* The attacker's head start: how many of its units are already on their way to A's when the
 * parties are synchronised.
 *
 * Before that, A and o move together more often than after it, and so units come near to A's
 * that would hardly do so later. At L = 2 this is one unit in seven, which shortens the mean
 * learning time by 8 %; with every L more it is some twenty times rarer, as luck is
 * (lucky_splitting.h).
 *
 * Runs of A, B and o are made up to t_sync and a little on: until each unit of o has come back
 * to a gap 1 - rho^Ao above `leave`, the basin of splitting.h, or down to `learned`, from which
 * it does not return.
 */
#ifndef TPMSYNC_HEAD_START_H
#define TPMSYNC_HEAD_START_H

#include <stdbool.h>

#include "physics/model/engine.h"

/* Of `runs`, in how many 0 .. K units were on their way; all, where o had learned. */
struct head_start {
    int64_t count[K_MAX + 1];
};

/* Makes `runs` runs of the iteration with 0 < learned < leave: a function of the model, its
 * seed, the replicate and these. The model has an attacker; its `until` is not used. Their
 * random numbers are not those of the runs with that seed. False without memory. */
bool head_start_run(const struct model *model, int64_t replicate, int runs, double leave,
                    double learned, struct head_start *head_start);

#endif
