/* Deals the runs of an ensemble to the ranks that ask, without a master.
 *
 * Every rank begins with a share of its own. A counter of the others on rank 0 is advanced by
 * one-sided atomic operations; whoever wants runs takes the next few. A share is a fraction of
 * what is left, so that communication is rare at first and the last runs are dealt one by one,
 * when the ranks end at different times.
 */
#ifndef TPMSYNC_DEALER_H
#define TPMSYNC_DEALER_H

#include <stdint.h>

#include <mpi.h>

#include "record/run_set.h"

/* A rank takes 1 / (DEALER_SHARES * ranks) of what is left, and at least one run. */
enum { DEALER_SHARES = 8 };

static inline int64_t dealer_share(int64_t left, int ranks) {
    const int64_t share = left / ((int64_t)DEALER_SHARES * ranks);
    return share < 1 ? 1 : share;
}

/* What each rank begins with, without asking: as many as it holds side by side, `lanes`, but no
 * more than there are for each. */
static inline int64_t dealer_first_share(int64_t runs, int ranks, int lanes) {
    return runs / ranks < lanes ? runs / ranks : lanes;
}

struct dealer;

/* Collective. Deals the runs that are not in `settled`, which must outlive the dealer; of them
 * each rank begins with as many as fill `lanes`. Both are the same on all ranks. */
struct dealer *dealer_new(MPI_Comm comm, const struct run_set *settled, int lanes);
/* Collective. */
void dealer_destroy(struct dealer *dealer);

enum { DEALER_HAS_NONE = -1, DEALER_WAITS = -2 };
/* The next run for this rank; DEALER_HAS_NONE when all have been dealt. Not collective, and
 * waits for no other rank: DEALER_WAITS says that rank 0 has not answered yet, to be called
 * again. */
int64_t dealer_next(struct dealer *dealer);

#endif
