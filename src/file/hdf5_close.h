/* The end of reading. */
#ifndef TPMSYNC_HDF5_CLOSE_H
#define TPMSYNC_HDF5_CLOSE_H

#include <hdf5.h>

/* Closes a file that was read. HDF5 1.10 cannot be used any more, nor MPI be ended, once it has
 * failed to close a file: then the job ends here, with a message. */
void hdf5_close(hid_t file, const char *path);

#endif
