#include "record/recorder.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "record/curve_kernels.h"

struct lane {
    struct {
        int64_t point;                  /* of the grid: the next one that it has a value for;
                                         * comes first (recorder_save) */
        int64_t last[CURVES];           /* its value at the last step that was observed */
        int64_t next_trace;             /* step of the next row */
        int64_t latest_step;            /* what was observed last: */
        double latest[TRACE_WIDTH_MAX]; /* a row */
        int64_t latest_is_kept;         /* as a row: 0 or 1 */
        struct row_chain chain;         /* its rows in the journal */
    } record;
    int64_t held; /* rows in memory, younger than those */
    double *rows; /* [rows_per_lane][width] */
};

struct recorder {
    struct mean_curve *curve;
    struct trace_schedule schedule;
    struct journal *journal;
    int units, width;
    bool attacker, several;
    int error;
    int64_t rows_per_lane;
    double *memory; /* of all lanes */
    int lanes;
    struct lane lane[];
};

bool recorder_init_curve(struct mean_curve *curve, const struct model *model) {
    return model->alpha_step > 0.0
               ? mean_curve_init_alpha(curve, model->N, model->alpha_step, model->alpha_max)
               : mean_curve_init(curve, model->max_steps);
}

static void new_run(struct recorder *recorder, struct lane *lane) {
    lane->held = 0;
    memset(&lane->record, 0, sizeof lane->record);
    lane->record.next_trace = trace_schedule_next(&recorder->schedule, -1);
    lane->record.chain = row_chain_empty();
}

struct recorder *recorder_new(int lanes, struct mean_curve *curve,
                              const struct trace_schedule *schedule, const struct model *model,
                              struct journal *journal) {
    struct recorder *recorder =
        calloc(1, sizeof *recorder + (size_t)lanes * sizeof recorder->lane[0]);
    if (!recorder)
        return NULL;
    recorder->curve = curve;
    recorder->schedule = *schedule;
    recorder->journal = journal;
    recorder->units = model->protocol.K;
    recorder->width = trace_row_width(model);
    recorder->attacker = model->attacker;
    recorder->several = trace_has_mean(model);
    recorder->lanes = lanes;
    recorder->rows_per_lane = RECORDER_ROWS / lanes;
    recorder->memory = malloc(RECORDER_ROWS * (size_t)recorder->width * sizeof(double));
    if (!recorder->memory) {
        free(recorder);
        return NULL;
    }
    for (int l = 0; l < lanes; l++) {
        recorder->lane[l].rows =
            recorder->memory + l * recorder->rows_per_lane * recorder->width;
        new_run(recorder, &recorder->lane[l]);
    }
    return recorder;
}

void recorder_destroy(struct recorder *recorder) {
    if (!recorder)
        return;
    free(recorder->memory);
    free(recorder);
}

/* ---- one step ---- */

static int64_t quantised_mean(int units, const double rho[]) {
    double sum = rho[0];
    for (int i = 1; i < units; i++)
        sum += rho[i];
    return mean_curve_quantise(sum / units);
}

static int64_t next_grid_step(const struct recorder *recorder, const struct lane *lane) {
    const struct mean_curve *curve = recorder->curve;
    return lane->record.point < curve->points ? curve->step[lane->record.point] : INT64_MAX;
}

static void keep_value(struct recorder *recorder, struct lane *lane, bool on_grid,
                       const struct overlaps *overlaps) {
    int64_t *last = lane->record.last;
    last[CURVE_AB] = quantised_mean(recorder->units, overlaps->ab);
    last[CURVE_AO] = recorder->attacker ? quantised_mean(recorder->units, overlaps->ao) : 0;
    if (on_grid) {
        const int64_t *const value[CURVES] = {&last[CURVE_AB], &last[CURVE_AO]};
        mean_curve_add(recorder->curve, lane->record.point++, 1, value);
    }
}

static bool flush_lane(struct recorder *recorder, struct lane *lane) {
    const int64_t held = lane->held;
    lane->held = 0;
    return journal_append_rows(recorder->journal, &lane->record.chain, held, lane->rows);
}

static void keep_row(struct recorder *recorder, struct lane *lane) {
    if (lane->held == recorder->rows_per_lane && !flush_lane(recorder, lane) &&
        !recorder->error)
        recorder->error = errno;
    double *row = lane->rows + lane->held++ * recorder->width;
    memcpy(row, lane->record.latest, (size_t)recorder->width * sizeof *row);
    lane->record.latest_is_kept = 1;
    lane->record.next_trace =
        trace_schedule_next(&recorder->schedule, lane->record.latest_step);
}

/* Whether a step of the grid, or another, is a row. */
static bool is_row(const struct recorder *recorder, const struct lane *lane, int64_t step,
                   bool on_grid) {
    const struct trace_schedule *schedule = &recorder->schedule;
    return step == lane->record.next_trace ||
           (on_grid && schedule->kind == TRACE_GRID && step <= schedule->until);
}

static int64_t next_wanted(const struct recorder *recorder, const struct lane *lane) {
    const int64_t grid = next_grid_step(recorder, lane);
    return grid < lane->record.next_trace ? grid : lane->record.next_trace;
}

