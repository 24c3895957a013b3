#include "file/base_file.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hdf5.h>

#include "file/columns.h"
#include "file/hdf5_close.h"
#include "file/hdf5_reason.h"
#include "file/layout.h"
#include "schema/datasets.h"
#include "schema/description.h"

struct base_file {
    hid_t file;
    int files; /* the kind of file, a bit of datasets.h */
    int64_t inputs;
    int units, width; /* of a row of the trace, in doubles */
    char *path;
};

/* ---- opening and closing ----------------------------------------------------------------- */

/* The first dataset that such a file must have and this one lacks; NULL: it has all. */
static const char *lacks(const struct base_file *base) {
    for (int c = 0; c < run_column_count; c++)
        if (dataset_is_in(run_columns[c].path, base->files) &&
            H5Lexists(base->file, run_columns[c].path, H5P_DEFAULT) <= 0)
            return run_columns[c].path;
    if (H5Lexists(base->file, "/mean/sums", H5P_DEFAULT) <= 0)
        return "/mean/sums";
    return NULL;
}

struct base_file *base_file_open(const char *path, const struct parameters *parameters,
                                 char *why, size_t size) {
    struct base_file *base = calloc(1, sizeof *base);
    if (base)
        base->path = strdup(path);
    if (!base || !base->path)
        abort();
    hdf5_keep_reasons();
    base->files = dataset_files(parameters);
    base->inputs = parameters->N;
    const struct model model = parameters_model(parameters);
    base->units = model.protocol.K;
    base->width = trace_row_width(&model);
    base->file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    const char *lacking = base->file >= 0 ? lacks(base) : NULL;
    if (base->file < 0)
        snprintf(why, size, "cannot be opened (HDF5: %s)", hdf5_reason());
    else if (lacking)
        snprintf(why, size,
                 "has no %s: a version of tpmsync made it that did not keep what adding runs "
                 "takes",
                 lacking);
    else
        return base;
    base_file_close(base);
    return NULL;
}

void base_file_close(struct base_file *base) {
    if (!base)
        return;
    if (base->file >= 0)
        hdf5_close(base->file, base->path);
    free(base->path);
    free(base);
}

/* ---- reading ----------------------------------------------------------------------------- */

/* How long a dataset is; negative if that cannot be told. */
static int64_t length_of(const struct base_file *base, const char *path) {
    const hid_t dataset = H5Dopen2(base->file, path, H5P_DEFAULT);
    const hid_t space = dataset >= 0 ? H5Dget_space(dataset) : H5I_INVALID_HID;
    const int64_t length = space >= 0 && H5Sget_simple_extent_ndims(space) == 1
                               ? (int64_t)H5Sget_simple_extent_npoints(space)
                               : -1;
    if (space >= 0)
        H5Sclose(space);
    if (dataset >= 0)
        H5Dclose(dataset);
    return length;
}

/* Reads the elements begin .. begin + count - 1 of a dataset of the table into every `stride`
 * bytes from `to` on, as double where the dataset is of that type, else as int64_t. */
static bool read_elements(const struct base_file *base, const char *path, int64_t begin,
                          int64_t count, void *to, size_t stride) {
    const bool real = dataset_table[dataset_find(path, base->files)].type == TYPE_DOUBLE;
    const hsize_t start = (hsize_t)begin, length = (hsize_t)count;
    int64_t *bits = malloc(((size_t)count + 1) * sizeof *bits);
    const hid_t dataset = H5Dopen2(base->file, path, H5P_DEFAULT);
    const hid_t space = dataset >= 0 ? H5Dget_space(dataset) : H5I_INVALID_HID;
    const hid_t memory = H5Screate_simple(1, &length, NULL);
    const bool good =
        bits && space >= 0 && H5Sget_simple_extent_ndims(space) == 1 &&
        H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, NULL, &length, NULL) >= 0 &&
        H5Dread(dataset, real ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64, memory, space,
                H5P_DEFAULT, bits) >= 0;
    for (int64_t i = 0; good && i < count; i++)
        memcpy((char *)to + (size_t)i * stride, &bits[i], sizeof bits[i]);
    H5Sclose(memory);
    if (space >= 0)
        H5Sclose(space);
    if (dataset >= 0)
        H5Dclose(dataset);
    free(bits);
    return good;
}

