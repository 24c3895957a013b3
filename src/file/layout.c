#include "file/layout.h"
#include "schema/description.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hdf5_hl.h>

#include "checkpoint/durable_file.h"
#include "file/attributes.h"
#include "file/finished_file.h"
#include "file/readback.h"
#include "physics/model/tree_parity.h"

enum length { LENGTH_RUNS, LENGTH_STEPS, LENGTH_ROWS, LENGTH_UNITS };
enum value_type { TYPE_INT64, TYPE_UINT8, TYPE_DOUBLE };

/* One line a dataset; a dataset comes after the scales of its dimensions. */
struct dataset {
    const char *path;
    int commands; /* whose files have it */
    enum value_type type;
    enum length length;
    bool per_unit;     /* [length, K] instead of [length] */
    const char *scale; /* of the first dimension; its own path: it is a scale itself */
    double fill;
    const char *units;
    const char *long_name;
};

/* Stands for the scale of the means, /mean/step or /mean/alpha. */
static const char ABSCISSA[] = "abscissa";

static const struct dataset datasets[] = {
    {"/unit", FOR_RUNS, TYPE_INT64, LENGTH_UNITS, false, "/unit", 0, "1",
     "number of the hidden unit"},

    {"/runs/run", FOR_RUNS, TYPE_INT64, LENGTH_RUNS, false, "/runs/run", 0, "1",
     "number of the run"},
    {"/runs/t_sync", FOR_RUNS, TYPE_INT64, LENGTH_RUNS, false, "/runs/run", -1, "steps",
     "first step after which A and B are synchronised; -1: not reached"},
    {"/runs/t_learn", FOR_RUNS, TYPE_INT64, LENGTH_RUNS, false, "/runs/run", -1, "steps",
     "first step after which the attacker has learned A; -1: not reached"},
    {"/runs/t_a", FOR_DISCRETE, TYPE_INT64, LENGTH_RUNS, false, "/runs/run", -1, "steps",
     "last step up to t_sync in which the internal representations of A and B differed; 0: "
     "none; "
     "-1: t_sync not reached"},
    {"/runs/t_b", FOR_DISCRETE, TYPE_INT64, LENGTH_RUNS, false, "/runs/run", -1, "steps",
     "t_sync - t_a; -1: t_sync not reached"},
    {"/runs/steps", FOR_RUNS, TYPE_INT64, LENGTH_RUNS, false, "/runs/run", 0, "steps",
     "steps made"},
    {"/runs/done", FOR_RUNS, TYPE_UINT8, LENGTH_RUNS, false, "/runs/run", 0, "1",
     "1: the run is complete or censored; 0: not run yet"},

    {"/mean/step", FOR_DISCRETE, TYPE_INT64, LENGTH_STEPS, false, "/mean/step", 0, "steps",
     "step"},
    {"/mean/alpha", FOR_CONTINUOUS, TYPE_DOUBLE, LENGTH_STEPS, false, "/mean/alpha", NAN, "1",
     "time alpha = steps / N"},
    {"/mean/count", FOR_RUNS, TYPE_INT64, LENGTH_STEPS, false, ABSCISSA, 0, "1",
     "runs that the mean is over; a run that has ended counts on with its last value"},
    {"/mean/rho_ab", FOR_RUNS, TYPE_DOUBLE, LENGTH_STEPS, false, ABSCISSA, NAN, "1",
     "mean over runs of the overlap of A and B, itself the mean over the hidden units"},
    {"/mean/rho_ab_std", FOR_RUNS, TYPE_DOUBLE, LENGTH_STEPS, false, ABSCISSA, NAN, "1",
     "standard deviation between runs of that overlap"},
    {"/mean/rho_ao", FOR_RUNS, TYPE_DOUBLE, LENGTH_STEPS, false, ABSCISSA, NAN, "1",
     "mean over runs of the overlap of A and the attacker, itself the mean over the hidden "
     "units; NaN without an attacker"},
    {"/mean/rho_ao_std", FOR_RUNS, TYPE_DOUBLE, LENGTH_STEPS, false, ABSCISSA, NAN, "1",
     "standard deviation between runs of that overlap; NaN without an attacker"},

    {"/trace/run", FOR_RUNS, TYPE_INT64, LENGTH_RUNS, false, "/trace/run", 0, "1",
     "number of the run"},
    {"/trace/begin", FOR_RUNS, TYPE_INT64, LENGTH_RUNS, false, "/trace/run", -1, "rows",
     "first row of the run; -1: not written"},
    {"/trace/count", FOR_RUNS, TYPE_INT64, LENGTH_RUNS, false, "/trace/run", 0, "rows",
     "number of rows of the run"},
    {"/trace/step", FOR_RUNS, TYPE_INT64, LENGTH_ROWS, false, "/trace/step", 0, "steps",
     "step of the row"},
    {"/trace/rho_ab", FOR_RUNS, TYPE_DOUBLE, LENGTH_ROWS, true, "/trace/step", NAN, "1",
     "overlap of A and B in each hidden unit"},
    {"/trace/rho_ao", FOR_RUNS, TYPE_DOUBLE, LENGTH_ROWS, true, "/trace/step", NAN, "1",
     "overlap of A and the attacker in each hidden unit; NaN without an attacker"},
};
enum { DATASETS = sizeof datasets / sizeof *datasets };
static_assert((int)DATASETS <= (int)LAYOUT_DATASETS_MAX, "every dataset has its contents");

