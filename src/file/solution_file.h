/* What `ode` and `split` have found, whole arrays and single numbers, as an HDF5 file of schema
 * tpmsync/1, written by one process. */
#ifndef TPMSYNC_SOLUTION_FILE_H
#define TPMSYNC_SOLUTION_FILE_H

#include "file/arrays.h"
#include "file/provenance.h"
#include "schema/results.h"

struct solution {
    struct arrays arrays;
    struct results results; /* of which the file has those of its kind */
};

/* Writes the file and reads it back, as anybody would, from the disk. On failure returns false
 * with what failed in `what`. */
bool solution_file_write(const char *path, const struct parameters *parameters,
                         const struct provenance *provenance, const struct solution *solution,
                         const char **what);

#endif
