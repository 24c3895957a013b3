/* The runs that a rank has ended and not yet written: their outcomes and their trace rows, one
 * after the other in the order in which they ended. */
#ifndef TPMSYNC_FINISHED_RUNS_H
#define TPMSYNC_FINISHED_RUNS_H

#include "ensemble/mean_curve.h"
#include "ensemble/row_spool.h"
#include "physics/engine.h"

struct run_record {
    int64_t run;
    struct outcome outcome;
    int64_t rows; /* trace rows of this run in the spool */
};

struct finished_runs {
    int64_t count, capacity;
    struct run_record *record; /* [capacity] */
    struct row_spool *rows;
};

/* False when there is no memory. `folder`: see row_spool_new. */
bool finished_runs_init(struct finished_runs *finished, const char *folder);
void finished_runs_free(struct finished_runs *finished);
/* False, with errno set, when the run cannot be kept. */
bool finished_runs_append(struct finished_runs *finished, int64_t run,
                          const struct outcome *outcome, struct row_spool *rows);
/* False, with errno set, when the disk space of the spool cannot be given back. */
bool finished_runs_clear(struct finished_runs *finished);
/* Whether enough has gathered that it should be written soon. */
bool finished_runs_are_many(const struct finished_runs *finished);

#endif
