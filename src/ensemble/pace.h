/* How a rank paces its work: how long it computes before it looks up, and how many runs it
 * holds at a time. Shared with the simulation of many ranks (scripts/bench/scaling). */
#ifndef TPMSYNC_PACE_H
#define TPMSYNC_PACE_H

#include <stdbool.h>
#include <stdint.h>

/* A rank looks up from its work about every PACE_SLICE_SECONDS; one without a run naps. */
#define PACE_SLICE_SECONDS 0.02
enum { PACE_NAP_NANOSECONDS = 100000 };

/* The steps of the next call of an engine after one of `steps` that took `seconds`. They are
 * doubled or halved until a call takes about half of a slice. A call is cut short when of its
 * `runs` some end; but those that do not have made all its steps, and a whole one takes as many
 * times longer as there are more runs. If all end it tells nothing. */
static inline int64_t pace_steps(int64_t steps, double seconds, int runs, int ended) {
    if (seconds > PACE_SLICE_SECONDS && steps > 1)
        return steps / 2;
    if (ended == runs)
        return steps;
    const double whole = seconds * runs / (runs - ended);
    return whole < 0.25 * PACE_SLICE_SECONDS ? 2 * steps : steps;
}

/* Whether a slice that has taken `seconds` is over. */
static inline bool pace_slice_is_over(double seconds) {
    return seconds >= 0.5 * PACE_SLICE_SECONDS;
}

/* How many of its lanes a rank uses: no more than half of its even share of the runs, so that
 * the other half evens the ranks out; but if it can as many as keep the slots of the batch
 * engine full (scripts/bench/scaling: 48 did best), and never more than its share. */
enum { PACE_LANES_FEW = 48 };

static inline int pace_lanes(int64_t runs, int ranks, int lanes) {
    const int64_t share = (runs + ranks - 1) / ranks;
    const int64_t half = share / 2 > PACE_LANES_FEW ? share / 2 : PACE_LANES_FEW;
    const int64_t most = half < share ? half : share;
    return most < lanes ? (int)most : lanes;
}

#endif
