/* Why HDF5 failed: its error stack speaks only until the next call. */
#ifndef TPMSYNC_HDF5_REASON_H
#define TPMSYNC_HDF5_REASON_H

#include <hdf5.h>

/* From now on HDF5 prints nothing, and the innermost reason of its latest failure is kept. */
void hdf5_keep_reasons(void);
/* That reason; good until the next failure. */
const char *hdf5_reason(void);

#endif
