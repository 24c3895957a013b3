#include "ranks/pulse.h"

#include "ranks/watchdog.h"
#include "record/progress.h"

static const double MEET_SECONDS = 1.0;

/* How many still work. */
static int meet(struct pulse *pulse, int works) {
    int working = 0;
    MPI_Allreduce(&works, &working, 1, MPI_INT, MPI_SUM, pulse->comm);
    pulse->met = progress_clock();
    watchdog_pat();
    if (pulse->lock)
        lock_beat(pulse->lock);
    return working;
}

struct pulse pulse_begin(MPI_Comm comm, struct lock *lock, const char *what, const char *file) {
    watchdog_phase(what, file);
    return (struct pulse){comm, lock, progress_clock()};
}

void pulse_tick(void *self) {
    struct pulse *pulse = self;
    if (progress_clock() - pulse->met >= MEET_SECONDS)
        meet(pulse, 1);
}

void pulse_end(struct pulse *pulse) {
    while (meet(pulse, 0) > 0)
        continue;
}
