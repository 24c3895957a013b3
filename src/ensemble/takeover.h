/* How the ranks of a session take over what the session before has left. */
#ifndef TPMSYNC_TAKEOVER_H
#define TPMSYNC_TAKEOVER_H

#include "ensemble/session.h"
#include "faults/faults.h"

/* The runs under way that this rank has found, before they are dealt out. */
struct finds {
    int64_t count;
    struct saved_place *place; /* [count], to be freed */
};

/* Not collective, though the ranks must tick together. Reads and checks the states and journals
 * of the session of `before`, a share a rank, and what stands in a file that is grown, changing
 * nothing; fills the session's marks, totals and settled, which has the runs under way, too,
 * and adds the sums to `curve`. A fault for all that is missing or damaged. */
void takeover_read(struct session *session, const struct manifest *before,
                   struct mean_curve *curve, struct finds *finds, struct faults *faults);

/* Collective. The same, with the runs under way dealt out to `waiting`, and what counts no more
 * removed. False, rank 0 having told all faults, when any of it is missing or damaged. */
bool takeover(struct session *session, const struct manifest *before, struct mean_curve *curve);

#endif
