#include "file/arrays.h"

#include <stdlib.h>
#include <string.h>

#include <hdf5_hl.h>

#include "file/attributes.h"

static bool attach(hid_t file, hid_t dataset, const struct array *a) {
    if (!a->scale[0])
        return H5DSset_scale(dataset, a->path) >= 0;
    bool good = true;
    for (int d = 0; d < a->dimensions && good; d++) {
        const hid_t scale = H5Dopen2(file, a->scale[d], H5P_DEFAULT);
        good = H5DSattach_scale(dataset, scale, (unsigned)d) >= 0;
        H5Dclose(scale);
    }
    return good;
}

static bool put_array(hid_t file, const struct array *a) {
    const hid_t space = H5Screate_simple(a->dimensions, a->size, NULL);
    const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(properties, a->dimensions, a->size);
    H5Pset_shuffle(properties);
    H5Pset_deflate(properties, 1);
    H5Pset_fletcher32(properties);
    const hid_t dataset =
        H5Dcreate2(file, a->path, H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    bool good = dataset >= 0 && H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL,
                                         H5P_DEFAULT, a->value) >= 0;
    good = good && attributes_put_text(dataset, "units", a->units) &&
           attributes_put_text(dataset, "long_name", a->long_name) && attach(file, dataset, a);
    H5Dclose(dataset);
    H5Pclose(properties);
    H5Sclose(space);
    return good;
}

bool arrays_put(hid_t file, size_t count, const struct array arrays[], const char **what) {
    for (size_t i = 0; i < count; i++)
        if (!put_array(file, &arrays[i])) {
            *what = arrays[i].path;
            return false;
        }
    return true;
}

static bool check_array(hid_t file, const struct array *a) {
    size_t elements = 1;
    for (int d = 0; d < a->dimensions; d++)
        elements *= a->size[d];
    const hid_t dataset = H5Dopen2(file, a->path, H5P_DEFAULT);
    if (dataset < 0)
        return false;
    const hid_t space = H5Dget_space(dataset);
    double *value = malloc(elements * sizeof *value + 1);
    const bool good =
        value && H5Sget_simple_extent_npoints(space) == (hssize_t)elements &&
        H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, value) >= 0 &&
        memcmp(value, a->value, elements * sizeof *value) == 0;
    free(value);
    H5Sclose(space);
    H5Dclose(dataset);
    return good;
}

bool arrays_check(hid_t file, size_t count, const struct array arrays[], const char **what) {
    for (size_t i = 0; i < count; i++)
        if (!check_array(file, &arrays[i])) {
            *what = arrays[i].path;
            return false;
        }
    return true;
}
