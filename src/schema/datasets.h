/* The datasets of all files: one table says of each what it is called, what it holds, how long
 * it is and what for. The program writes by it, reads back by it, and reducers read by it. A
 * new dataset is a row, and the line that gives it its values. */
#ifndef TPMSYNC_DATASETS_H
#define TPMSYNC_DATASETS_H

#include "schema/parameters.h"

/* What is counted along a dimension. */
enum dimension {
    NO_DIMENSION,
    DIMENSION_RUNS,
    DIMENSION_STEPS, /* of the means, or points of alpha */
    DIMENSION_ROWS,  /* of the trace */
    DIMENSION_UNITS, /* hidden units */
    DIMENSION_ETAS,
    DIMENSION_REPLICATES,
    DIMENSION_LEVELS,
    DIMENSIONS
};

enum dataset_type { TYPE_INT64, TYPE_UINT8, TYPE_DOUBLE };

/* Whose files have a dataset: FOR_ bits, and of split by the event. */
enum {
    IN_PASSAGE = FOR_ALL + 1,
    IN_LUCKY = 2 * IN_PASSAGE,
    IN_SEVERAL =
        2 * IN_LUCKY, /* with an attacker of several machines, beside their command's */
    IN_SPLIT = IN_PASSAGE | IN_LUCKY,
};

struct dataset {
    const char *path;
    int files;
    enum dataset_type type;
    enum dimension dimension[2]; /* the second may be NO_DIMENSION */
    bool is_scale;               /* of its dimension */
    bool newer;                  /* older files may lack it */
    double fill;
    const char *units, *long_name;
};

/* A scale comes before what it belongs to. */
extern const struct dataset dataset_table[];
enum { DATASETS_MAX = 64 };
extern const int dataset_count; /* <= DATASETS_MAX */

/* The bits of the files of this ensemble. */
int dataset_files(const struct parameters *parameters);
/* Whether there is a row of that path in such files. */
bool dataset_is_in(const char *path, int files);
/* The number of the row of that path that is in such files; it must be there. */
int dataset_find(const char *path, int files);
/* The path of the scale of a dimension of a dataset. It stands in the same group, for many
 * readers (netCDF, xarray) see no other. */
const char *dataset_scale(const struct dataset *dataset, int dimension, int files);
/* Where its length comes from, for messages. */
const char *dataset_length_name(enum dimension dimension, int files);

#endif
