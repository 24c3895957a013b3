/* The datasets of an ensemble file and their attributes, and how rank 0 lays them out. */
#ifndef TPMSYNC_LAYOUT_H
#define TPMSYNC_LAYOUT_H

#include <stdbool.h>

#include <hdf5.h>

#include "file/contents.h"
#include "file/provenance.h"
#include "schema/datasets.h"

enum {
    LAYOUT_CHUNK = 8192, /* rows of a chunk */
};

/* What each dataset of the table holds. */
struct layout_contents {
    struct contents of[DATASETS_MAX];
};

/* How files are made and opened: in the format of HDF5 1.10, in which all that describes the
 * data has checksums, the indexes of chunks too, as the data have (fletcher32). It marks a file
 * that is open for writing; a file gets its own name only when it is closed. To be closed by
 * the caller. */
hid_t layout_access(void);

/* Lays out a new file at `path`, which must not exist, and adds what it writes to `contents`.
 * On failure returns false with what failed in `what`; nothing is left open. */
bool layout_create(const char *path, const struct parameters *parameters,
                   const struct provenance *provenance, struct layout_contents *contents,
                   const char **what);

/* Adds /provenance/finished to a closed file, and the checksums of its texts (texts.h), and
 * brings it to the disk. */
bool layout_finish(const char *path);

/* Whether all that describes the data of a finished file can be read, and says the parameters;
 * the reason in `why` if not. */
bool layout_check(const char *path, const struct parameters *parameters, char *why,
                  size_t size);
/* The same, and opens the file for reading; negative, with "what describes the data" in `what`.
 */
hid_t layout_begin_check(const char *path, const struct parameters *parameters,
                         const char **what);

#endif
