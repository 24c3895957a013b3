#include "ensemble/recorder.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

/* Whether a step of the grid, or another, is a row. */
static bool is_row(const struct recorder *recorder, const struct lane *lane, int64_t step,
                   bool on_grid) {
    const struct trace_schedule *schedule = &recorder->schedule;
    return step == lane->next_trace ||
           (on_grid && schedule->kind == TRACE_GRID && step <= schedule->until);
}

static int64_t next_wanted(const struct recorder *recorder, const struct lane *lane) {
    const int64_t grid = next_grid_step(recorder, lane);
    return grid < lane->next_trace ? grid : lane->next_trace;
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
    if (is_row(recorder, lane, step, on_grid))
        keep_row(recorder, lane);
    return next_wanted(recorder, lane);
}

/* ---- many steps at a time ---- */

/* The steps from 0 on that are all on the grid; the last of them. */
static int64_t end_of_dense_grid(const struct mean_curve *grid) {
    int64_t last = 0;
    while (last + 1 < grid->points && grid->step[last + 1] == last + 1)
        last++;
    return last;
}

static void quantise_means(int count, const double *const rho[K], int64_t *restrict value) {
    const double *restrict first = rho[0], *restrict second = rho[1], *restrict third = rho[2];
    for (int n = 0; n < count; n++)
        value[n] = mean_curve_quantise((first[n] + second[n] + third[n]) / K);
}

/* The next `count` points of the grid. */
static void keep_values(struct recorder *recorder, struct lane *lane, int count,
                        const double *const rho_ab[K], const double *const rho_ao[K]) {
    struct run_curve *curve = &lane->curve;
    if (!run_curve_reserve(curve, count)) {
        recorder->error = ENOMEM;
        return;
    }
    int64_t *ab = curve->value[CURVE_AB] + curve->count;
    int64_t *ao = curve->value[CURVE_AO] + curve->count;
    quantise_means(count, rho_ab, ab);
    if (recorder->attacker)
        quantise_means(count, rho_ao, ao);
    else
        memset(ao, 0, (size_t)count * sizeof *ao);
    curve->last[CURVE_AB] = ab[count - 1];
    curve->last[CURVE_AO] = ao[count - 1];
    curve->count += count;
}

static void set_latest(struct lane *lane, int64_t step, int n, const double *const rho_ab[K],
                       const double *const rho_ao[K]) {
    lane->latest.step = step;
    for (int i = 0; i < K; i++) {
        lane->latest.rho_ab[i] = rho_ab[i][n];
        lane->latest.rho_ao[i] = rho_ao[i][n];
    }
    lane->latest_is_kept = false;
}

/* Steps of the dense grid; see recorder_observer. */
static int64_t observe_stretch(void *self, int lane_index, int64_t first, int count,
                               const double *const rho_ab[K], const double *const rho_ao[K]) {
    struct recorder *recorder = self;
    struct lane *lane = &recorder->lane[lane_index];
    assert(first == next_grid_step(recorder, lane));
    keep_values(recorder, lane, count, rho_ab, rho_ao);
    const bool some_rows =
        recorder->schedule.kind == TRACE_GRID || lane->next_trace < first + count;
    for (int n = some_rows ? 0 : count - 1; n < count; n++) {
        set_latest(lane, first + n, n, rho_ab, rho_ao);
        if (is_row(recorder, lane, first + n, true))
            keep_row(recorder, lane);
    }
    return next_wanted(recorder, lane);
}

void recorder_end_run(struct recorder *recorder, int lane_index) {
    struct lane *lane = &recorder->lane[lane_index];
    const struct trace_schedule *schedule = &recorder->schedule;
    if (schedule->kind != TRACE_NONE && !lane->latest_is_kept &&
        lane->latest.step <= schedule->until)
        keep_row(recorder, lane);
}

struct observer recorder_observer(struct recorder *recorder) {
    return (struct observer){
        .observe = observe,
        .self = recorder,
        .observe_stretch = observe_stretch,
        .every_step_until = end_of_dense_grid(recorder->grid),
    };
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