bool base_file_read_runs(struct base_file *base, int64_t begin, int64_t count,
                         struct run_record record[], const char **what) {
    for (int64_t i = 0; i < count; i++) {
        memset(&record[i], 0, sizeof record[i]);
        record[i].run = begin + i;
        record[i].chain = row_chain_empty();
    }
    for (int c = 0; c < run_column_count && count > 0; c++) {
        const struct run_column *column = &run_columns[c];
        *what = column->path;
        if (!column->derived && dataset_is_in(column->path, base->files) &&
            !read_elements(base, column->path, begin, count, (char *)record + column->field,
                           sizeof *record))
            return false;
    }
    *what = "/trace/begin";
    return count == 0 ||
           read_elements(base, *what, begin, count, &record->chain.at, sizeof *record);
}

int64_t base_file_rows(const struct base_file *base) {
    return length_of(base, "/trace/step");
}

/* Reads rows of a dataset of [rows, K] into `columns`, row by row. */
static bool read_columns(const struct base_file *base, const char *path, int64_t begin,
                         int64_t count, double columns[]) {
    const hsize_t start[2] = {(hsize_t)begin, 0},
                  size[2] = {(hsize_t)count, (hsize_t)base->units};
    const hid_t dataset = H5Dopen2(base->file, path, H5P_DEFAULT);
    const hid_t space = dataset >= 0 ? H5Dget_space(dataset) : H5I_INVALID_HID;
    const hid_t memory = H5Screate_simple(2, size, NULL);
    const bool good =
        space >= 0 && H5Sget_simple_extent_ndims(space) == 2 &&
        H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, size, NULL) >= 0 &&
        H5Dread(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, columns) >= 0;
    H5Sclose(memory);
    if (space >= 0)
        H5Sclose(space);
    if (dataset >= 0)
        H5Dclose(dataset);
    return good;
}

bool base_file_read_rows(struct base_file *base, int64_t begin, int64_t count, double rows[],
                         const char **what) {
    double *columns = malloc(((size_t)(count * base->units) + 1) * sizeof *columns);
    *what = "/trace/step";
    bool good = columns && read_elements(base, *what, begin, count, rows,
                                         (size_t)base->width * sizeof *rows);
    for (int64_t i = 0; good && i < count; i++) {
        int64_t step;
        memcpy(&step, &rows[i * base->width], sizeof step);
        rows[i * base->width] = (double)step;
    }
    for (int n = 0; good && n < trace_dataset_count; n++) {
        const int at = trace_row_at(base->units, trace_datasets[n].column);
        if (!dataset_is_in(trace_datasets[n].path, base->files))
            continue;
        *what = trace_datasets[n].path;
        good = read_columns(base, *what, begin, count, columns);
        for (int64_t i = 0; good && i < count; i++)
            memcpy(rows + i * base->width + at, columns + i * base->units,
                   (size_t)base->units * sizeof *columns);
    }
    free(columns);
    return good;
}

/* ---- the sums ---------------------------------------------------------------------------- */

/* Of the points, what mean_curve_add_points asks for; the name of what cannot be read. */
static const char *read_points(const struct base_file *base, int64_t count,
                               struct curve_point points[]) {
    for (int c = 0; c < mean_column_count; c++) {
        const struct mean_column *column = &mean_columns[c];
        if (!column->derived && dataset_is_in(column->path, base->files) &&
            !read_elements(base, column->path, 0, count, (char *)points + column->field,
                           sizeof *points))
            return column->path;
    }
    if (!dataset_is_in("/mean/alpha", base->files))
        return NULL;
    if (!read_elements(base, "/mean/alpha", 0, count, &points[0].mean[0], sizeof *points))
        return "/mean/alpha";
    for (int64_t p = 0; p < count; p++)
        points[p].step = llround(points[p].mean[0] * (double)base->inputs);
    return NULL;
}

bool base_file_add_up(struct base_file *base, int64_t runs, struct mean_curve *curve,
                      int64_t *last_step, char *why, size_t size) {
    const int64_t count = length_of(base, "/mean/count");
    struct curve_point *points =
        1 <= count && count <= curve->points ? calloc((size_t)count, sizeof *points) : NULL;
    const char *lost = points ? read_points(base, count, points) : "/mean/count";
    const bool good =
        !lost && points[0].count == runs && mean_curve_add_points(curve, count, points);
    if (lost)
        snprintf(why, size, "%s: %s cannot be read", base->path, lost);
    else if (!good)
        snprintf(why, size, "%s: /mean/sums are not sums over %" PRId64 " runs", base->path,
                 runs);
    else
        *last_step = points[count - 1].step;
    free(points);
    return good;
}
