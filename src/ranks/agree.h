/* How the ranks agree on faults of an input that each has looked at in part. */
#ifndef TPMSYNC_AGREE_H
#define TPMSYNC_AGREE_H

#include <stdbool.h>

#include <mpi.h>

#include "faults/faults.h"

/* Collective: whether no rank has a fault. If any has, rank 0 says those of all. */
bool agree_on_faults(MPI_Comm comm, const struct faults *faults);

#endif