const int layout_count = DATASETS;

const char *layout_path(int dataset) {
    return datasets[dataset].path;
}

int layout_find(const char *path) {
    int d = 0;
    while (strcmp(datasets[d].path, path) != 0)
        d++;
    return d;
}

/* ---- datasets ---- */

static hid_t hdf5_type(enum value_type type) {
    return type == TYPE_INT64   ? H5T_STD_I64LE
           : type == TYPE_UINT8 ? H5T_STD_U8LE
                                : H5T_IEEE_F64LE;
}

static void set_fill(hid_t properties, const struct dataset *d) {
    const int64_t whole = d->type == TYPE_DOUBLE ? 0 : (int64_t)d->fill;
    if (d->type == TYPE_DOUBLE)
        H5Pset_fill_value(properties, H5T_NATIVE_DOUBLE, &d->fill);
    else
        H5Pset_fill_value(properties, H5T_NATIVE_INT64, &whole);
}

/* Everything is chunked, compressed and checksummed. */
static hid_t create_dataset(hid_t file, const struct dataset *d, int64_t runs) {
    const bool grows = d->length == LENGTH_STEPS || d->length == LENGTH_ROWS;
    const hsize_t length = d->length == LENGTH_RUNS    ? (hsize_t)runs
                           : d->length == LENGTH_UNITS ? K
                                                       : 0;
    const hsize_t now[2] = {length, K}, most[2] = {grows ? H5S_UNLIMITED : length, K};
    const hsize_t chunk[2] = {grows || length > LAYOUT_CHUNK ? LAYOUT_CHUNK : length, K};
    const int rank = d->per_unit ? 2 : 1;
    const hid_t space = H5Screate_simple(rank, now, most);
    const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(properties, rank, chunk);
    H5Pset_shuffle(properties);
    H5Pset_deflate(properties, 1);
    H5Pset_fletcher32(properties);
    /* Without this, HDF5 1.10 takes all chunks that have no address yet for one and the same
     * chunk in a parallel compressed write, and waits for ever for their other writers. */
    H5Pset_alloc_time(properties, H5D_ALLOC_TIME_EARLY);
    set_fill(properties, d);
    const hid_t dataset = H5Dcreate2(file, d->path, hdf5_type(d->type), space, H5P_DEFAULT,
                                     properties, H5P_DEFAULT);
    H5Pclose(properties);
    H5Sclose(space);
    return dataset;
}

static bool attach_scale(hid_t file, hid_t dataset, const char *path, unsigned dimension) {
    const hid_t scale = H5Dopen2(file, path, H5P_DEFAULT);
    const bool good = H5DSattach_scale(dataset, scale, dimension) >= 0;
    H5Dclose(scale);
    return good;
}

/* The scales that only count: runs, hidden units. */
static bool write_numbers(hid_t dataset, int64_t length, int64_t first,
                          struct contents *contents) {
    enum { STRETCH = 4096 };
    int64_t number[STRETCH];
    const hid_t space = H5Dget_space(dataset);
    bool good = true;
    for (int64_t begin = 0; begin < length && good; begin += STRETCH) {
        const hsize_t start = (hsize_t)begin;
        const hsize_t count = (hsize_t)(length - begin < STRETCH ? length - begin : STRETCH);
        for (hsize_t i = 0; i < count; i++)
            number[i] = first + begin + (int64_t)i;
        contents_add_stretch(contents, begin, (int64_t)count, sizeof *number, number);
        const hid_t memory = H5Screate_simple(1, &count, NULL);
        H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, NULL, &count, NULL);
        good = H5Dwrite(dataset, H5T_NATIVE_INT64, memory, space, H5P_DEFAULT, number) >= 0;
        H5Sclose(memory);
    }
    H5Sclose(space);
    return good;
}

