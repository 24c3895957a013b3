#include "file/layout.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include <hdf5_hl.h>

#include "physics/tree_parity.h"

enum length { LENGTH_RUNS, LENGTH_STEPS, LENGTH_ROWS, LENGTH_UNITS };
enum value_type { TYPE_INT64, TYPE_UINT8, TYPE_DOUBLE };

/* One line a dataset; a dataset comes after the scales of its dimensions. */
struct dataset {
    const char *path;
    enum value_type type;
    enum length length;
    bool per_unit;     /* [length, K] instead of [length] */
    const char *scale; /* of the first dimension; its own path: it is a scale itself */
    double fill;
    const char *units;
    const char *long_name;
};

static const struct dataset datasets[] = {
    {"/unit", TYPE_INT64, LENGTH_UNITS, false, "/unit", 0, "1", "number of the hidden unit"},

    {"/runs/run", TYPE_INT64, LENGTH_RUNS, false, "/runs/run", 0, "1", "number of the run"},
    {"/runs/t_sync", TYPE_INT64, LENGTH_RUNS, false, "/runs/run", -1, "steps",
     "first step after which A and B are synchronised; -1: not reached"},
    {"/runs/t_learn", TYPE_INT64, LENGTH_RUNS, false, "/runs/run", -1, "steps",
     "first step after which the attacker has learned A; -1: not reached"},
    {"/runs/steps", TYPE_INT64, LENGTH_RUNS, false, "/runs/run", 0, "steps", "steps made"},
    {"/runs/done", TYPE_UINT8, LENGTH_RUNS, false, "/runs/run", 0, "1",
     "1: the run is complete or censored; 0: not run yet"},

    {"/mean/step", TYPE_INT64, LENGTH_STEPS, false, "/mean/step", 0, "steps", "step"},
    {"/mean/count", TYPE_INT64, LENGTH_STEPS, false, "/mean/step", 0, "1",
     "runs that the mean is over; a run that has ended counts on with its last value"},
    {"/mean/rho_ab", TYPE_DOUBLE, LENGTH_STEPS, false, "/mean/step", NAN, "1",
     "mean over runs of the overlap of A and B, itself the mean over the hidden units"},
    {"/mean/rho_ab_std", TYPE_DOUBLE, LENGTH_STEPS, false, "/mean/step", NAN, "1",
     "standard deviation between runs of that overlap"},
    {"/mean/rho_ao", TYPE_DOUBLE, LENGTH_STEPS, false, "/mean/step", NAN, "1",
     "mean over runs of the overlap of A and the attacker, itself the mean over the hidden "
     "units; NaN without an attacker"},
    {"/mean/rho_ao_std", TYPE_DOUBLE, LENGTH_STEPS, false, "/mean/step", NAN, "1",
     "standard deviation between runs of that overlap; NaN without an attacker"},

    {"/trace/run", TYPE_INT64, LENGTH_RUNS, false, "/trace/run", 0, "1", "number of the run"},
    {"/trace/begin", TYPE_INT64, LENGTH_RUNS, false, "/trace/run", -1, "rows",
     "first row of the run; -1: not written"},
    {"/trace/count", TYPE_INT64, LENGTH_RUNS, false, "/trace/run", 0, "rows",
     "number of rows of the run"},
    {"/trace/step", TYPE_INT64, LENGTH_ROWS, false, "/trace/step", 0, "steps",
     "step of the row"},
    {"/trace/rho_ab", TYPE_DOUBLE, LENGTH_ROWS, true, "/trace/step", NAN, "1",
     "overlap of A and B in each hidden unit"},
    {"/trace/rho_ao", TYPE_DOUBLE, LENGTH_ROWS, true, "/trace/step", NAN, "1",
     "overlap of A and the attacker in each hidden unit; NaN without an attacker"},
};
enum { DATASETS = sizeof datasets / sizeof *datasets };

/* ---- attributes -----------------------------------------------------------------------------
 */

static bool put_number(hid_t object, const char *name, hid_t type, const void *value) {
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    const bool good = H5Awrite(attribute, type, value) >= 0;
    H5Aclose(attribute);
    H5Sclose(space);
    return good;
}

static bool put_text(hid_t object, const char *name, const char *text) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, strlen(text) + 1);
    const bool good = put_number(object, name, type, text);
    H5Tclose(type);
    return good;
}

static bool put_parameter(hid_t root, const struct parameters *parameters,
                          const struct parameter *p) {
    const void *value = (const char *)parameters + p->offset;
    char name[32];
    switch (p->type) {
    case PARAMETER_INTEGER:
        return put_number(root, p->name, H5T_NATIVE_INT64, value);
    case PARAMETER_SEED:
        return put_number(root, p->name, H5T_NATIVE_UINT64, value);
    case PARAMETER_REAL:
        return put_number(root, p->name, H5T_NATIVE_DOUBLE, value);
    case PARAMETER_FLAG: {
        const uint8_t flag = *(const int64_t *)value != 0;
        return put_number(root, p->name, H5T_NATIVE_UINT8, &flag);
    }
    case PARAMETER_CHOICE:
        parameter_choice_name(p, *(const int64_t *)value, name);
        return put_text(root, p->name, name);
    default:
        return put_text(root, p->name, *(const char *const *)value);
    }
}

