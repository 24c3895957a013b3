/* The end of a job when HDF5 cannot write. */
#ifndef TPMSYNC_WRITE_CHECK_H
#define TPMSYNC_WRITE_CHECK_H

#include <stdbool.h>

#include <mpi.h>

/* Unless `good`, ends the job with HDF5's innermost reason: `dataset` of the file at `path`
 * cannot be written. */
void write_check(MPI_Comm comm, const char *path, bool good, const char *dataset);

#endif
