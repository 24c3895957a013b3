#include "physics/model/saved_times.h"

#include "physics/model/engine.h"

bool saved_times_put(struct saved_run *saved, const struct saved_times *times) {
    return SAVED_RUN_PUT(saved, times->step) && SAVED_RUN_PUT(saved, times->observe_at) &&
           SAVED_RUN_PUT(saved, times->t_sync) && SAVED_RUN_PUT(saved, times->t_learn) &&
           SAVED_RUN_PUT(saved, times->last_difference);
}

/* Whether a time is unknown or lies in the past. */
static bool reached_or_not(int64_t time, int64_t step) {
    return time == NOT_REACHED || (1 <= time && time <= step);
}

bool saved_times_get(struct saved_run *saved, struct saved_times *times, bool attacker,
                     int64_t last_step) {
    if (!SAVED_RUN_GET(saved, times->step) || !SAVED_RUN_GET(saved, times->observe_at) ||
        !SAVED_RUN_GET(saved, times->t_sync) || !SAVED_RUN_GET(saved, times->t_learn) ||
        !SAVED_RUN_GET(saved, times->last_difference))
        return false;
    const int64_t differed_until = times->t_sync == NOT_REACHED ? times->step : times->t_sync;
    return 0 <= times->step && times->step < last_step &&
           reached_or_not(times->t_sync, times->step) &&
           reached_or_not(times->t_learn, times->step) &&
           (attacker || times->t_learn == NOT_REACHED) && 0 <= times->last_difference &&
           times->last_difference <= differed_until;
}
