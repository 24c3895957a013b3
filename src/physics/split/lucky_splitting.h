/* The probability that the attacker is lucky, t_learn < t_sync, where it is too small to be
 * counted: adaptive multilevel splitting of the dynamics of A, B and o from the start.
 *
 * n runs are made up to t_sync. Each has a level, the highest that its attacker has reached. In
 * a round the runs of the lowest level Z are given up; each of them becomes the copy of another
 * run, chosen uniformly among those above Z, up to the moment at which that one rose above Z,
 * and goes on from there with random numbers of its own. When k of n runs are given up
 * in a round, the factor of the round is 1 - k/n. It ends when all runs are lucky, the
 * product of the factors being the estimate, or when all are given up at once, the estimate
 * being 0. The mean of the estimate is the probability, for every n and whatever the level is a
 * function of (Brehier, Gazeau, Goudenege, Lelievre, Rousset, Ann. Appl. Probab. 26 (2016)
 * 3559); what the level does decide is how far the estimates of replicates scatter.
 *
 * The level follows the attacker unit by unit: a unit whose internal state differs from A's
 * with probability e = arccos(rho^Ao) / pi counts (1 - 2 e)^2, and the level is the sum over
 * the units, rounded down to multiples of 1/64. A unit that comes to A's by luck stays there,
 * while the others go on about their usual overlap; the square makes that one unit worth more
 * than three that have come a third of the way, which the mean overlap cannot tell apart.
 */
#ifndef TPMSYNC_LUCKY_SPLITTING_H
#define TPMSYNC_LUCKY_SPLITTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "physics/model/engine.h"

/* One replicate. */
struct lucky_estimate {
    double probability; /* >= 0, unbiased */
    int64_t rounds;
    int64_t branches; /* runs given up and replaced */
    int64_t steps;    /* of all runs together */
};

enum { LUCKY_RUNS_MAX = 1 << 20 };

/* Makes replicate `replicate` (0 .. 2^32 - 1) with `runs` = n runs, 2 .. LUCKY_RUNS_MAX. The
 * engine, of which one lane is used, has discrete weights and advances a run that is alone by
 * as many steps as it is asked for: engine_iterate_plain, or a simulation. `model` has an
 * attacker; its `until` is not used, and a run that max_steps ends is not lucky. The estimate
 * is a function of engine, model (seed included), runs and replicate alone; its random numbers
 * are not those of the runs with that seed. False, and no estimate, without memory. */
bool lucky_split(const struct engine *engine, const struct model *model, int runs,
                 int64_t replicate, struct lucky_estimate *estimate);

/* The mean of `count` >= 2 replicates, and its standard error from their spread. */
struct lucky_mean {
    double probability, error;
};
struct lucky_mean lucky_mean(const struct lucky_estimate estimates[], size_t count);

#endif
