/* An ensemble on many ranks as a discrete-event simulation: what the ensemble layer does
 * (src/ensemble/ensemble.c, src/ranks), rank by rank and call by call, with messages and
 * commits that take given times. It shares the rules of pace.h, dealer.h and heartbeat.h with
 * the program, and engine_model.h with the bench of the ensemble layer itself.
 *
 * What is simulated: dealing, one-sided operation by operation, which the counter serves one at
 * a time in the order in which they come; calls of the engine; commits; the sums of the
 * heartbeat, up and down the binomial trees of Open MPI's libnbc, which get on only when a rank
 * looks up. What is not: the begin of a session, and the result.
 */
#ifndef TPMSYNC_EVENTS_H
#define TPMSYNC_EVENTS_H

#include "engine_model.h"

struct scene {
    int ranks;
    int64_t runs;
    struct engine_model engine;
    int lanes;      /* of the engine, at most MODEL_LANES */
    double latency; /* seconds that a message takes */
    double counter; /* seconds in which the counter serves one operation */
    bool by_hand;   /* rank 0 serves it, when it looks up; else its network card does */
    double commit_every, commit; /* seconds from one to the next, and that one takes */
};

struct course {
    double seconds;  /* until every rank knows that all is done and has committed */
    double dealt;    /* seconds, when the last run was dealt */
    double ended;    /* seconds, when the last run ended */
    double work;     /* seconds of one rank that the runs would take with all slots filled */
    double longest;  /* seconds that the longest run would take alone */
    int64_t runs;    /* that have ended */
    int64_t fetches; /* one-sided operations on the counter */
    double waited, queue; /* seconds that ranks waited for the counter in all; the longest wait
                           * of an operation in its queue */
    int64_t beats;        /* sums that are complete */
    int64_t messages;     /* of these sums, started ones included */
    int64_t commits;
    int64_t calls; /* of the engine */
};

/* False when there is no memory. */
bool simulate_events(const struct scene *scene, struct course *course);

#endif