/* The latest row, of this step; the overlaps are still to be filled in. */
static double *begin_latest(struct lane *lane, int64_t step) {
    lane->record.latest_step = step;
    lane->record.latest_is_kept = 0;
    lane->record.latest[0] = (double)step;
    return lane->record.latest;
}

static int64_t observe(void *self, int lane_index, int64_t step,
                       const struct overlaps *overlaps) {
    struct recorder *recorder = self;
    struct lane *lane = &recorder->lane[lane_index];
    const bool on_grid = step == next_grid_step(recorder, lane);
    const int units = recorder->units;
    keep_value(recorder, lane, on_grid, overlaps);
    double *row = begin_latest(lane, step);
    for (int i = 0; i < units; i++) {
        row[trace_row_at(units, TRACE_AB) + i] = overlaps->ab[i];
        row[trace_row_at(units, TRACE_AO) + i] = overlaps->ao[i];
        if (recorder->several)
            row[trace_row_at(units, TRACE_AO_MEAN) + i] = overlaps->ao_mean[i];
    }
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

/* The next `count` points of the grid. */
static void keep_values(struct recorder *recorder, struct lane *lane, int count,
                        const double *const rho_ab[], const double *const rho_ao[]) {
    static const int64_t none[CURVE_STRETCH]; /* of o, if there is none */
    int64_t ab[CURVE_STRETCH], ao[CURVE_STRETCH];
    const struct curve_kernels *kernels = recorder->curve->kernels;
    const int64_t *const value[CURVES] = {ab, recorder->attacker ? ao : none};
    for (int begin = 0; begin < count; begin += CURVE_STRETCH) {
        const int part = count - begin < CURVE_STRETCH ? count - begin : CURVE_STRETCH;
        kernels->means(recorder->units, part, rho_ab, begin, ab);
        if (recorder->attacker)
            kernels->means(recorder->units, part, rho_ao, begin, ao);
        mean_curve_add(recorder->curve, lane->record.point, part, value);
        lane->record.point += part;
        lane->record.last[CURVE_AB] = ab[part - 1];
        lane->record.last[CURVE_AO] = value[CURVE_AO][part - 1];
    }
}

/* Engines that show stretches have one machine of the attacker. */
static void set_latest(const struct recorder *recorder, struct lane *lane, int64_t step, int n,
                       const double *const rho_ab[], const double *const rho_ao[]) {
    double *row = begin_latest(lane, step);
    for (int i = 0; i < recorder->units; i++) {
        row[trace_row_at(recorder->units, TRACE_AB) + i] = rho_ab[i][n];
        row[trace_row_at(recorder->units, TRACE_AO) + i] = rho_ao[i][n];
    }
}

/* Steps of the dense grid; see recorder_observer. */
static int64_t observe_stretch(void *self, int lane_index, int64_t first, int count,
                               const double *const rho_ab[], const double *const rho_ao[]) {
    struct recorder *recorder = self;
    struct lane *lane = &recorder->lane[lane_index];
    assert(first == next_grid_step(recorder, lane) && !recorder->several);
    keep_values(recorder, lane, count, rho_ab, rho_ao);
    const bool some_rows =
        recorder->schedule.kind == TRACE_GRID || lane->record.next_trace < first + count;
    for (int n = some_rows ? 0 : count - 1; n < count; n++) {
        set_latest(recorder, lane, first + n, n, rho_ab, rho_ao);
        if (is_row(recorder, lane, first + n, true))
            keep_row(recorder, lane);
    }
    return next_wanted(recorder, lane);
}

struct observer recorder_observer(struct recorder *recorder) {
    return (struct observer){
        .observe = observe,
        .self = recorder,
        .observe_stretch = observe_stretch,
        .every_step_until = end_of_dense_grid(recorder->curve),
    };
}

/* ---- the end, and in between ---- */

bool recorder_end_run(struct recorder *recorder, int lane_index, struct row_chain *chain) {
    struct lane *lane = &recorder->lane[lane_index];
    const struct trace_schedule *schedule = &recorder->schedule;
    if (schedule->kind != TRACE_NONE && !lane->record.latest_is_kept &&
        lane->record.latest_step <= schedule->until)
        keep_row(recorder, lane);
    const bool good = flush_lane(recorder, lane);
    mean_curve_end_run(recorder->curve, lane->record.point, lane->record.last);
    *chain = lane->record.chain;
    new_run(recorder, lane);
    return good;
}

bool recorder_flush(struct recorder *recorder) {
    for (int l = 0; l < recorder->lanes; l++)
        if (!flush_lane(recorder, &recorder->lane[l]))
            return false;
    return true;
}

bool recorder_save(const struct recorder *recorder, int lane, struct saved_run *saved) {
    assert(recorder->lane[lane].held == 0);
    return SAVED_RUN_PUT(saved, recorder->lane[lane].record);
}

bool recorder_restore(struct recorder *recorder, int lane_index, struct saved_run *saved) {
    struct lane *lane = &recorder->lane[lane_index];
    if (SAVED_RUN_GET(saved, lane->record) && lane->record.point >= 1 &&
        lane->record.point <= recorder->curve->points && lane->record.next_trace >= 0)
        return true;
    new_run(recorder, lane);
    return false;
}

int recorder_error(const struct recorder *recorder) {
    return recorder->error;
}
