/* Ensembles of runs, read from HDF5 files of schema tpmsync/1.
 *
 * A file is one ensemble: root attributes `schema`, `engine` and every parameter under the name
 * of its option, and one entry a run in /runs/t_sync, /runs/t_learn, /runs/steps, /runs/done.
 * Only this, attributes_reader, dataset_reader and trace_reader know HDF5 among the reducers.
 * The library may be the parallel build: files are opened by its serial driver, and MPI is
 * never started.
 */
#ifndef TPMSYNC_ENSEMBLE_READER_H
#define TPMSYNC_ENSEMBLE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "schema/description.h"
#include "schema/results.h"

enum {
    ENSEMBLE_RUNS_MAX = 1 << 27, /* a file that claims more runs is refused */
    ENSEMBLE_NOT_REACHED = -1,   /* in t_sync, t_learn, t_a and t_b */
};

/* Mean over runs of the overlaps (each the mean over the hidden units), and their standard
 * deviation between runs. The abscissa rises strictly. Values count only where count > 0; the
 * deviation of one run, and the attacker's overlap where there is no attacker, are NaN. */
struct ensemble_curve {
    size_t points;
    double *abscissa;            /* [points], step (of iterate, simulate) or alpha */
    int64_t *count;              /* [points], runs behind the mean */
    double *rho_ab, *rho_ab_std; /* [points] */
    double *rho_ao, *rho_ao_std; /* [points] */
};

/* Solutions of the equations of the continuous machines, one for each learning rate. */
struct ensemble_equations {
    size_t etas, points;
    double *eta;             /* [etas], > 0 */
    double *alpha;           /* [points], rises strictly */
    double *rho_ab, *rho_ao; /* [etas * points], that of eta[e] from e * points on */
    double *stationary;      /* [etas], where rho^AB settles from 0 */
    double *growth_minus; /* [etas], rate at which a small deviation from rho^AB = -1 grows, per
                           * alpha; negative: stable */
    double *growth_plus;  /* [etas], d arccos(rho^AB) / d alpha at rho^AB = +1; the angle leaves
                           * +1 at this speed, not exponentially; positive: unstable */
};

/* An entry of the arrays counts only where done is 1; then steps >= 1, and a time is either
 * ENSEMBLE_NOT_REACHED or in 1 .. steps. */
struct ensemble {
    char *path;
    struct parameters parameters; /* the choices as in the table; what the engine lacks is 0 */
    struct results results;       /* of ode and split */
    int64_t *t_sync, *t_learn, *steps; /* [runs], in steps */
    uint8_t *done;                     /* [runs], 0 or 1 */
    uint8_t *end;                      /* [runs], enum run_end; see ensemble_run_end */

    /* How far the attacker was when A and B synchronised; each NULL if the file, an older one,
     * does not say. */
    double *rho_ao_at_sync;   /* [runs], overlap of its best machine; NaN: not known, or ... */
    double *equal_at_sync;    /* ... not synchronised; that machine's fraction of weights
                               * equal to A's */
    int64_t *learned_at_sync; /* [runs], machines equal to A; ENSEMBLE_NOT_REACHED before */

    /* Filled by ensemble_read_curves alone. */
    int64_t *t_a, *t_b;          /* [runs], in steps: up to the last step at which the internal
                                  * representations of the parties differed, and from there to t_sync;
                                  * ENSEMBLE_NOT_REACHED without t_sync. NULL if the file lacks them. */
    struct ensemble_curve curve; /* iterate, simulate, continuous; else empty */
    struct ensemble_equations equations; /* ode; else empty */
};

/* Reads a file whole. On success fills `ensemble`, to be freed by ensemble_free. On failure
 * returns false, leaves `ensemble` empty and writes what is wrong into `why` (without the
 * path), cut to `size` bytes; several faults of one file are separated by "; ".
 *
 * Of the engines that record no times of the discrete machines (continuous, ode, split) only
 * `path`, `parameters` and `results` are filled; the rest is 0 and NULL. See
 * ensemble_has_times. */
bool ensemble_read(const char *path, struct ensemble *ensemble, char *why, size_t size);

/* The same, and what the figures need: of iterate and simulate the mean curves, t_a and t_b; of
 * continuous its parameters, times (against the steps; a time that is not reached up to
 * alpha_max is ENSEMBLE_NOT_REACHED) and mean curves; of ode its parameters and solutions; of
 * split its parameters, which must go with its replicates. A file without any of that is
 * refused. */
bool ensemble_read_curves(const char *path, struct ensemble *ensemble, char *why, size_t size);
/* If runs of an ensemble are not done, a line for `stream` that says how many, `name` in front.
 */
void ensemble_tell_missing(const struct ensemble *ensemble, const char *name, FILE *stream);

/* The same for many files: every faulty one is told on standard error, as `name`: path: why.
 * False if there are any. */
bool ensemble_read_all(const char *name, size_t count, char *const paths[],
                       struct ensemble ensembles[]);

/* Whether `ensemble` is of this engine. */
bool ensemble_is(const struct ensemble *ensemble, const char *engine);

/* Whether the times of the discrete machines are there: the engine is iterate or simulate. */
bool ensemble_has_times(const struct ensemble *ensemble);

/* How a run that is done ended. Older files do not say; their runs did not stall. */
enum run_end ensemble_run_end(const struct ensemble *ensemble, int64_t run);

/* Frees what ensemble_read filled and empties it. An empty ensemble is allowed. */
void ensemble_free(struct ensemble *ensemble);

#endif
