/* Checksums of the texts of a file.
 *
 * HDF5 keeps strings of variable length, and the lists of which scale belongs to which
 * dimension, in heaps that have no checksums, unlike all else in these files, and HDF5 1.10
 * crashes on damaged ones. So a finished file says where its heaps are and what they hold, in
 * an attribute of plain numbers, and readers look before HDF5 does. A copy that another tool
 * has made (h5repack, nccopy) has another length and other places, and is not checked. */
#ifndef TPMSYNC_TEXTS_H
#define TPMSYNC_TEXTS_H

#include <stdbool.h>

#include <hdf5.h>

/* Makes room for what texts_seal writes, before the last text is written. */
bool texts_make_room(hid_t provenance);
/* Records the heaps of a closed file, which is opened with `access`; false if it cannot. */
bool texts_seal(const char *path, hid_t access);
/* Whether the heaps of an open file hold what they held when it was finished, as far as it
 * says: older files do not. */
bool texts_are_whole(hid_t file);

#endif
