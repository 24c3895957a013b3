#include "file/arrays.h"

#include <stdlib.h>
#include <string.h>

#include <hdf5_hl.h>

#include "file/attributes.h"

bool arrays_describe(hid_t file, hid_t dataset, const struct dataset *row, int files) {
    bool good = attributes_put_text(dataset, "units", row->units) &&
                attributes_put_text(dataset, "long_name", row->long_name);
    if (row->is_scale)
        return H5DSset_scale(dataset, strrchr(row->path, '/') + 1) >= 0 && good;
    for (int d = 0; d < 2 && row->dimension[d] && good; d++) {
        const hid_t scale = H5Dopen2(file, dataset_scale(row, d, files), H5P_DEFAULT);
        good = H5DSattach_scale(dataset, scale, (unsigned)d) >= 0;
        H5Dclose(scale);
    }
    return good;
}

/* Its extents; how many dimensions there are. */
static int size_of(const struct arrays *arrays, const struct dataset *row, hsize_t size[2]) {
    size[0] = arrays->size[row->dimension[0]];
    size[1] = row->dimension[1] ? arrays->size[row->dimension[1]] : 1;
    return row->dimension[1] ? 2 : 1;
}

static bool put_array(hid_t file, const struct arrays *arrays, const struct array *a) {
    const struct dataset *row = &dataset_table[dataset_find(a->path, arrays->files)];
    hsize_t size[2];
    const int dimensions = size_of(arrays, row, size);
    const hid_t space = H5Screate_simple(dimensions, size, NULL);
    const hid_t properties = H5Pcreate(H5P_DATASET_CREATE), way = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(way, 1);
    H5Pset_chunk(properties, dimensions, size);
    H5Pset_shuffle(properties);
    H5Pset_deflate(properties, 1);
    H5Pset_fletcher32(properties);
    const hid_t dataset =
        H5Dcreate2(file, a->path, H5T_IEEE_F64LE, space, way, properties, H5P_DEFAULT);
    bool good = dataset >= 0 && H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL,
                                         H5P_DEFAULT, a->value) >= 0;
    good = good && arrays_describe(file, dataset, row, arrays->files);
    H5Dclose(dataset);
    H5Pclose(way);
    H5Pclose(properties);
    H5Sclose(space);
    return good;
}

bool arrays_put(hid_t file, const struct arrays *arrays, const char **what) {
    for (size_t i = 0; i < arrays->count; i++)
        if (!put_array(file, arrays, &arrays->array[i])) {
            *what = arrays->array[i].path;
            return false;
        }
    return true;
}

static bool check_array(hid_t file, const struct arrays *arrays, const struct array *a) {
    hsize_t size[2];
    size_of(arrays, &dataset_table[dataset_find(a->path, arrays->files)], size);
    const size_t elements = size[0] * size[1];
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

bool arrays_check(hid_t file, const struct arrays *arrays, const char **what) {
    for (size_t i = 0; i < arrays->count; i++)
        if (!check_array(file, arrays, &arrays->array[i])) {
            *what = arrays->array[i].path;
            return false;
        }
    return true;
}
