#include "ranks/failure.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *unfinished;

void fail_takes_away(const char *path) {
    unfinished = path;
}

_Noreturn void fail(MPI_Comm comm, const char *what, const char *why) {
    int rank;
    char host[256] = "?";
    MPI_Comm_rank(comm, &rank);
    gethostname(host, sizeof host - 1);
    fprintf(stderr, "tpmsync: rank %d on %s: cannot %s%s%s\n", rank, host, what,
            why ? ": " : "", why ? why : "");
    fflush(stderr);
    if (unfinished)
        unlink(unfinished);
    MPI_Abort(comm, EXIT_FAILURE);
    abort();
}
