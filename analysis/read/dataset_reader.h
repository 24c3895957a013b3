/* Datasets of files that anybody may have made: each must be what is expected of it. */
#ifndef TPMSYNC_DATASET_READER_H
#define TPMSYNC_DATASET_READER_H

#include <stddef.h>
#include <stdint.h>

#include <hdf5.h>

#include "faults/faults.h"

enum { DATASET_LENGTH_MAX = 1 << 24 }; /* a curve that claims more points is refused */

/* What a dataset must be. */
struct expected {
    const char *name;
    H5T_class_t class;
    int rank;
    int64_t length[2]; /* of each dimension; 0: any from 1 to DATASET_LENGTH_MAX */
    const char *of[2]; /* where that length comes from, for messages */
};

/* What stands under an absolute path. HDF5 asks for each part on its own, and opening a link
 * may mean opening another file, or a FIFO, for which it waits. */
enum place { PLACE_EMPTY, PLACE_HERE, PLACE_LINK };
enum place dataset_place(hid_t file, const char *path);

/* Reads a dataset into a new array of elements of `type` and fills in what was open; NULL, with
 * the fault named, if that fails. */
void *dataset_read(hid_t file, struct expected *expected, hid_t type, size_t element,
                   struct faults *faults);

/* Names the failed operation and HDF5's reason for it. */
void hdf5_fault(struct faults *faults, const char *operation, const char *name);

#endif
