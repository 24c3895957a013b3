/* fallocate is Linux's. */
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier)
#include "file/ensemble_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <hdf5.h>

#include "checkpoint/durable_file.h"
#include "file/columns.h"
#include "file/hdf5_reason.h"
#include "file/layout.h"
#include "file/readback.h"
#include "ranks/failure.h"
#include "ranks/pulse.h"
#include "ranks/watchdog.h"
#include "record/trace_row.h"
#include "schema/description.h"

/* Rows that a rank hands to HDF5 in one collective write: 1.8 MiB of K = 3. */
enum { ROWS_AT_A_TIME = 1 << 15 };

struct ensemble_file {
    MPI_Comm comm;
    int rank, ranks;
    int files; /* the kind of file, a bit of datasets.h */
    struct model model;
    const char *path; /* the plan's */
    struct ensemble_file_plan plan;
    hid_t file;
    hid_t collective;                /* transfer property list */
    int64_t rows;                    /* of the trace, so far, of all ranks */
    struct layout_contents contents; /* that this rank has written */
};

/* ---- failing -------------------------------------------------------------------------------
 */

/* HDF5 over MPI-IO says that a write failed and not why. */
static bool disk_is_full(const char *path) {
    enum { NEXT_TO_NOTHING = 1 << 20 };
    struct statvfs space;
    return statvfs(path, &space) == 0 &&
           (double)space.f_bavail * (double)space.f_frsize < NEXT_TO_NOTHING;
}

/* Ends the job with HDF5's innermost reason. */
static void check(struct ensemble_file *f, bool good, const char *dataset) {
    if (good)
        return;
    char what[512], why[300];
    snprintf(why, sizeof why, "%.250s%s", hdf5_reason(),
             disk_is_full(f->path) ? " (No space left on device)" : "");
    snprintf(what, sizeof what, "write %s of %s", dataset, f->path);
    fail(f->comm, what, why);
}

/* ---- opening and closing --------------------------------------------------------------------
 */

int64_t ensemble_file_row_bytes(const struct parameters *parameters) {
    const struct model model = parameters_model(parameters);
    return trace_row_width(&model) * (int64_t)sizeof(double);
}

/* The bytes that it takes at the most: compression is not counted on, and the indexes of the
 * chunks are small. */
static int64_t bytes_at_most(const struct ensemble_file_plan *plan) {
    const int64_t run = 14 * (int64_t)sizeof(int64_t) + 2, point = 16 * (int64_t)sizeof(double);
    const int64_t data = plan->parameters->runs * run + plan->mean_points * point +
                         plan->rows * ensemble_file_row_bytes(plan->parameters);
    return (1 << 18) + data + data / 50;
}

/* Takes the room and gives it back, which also tells what a quota allows. Where a file system
 * cannot do that, it is asked. */
static bool has_room(const char *path, int64_t bytes) {
    struct statvfs space;
    const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    bool good = file >= 0;
    if (good && fallocate(file, 0, 0, (off_t)bytes) != 0) {
        good = errno == EOPNOTSUPP || errno == ENOSYS || errno == EINTR;
        if (good && fstatvfs(file, &space) == 0 &&
            (double)space.f_bavail * (double)space.f_frsize < (double)bytes) {
            good = false;
            errno = ENOSPC;
        }
    }
    const int error = errno;
    if (file >= 0) {
        close(file);
        unlink(path);
    }
    errno = error;
    return good;
}

static void check_room(const struct ensemble_file *f) {
    char why[256];
    const int64_t bytes = bytes_at_most(&f->plan);
    if (has_room(f->path, bytes))
        return;
    snprintf(why, sizeof why,
             "it may take up to %.3g MB: %s; make room there and go on with --resume",
             1e-6 * (double)bytes, strerror(errno));
    fail(f->comm, "put the result together", why);
}

/* Rank 0 lays the file out; all learn whether it could. */
static void lay_out(struct ensemble_file *f) {
    const char *what = "";
    if (f->rank == 0) {
        /* What a program that was killed has left. */
        unlink(f->path);
        check_room(f);
        const bool good =
            layout_create(f->path, f->plan.parameters, f->plan.provenance, &f->contents, &what);
        check(f, good, what);
    }
    MPI_Barrier(f->comm);
    watchdog_pat();
}

