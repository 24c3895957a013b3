/* A walk towards a rare event: the interface between a process and the splitting of
 * splitting.h, which knows nothing of the process but this.
 *
 * The order parameter of a state is its gap, the distance from the event: it is small where the
 * event is near. A process advances many walks in one call, so that it may do so side by side;
 * what comes of a walk depends on its number, its start and its bounds alone, never on the
 * others.
 */
#ifndef TPMSYNC_WALK_H
#define TPMSYNC_WALK_H

#include <stddef.h>
#include <stdint.h>

#include "random/random_stream.h"

/* How a walk ended. */
enum walk_end {
    WALK_REACHED,  /* gap <= reach */
    WALK_RETURNED, /* gap > leave */
    WALK_STOPPED,  /* neither within max_moves moves */
};

struct walk {
    uint64_t number;   /* what its random numbers are drawn by, below WALK_NUMBERS_MAX */
    void *state;       /* [state_size]: the start, in the end the state that ended the walk */
    double reach;      /* ends at gap <= reach, before any move if the start is there ... */
    double leave;      /* ... or at gap > leave */
    int64_t max_moves; /* 1 .. WALK_MOVES_MAX */

    enum walk_end end;
    double gap;    /* of the last state */
    double least;  /* gap on the way, both ends included */
    int64_t moves; /* made */
    double time;   /* an unbiased estimate of the time that they took, in the process' steps */
};

#define WALK_NUMBERS_MAX (UINT64_C(1) << 31)
#define WALK_MOVES_MAX   (INT64_C(1) << 32)

/* The step of random_stream.h at which walk `number` draws for its move `move` >= 0. */
static inline int64_t walk_counter(uint64_t number, int64_t move) {
    return (int64_t)(number << 32 | (uint64_t)move);
}

struct walk_process {
    size_t state_size;  /* bytes; a state may be copied as bytes and is aligned as double */
    const void *self;   /* handed to the functions, which do not change it */
    int64_t relaxation; /* moves after which a walk has forgotten how it began, roughly */

    /* Puts the start of walk `number` into `state`. */
    void (*start)(const void *self, const struct random_stream *stream, uint64_t number,
                  void *state);
    /* Takes every walk to its end. */
    void (*walk)(const void *self, const struct random_stream *stream, struct walk walks[],
                 size_t count);
};

#endif
