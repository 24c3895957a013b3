/* Runs an ensemble on all ranks: each deals itself runs, advances them, and from time to time
 * all write what has ended into the file. */
#ifndef TPMSYNC_ENSEMBLE_H
#define TPMSYNC_ENSEMBLE_H

#include <mpi.h>

#include "ensemble/trace_schedule.h"
#include "file/ensemble_file.h"
#include "physics/engine.h"

struct ensemble {
    const struct engine *engine;
    struct model model;
    int64_t runs;
    struct trace_schedule schedule;
    const char *folder; /* of the output, for temporary files */
    bool quiet;
};

/* Collective. Every run is done and written when it returns. A failure ends the job with a
 * message that names the rank. */
void ensemble_run(const struct ensemble *ensemble, MPI_Comm comm, struct ensemble_file *file);

#endif
