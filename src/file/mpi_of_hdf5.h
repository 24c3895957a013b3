/* Whether the program and HDF5 call the same MPI. When a library of HDF5 that was built with
 * another one gets into the process (modules that were changed after the build), all goes well
 * until the result is opened in parallel, and there the job dies. */
#ifndef TPMSYNC_MPI_OF_HDF5_H
#define TPMSYNC_MPI_OF_HDF5_H

/* NULL when it is the same, or when both are not there as shared libraries that could be told
 * apart. Otherwise which is whose, as a line of text that stays. To be asked before MPI_Init,
 * which may not survive the mixture. */
const char *mpi_of_hdf5_fault(void);

#endif
