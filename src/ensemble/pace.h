/* How a rank paces its work: how long it computes before it looks up, and how many runs it
 * holds at a time. Shared with the simulation of many ranks (scripts/bench/scaling). */
#ifndef TPMSYNC_PACE_H
#define TPMSYNC_PACE_H

#include <stdbool.h>
#include <stdint.h>

/* A rank looks up from its work about every PACE_SLICE_SECONDS; one without a run naps. */
#define PACE_SLICE_SECONDS 0.02
enum { PACE_NAP_NANOSECONDS = 100000 };

/* What a call of an engine did. */
struct call {
    int64_t steps; /* asked for */
    double seconds;
    int runs, ended; /* under way when it began; of these, those that ended */
    int64_t longest; /* steps of the longest run that ended, from its start */
};

/* The steps of the next call. They are doubled or halved until a call takes about half of a
 * slice. A call is cut short when runs end; but the others have made all its steps, or wait for
 * a later call, and a whole one takes about as many times longer as there are more runs. Where
 * runs end it need not be longer than they are; that bounds it, too, when nearly all end and
 * the few that are left were waiting. */
static inline int64_t pace_steps(const struct call *call) {
    if (call->seconds > PACE_SLICE_SECONDS && call->steps > 1)
        return call->steps / 2;
    if (call->ended == call->runs || call->steps > INT64_MAX / 2 ||
        (call->ended > 0 && call->steps >= call->longest))
        return call->steps;
    const double whole = call->seconds * call->runs / (call->runs - call->ended);
    return whole < 0.25 * PACE_SLICE_SECONDS ? 2 * call->steps : call->steps;
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
