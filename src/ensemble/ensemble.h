/* Runs an ensemble on all ranks: each deals itself runs, advances them, and from time to time
 * commits what it has to the disk; when all runs are done, all ranks put the result together.
 */
#ifndef TPMSYNC_ENSEMBLE_H
#define TPMSYNC_ENSEMBLE_H

#include <mpi.h>

#include "checkpoint/lock.h"
#include "checkpoint/manifest.h"
#include "file/provenance.h"
#include "physics/model/engine.h"
#include "record/progress.h"
#include "record/stop.h"
#include "record/trace_schedule.h"

struct ensemble_plan {
    const struct engine *engine;
    struct model model;
    const struct parameters *parameters; /* for the file */
    struct provenance *provenance;       /* likewise */
    struct trace_schedule schedule;
    const char *folder;              /* OUTPUT.part */
    const struct manifest *manifest; /* of what is resumed, the same on all ranks */
    struct lock *lock;               /* on rank 0, else NULL */
    struct stop_rules rules;
    bool quiet;
    const struct progress_series *series; /* that it is one of, on rank 0; NULL: none */
};

enum ensemble_end {
    ENSEMBLE_DONE,    /* folder/output-S of this session is on the disk, and was read back */
    ENSEMBLE_STOPPED, /* on a signal or by the time limit; all is saved */
    ENSEMBLE_REFUSED, /* what is unfinished is damaged; rank 0 has said how */
};

/* Collective; all ranks return the same. A failure ends the job with a message that names the
 * rank. */
enum ensemble_end ensemble_run(const struct ensemble_plan *plan, MPI_Comm comm);

#endif
