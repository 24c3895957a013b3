#include "ranks/dealer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ranks/failure.h"

enum question { NONE, HOW_MANY_ARE_DEALT, A_SHARE };

struct dealer {
    MPI_Win window;
    int64_t *counter; /* on rank 0: the first not dealt yet */
    int64_t runs;     /* to be dealt, counted through those that are not settled */
    int ranks;
    int64_t next, end; /* the share in hand */
    const struct run_set *settled;
    int64_t counted; /* how many runs below `run` are not settled */
    int64_t run;

    enum question asked; /* of rank 0, which has not answered yet */
    MPI_Request request;
    int64_t share;  /* that is asked for */
    int64_t answer; /* what the counter was */
};

struct dealer *dealer_new(MPI_Comm comm, const struct run_set *settled, int lanes) {
    struct dealer *dealer = calloc(1, sizeof *dealer);
    int rank;
    MPI_Comm_rank(comm, &rank);
    if (!dealer)
        fail(comm, "deal the runs", strerror(ENOMEM));
    MPI_Comm_size(comm, &dealer->ranks);
    dealer->settled = settled;
    dealer->runs = settled->runs - run_set_count(settled);
    const int64_t share = dealer_first_share(dealer->runs, dealer->ranks, lanes);
    dealer->next = rank * share;
    dealer->end = dealer->next + share;
    MPI_Win_allocate(rank == 0 ? sizeof(int64_t) : 0, sizeof(int64_t), MPI_INFO_NULL, comm,
                     &dealer->counter, &dealer->window);
    if (rank == 0) {
        MPI_Win_lock(MPI_LOCK_EXCLUSIVE, 0, 0, dealer->window);
        *dealer->counter = dealer->ranks * share;
        MPI_Win_unlock(0, dealer->window);
    }
    MPI_Barrier(comm);
    MPI_Win_lock_all(MPI_MODE_NOCHECK, dealer->window);
    return dealer;
}

void dealer_destroy(struct dealer *dealer) {
    if (dealer->asked != NONE)
        MPI_Wait(&dealer->request, MPI_STATUS_IGNORE);
    MPI_Win_unlock_all(dealer->window);
    MPI_Win_free(&dealer->window);
    free(dealer);
}

/* The counter is read, and advanced if a share is asked for. */
static void ask(struct dealer *dealer, enum question question) {
    dealer->asked = question;
    MPI_Rget_accumulate(&dealer->share, 1, MPI_INT64_T, &dealer->answer, 1, MPI_INT64_T, 0, 0,
                        1, MPI_INT64_T, question == A_SHARE ? MPI_SUM : MPI_NO_OP,
                        dealer->window, &dealer->request);
}

static bool is_answered(struct dealer *dealer) {
    int complete = 0;
    MPI_Test(&dealer->request, &complete, MPI_STATUS_IGNORE);
    return complete;
}

static int64_t at_most(int64_t run, int64_t runs) {
    return run < runs ? run : runs;
}

/* Whether a share is in hand, asking for one as far as rank 0 answers at once. */
static bool take_share(struct dealer *dealer) {
    if (dealer->asked == NONE)
        ask(dealer, HOW_MANY_ARE_DEALT);
    while (is_answered(dealer)) {
        if (dealer->asked == A_SHARE) {
            dealer->asked = NONE;
            dealer->next = at_most(dealer->answer, dealer->runs);
            dealer->end = at_most(dealer->answer + dealer->share, dealer->runs);
            return true;
        }
        if (dealer->answer >= dealer->runs) {
            dealer->asked = NONE;
            dealer->next = dealer->end = dealer->runs;
            return true;
        }
        /* Others may take in between; then the share is only somewhat larger than meant. */
        dealer->share = dealer_share(dealer->runs - dealer->answer, dealer->ranks);
        ask(dealer, A_SHARE);
    }
    return false;
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
    if (dealer->next == dealer->end && dealer->end < dealer->runs && !take_share(dealer))
        return DEALER_WAITS;
    return dealer->next < dealer->end ? run_of(dealer, dealer->next++) : DEALER_HAS_NONE;
}
