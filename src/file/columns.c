#include "file/columns.h"

#include <math.h>

/* ---- runs -------------------------------------------------------------------------------- */

static int64_t t_b(const struct run_record *record, int64_t begin) {
    (void)begin;
    return record->outcome.t_sync == NOT_REACHED ? NOT_REACHED
                                                 : record->outcome.t_sync - record->outcome.t_a;
}

static int64_t first_row(const struct run_record *record, int64_t begin) {
    return record->chain.rows > 0 ? begin : -1;
}

/* A run that is done has made a step. */
static int64_t done(const struct run_record *record, int64_t begin) {
    (void)begin;
    return record->outcome.steps > 0;
}

#define OF_RUN(field) offsetof(struct run_record, field)

const struct run_column run_columns[] = {
    {"/runs/t_sync", OF_RUN(outcome.t_sync), NULL},
    {"/runs/t_learn", OF_RUN(outcome.t_learn), NULL},
    {"/runs/t_a", OF_RUN(outcome.t_a), NULL},
    {"/runs/t_b", 0, t_b},
    {"/runs/steps", OF_RUN(outcome.steps), NULL},
    {"/runs/done", 0, done},
    {"/runs/end", OF_RUN(outcome.end), NULL},
    {"/runs/rho_ao_at_sync", OF_RUN(outcome.at_sync.rho_ao), NULL},
    {"/runs/equal_at_sync", OF_RUN(outcome.at_sync.equal), NULL},
    {"/runs/learned_at_sync", OF_RUN(outcome.at_sync.learned), NULL},
    {"/runs/machines_at_sync", OF_RUN(outcome.at_sync.machines), NULL},
    {"/trace/begin", 0, first_row},
    {"/trace/count", OF_RUN(chain.rows), NULL},
};
const int run_column_count = sizeof run_columns / sizeof *run_columns;

/* ---- means ------------------------------------------------------------------------------- */

static double alpha(const struct curve_point *point, const struct mean_setting *setting) {
    return (double)point->step / (double)setting->inputs;
}

static double rho_ao(const struct curve_point *point, const struct mean_setting *setting) {
    return setting->attacker ? point->mean[CURVE_AO] : NAN;
}

static double rho_ao_std(const struct curve_point *point, const struct mean_setting *setting) {
    return setting->attacker ? point->std[CURVE_AO] : NAN;
}

#define OF_POINT(field) offsetof(struct curve_point, field)

const struct mean_column mean_columns[] = {
    {"/mean/step", OF_POINT(step), NULL},
    {"/mean/alpha", 0, alpha},
    {"/mean/count", OF_POINT(count), NULL},
    {"/mean/rho_ab", OF_POINT(mean[CURVE_AB]), NULL},
    {"/mean/rho_ab_std", OF_POINT(std[CURVE_AB]), NULL},
    {"/mean/rho_ao", 0, rho_ao},
    {"/mean/rho_ao_std", 0, rho_ao_std},
    {"/mean/sums/step", OF_POINT(step), NULL},
    {"/mean/sums/alpha", 0, alpha},
    {"/mean/sums/rho_ab_high", OF_POINT(sum[CURVE_AB].high), NULL},
    {"/mean/sums/rho_ab_low", OF_POINT(sum[CURVE_AB].low), NULL},
    {"/mean/sums/rho_ab_squares_high", OF_POINT(squares[CURVE_AB].high), NULL},
    {"/mean/sums/rho_ab_squares_low", OF_POINT(squares[CURVE_AB].low), NULL},
    {"/mean/sums/rho_ao_high", OF_POINT(sum[CURVE_AO].high), NULL},
    {"/mean/sums/rho_ao_low", OF_POINT(sum[CURVE_AO].low), NULL},
    {"/mean/sums/rho_ao_squares_high", OF_POINT(squares[CURVE_AO].high), NULL},
    {"/mean/sums/rho_ao_squares_low", OF_POINT(squares[CURVE_AO].low), NULL},
};
const int mean_column_count = sizeof mean_columns / sizeof *mean_columns;

/* ---- rows -------------------------------------------------------------------------------- */

const struct trace_dataset trace_datasets[] = {
    {"/trace/rho_ab", TRACE_AB},
    {"/trace/rho_ao", TRACE_AO},
    {"/trace/rho_ao_mean", TRACE_AO_MEAN},
};
const int trace_dataset_count = sizeof trace_datasets / sizeof *trace_datasets;
