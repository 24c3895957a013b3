/* Why HDF5 failed: its error stack speaks only until the next call. */
#ifndef TPMSYNC_HDF5_REASON_H
#define TPMSYNC_HDF5_REASON_H

#include <hdf5.h>

/* From now on HDF5 prints nothing, and the innermost reason of its latest failure is kept. */
void hdf5_keep_reasons(void);
/* That reason; good until the next failure. */
const char *hdf5_reason(void);

/* Closes a file that was read. HDF5 1.10 cannot be used any more, nor MPI be ended, once it has
 * failed to close a file: then the job ends here, with a message. */
void hdf5_close(hid_t file, const char *path);

#endif
