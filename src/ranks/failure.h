/* The end of a job by an error that one rank meets in the middle of the work. */
#ifndef TPMSYNC_FAILURE_H
#define TPMSYNC_FAILURE_H

#include <mpi.h>

/* Says "tpmsync: rank R on HOST: cannot <what>: <why>" and ends the job, all ranks, with exit
 * status 1. `why` may be NULL. */
_Noreturn void fail(MPI_Comm comm, const char *what, const char *why);

/* From now on a failure removes this file, which is of no use unfinished; NULL: none. The name
 * is not copied. */
void fail_takes_away(const char *path);

#endif
