#include "ensemble/recorder.h"

#include <errno.h>
#include <stdlib.h>

struct lane {
    int64_t next_trace;      /* step of the next row */
    struct trace_row latest; /* what was observed last */
    bool latest_is_kept;     /* as a row */
    struct run_curve curve;
    struct row_spool *rows;
};

struct recorder {
    const struct mean_curve *grid;
    struct trace_schedule schedule;
    bool attacker;
    int error;
    int lanes;
    struct lane lane[];
};

static void new_run(struct recorder *recorder, struct lane *lane) {
    run_curve_clear(&lane->curve);
    lane->next_trace = trace_schedule_next(&recorder->schedule, -1);
}

struct recorder *recorder_new(int lanes, const struct mean_curve *grid,
                              const struct trace_schedule *schedule, bool attacker,
                              const char *folder) {
    struct recorder *recorder =
        calloc(1, sizeof *recorder + (size_t)lanes * sizeof recorder->lane[0]);
    if (!recorder)
        return NULL;
    recorder->grid = grid;
    recorder->schedule = *schedule;
    recorder->attacker = attacker;
    recorder->lanes = lanes;
    const int64_t rows_per_lane = ROW_SPOOL_MEMORY / 2 / lanes;
    for (int l = 0; l < lanes; l++) {
        new_run(recorder, &recorder->lane[l]);
        recorder->lane[l].rows = row_spool_new(folder, rows_per_lane);
        if (!recorder->lane[l].rows) {
            recorder_destroy(recorder);
            return NULL;
        }
    }
    return recorder;
}

void recorder_destroy(struct recorder *recorder) {
    if (!recorder)
        return;
    for (int l = 0; l < recorder->lanes; l++) {
        run_curve_free(&recorder->lane[l].curve);
        row_spool_destroy(recorder->lane[l].rows);
    }
    free(recorder);
}

static int64_t quantised_mean(const double rho[K]) {
    return mean_curve_quantise((rho[0] + rho[1] + rho[2]) / K);
}

static int64_t next_grid_step(const struct recorder *recorder, const struct lane *lane) {
    const struct mean_curve *grid = recorder->grid;
    return lane->curve.count < grid->points ? grid->step[lane->curve.count] : INT64_MAX;
}

static void keep_value(struct recorder *recorder, struct lane *lane, int64_t step,
                       const double rho_ab[K], const double rho_ao[K]) {
    lane->curve.last[CURVE_AB] = quantised_mean(rho_ab);
    lane->curve.last[CURVE_AO] = recorder->attacker ? quantised_mean(rho_ao) : 0;
    if (step == next_grid_step(recorder, lane) &&
        !run_curve_append(&lane->curve, lane->curve.last))
        recorder->error = ENOMEM;
}

static void keep_row(struct recorder *recorder, struct lane *lane) {
    errno = ENOMEM;
    if (!row_spool_append(lane->rows, &lane->latest) && !recorder->error)
        recorder->error = errno;
    lane->latest_is_kept = true;
    lane->next_trace = trace_schedule_next(&recorder->schedule, lane->latest.step);
}

static int64_t observe(void *self, int lane_index, int64_t step, const double rho_ab[K],
                       const double rho_ao[K]) {
    struct recorder *recorder = self;
    struct lane *lane = &recorder->lane[lane_index];
    const bool on_grid = step == next_grid_step(recorder, lane);
    keep_value(recorder, lane, step, rho_ab, rho_ao);
    lane->latest.step = step;
    for (int i = 0; i < K; i++) {
        lane->latest.rho_ab[i] = rho_ab[i];
        lane->latest.rho_ao[i] = rho_ao[i];
    }
    lane->latest_is_kept = false;
    if (step == lane->next_trace ||
        (on_grid && recorder->schedule.kind == TRACE_GRID && step <= recorder->schedule.until))
        keep_row(recorder, lane);
    const int64_t grid = next_grid_step(recorder, lane);
    return grid < lane->next_trace ? grid : lane->next_trace;
}

void recorder_end_run(struct recorder *recorder, int lane_index) {
    struct lane *lane = &recorder->lane[lane_index];
    const struct trace_schedule *schedule = &recorder->schedule;
    if (schedule->kind != TRACE_NONE && !lane->latest_is_kept &&
        lane->latest.step <= schedule->until)
        keep_row(recorder, lane);
}

struct observer recorder_observer(struct recorder *recorder) {
    return (struct observer){observe, recorder};
}

const struct run_curve *recorder_curve(const struct recorder *recorder, int lane) {
    return &recorder->lane[lane].curve;
}

struct row_spool *recorder_rows(const struct recorder *recorder, int lane) {
    return recorder->lane[lane].rows;
}

void recorder_clear_lane(struct recorder *recorder, int lane) {
    new_run(recorder, &recorder->lane[lane]);
    errno = EIO;
    if (!row_spool_clear(recorder->lane[lane].rows) && !recorder->error)
        recorder->error = errno;
}

int recorder_error(const struct recorder *recorder) {
    return recorder->error;
}
