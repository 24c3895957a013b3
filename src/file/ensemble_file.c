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
#include "file/trace_writer.h"
#include "file/write_check.h"
#include "ranks/failure.h"
#include "ranks/pulse.h"
#include "ranks/watchdog.h"
#include "record/trace_row.h"
#include "schema/description.h"

struct ensemble_file {
    MPI_Comm comm;
    int rank, ranks;
    int files; /* the kind of file, a bit of datasets.h */
    struct model model;
    const char *path; /* the plan's */
    struct ensemble_file_plan plan;
    hid_t file;
    hid_t collective;                /* transfer property list */
    struct trace_writer *trace;      /* until its end; NULL: there are no rows */
    int64_t rows;                    /* of the trace, of the runs written so far */
    struct layout_contents contents; /* that this rank has written */
};

/* ---- failing -------------------------------------------------------------------------------
 */

/* Ends the job with HDF5's innermost reason. */
static void check(struct ensemble_file *f, bool good, const char *dataset) {
    write_check(f->comm, f->path, good, dataset);
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
    if (plan->rows > 0)
        f->trace = trace_writer_new(f->comm, f->path, plan->parameters, plan->base, plan->lock,
                                    &f->contents);
    return f;
}

void ensemble_file_write_rows(struct ensemble_file *f, int64_t count,
                              const struct run_record record[], struct row_reader *rows) {
    trace_writer_append(f->trace, count, record, rows);
}

void ensemble_file_end_rows(struct ensemble_file *f) {
    if (f->trace)
        trace_writer_end(f->trace);
    open_together(f);
    f->collective = H5Pcreate(H5P_DATASET_XFER);
    H5Pset_dxpl_mpio(f->collective, H5FD_MPIO_COLLECTIVE);
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

static void extend(struct ensemble_file *f, const char *name, int64_t length) {
    const hid_t dataset = H5Dopen2(f->file, name, H5P_DEFAULT);
    check(f, dataset >= 0, name);
    const hsize_t size[2] = {(hsize_t)length, (hsize_t)f->model.protocol.K};
    check(f, H5Dset_extent(dataset, size) >= 0, name);
    H5Dclose(dataset);
}

/* ---- runs ---- */

/* The values of a column: `values` has room for `count` of 8 bytes; the rows of the first run
 * begin at `row`. Returns their type. */
static hid_t fill_column(const struct run_column *column, enum dataset_type type, int64_t count,
                         const struct run_record record[], int64_t row, void *values) {
    uint8_t *byte = values;
    int64_t *whole = values;
    for (int64_t i = 0; i < count; row += record[i++].chain.rows) {
        int64_t bits; /* of a double, too */
        memcpy(&bits, (const char *)&record[i] + column->field, sizeof bits);
        if (column->derived)
            bits = column->derived(&record[i], row);
        if (type == TYPE_UINT8)
            byte[i] = (uint8_t)bits;
        else
            whole[i] = bits;
    }
    return type == TYPE_UINT8    ? H5T_NATIVE_UINT8
           : type == TYPE_DOUBLE ? H5T_NATIVE_DOUBLE
                                 : H5T_NATIVE_INT64;
}

void ensemble_file_write_runs(struct ensemble_file *f, int64_t count,
                              const struct run_record record[]) {
    /* Whole chunks for each rank. */
    const int64_t chunks = (count + LAYOUT_CHUNK - 1) / LAYOUT_CHUNK,
                  begin = chunks * f->rank / f->ranks * LAYOUT_CHUNK,
                  rest = chunks * (f->rank + 1) / f->ranks * LAYOUT_CHUNK,
                  end = rest < count ? rest : count, own = end > begin ? end - begin : 0;
    const int64_t first = record[0].run;
    void *values = malloc(((size_t)own + 1) * sizeof(int64_t));
    if (!values)
        fail(f->comm, "write the times", strerror(ENOMEM));
    int64_t row = f->rows;
    for (int64_t i = 0; i < begin; i++)
        row += record[i].chain.rows;
    for (int c = 0; c < run_column_count; c++) {
        const char *path = run_columns[c].path;
        if (!dataset_is_in(path, f->files))
            continue;
        const enum dataset_type type = dataset_table[dataset_find(path, f->files)].type;
        const hid_t memory =
            fill_column(&run_columns[c], type, own, record + begin, row, values);
        write_stretch(f, path, first + begin, own, memory, values);
    }
    for (int64_t i = 0; i < count; i++)
        f->rows += record[i].chain.rows;
    free(values);
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
