#include "ranks/agree.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ranks/failure.h"

static int *counts(MPI_Comm comm, int ranks) {
    int *block = calloc((size_t)ranks, sizeof *block);
    if (!block)
        fail(comm, "gather the faults", strerror(ENOMEM));
    return block;
}

static void tell_all(MPI_Comm comm, const char *own_text, int own) {
    int rank, ranks, total = 0;
    MPI_Comm_rank(comm, &rank);
    MPI_Comm_size(comm, &ranks);
    int *length = counts(comm, ranks), *at = counts(comm, ranks);
    MPI_Gather(&own, 1, MPI_INT, length, 1, MPI_INT, 0, comm);
    for (int r = 0; r < ranks; r++) {
        at[r] = total;
        total += length[r];
    }
    char *text = calloc((size_t)total + 1, 1);
    if (!text)
        fail(comm, "gather the faults", strerror(ENOMEM));
    MPI_Gatherv(own_text, own, MPI_CHAR, text, length, at, MPI_CHAR, 0, comm);
    if (rank == 0)
        fprintf(stderr, "tpmsync: refused, nothing was run or changed:\n%s", text);
    free(text);
    free(length);
    free(at);
}

bool agree_on_faults(MPI_Comm comm, const struct faults *faults) {
    /* Enough for anybody to read, and for the sum over many ranks to fit. */
    enum { TEXT_MAX = 1 << 14 };
    const size_t length = faults->text ? strlen(faults->text) : 0;
    const int own = length < TEXT_MAX ? (int)length : TEXT_MAX;
    int any = 0;
    MPI_Allreduce(&own, &any, 1, MPI_INT, MPI_MAX, comm);
    if (any > 0)
        tell_all(comm, faults->text, own);
    return any == 0;
}
