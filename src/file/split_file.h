/* The output of `split`: what each replicate found, as an HDF5 file of schema tpmsync/1,
 * written by one process. */
#ifndef TPMSYNC_SPLIT_FILE_H
#define TPMSYNC_SPLIT_FILE_H

#include "file/provenance.h"
#include "schema/parameters.h"

/* One number a replicate. */
struct split_column {
    const char *path;    /* under /replicates */
    const double *value; /* [replicates] */
    const char *units, *long_name;
};

/* One number in all, as a root attribute. */
struct split_number {
    const char *name;
    double value;
};

struct split_solution {
    size_t replicates;
    size_t columns, numbers;
    const struct split_column *column; /* [columns] */
    const struct split_number *number; /* [numbers] */
    size_t levels;                     /* 0: none */
    const double *gap;                 /* [levels] */
    const double *probability;         /* [replicates, levels]; [.., 0] is 1 */
};

/* Writes the file. On failure returns false with what failed in `what`. */
bool split_file_write(const char *path, const struct parameters *parameters,
                      const struct provenance *provenance,
                      const struct split_solution *solution, const char **what);

#endif
