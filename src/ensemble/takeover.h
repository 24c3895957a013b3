/* How the ranks of a session take over what the session before has left. */
#ifndef TPMSYNC_TAKEOVER_H
#define TPMSYNC_TAKEOVER_H

#include "ensemble/session.h"

/* Collective. Reads and checks the states and journals of the session of `before`, a share a
 * rank, and what stands in a file that is grown; fills the session's marks, totals, settled and
 * waiting, and adds the sums to `curve`. False, rank 0 having told all faults, when any of it
 * is missing or damaged. */
bool takeover(struct session *session, const struct manifest *before, struct mean_curve *curve);

#endif
