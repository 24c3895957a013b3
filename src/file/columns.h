/* What the datasets of /runs and /mean hold: a line each, path and value. A dataset that the
 * files of a command do not have (schema/datasets.h) is passed over. */
#ifndef TPMSYNC_COLUMNS_H
#define TPMSYNC_COLUMNS_H

#include "checkpoint/journal.h"
#include "record/mean_curve.h"
#include "record/trace_row.h"

/* A value is a field, double where the dataset is of that type and else int64_t; or it is
 * derived from them. */

/* Of a run whose first row of the trace is row `begin`. */
struct run_column {
    const char *path;
    size_t field; /* in struct run_record */
    int64_t (*derived)(const struct run_record *record, int64_t begin); /* NULL: the field */
};
extern const struct run_column run_columns[];
extern const int run_column_count;

/* What the values of the means depend on beside the point. */
struct mean_setting {
    int64_t inputs; /* N where the abscissa is alpha = step / N */
    bool attacker;  /* without one its overlaps are NaN */
};

struct mean_column {
    const char *path;
    size_t field; /* in struct curve_point */
    double (*derived)(const struct curve_point *point, const struct mean_setting *setting);
};
extern const struct mean_column mean_columns[];
extern const int mean_column_count;

/* What of a row of the trace becomes which dataset of [rows, K], beside the step. */
struct trace_dataset {
    const char *path;
    enum trace_column column;
};
extern const struct trace_dataset trace_datasets[];
extern const int trace_dataset_count;

#endif
