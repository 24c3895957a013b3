#include "ranks/dealer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ranks/failure.h"

/* A rank takes 1 / (SHARES * ranks) of what is left. */
enum { SHARES = 8 };

struct dealer {
    MPI_Win window;
    int64_t *counter; /* on rank 0: the first not dealt yet */
    int64_t runs;     /* to be dealt, counted through those that are not settled */
    int ranks;
    int64_t next, end; /* the share in hand */
    const struct run_set *settled;
    int64_t counted; /* how many runs below `run` are not settled */
    int64_t run;
};

struct dealer *dealer_new(MPI_Comm comm, const struct run_set *settled) {
    struct dealer *dealer = calloc(1, sizeof *dealer);
    int rank;
    MPI_Comm_rank(comm, &rank);
    if (!dealer)
        fail(comm, "deal the runs", strerror(ENOMEM));
    MPI_Comm_size(comm, &dealer->ranks);
    dealer->settled = settled;
    dealer->runs = settled->runs - run_set_count(settled);
    MPI_Win_allocate(rank == 0 ? sizeof(int64_t) : 0, sizeof(int64_t), MPI_INFO_NULL, comm,
                     &dealer->counter, &dealer->window);
    if (rank == 0) {
        MPI_Win_lock(MPI_LOCK_EXCLUSIVE, 0, 0, dealer->window);
        *dealer->counter = 0;
        MPI_Win_unlock(0, dealer->window);
    }
    MPI_Barrier(comm);
    MPI_Win_lock_all(MPI_MODE_NOCHECK, dealer->window);
    return dealer;
}

void dealer_destroy(struct dealer *dealer) {
    MPI_Win_unlock_all(dealer->window);
    MPI_Win_free(&dealer->window);
    free(dealer);
}

static void take_share(struct dealer *dealer) {
    int64_t dealt = 0, begin = 0;
    MPI_Fetch_and_op(&dealt, &dealt, MPI_INT64_T, 0, 0, MPI_NO_OP, dealer->window);
    MPI_Win_flush(0, dealer->window);
    /* Others may take in between; then the share is only somewhat larger than meant. */
    int64_t share = (dealer->runs - dealt) / ((int64_t)SHARES * dealer->ranks);
    if (share < 1)
        share = 1;
    MPI_Fetch_and_op(&share, &begin, MPI_INT64_T, 0, 0, MPI_SUM, dealer->window);
    MPI_Win_flush(0, dealer->window);
    dealer->next = begin < dealer->runs ? begin : dealer->runs;
    dealer->end = begin + share < dealer->runs ? begin + share : dealer->runs;
}

/* The run that is number `index` among those that are not settled; called with rising numbers,
 * so that the set is gone through once. */
static int64_t run_of(struct dealer *dealer, int64_t index) {
    int64_t run = run_set_next_missing(dealer->settled, dealer->run);
    for (; dealer->counted < index; dealer->counted++)
        run = run_set_next_missing(dealer->settled, run + 1);
    dealer->run = run;
    return run;
}

int64_t dealer_next(struct dealer *dealer) {
    if (dealer->next == dealer->end && dealer->end < dealer->runs)
        take_share(dealer);
    return dealer->next < dealer->end ? run_of(dealer, dealer->next++) : -1;
}