/* Open MPI writes past the end of a buffer when a path has 228 characters or more (4.1.4): such
 * a file is opened through its folder, by a name that is short. -1: the path itself will do. */
static int open_long_folder(const struct ensemble_file *f, char name[128], const char **path) {
    enum { LONG = 200 };
    char folder[PATH_LENGTH_MAX];
    const char *slash = strrchr(f->path, '/');
    *path = f->path;
    if (!slash || strlen(f->path) < LONG)
        return -1;
    snprintf(folder, sizeof folder, "%.*s", (int)(slash - f->path), f->path);
    const int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        fail(f->comm, "open the output", strerror(errno));
    snprintf(name, 128, "/proc/self/fd/%d%.90s", file, slash);
    *path = name;
    return file;
}

static void open_together(struct ensemble_file *f) {
    char name[128];
    const char *path;
    const int folder = open_long_folder(f, name, &path);
    const hid_t access = layout_access();
    H5Pset_fapl_mpio(access, f->comm, MPI_INFO_NULL);
    H5Pset_coll_metadata_write(access, true);
    H5Pset_all_coll_metadata_ops(access, true);
    f->file = H5Fopen(path, H5F_ACC_RDWR, access);
    H5Pclose(access);
    check(f, f->file >= 0, "the file");
    if (folder >= 0)
        close(folder);
}

struct ensemble_file *ensemble_file_create(MPI_Comm comm,
                                           const struct ensemble_file_plan *plan) {
    struct ensemble_file *f = calloc(1, sizeof *f);
    if (!f)
        fail(comm, "open the output", strerror(ENOMEM));
    hdf5_keep_reasons();
    /* A plain duplicate: MPI-IO over a Cartesian communicator has lost data. */
    MPI_Comm_dup(comm, &f->comm);
    MPI_Comm_rank(f->comm, &f->rank);
    MPI_Comm_size(f->comm, &f->ranks);
    f->plan = *plan;
    f->path = plan->path;
    f->files = dataset_files(plan->parameters);
    f->model = parameters_model(plan->parameters);
    lay_out(f);
    open_together(f);
    f->collective = H5Pcreate(H5P_DATASET_XFER);
    H5Pset_dxpl_mpio(f->collective, H5FD_MPIO_COLLECTIVE);
    return f;
}

/* ---- reading back ------------------------------------------------------------------------ */

static const char VERDICT[] =
    "does not hold what was written; the runs are safe, go on with --resume";

/* Every dataset, its elements and their values, as they were given by all ranks together. */
static void compare(struct ensemble_file *f, const struct layout_contents *found) {
    enum { NUMBERS = 2 * DATASETS_MAX };
    struct layout_contents all[2];
    char why[512];
    MPI_Allreduce(&f->contents, &all[0], NUMBERS, MPI_UINT64_T, MPI_SUM, f->comm);
    MPI_Allreduce(found, &all[1], NUMBERS, MPI_UINT64_T, MPI_SUM, f->comm);
    for (int d = 0; d < dataset_count && f->rank == 0; d++) {
        const struct contents *wanted = &all[0].of[d], *read = &all[1].of[d];
        const bool is_whole = strncmp(dataset_table[d].path, "/runs/", 6) != 0 ||
                              wanted->elements == 0 ||
                              wanted->elements == f->plan.parameters->runs;
        if (is_whole && read->elements == wanted->elements && read->sum == wanted->sum)
            continue;
        snprintf(why, sizeof why, "%s of %s %s", dataset_table[d].path, f->path, VERDICT);
        fail(f->comm, "put the result together", why);
    }
    MPI_Barrier(f->comm);
}

static void read_back(struct ensemble_file *f) {
    struct layout_contents found = {0};
    char what[512];
    const char *dataset;
    struct pulse pulse = pulse_begin(f->comm, f->plan.lock, "read the result back", f->path);
    if (f->rank == 0 && !layout_check(f->path, f->plan.parameters, what, sizeof what))
        fail(f->comm, "read the result back", what);
    if (!readback_share(f->path, f->files, f->rank, f->ranks, (struct tick){pulse_tick, &pulse},
                        &found, &dataset)) {
        snprintf(what, sizeof what, "read back %s of %s", dataset, f->path);
        fail(f->comm, what, VERDICT);
    }
    pulse_end(&pulse);
    compare(f, &found);
}

