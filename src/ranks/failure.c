#include "ranks/failure.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

_Noreturn void fail(MPI_Comm comm, const char *what, const char *why) {
    int rank;
    char host[256] = "?";
    MPI_Comm_rank(comm, &rank);
    gethostname(host, sizeof host - 1);
    fprintf(stderr, "tpmsync: rank %d on %s: cannot %s%s%s\n", rank, host, what,
            why ? ": " : "", why ? why : "");
    fflush(stderr);
    MPI_Abort(comm, EXIT_FAILURE);
    abort();
}
