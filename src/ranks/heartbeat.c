#include "ranks/heartbeat.h"

void heartbeat_start(struct heartbeat *heart, MPI_Comm comm, struct heartbeat_word word) {
    enum { WORDS = sizeof word / sizeof(int64_t) };
    heart->comm = comm;
    heart->mine = word;
    MPI_Iallreduce(&heart->mine, &heart->all, WORDS, MPI_INT64_T, MPI_SUM, comm,
                   &heart->request);
}

bool heartbeat_complete(struct heartbeat *heart) {
    int complete = 0;
    MPI_Test(&heart->request, &complete, MPI_STATUS_IGNORE);
    return complete;
}
