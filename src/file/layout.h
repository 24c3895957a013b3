/* The datasets of an ensemble file and their attributes, and how rank 0 lays them out. */
#ifndef TPMSYNC_LAYOUT_H
#define TPMSYNC_LAYOUT_H

#include <stdbool.h>

#include <hdf5.h>

#include "cli/parameters.h"
#include "file/provenance.h"

/* How files are made and opened: in the format of HDF5 1.10, in which all that describes the
 * data has checksums, the indexes of chunks too, as the data have (fletcher32). It marks a file
 * that is open for writing; a file gets its own name only when it is closed. To be closed by
 * the caller. */
hid_t layout_access(void);

/* Lays out a new file at `path`, which must not exist. On failure returns false with what
 * failed in `what`; nothing is left open. */
bool layout_create(const char *path, const struct parameters *parameters,
                   const struct provenance *provenance, const char **what);

/* Adds /provenance/finished to a closed file. */
bool layout_finish(const char *path);

#endif