static bool put_parameters(hid_t file, const struct parameters *parameters) {
    const int command = command_find(parameters->command)->bit;
    bool good =
        put_text(file, "schema", SCHEMA) && put_text(file, "engine", parameters->command);
    for (size_t i = 0; i < parameter_count && good; i++)
        if (parameter_table[i].recorded && (parameter_table[i].commands & command))
            good = put_parameter(file, parameters, &parameter_table[i]);
    return good;
}

static bool put_provenance(hid_t file, const struct provenance *provenance) {
    const hid_t group = H5Gcreate2(file, "/provenance", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    bool good = group >= 0;
    for (int i = 0; i < provenance->count && good; i++)
        good = put_text(group, provenance->entry[i].name, provenance->entry[i].text);
    H5Gclose(group);
    return good;
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

/* Everything is chunked, compressed and checksummed; a chunk holds 8192 rows. */
static hid_t create_dataset(hid_t file, const struct dataset *d, int64_t runs) {
    enum { CHUNK = 8192 };
    const bool grows = d->length == LENGTH_STEPS || d->length == LENGTH_ROWS;
    const hsize_t length = d->length == LENGTH_RUNS    ? (hsize_t)runs
                           : d->length == LENGTH_UNITS ? K
                                                       : 0;
    const hsize_t now[2] = {length, K}, most[2] = {grows ? H5S_UNLIMITED : length, K};
    const hsize_t chunk[2] = {grows || length > CHUNK ? CHUNK : length, K};
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
static bool write_numbers(hid_t dataset, int64_t length, int64_t first) {
    enum { STRETCH = 4096 };
    int64_t number[STRETCH];
    const hid_t space = H5Dget_space(dataset);
    bool good = true;
    for (int64_t begin = 0; begin < length && good; begin += STRETCH) {
        const hsize_t start = (hsize_t)begin;
        const hsize_t count = (hsize_t)(length - begin < STRETCH ? length - begin : STRETCH);
        for (hsize_t i = 0; i < count; i++)
            number[i] = first + begin + (int64_t)i;
        const hid_t memory = H5Screate_simple(1, &count, NULL);
        H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, NULL, &count, NULL);
        good = H5Dwrite(dataset, H5T_NATIVE_INT64, memory, space, H5P_DEFAULT, number) >= 0;
        H5Sclose(memory);
    }
    H5Sclose(space);
    return good;
}

static bool put_dataset(hid_t file, const struct dataset *d, int64_t runs) {
    const hid_t dataset = create_dataset(file, d, runs);
    if (dataset < 0)
        return false;
    bool good =
        put_text(dataset, "units", d->units) && put_text(dataset, "long_name", d->long_name);
    if (d->type == TYPE_INT64 && d->fill < 0) {
        const int64_t fill = (int64_t)d->fill;
        good = good && put_number(dataset, "_FillValue", H5T_NATIVE_INT64, &fill);
    }
    if (strcmp(d->scale, d->path) == 0)
        good = good && H5DSset_scale(dataset, strrchr(d->path, '/') + 1) >= 0;
    else
        good = good && attach_scale(file, dataset, d->scale, 0);
    if (d->per_unit)
        good = good && attach_scale(file, dataset, "/unit", 1);
    if (d->length == LENGTH_UNITS)
        good = good && write_numbers(dataset, K, 1);
    if (strcmp(d->path, "/runs/run") == 0 || strcmp(d->path, "/trace/run") == 0)
        good = good && write_numbers(dataset, runs, 0);
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

bool layout_create(const char *path, const struct parameters *parameters,
                   const struct provenance *provenance, const char **what) {
    const hid_t file = H5Fcreate(path, H5F_ACC_EXCL, H5P_DEFAULT, H5P_DEFAULT);
    *what = "the file";
    if (file < 0)
        return false;
    bool good = true;
    if (good && !put_parameters(file, parameters)) {
        *what = "the attributes";
        good = false;
    }
    if (good && (!put_provenance(file, provenance) || !put_groups(file))) {
        *what = "the groups";
        good = false;
    }
    for (int i = 0; i < DATASETS && good; i++)
        if (!put_dataset(file, &datasets[i], parameters->runs)) {
            *what = datasets[i].path;
            good = false;
        }
    return H5Fclose(file) >= 0 && good;
}

bool layout_finish(const char *path) {
    char now[64];
    provenance_time(now, sizeof now);
    const hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    if (file < 0)
        return false;
    const hid_t group = H5Gopen2(file, "/provenance", H5P_DEFAULT);
    const bool good = group >= 0 && put_text(group, "finished", now);
    H5Gclose(group);
    return H5Fclose(file) >= 0 && good;
}
