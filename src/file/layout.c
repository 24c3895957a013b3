#include "file/layout.h"
#include "schema/description.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checkpoint/durable_file.h"
#include "file/arrays.h"
#include "file/attributes.h"
#include "file/finished_file.h"
#include "file/readback.h"
#include "file/texts.h"

/* ---- datasets ---- */

static hid_t hdf5_type(enum dataset_type type) {
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
/* `units`: hidden units. */
static hid_t create_dataset(hid_t file, const struct dataset *d, int64_t runs, int64_t units) {
    const enum dimension counted = d->dimension[0];
    const bool grows = counted == DIMENSION_STEPS || counted == DIMENSION_ROWS;
    const hsize_t length = counted == DIMENSION_RUNS    ? (hsize_t)runs
                           : counted == DIMENSION_UNITS ? (hsize_t)units
                                                        : 0;
    const hsize_t now[2] = {length, (hsize_t)units},
                  most[2] = {grows ? H5S_UNLIMITED : length, (hsize_t)units};
    const hsize_t chunk[2] = {grows || length > LAYOUT_CHUNK ? LAYOUT_CHUNK : length,
                              (hsize_t)units};
    const int rank = d->dimension[1] ? 2 : 1;
    const hid_t space = H5Screate_simple(rank, now, most);
    const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(properties, rank, chunk);
    H5Pset_shuffle(properties);
    H5Pset_deflate(properties, 1);
    H5Pset_fletcher32(properties);
    /* Without this, HDF5 1.10 takes all chunks that have no address yet for one and the same
     * chunk in a parallel compressed write, and waits for ever for their other writers. Rows
     * are written by one process, chunk by chunk. */
    if (counted != DIMENSION_ROWS)
        H5Pset_alloc_time(properties, H5D_ALLOC_TIME_EARLY);
    set_fill(properties, d);
    const hid_t dataset = H5Dcreate2(file, d->path, hdf5_type(d->type), space, H5P_DEFAULT,
                                     properties, H5P_DEFAULT);
    H5Pclose(properties);
    H5Sclose(space);
    return dataset;
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

static bool put_dataset(hid_t file, const struct dataset *d, const struct parameters *p,
                        struct contents *contents) {
    const struct model model = parameters_model(p);
    const int64_t units = model.protocol.K;
    const hid_t dataset = create_dataset(file, d, p->runs, units);
    if (dataset < 0)
        return false;
    bool good = arrays_describe(file, dataset, d, dataset_files(p));
    if (d->type == TYPE_INT64 && d->fill < 0) {
        const int64_t fill = (int64_t)d->fill;
        good = good && attributes_put_number(dataset, "_FillValue", H5T_NATIVE_INT64, &fill);
    }
    if (d->is_scale && d->dimension[0] == DIMENSION_UNITS)
        good = good && write_numbers(dataset, units, 1, contents);
    if (d->is_scale && d->dimension[0] == DIMENSION_RUNS)
        good = good && write_numbers(dataset, p->runs, 0, contents);
    return H5Dclose(dataset) >= 0 && good;
}

static bool put_groups(hid_t file) {
    static const char *const groups[] = {"/runs", "/mean", "/mean/sums", "/trace"};
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
    const int files = dataset_files(parameters);
    for (int i = 0; i < dataset_count && good; i++)
        if ((dataset_table[i].files & files) &&
            !put_dataset(file, &dataset_table[i], parameters, &contents->of[i])) {
            *what = dataset_table[i].path;
            good = false;
        }
    return H5Fclose(file) >= 0 && good;
}

bool layout_finish(const char *path) {
    char now[64];
    provenance_time(now, sizeof now);
    const hid_t access = layout_access();
    const hid_t file = H5Fopen(path, H5F_ACC_RDWR, access);
    bool good = file >= 0;
    if (good) {
        const hid_t group = H5Gopen2(file, "/provenance", H5P_DEFAULT);
        good = group >= 0 && attributes_put_text(group, "finished", now);
        H5Gclose(group);
        good = H5Fclose(file) >= 0 && good && texts_seal(path, access);
    }
    H5Pclose(access);
    return good && durable_sync_path(path);
}

/* ---- read again -------------------------------------------------------------------------- */

bool layout_check(const char *path, const struct parameters *parameters, char *why,
                  size_t size) {
    struct faults faults = {0};
    if (!readback_file(path, READBACK_DESCRIPTION, (struct tick){NULL, NULL}, why, size))
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
