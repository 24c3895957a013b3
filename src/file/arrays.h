/* Whole arrays of numbers as datasets, written by one process: compressed, checksummed, with
 * units and dimension scales. */
#ifndef TPMSYNC_ARRAYS_H
#define TPMSYNC_ARRAYS_H

#include <stdbool.h>
#include <stddef.h>

#include <hdf5.h>

enum { DIMENSIONS_MAX = 2 };

struct array {
    const char *path;
    int dimensions;
    hsize_t size[DIMENSIONS_MAX];
    const char *scale[DIMENSIONS_MAX]; /* of each dimension; NULL: it is a scale itself */
    const double *value;
    const char *units, *long_name;
};

/* Writes them in their order, in which a scale comes before what it belongs to; groups must be
 * there. On failure returns false with the path in `what`. */
bool arrays_put(hid_t file, size_t count, const struct array arrays[], const char **what);
/* Whether a file holds just these, to the bit; the path of the first that it does not hold in
 * `what`. */
bool arrays_check(hid_t file, size_t count, const struct array arrays[], const char **what);

/* Either of them. */
typedef bool arrays_action(hid_t file, size_t count, const struct array arrays[],
                           const char **what);

#endif
