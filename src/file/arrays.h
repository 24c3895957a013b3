/* Whole arrays of numbers as datasets of the table, written by one process: compressed,
 * checksummed, with units and dimension scales. */
#ifndef TPMSYNC_ARRAYS_H
#define TPMSYNC_ARRAYS_H

#include <stdbool.h>
#include <stddef.h>

#include <hdf5.h>

#include "schema/datasets.h"

struct array {
    const char *path;    /* in the table of datasets */
    const double *value; /* as many as its dimensions say, row by row */
};

struct arrays {
    int files;                /* the kind of file, a bit of datasets.h */
    hsize_t size[DIMENSIONS]; /* of each dimension that occurs */
    size_t count;
    const struct array *array; /* [count]; a scale comes before what it belongs to */
};

/* Writes them, with their groups. On failure returns false with the path in `what`. */
bool arrays_put(hid_t file, const struct arrays *arrays, const char **what);
/* Whether a file holds just these, to the bit; the path of the first that it does not hold in
 * `what`. */
bool arrays_check(hid_t file, const struct arrays *arrays, const char **what);

/* Gives a dataset what the table says of it: units, name, and the scales, which must be there.
 */
bool arrays_describe(hid_t file, hid_t dataset, const struct dataset *row, int files);

#endif
