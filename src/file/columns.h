/* What the datasets of /runs and /mean hold: a line each, path and value. A dataset that the
 * files of a command do not have (schema/datasets.h) is passed over. */
#ifndef TPMSYNC_COLUMNS_H
#define TPMSYNC_COLUMNS_H

#include "checkpoint/journal.h"
#include "record/mean_curve.h"

/* Of a run whose first row of the trace is row `begin`. */
struct run_column {
    const char *path;
    int64_t (*whole)(const struct run_record *record, int64_t begin); /* of whole numbers */
    double (*real)(const struct run_record *record);                  /* of double */
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
    int64_t (*whole)(const struct curve_point *point); /* of an int64 dataset, else NULL */
    double (*real)(const struct curve_point *point, const struct mean_setting *setting);
};
extern const struct mean_column mean_columns[];
extern const int mean_column_count;

#endif
