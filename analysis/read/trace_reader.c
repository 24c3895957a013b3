#include "read/trace_reader.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include <hdf5.h>

#include "file/hdf5_reason.h"
#include "read/dataset_reader.h"
#include "read/input_file.h"

bool trace_is_there(const struct ensemble *ensemble) {
    return ensemble_has_times(ensemble) && ensemble->parameters.schedule.kind == TRACE_ALL;
}

/* What is open while traces are read. */
struct reading {
    const struct ensemble *ensemble;
    hid_t file, step_set, ab_set, ao_set;
    int64_t rows;           /* of all runs */
    int64_t *begin, *count; /* [runs] */
    size_t K;
    int64_t step[TRACE_PIECE_ROWS];
    double rho_ab[TRACE_PIECE_ROWS * K_MAX], rho_ao[TRACE_PIECE_ROWS * K_MAX];
    struct faults faults;
};

static bool open_file(struct reading *r) {
    const char *why;
    const int readable = input_file_open(r->ensemble->path, &why);
    if (readable < 0) {
        faults_add(&r->faults, "%s", why);
        return false;
    }
    close(readable);
    r->file = H5Fopen(r->ensemble->path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (r->file < 0)
        hdf5_fault(&r->faults, "cannot be opened", "");
    return r->file >= 0;
}

static void open_datasets(struct reading *r) {
    const struct parameters *p = &r->ensemble->parameters;
    struct shape shape = {dataset_files(p),
                          {[DIMENSION_RUNS] = p->runs, [DIMENSION_UNITS] = p->K}};
    r->begin = dataset_read(r->file, "/trace/begin", H5T_NATIVE_INT64, &shape, &r->faults);
    r->count = dataset_read(r->file, "/trace/count", H5T_NATIVE_INT64, &shape, &r->faults);
    r->step_set = dataset_open(r->file, "/trace/step", &shape, &r->faults);
    r->ab_set = dataset_open(r->file, "/trace/rho_ab", &shape, &r->faults);
    r->ao_set = dataset_open(r->file, "/trace/rho_ao", &shape, &r->faults);
    r->rows = shape.length[DIMENSION_ROWS];
}

static bool is_overlap(double rho) {
    return fabs(rho) <= 1.0 + 1e-6;
}

/* Whether row i of a piece is what follows the one before it; names the fault. */
static bool row_is_good(struct reading *r, int64_t run, size_t i) {
    const bool attacker = !r->ensemble->parameters.no_attacker;
    bool good = i == 0 ? r->step[0] >= 0 : r->step[i] == r->step[i - 1] + 1;
    if (!good) {
        faults_add(&r->faults, "/trace/step of run %" PRId64 " does not rise by 1", run);
        return false;
    }
    for (size_t k = i * r->K; k < (i + 1) * r->K; k++)
        good = good && is_overlap(r->rho_ab[k]) && (!attacker || is_overlap(r->rho_ao[k]));
    if (!good)
        faults_add(&r->faults,
                   "/trace of run %" PRId64 " does not hold overlaps at step %" PRId64, run,
                   r->step[i]);
    return good;
}

static bool read_piece(struct reading *r, int64_t run, int64_t first, size_t rows) {
    const hid_t real = H5T_NATIVE_DOUBLE;
    if (!dataset_read_rows(r->step_set, H5T_NATIVE_INT64, first, rows, 1, r->step) ||
        !dataset_read_rows(r->ab_set, real, first, rows, r->K, r->rho_ab) ||
        !dataset_read_rows(r->ao_set, real, first, rows, r->K, r->rho_ao)) {
        hdf5_fault(&r->faults, "cannot read /trace", "");
        return false;
    }
    for (size_t i = 0; i < rows; i++)
        if (!row_is_good(r, run, i))
            return false;
    return true;
}

/* Shows a run, of which all pieces but the last overlap with the next by a row. */
static bool read_run(struct reading *r, int64_t run, trace_visitor *visit, void *context) {
    const int64_t begin = r->begin[run], count = r->count[run];
    if (begin < 0 || count < 1 || count > r->rows || begin > r->rows - count) {
        faults_add(&r->faults, "/trace/begin and /trace/count of run %" PRId64 " are outside",
                   run);
        return false;
    }
    for (int64_t at = 0; at == 0 || at < count - 1; at += TRACE_PIECE_ROWS - 1) {
        const int64_t left = count - at;
        const size_t rows = left < TRACE_PIECE_ROWS ? (size_t)left : TRACE_PIECE_ROWS;
        if (!read_piece(r, run, begin + at, rows))
            return false;
        visit(context, &(struct trace_piece){run, rows, r->K, r->step, r->rho_ab, r->rho_ao});
    }
    return true;
}

static void close_all(struct reading *r) {
    const hid_t sets[] = {r->step_set, r->ab_set, r->ao_set};
    for (int i = 0; i < 3; i++)
        if (sets[i] >= 0)
            H5Dclose(sets[i]);
    if (r->file >= 0)
        H5Fclose(r->file);
    free(r->begin);
    free(r->count);
}

bool trace_read(const struct ensemble *ensemble, trace_visitor *visit, void *context, char *why,
                size_t size) {
    struct reading *r = calloc(1, sizeof *r);
    if (!r) {
        snprintf(why, size, "no memory");
        return false;
    }
    r->ensemble = ensemble;
    r->K = (size_t)ensemble->parameters.K;
    r->file = r->step_set = r->ab_set = r->ao_set = H5I_INVALID_HID;
    hdf5_keep_reasons();
    if (open_file(r))
        open_datasets(r);
    for (int64_t run = 0; r->faults.count == 0 && run < ensemble->parameters.runs; run++)
        if (ensemble->done[run] && !read_run(r, run, visit, context))
            break;
    const bool good = r->faults.count == 0;
    if (!good)
        faults_join(&r->faults, why, size);
    close_all(r);
    faults_free(&r->faults);
    free(r);
    return good;
}
