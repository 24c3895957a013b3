/* The root attributes of a file: its parameters, and the numbers that the program has found. */
#ifndef TPMSYNC_ATTRIBUTES_READER_H
#define TPMSYNC_ATTRIBUTES_READER_H

#include <hdf5.h>

#include "faults/faults.h"
#include "read/ensemble_reader.h"

/* Fills `parameters` and `results`; whatever is missing, out of range, contradicts itself or is
 * not known is added to `faults`. */
void attributes_read(hid_t file, struct ensemble *ensemble, struct faults *faults);

#endif