void ensemble_file_finish(struct ensemble_file *f) {
    H5Pclose(f->collective);
    /* Flushing tells of errors that closing keeps to itself. */
    check(f, H5Fflush(f->file, H5F_SCOPE_GLOBAL) >= 0, "the file");
    check(f, H5Fclose(f->file) >= 0, "the file");
    if (f->rank == 0)
        check(f, layout_finish(f->path), "/provenance");
    /* Whatever the library says, the disk must have it before the journals may go. */
    if (!durable_sync_path(f->path))
        fail(f->comm, "bring the output to the disk", strerror(errno));
    MPI_Barrier(f->comm);
    read_back(f);
    MPI_Comm_free(&f->comm);
    free(f);
}

/* ---- writing ---- */

/* One collective write of `count` elements, which are selected in the file. The type must be
 * the dataset's: compressed parallel writes do not convert. */
static void write_selected(struct ensemble_file *f, hid_t dataset, hid_t in_file, hsize_t count,
                           hid_t type, const void *values, const char *name) {
    static const hsize_t one = 1;
    const hid_t memory = H5Screate_simple(1, count > 0 ? &count : &one, NULL);
    if (count == 0) {
        H5Sselect_none(memory);
        H5Sselect_none(in_file);
    }
    /* A rank without a share takes part with an address that is never read. */
    const void *from = values ? values : (const void *)f;
    check(f, H5Dwrite(dataset, type, memory, in_file, f->collective, from) >= 0, name);
    watchdog_pat();
    if (f->plan.lock)
        lock_beat(f->plan.lock);
    H5Sclose(memory);
}

/* Rows begin .. begin + count - 1 of a dataset of [rows] or [rows, K]. */
static void write_stretch(struct ensemble_file *f, const char *name, int64_t begin,
                          int64_t count, hid_t type, const void *values) {
    const hid_t dataset = H5Dopen2(f->file, name, H5P_DEFAULT);
    check(f, dataset >= 0, name);
    const hid_t space = H5Dget_space(dataset);
    const bool per_unit = H5Sget_simple_extent_ndims(space) == 2;
    const int64_t columns = per_unit ? f->model.protocol.K : 1, elements = columns * count;
    const hsize_t start[2] = {(hsize_t)begin, 0}, size[2] = {(hsize_t)count, (hsize_t)columns};
    if (count > 0)
        H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, size, NULL);
    write_selected(f, dataset, space, (hsize_t)elements, type, values, name);
    contents_add_stretch(&f->contents.of[dataset_find(name, f->files)], columns * begin,
                         elements, H5Tget_size(type), values);
    H5Sclose(space);
    H5Dclose(dataset);
}

/* Selects the elements at[0 .. count - 1], ascending, as stretches without gaps: of a rank's
 * runs only those under way are missing, and HDF5 takes long over single elements. */
static void select_ascending(hid_t space, int64_t count, const hsize_t at[]) {
    H5Sselect_none(space);
    for (int64_t begin = 0, end; begin < count; begin = end) {
        for (end = begin + 1; end < count && at[end] == at[end - 1] + 1;)
            end++;
        const hsize_t length = (hsize_t)(end - begin);
        H5Sselect_hyperslab(space, begin > 0 ? H5S_SELECT_OR : H5S_SELECT_SET, &at[begin], NULL,
                            &length, NULL);
    }
}

/* The elements at[0 .. count - 1], ascending, of a dataset of [runs]. */
static void write_scattered(struct ensemble_file *f, const char *name, int64_t count,
                            const hsize_t at[], hid_t type, const void *values) {
    const hid_t dataset = H5Dopen2(f->file, name, H5P_DEFAULT);
    check(f, dataset >= 0, name);
    const hid_t space = H5Dget_space(dataset);
    select_ascending(space, count, at);
    write_selected(f, dataset, space, (hsize_t)count, type, values, name);
    struct contents *contents = &f->contents.of[dataset_find(name, f->files)];
    const size_t element = H5Tget_size(type);
    for (int64_t i = 0; i < count; i++)
        contents_add_stretch(contents, (int64_t)at[i], 1, element,
                             (const char *)values + (size_t)i * element);
    H5Sclose(space);
    H5Dclose(dataset);
}

