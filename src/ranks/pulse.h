/* How ranks wait for each other while some of them work for long by themselves: all meet about
 * once a second, and those that are done say so until all are. Waiting for somebody who works
 * is then told from waiting for somebody who is stuck, which the watchdog ends. */
#ifndef TPMSYNC_PULSE_H
#define TPMSYNC_PULSE_H

#include <mpi.h>

#include "checkpoint/lock.h"

struct pulse {
    MPI_Comm comm;
    struct lock *lock; /* that is beaten along the way; NULL: none */
    double met;        /* seconds */
};

/* Collective: all begin. `what` is done to `file`, for the watchdog. */
struct pulse pulse_begin(MPI_Comm comm, struct lock *lock, const char *what, const char *file);
/* To be called often, with a struct pulse, by whoever works. */
void pulse_tick(void *self);
/* Collective: this rank is done; returns when all are. */
void pulse_end(struct pulse *pulse);

#endif
