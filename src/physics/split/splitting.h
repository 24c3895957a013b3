/* Forward flux sampling: how often a process reaches a rare event (walk.h), by splitting the
 * way there into levels of the gap that are not rare one after the other (Allen, Warren, ten
 * Wolde, Phys. Rev. Lett. 94 (2005) 018104).
 *
 * Levels g_0 > g_1 > ... > g_n; the basin is gap > g_0 and the event is gap <= g_n. With the
 * process started anew after every event,
 *
 *     1 / (mean first-passage time from the start to g_i) = flux P_1 ... P_i,
 *
 * flux the number of times per step that the process enters gap <= g_0 out of the basin, P_i
 * the probability that a walk that has reached g_{i-1} reaches g_i before it returns to the
 * basin. For i = n that is exact, for an event that is not rare too, since the time spent below
 * g_0 counts as time between entries; for i < n, where the process is not started anew, it is
 * so up to the small share of time that it spends below g_i.
 *
 * Starts are in the basin: one below g_0 is let go, without being counted, until it has come
 * back. Otherwise it would be open how far a start is on its way already; that belongs to those
 * who ask, see head_start.h.
 *
 * `trials` walks are made from each level; they start from the states in which walks first
 * reached it, each of which is taken as often as the next (systematic resampling, a random
 * offset). So the product of the measured P_i is an unbiased estimate for fixed levels; its
 * spread is that between replicates, larger than the binomial formula says, since walks share
 * ancestors. Levels placed by the same walks would bias it: splitting_place_levels draws other
 * random numbers than any replicate. What is averaged over replicates is the rate and never the
 * time, the mean of whose inverse is not the inverse of its mean.
 *
 * The order parameter must be that of the part that makes the way. For an attacker it is
 * the overlap of ONE unit: with the mean over the three units it fails badly. The rare path
 * goes through one unit at a time, the mean hides that behind the two that stay in the basin,
 * and levels in the mean select states in which all are a little nearer and none is on its way.
 */
#ifndef TPMSYNC_SPLITTING_H
#define TPMSYNC_SPLITTING_H

#include "physics/split/walk.h"

enum {
    SPLITTING_LEVELS_MAX = 256,
    SPLITTING_TRIALS_MIN = 32,
    SPLITTING_TRIALS_MAX = 1 << 20,
};

/* The largest number of a replicate; the one beyond is that of placing levels. */
#define SPLITTING_REPLICATE_MAX (INT64_C(0xffffffff) - 1)

struct splitting_levels {
    int count; /* 2 .. SPLITTING_LEVELS_MAX, the first and the last included */
    double gap[SPLITTING_LEVELS_MAX];
};

/* What is wrong with levels or with a number of trials: a static string for the user, NULL if
 * nothing is. Gaps must be finite, positive or zero, and fall. */
const char *splitting_levels_fault(const struct splitting_levels *levels);
const char *splitting_trials_fault(int64_t trials);

enum splitting_status {
    SPLITTING_DONE,
    SPLITTING_NO_MEMORY,
    SPLITTING_NO_ENTRY,    /* the first level was not left or not reached in 10^6 relaxations */
    SPLITTING_NO_PROGRESS, /* no walk got nearer, or SPLITTING_LEVELS_MAX levels are too few */
    SPLITTING_NOT_RARE,    /* walks meet the event, or a mark, before they forget their start */
};

/* In words, a static string. */
const char *splitting_status_text(enum splitting_status status);

/* One replicate: one independent estimate. */
struct splitting_result {
    double flux;                              /* entries a step */
    double probability[SPLITTING_LEVELS_MAX]; /* [i], i >= 1: P_i; [0] is 1 */
    double transit;                           /* mean time from the entry to the last level
                                               * of the walks that got there; NaN if none */
    int64_t moves;                            /* made in all */
    int count;                                /* of the levels */
};

/* flux P_1 ... P_i, 0 <= i < count: passages of level i per step. 0 if no walk got there. */
double splitting_rate(const struct splitting_result *result, int i);

/* Places levels from the lowest tenth of the stationary gap down to `event`, so that about a
 * fifth of `trials` walks from each reach the next. Each of `marks` is made a level as well,
 * if it lies between; walks that have come to the largest of them do not count as stationary. A
 * function of the process, the seed, the trials and the marks. */
enum splitting_status splitting_place_levels(const struct walk_process *process, uint64_t seed,
                                             int trials, double event, const double marks[],
                                             int mark_count, struct splitting_levels *levels);

/* Makes replicate `replicate`, 0 .. SPLITTING_REPLICATE_MAX, a function of the process, the
 * seed, the replicate, the trials and the levels; all of them without fault. */
enum splitting_status splitting_run(const struct walk_process *process, uint64_t seed,
                                    int64_t replicate, int trials,
                                    const struct splitting_levels *levels,
                                    struct splitting_result *result);

#endif
