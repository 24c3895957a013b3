#include "read/dataset_reader.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "file/attributes.h"
#include "file/hdf5_reason.h"

void hdf5_fault(struct faults *faults, const char *operation, const char *name) {
    const char *reason = hdf5_reason();
    const bool locked = strstr(reason, "unable to lock") || strstr(reason, strerror(EAGAIN));
    faults_add(faults, "%s%s (%sHDF5: %s)", operation, name,
               locked ? "another program has it open, perhaps to write it; " : "", reason);
}

/* Whether the extents of a dataset are those expected; names the fault if not. What was open
 * is filled in. */
static bool extents_fit(const struct dataset *row, const hsize_t length[2], struct shape *shape,
                        struct faults *faults) {
    for (int d = 0; d < 2 && row->dimension[d]; d++) {
        int64_t *wanted = &shape->length[row->dimension[d]];
        if (*wanted == 0 && 1 <= length[d] && length[d] <= DATASET_LENGTH_MAX) {
            *wanted = (int64_t)length[d];
        } else if (*wanted == 0) {
            faults_add(faults, "dataset %s has %" PRIu64 " entries, not 1 .. %d", row->path,
                       (uint64_t)length[d], DATASET_LENGTH_MAX);
            return false;
        } else if (length[d] != (hsize_t)*wanted) {
            faults_add(faults, "dataset %s has %" PRIu64 " entries, but %s is %" PRId64,
                       row->path, (uint64_t)length[d],
                       dataset_length_name(row->dimension[d], shape->files), *wanted);
            return false;
        }
    }
    return true;
}

static bool dataset_fits(hid_t dataset, const struct dataset *row, struct shape *shape,
                         struct faults *faults) {
    const H5T_class_t class = row->type == TYPE_DOUBLE ? H5T_FLOAT : H5T_INTEGER;
    const hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset);
    const bool plain = attributes_type_is_plain(type, class);
    const int rank = H5Sget_simple_extent_ndims(space), expected = row->dimension[1] ? 2 : 1;
    hsize_t length[2] = {0, 0};
    if (rank == expected)
        H5Sget_simple_extent_dims(space, length, NULL);
    H5Sclose(space);
    H5Tclose(type);
    if (!plain)
        faults_add(faults, "dataset %s does not hold %s", row->path,
                   class == H5T_INTEGER ? "integers" : "floating-point numbers");
    else if (rank != expected)
        faults_add(faults, "dataset %s has %d dimensions, not %d", row->path, rank, expected);
    else
        return extents_fit(row, length, shape, faults);
    return false;
}

enum place dataset_place(hid_t file, const char *path) {
    char part[64];
    H5L_info_t link;
    for (size_t end = 1; end < sizeof part; end++)
        if (path[end] == '/' || path[end] == '\0') {
            snprintf(part, sizeof part, "%.*s", (int)end, path);
            if (H5Lget_info(file, part, &link, H5P_DEFAULT) < 0)
                return PLACE_EMPTY;
            if (link.type != H5L_TYPE_HARD)
                return PLACE_LINK;
            if (path[end] == '\0')
                return PLACE_HERE;
        }
    return PLACE_EMPTY;
}

/* Whether a dataset has its values in the file itself. */
static bool is_self_contained(hid_t dataset) {
    const hid_t properties = H5Dget_create_plist(dataset);
    const bool good = properties >= 0 && H5Pget_layout(properties) != H5D_VIRTUAL &&
                      H5Pget_external_count(properties) == 0;
    H5Pclose(properties);
    return good;
}

/* Opens a dataset and checks that it is what the table says; negative, with the fault named, if
 * not. */
static hid_t open_dataset(hid_t file, const struct dataset *row, struct shape *shape,
                          struct faults *faults) {
    const enum place place = dataset_place(file, row->path);
    if (place != PLACE_HERE) {
        faults_add(faults, "dataset %s is %s", row->path,
                   place == PLACE_LINK ? "a link, and not in the file itself" : "missing");
        return H5I_INVALID_HID;
    }
    const hid_t dataset = H5Dopen2(file, row->path, H5P_DEFAULT);
    if (dataset < 0) {
        hdf5_fault(faults, "cannot open dataset ", row->path);
        return H5I_INVALID_HID;
    }
    const bool inside = is_self_contained(dataset);
    if (!inside)
        faults_add(faults, "dataset %s has its values in other files", row->path);
    if (inside && dataset_fits(dataset, row, shape, faults))
        return dataset;
    H5Dclose(dataset);
    return H5I_INVALID_HID;
}

hid_t dataset_open(hid_t file, const char *path, struct shape *shape, struct faults *faults) {
    return open_dataset(file, &dataset_table[dataset_find(path, shape->files)], shape, faults);
}

bool dataset_read_rows(hid_t dataset, hid_t type, int64_t first, size_t rows, size_t columns,
                       void *values) {
    const hid_t space = H5Dget_space(dataset);
    const int rank = H5Sget_simple_extent_ndims(space);
    const hsize_t from[2] = {(hsize_t)first, 0}, size[2] = {rows, columns};
    const hid_t memory = H5Screate_simple(rank, size, NULL);
    const bool good = memory >= 0 &&
                      H5Sselect_hyperslab(space, H5S_SELECT_SET, from, NULL, size, NULL) >= 0 &&
                      H5Dread(dataset, type, memory, space, H5P_DEFAULT, values) >= 0;
    H5Sclose(memory);
    H5Sclose(space);
    return good;
}

void *dataset_read(hid_t file, const char *path, hid_t type, struct shape *shape,
                   struct faults *faults) {
    const struct dataset *row = &dataset_table[dataset_find(path, shape->files)];
    const hid_t dataset = open_dataset(file, row, shape, faults);
    if (dataset < 0)
        return NULL;
    const size_t rows = (size_t)shape->length[row->dimension[0]], element = H5Tget_size(type),
                 columns = row->dimension[1] ? (size_t)shape->length[row->dimension[1]] : 1;
    void *values =
        rows <= SIZE_MAX / columns / element ? malloc(rows * columns * element) : NULL;
    if (!values) {
        faults_add(faults, "no memory for dataset %s", path);
    } else if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) {
        hdf5_fault(faults, "cannot read dataset ", path);
        free(values);
        values = NULL;
    }
    H5Dclose(dataset);
    return values;
}
