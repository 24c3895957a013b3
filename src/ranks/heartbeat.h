/* How the ranks agree without waiting for each other: every rank adds its word to a
 * non-blocking sum, goes on computing, and reads the total when all have spoken. All ranks read
 * the same totals in the same order, so what is decided from them is decided alike, and a
 * collective operation that follows from them is entered by all. O(log P) messages a beat. */
#ifndef TPMSYNC_HEARTBEAT_H
#define TPMSYNC_HEARTBEAT_H

#include <stdbool.h>
#include <stdint.h>

#include <mpi.h>

/* What a rank says; a beat gives the sums over the ranks. */
struct heartbeat_word {
    int64_t signalled;  /* 1 if a signal has come that asks for the end */
    int64_t time_is_up; /* 1 if the time limit is reached, by its own clock */
    int64_t has_no_run; /* 1 if it has no run under way and none is left to be dealt */
    int64_t runs_ended; /* since the start */
    int64_t steps_made;
};

struct heartbeat {
    MPI_Comm comm;
    MPI_Request request;
    struct heartbeat_word mine, all;
};

/* Collective: `comm` is used for nothing else while the heart beats. */
void heartbeat_start(struct heartbeat *heart, MPI_Comm comm, struct heartbeat_word word);
/* Whether the beat is complete; then `all` holds the sums and the next one may be started. */
bool heartbeat_complete(struct heartbeat *heart);

#endif
