/* What an unfinished ensemble has committed, as a file of its own: read while the job runs,
 * perhaps on another host, by one process that takes no lock and changes nothing. Each rank's
 * state is what it was at one of its commits; runs do not depend on each other, so that they
 * need not be of the same moment. */
#ifndef TPMSYNC_SNAPSHOT_H
#define TPMSYNC_SNAPSHOT_H

#include "ensemble/session.h"
#include "faults/faults.h"
#include "file/provenance.h"

struct snapshot {
    struct session session; /* another's, of which `settled` has the runs that are done */
    struct mean_curve curve;
    int64_t done, under_way; /* runs */
};

/* Reads what is committed in `folder`, of an ensemble of `parameters` whose manifest was read.
 * False, with a fault for all that is missing or damaged: also where a session has begun since,
 * or the ensemble was finished. To be ended in any case. */
bool snapshot_read(struct snapshot *snapshot, const char *folder,
                   const struct manifest *manifest, const struct parameters *parameters,
                   struct faults *faults);
/* Writes it to a new file at `path`, with everything that a finished one has: runs that are not
 * done have the values that say so; means are over runs done, and those under way as far as
 * they have come. Reads it back. A failure ends the process. */
void snapshot_write(struct snapshot *snapshot, const char *path,
                    const struct parameters *parameters, const struct provenance *provenance);
void snapshot_end(struct snapshot *snapshot);

#endif
