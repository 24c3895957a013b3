#include "file/columns.h"

#include <math.h>

/* ---- runs ---- */

static int64_t t_sync(const struct run_record *record, int64_t begin) {
    (void)begin;
    return record->outcome.t_sync;
}

static int64_t t_learn(const struct run_record *record, int64_t begin) {
    (void)begin;
    return record->outcome.t_learn;
}

static int64_t t_a(const struct run_record *record, int64_t begin) {
    (void)begin;
    return record->outcome.t_a;
}

static int64_t t_b(const struct run_record *record, int64_t begin) {
    (void)begin;
    return record->outcome.t_sync == NOT_REACHED ? NOT_REACHED
                                                 : record->outcome.t_sync - record->outcome.t_a;
}

static int64_t steps(const struct run_record *record, int64_t begin) {
    (void)begin;
    return record->outcome.steps;
}

static int64_t first_row(const struct run_record *record, int64_t begin) {
    return record->chain.rows > 0 ? begin : -1;
}

static int64_t rows(const struct run_record *record, int64_t begin) {
    (void)begin;
    return record->chain.rows;
}

static int64_t done(const struct run_record *record, int64_t begin) {
    (void)record, (void)begin;
    return 1;
}

static int64_t end(const struct run_record *record, int64_t begin) {
    (void)begin;
    return record->outcome.end;
}

static int64_t learned_at_sync(const struct run_record *record, int64_t begin) {
    (void)begin;
    return record->outcome.at_sync.learned;
}

static int64_t machines_at_sync(const struct run_record *record, int64_t begin) {
    (void)begin;
    return record->outcome.at_sync.machines;
}

static double rho_ao_at_sync(const struct run_record *record) {
    return record->outcome.at_sync.rho_ao;
}

static double equal_at_sync(const struct run_record *record) {
    return record->outcome.at_sync.equal;
}

const struct run_column run_columns[] = {
    {"/runs/t_sync", t_sync, NULL},
    {"/runs/t_learn", t_learn, NULL},
    {"/runs/t_a", t_a, NULL},
    {"/runs/t_b", t_b, NULL},
    {"/runs/steps", steps, NULL},
    {"/runs/done", done, NULL},
    {"/runs/end", end, NULL},
    {"/runs/rho_ao_at_sync", NULL, rho_ao_at_sync},
    {"/runs/equal_at_sync", NULL, equal_at_sync},
    {"/runs/learned_at_sync", learned_at_sync, NULL},
    {"/runs/machines_at_sync", machines_at_sync, NULL},
    {"/trace/begin", first_row, NULL},
    {"/trace/count", rows, NULL},
};
const int run_column_count = sizeof run_columns / sizeof *run_columns;

/* ---- means ---- */

static int64_t step(const struct curve_point *point) {
    return point->step;
}

static int64_t count(const struct curve_point *point) {
    return point->count;
}

static double alpha(const struct curve_point *point, const struct mean_setting *setting) {
    return (double)point->step / (double)setting->inputs;
}

static double rho_ab(const struct curve_point *point, const struct mean_setting *setting) {
    (void)setting;
    return point->mean[CURVE_AB];
}

static double rho_ab_std(const struct curve_point *point, const struct mean_setting *setting) {
    (void)setting;
    return point->std[CURVE_AB];
}

static double rho_ao(const struct curve_point *point, const struct mean_setting *setting) {
    return setting->attacker ? point->mean[CURVE_AO] : NAN;
}

static double rho_ao_std(const struct curve_point *point, const struct mean_setting *setting) {
    return setting->attacker ? point->std[CURVE_AO] : NAN;
}

const struct mean_column mean_columns[] = {
    {"/mean/step", step, NULL},
    {"/mean/alpha", NULL, alpha},
    {"/mean/count", count, NULL},
    {"/mean/rho_ab", NULL, rho_ab},
    {"/mean/rho_ab_std", NULL, rho_ab_std},
    {"/mean/rho_ao", NULL, rho_ao},
    {"/mean/rho_ao_std", NULL, rho_ao_std},
};
const int mean_column_count = sizeof mean_columns / sizeof *mean_columns;
