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
static bool extents_fit(const hsize_t length[2], struct expected *expected,
                        struct faults *faults) {
    for (int d = 0; d < expected->rank; d++) {
        const char *name = expected->name;
        const bool open = expected->length[d] == 0;
        if (open && 1 <= length[d] && length[d] <= DATASET_LENGTH_MAX) {
            expected->length[d] = (int64_t)length[d];
        } else if (open) {
            faults_add(faults, "dataset %s has %" PRIu64 " entries, not 1 .. %d", name,
                       (uint64_t)length[d], DATASET_LENGTH_MAX);
            return false;
        } else if (length[d] != (hsize_t)expected->length[d]) {
            faults_add(faults, "dataset %s has %" PRIu64 " entries, but %s is %" PRId64, name,
                       (uint64_t)length[d], expected->of[d], expected->length[d]);
            return false;
        }
    }
    return true;
}

static bool dataset_fits(hid_t dataset, struct expected *expected, struct faults *faults) {
    const hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset);
    const bool plain = attributes_type_is_plain(type, expected->class);
    const int rank = H5Sget_simple_extent_ndims(space);
    hsize_t length[2] = {0, 0};
    if (rank == expected->rank)
        H5Sget_simple_extent_dims(space, length, NULL);
    H5Sclose(space);
    H5Tclose(type);
    if (!plain)
        faults_add(faults, "dataset %s does not hold %s", expected->name,
                   expected->class == H5T_INTEGER ? "integers" : "floating-point numbers");
    else if (rank != expected->rank)
        faults_add(faults, "dataset %s has %d dimensions, not %d", expected->name, rank,
                   expected->rank);
    else
        return extents_fit(length, expected, faults);
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

void *dataset_read(hid_t file, struct expected *expected, hid_t type, size_t element,
                   struct faults *faults) {
    const char *name = expected->name;
    const enum place place = dataset_place(file, name);
    if (place != PLACE_HERE) {
        faults_add(faults, "dataset %s is %s", name,
                   place == PLACE_LINK ? "a link, and not in the file itself" : "missing");
        return NULL;
    }
    const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
    if (dataset < 0) {
        hdf5_fault(faults, "cannot open dataset ", name);
        return NULL;
    }
    void *values = NULL;
    if (!is_self_contained(dataset)) {
        faults_add(faults, "dataset %s has its values in other files", name);
    } else if (dataset_fits(dataset, expected, faults)) {
        const size_t rows = (size_t)expected->length[0],
                     columns = expected->rank == 2 ? (size_t)expected->length[1] : 1;
        values = rows <= SIZE_MAX / columns / element ? malloc(rows * columns * element) : NULL;
        if (!values) {
            faults_add(faults, "no memory for dataset %s", name);
        } else if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) {
            hdf5_fault(faults, "cannot read dataset ", name);
            free(values);
            values = NULL;
        }
    }
    H5Dclose(dataset);
    return values;
}