static void extend(struct ensemble_file *f, const char *name, int64_t length) {
    const hid_t dataset = H5Dopen2(f->file, name, H5P_DEFAULT);
    check(f, dataset >= 0, name);
    const hsize_t size[2] = {(hsize_t)length, (hsize_t)f->model.protocol.K};
    check(f, H5Dset_extent(dataset, size) >= 0, name);
    H5Dclose(dataset);
}

/* ---- trace ---- */

/* What of the rows becomes which dataset, beside the step. */
static const struct {
    const char *path;
    enum trace_column column;
} trace_columns[] = {{"/trace/rho_ab", TRACE_AB},
                     {"/trace/rho_ao", TRACE_AO},
                     {"/trace/rho_ao_mean", TRACE_AO_MEAN}};
enum { TRACE_COLUMNS = sizeof trace_columns / sizeof *trace_columns };

/* Room for ROWS_AT_A_TIME rows as they are read, and for one column of them. */
struct row_buffer {
    int64_t step[ROWS_AT_A_TIME];
    double column[ROWS_AT_A_TIME * K_MAX];
    double rows[ROWS_AT_A_TIME * TRACE_WIDTH_MAX];
};

/* Runs whose rows are to be written, one after the other. */
struct row_queue {
    struct row_reader *reader;
    int64_t count, next; /* the next run to be begun with */
    const struct run_record *record;
};

/* The next rows of the queue, at most ROWS_AT_A_TIME. */
static int64_t take_rows(struct ensemble_file *f, struct row_queue *queue, double rows[]) {
    const int width = trace_row_width(&f->model);
    int64_t taken = 0;
    for (;;) {
        const int64_t n =
            row_reader_next(queue->reader, ROWS_AT_A_TIME - taken, rows + taken * width);
        taken += n;
        if (n < 0)
            fail(f->comm, "read the trace of a run", strerror(errno));
        if (taken == ROWS_AT_A_TIME || (n == 0 && queue->next == queue->count))
            return taken;
        if (n == 0 && !row_reader_seek(queue->reader, &queue->record[queue->next++].chain))
            fail(f->comm, "read the trace of a run", strerror(errno));
    }
}

static void write_column(struct ensemble_file *f, struct row_buffer *b, int n, int64_t count,
                         int64_t to) {
    const int units = f->model.protocol.K, width = trace_row_width(&f->model);
    const int at = trace_row_at(units, trace_columns[n].column);
    for (int64_t i = 0; i < count; i++)
        memcpy(b->column + i * units, b->rows + i * width + at,
               (size_t)units * sizeof *b->column);
    write_stretch(f, trace_columns[n].path, to, count, H5T_NATIVE_DOUBLE, b->column);
}

static void write_rows(struct ensemble_file *f, struct row_buffer *b, int64_t count,
                       int64_t to) {
    const int width = trace_row_width(&f->model);
    for (int64_t i = 0; i < count; i++)
        b->step[i] = (int64_t)b->rows[i * width];
    write_stretch(f, "/trace/step", to, count, H5T_NATIVE_INT64, b->step);
    for (int n = 0; n < TRACE_COLUMNS; n++)
        if (dataset_is_in(trace_columns[n].path, f->files))
            write_column(f, b, n, count, to);
}

static void extend_trace(struct ensemble_file *f) {
    extend(f, "/trace/step", f->rows);
    for (int n = 0; n < TRACE_COLUMNS; n++)
        if (dataset_is_in(trace_columns[n].path, f->files))
            extend(f, trace_columns[n].path, f->rows);
}

/* Appends the rows of all ranks, rank after rank; returns where this rank's begin. The place of
 * all is made at once, then all ranks write in as many rounds as the longest needs. */
static int64_t append_rows(struct ensemble_file *f, struct row_queue queue) {
    int64_t own = 0, before = 0, total = 0, longest = 0;
    for (int64_t i = 0; i < queue.count; i++)
        own += queue.record[i].chain.rows;
    MPI_Exscan(&own, &before, 1, MPI_INT64_T, MPI_SUM, f->comm);
    MPI_Allreduce(&own, &total, 1, MPI_INT64_T, MPI_SUM, f->comm);
    MPI_Allreduce(&own, &longest, 1, MPI_INT64_T, MPI_MAX, f->comm);
    const int64_t begin = f->rows + (f->rank > 0 ? before : 0);
    f->rows += total;
    if (total == 0)
        return begin;
    extend_trace(f);
    struct row_buffer *buffer = malloc(sizeof *buffer);
    if (!buffer)
        fail(f->comm, "write the trace", strerror(ENOMEM));
    for (int64_t from = 0; from < longest; from += ROWS_AT_A_TIME)
        write_rows(f, buffer, take_rows(f, &queue, buffer->rows), begin + from);
    free(buffer);
    return begin;
}

