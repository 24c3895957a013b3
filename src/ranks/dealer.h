/* Deals the runs of an ensemble to the ranks that ask, without a master.
 *
 * A counter on rank 0 is advanced by one-sided atomic operations; whoever wants runs takes the
 * next few. A share is a fraction of what is left, so that communication is rare at first and
 * the last runs are dealt one by one, when the ranks end at different times.
 */
#ifndef TPMSYNC_DEALER_H
#define TPMSYNC_DEALER_H

#include <stdint.h>

#include <mpi.h>

#include "record/run_set.h"

struct dealer;

/* Collective. Deals the runs that are not in `settled`, the same on all ranks, which must
 * outlive the dealer. */
struct dealer *dealer_new(MPI_Comm comm, const struct run_set *settled);
/* Collective. */
void dealer_destroy(struct dealer *dealer);

enum { DEALER_HAS_NONE = -1, DEALER_WAITS = -2 };
/* The next run for this rank; DEALER_HAS_NONE when all have been dealt. Not collective, and
 * waits for no other rank: DEALER_WAITS says that rank 0 has not answered yet, to be called
 * again. */
int64_t dealer_next(struct dealer *dealer);

#endif
