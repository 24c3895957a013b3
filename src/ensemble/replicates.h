/* Independent replicates of a calculation, each a function of its number, dealt to the ranks.
 * Each is kept in the folder of the unfinished output as soon as it is made, as a durable file;
 * what ends the program loses the replicates that are being made and no other.
 */
#ifndef TPMSYNC_REPLICATES_H
#define TPMSYNC_REPLICATES_H

#include <mpi.h>

#include "checkpoint/lock.h"
#include "checkpoint/manifest.h"
#include "ensemble/ensemble.h"
#include "record/stop.h"

struct replicates {
    int64_t count;
    size_t size; /* bytes of a result */
    /* Makes one. Returns NULL, or in words why it cannot be made. */
    const char *(*make)(const void *self, int64_t replicate, void *result);
    const void *self;

    const char *folder;              /* OUTPUT.part */
    const struct manifest *manifest; /* of this session; read on rank 0 */
    struct lock *lock;               /* on rank 0, else NULL */
    struct stop_rules rules;
    bool quiet;
    const struct progress_series *series; /* that it is one of, on rank 0; NULL: none */
};

/* Collective. Makes what is not there yet. When all are done, fills results [count][size] on
 * rank 0; the other ranks may give NULL. A failure ends the job. */
enum ensemble_end replicates_run(const struct replicates *replicates, MPI_Comm comm,
                                 void *results);

#endif
