/* What the saved state of a run begins with, whatever the engine: how far the run is, what it
 * has reached, and which step its observer wants.
 */
#ifndef TPMSYNC_SAVED_TIMES_H
#define TPMSYNC_SAVED_TIMES_H

#include <stdint.h>

#include "physics/model/saved_run.h"

struct saved_times {
    int64_t step;
    int64_t observe_at;
    int64_t t_sync, t_learn; /* NOT_REACHED until known */
    int64_t last_difference; /* 0 in engines that do not know it */
};

/* Appends them; false when there is no memory. */
bool saved_times_put(struct saved_run *saved, const struct saved_times *times);

/* False when they are not there or cannot be those of a run that goes on: one that has made
 * fewer than `last_step` steps, has reached nothing later than now, and has learned nothing
 * without an attacker. Any step may be wanted, a past one meaning none. */
bool saved_times_get(struct saved_run *saved, struct saved_times *times, bool attacker,
                     int64_t last_step);

#endif