static bool put_dataset(hid_t file, const struct dataset *d, int64_t runs, const char *abscissa,
                        struct contents *contents) {
    const hid_t dataset = create_dataset(file, d, runs);
    if (dataset < 0)
        return false;
    bool good = attributes_put_text(dataset, "units", d->units) &&
                attributes_put_text(dataset, "long_name", d->long_name);
    if (d->type == TYPE_INT64 && d->fill < 0) {
        const int64_t fill = (int64_t)d->fill;
        good = good && attributes_put_number(dataset, "_FillValue", H5T_NATIVE_INT64, &fill);
    }
    if (strcmp(d->scale, d->path) == 0)
        good = good && H5DSset_scale(dataset, strrchr(d->path, '/') + 1) >= 0;
    else
        good =
            good && attach_scale(file, dataset, d->scale == ABSCISSA ? abscissa : d->scale, 0);
    if (d->per_unit)
        good = good && attach_scale(file, dataset, "/unit", 1);
    if (d->length == LENGTH_UNITS)
        good = good && write_numbers(dataset, K, 1, contents);
    if (strcmp(d->path, "/runs/run") == 0 || strcmp(d->path, "/trace/run") == 0)
        good = good && write_numbers(dataset, runs, 0, contents);
    return H5Dclose(dataset) >= 0 && good;
}

static bool put_groups(hid_t file) {
    static const char *const groups[] = {"/runs", "/mean", "/trace"};
    bool good = true;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        const hid_t group = H5Gcreate2(file, groups[i], H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
        good = good && group >= 0;
        H5Gclose(group);
    }
    return good;
}

/* ---- the file ---- */

hid_t layout_access(void) {
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
    return access;
}

bool layout_create(const char *path, const struct parameters *parameters,
                   const struct provenance *provenance, struct layout_contents *contents,
                   const char **what) {
    const hid_t access = layout_access();
    const hid_t file = H5Fcreate(path, H5F_ACC_EXCL, H5P_DEFAULT, access);
    H5Pclose(access);
    *what = "the file";
    if (file < 0)
        return false;
    bool good = true;
    if (good && !attributes_put_parameters(file, parameters)) {
        *what = "the attributes";
        good = false;
    }
    if (good && (!attributes_put_provenance(file, provenance) || !put_groups(file))) {
        *what = "the groups";
        good = false;
    }
    const int command = command_find(parameters->command)->bit;
    const char *abscissa = command & FOR_ALPHA ? "/mean/alpha" : "/mean/step";
    for (int i = 0; i < DATASETS && good; i++)
        if ((datasets[i].commands & command) &&
            !put_dataset(file, &datasets[i], parameters->runs, abscissa, &contents->of[i])) {
            *what = datasets[i].path;
            good = false;
        }
    return H5Fclose(file) >= 0 && good;
}

bool layout_finish(const char *path) {
    char now[64];
    provenance_time(now, sizeof now);
    const hid_t access = layout_access();
    const hid_t file = H5Fopen(path, H5F_ACC_RDWR, access);
    H5Pclose(access);
    if (file < 0)
        return false;
    const hid_t group = H5Gopen2(file, "/provenance", H5P_DEFAULT);
    const bool good = group >= 0 && attributes_put_text(group, "finished", now);
    H5Gclose(group);
    return H5Fclose(file) >= 0 && good && durable_sync_path(path);
}

/* ---- read again -------------------------------------------------------------------------- */

bool layout_check(const char *path, const struct parameters *parameters, char *why,
                  size_t size) {
    struct faults faults = {0};
    if (!readback_file(path, false, (struct tick){NULL, NULL}, why, size))
        return false;
    char *written = finished_file_parameters(path, why, size);
    if (!written)
        return false;
    char *wanted = parameters_text(parameters);
    parameters_compare(wanted, written, path, &faults);
    const bool good = faults.count == 0;
    if (!good)
        snprintf(why, size, "%s", faults.text);
    faults_free(&faults);
    free(wanted);
    free(written);
    return good;
}

hid_t layout_begin_check(const char *path, const struct parameters *parameters,
                         const char **what) {
    char why[512];
    *what = "what describes the data";
    if (!layout_check(path, parameters, why, sizeof why))
        return H5I_INVALID_HID;
    const hid_t access = layout_access();
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    return file;
}