/* ---- runs ---- */

/* A run and its first row of the trace. */
struct placed_run {
    struct run_record record;
    int64_t begin;
};

static int by_run(const void *a, const void *b) {
    const struct placed_run *x = a, *y = b;
    return (x->record.run > y->record.run) - (x->record.run < y->record.run);
}

/* The values of a column: `values` has room for `count` of 8 bytes. Returns their type. */
static hid_t fill_column(const struct run_column *column, enum dataset_type type, int64_t count,
                         const struct placed_run run[], void *values) {
    uint8_t *byte = values;
    int64_t *whole = values;
    for (int64_t i = 0; i < count; i++) {
        int64_t bits; /* of a double, too */
        memcpy(&bits, (const char *)&run[i].record + column->field, sizeof bits);
        if (column->derived)
            bits = column->derived(&run[i].record, run[i].begin);
        if (type == TYPE_UINT8)
            byte[i] = (uint8_t)bits;
        else
            whole[i] = bits;
    }
    return type == TYPE_UINT8    ? H5T_NATIVE_UINT8
           : type == TYPE_DOUBLE ? H5T_NATIVE_DOUBLE
                                 : H5T_NATIVE_INT64;
}

/* `run` is sorted. */
static void write_records(struct ensemble_file *f, int64_t count,
                          const struct placed_run run[]) {
    hsize_t *at = malloc(((size_t)count + 1) * sizeof *at);
    void *values = malloc(((size_t)count + 1) * sizeof(int64_t));
    if (!at || !values)
        fail(f->comm, "write the times", strerror(ENOMEM));
    for (int64_t i = 0; i < count; i++)
        at[i] = (hsize_t)run[i].record.run;
    for (int c = 0; c < run_column_count; c++) {
        const char *path = run_columns[c].path;
        if (!dataset_is_in(path, f->files))
            continue;
        const enum dataset_type type = dataset_table[dataset_find(path, f->files)].type;
        const hid_t memory = fill_column(&run_columns[c], type, count, run, values);
        write_scattered(f, path, count, at, memory, values);
    }
    free(values);
    free(at);
}

void ensemble_file_write_runs(struct ensemble_file *f, int64_t count,
                              const struct run_record record[], struct row_reader *rows) {
    struct placed_run *run = malloc(((size_t)count + 1) * sizeof *run);
    if (!run)
        fail(f->comm, "write the times", strerror(ENOMEM));
    int64_t row = append_rows(f, (struct row_queue){rows, count, 0, record});
    for (int64_t i = 0; i < count; i++) {
        run[i] = (struct placed_run){record[i], row};
        row += record[i].chain.rows;
    }
    qsort(run, (size_t)count, sizeof *run, by_run);
    write_records(f, count, run);
    free(run);
}

/* ---- mean ---- */

void ensemble_file_write_mean(struct ensemble_file *f, int64_t count,
                              const struct curve_point points[]) {
    const int64_t own = f->rank == 0 ? count : 0;
    int64_t *bits = malloc(((size_t)own + 1) * sizeof *bits); /* of doubles, too */
    if (!bits)
        fail(f->comm, "write the mean overlaps", strerror(ENOMEM));
    const struct mean_setting setting = {f->plan.parameters->N, f->model.attacker};
    for (int c = 0; c < mean_column_count; c++) {
        const struct mean_column *column = &mean_columns[c];
        if (!dataset_is_in(column->path, f->files))
            continue;
        for (int64_t i = 0; i < own; i++) {
            memcpy(&bits[i], (const char *)&points[i] + column->field, sizeof *bits);
            if (column->derived) {
                const double value = column->derived(&points[i], &setting);
                memcpy(&bits[i], &value, sizeof value);
            }
        }
        extend(f, column->path, count);
        write_stretch(f, column->path, 0, own,
                      dataset_table[dataset_find(column->path, f->files)].type == TYPE_DOUBLE
                          ? H5T_NATIVE_DOUBLE
                          : H5T_NATIVE_INT64,
                      bits);
    }
    free(bits);
}
