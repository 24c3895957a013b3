/* Datasets of files that anybody may have made: each must be what is expected of it. */
#ifndef TPMSYNC_DATASET_READER_H
#define TPMSYNC_DATASET_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hdf5.h>

#include "faults/faults.h"
#include "schema/datasets.h"

enum { DATASET_LENGTH_MAX = 1 << 24 }; /* a curve that claims more points is refused */

/* How long the datasets of a file are; 0: any length from 1 to DATASET_LENGTH_MAX, until the
 * first is read that has it. */
struct shape {
    int files; /* the kind of file, a bit of datasets.h */
    int64_t length[DIMENSIONS];
};

/* What stands under an absolute path. HDF5 asks for each part on its own, and opening a link
 * may mean opening another file, or a FIFO, for which it waits. */
enum place { PLACE_EMPTY, PLACE_HERE, PLACE_LINK };
enum place dataset_place(hid_t file, const char *path);

/* Reads a dataset of the table into a new array of elements of `type`; NULL, with the fault
 * named, if it is missing, or not what the table says. */
void *dataset_read(hid_t file, const char *path, hid_t type, struct shape *shape,
                   struct faults *faults);

/* Opens a dataset of the table, to be read in parts and closed by H5Dclose; negative, with the
 * fault named as by dataset_read. */
hid_t dataset_open(hid_t file, const char *path, struct shape *shape, struct faults *faults);

/* Reads values[rows][columns] from row `first` on, all columns of the dataset: 1 if it has one
 * dimension. False if HDF5 cannot. */
bool dataset_read_rows(hid_t dataset, hid_t type, int64_t first, size_t rows, size_t columns,
                       void *values);

/* Names the failed operation and HDF5's reason for it. */
void hdf5_fault(struct faults *faults, const char *operation, const char *name);

#endif
