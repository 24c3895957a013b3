/* Ensembles of runs, read from HDF5 files of schema tpmsync/1.
 *
 * A file is one ensemble: root attributes `schema`, `engine` and every parameter under the name
 * of its option, and one entry a run in /runs/t_sync, /runs/t_learn, /runs/steps, /runs/done.
 * This is the only place in the reducers that knows HDF5. The library may be the parallel
 * build: files are opened by its serial driver, and MPI is never started.
 */
#ifndef TPMSYNC_ENSEMBLE_READER_H
#define TPMSYNC_ENSEMBLE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ENSEMBLE_WORD_MAX = 32,      /* bytes of a parameter that is a word, with its end */
    ENSEMBLE_RUNS_MAX = 1 << 27, /* a file that claims more runs is refused */
    ENSEMBLE_NOT_REACHED = -1,   /* in t_sync and t_learn */
};

/* A parameter that the engine does not have is "" or 0. */
struct ensemble_parameters {
    char engine[ENSEMBLE_WORD_MAX]; /* iterate, simulate; others: see ensemble_read */
    char method[ENSEMBLE_WORD_MAX];
    int64_t L;       /* weights in -L .. L, >= 1 */
    int64_t initial; /* weights at the start uniform on -initial .. initial, 1 .. L */
    bool no_attacker;
    int64_t max_steps; /* step limit, >= 1 */
    int64_t runs;      /* entries of every array of the ensemble */
    uint64_t seed;

    /* iterate */
    char closure[ENSEMBLE_WORD_MAX];   /* six, nine */
    char criterion[ENSEMBLE_WORD_MAX]; /* mean, each */
    double cl;                         /* 0 < cl < 1 */

    /* simulate */
    int64_t N;                     /* inputs of a hidden unit, >= 1 */
    char ties[ENSEMBLE_WORD_MAX];  /* odd, plus, random */
    char until[ENSEMBLE_WORD_MAX]; /* sync, learn, both */
};

/* An entry of the arrays counts only where done is 1; then steps >= 1, and a time is either
 * ENSEMBLE_NOT_REACHED or in 1 .. steps. */
struct ensemble {
    char *path;
    struct ensemble_parameters parameters;
    int64_t *t_sync, *t_learn, *steps; /* [runs], in steps */
    uint8_t *done;                     /* [runs], 0 or 1 */
};

/* Reads a file whole. On success fills `ensemble`, to be freed by ensemble_free. On failure
 * returns false, leaves `ensemble` empty and writes what is wrong into `why` (without the
 * path), cut to `size` bytes; several faults of one file are separated by "; ".
 *
 * Of the engines that record no times of the discrete machines (continuous, ode, split) only
 * `path` and `engine` are filled; the rest is 0 and NULL. See ensemble_has_times. */
bool ensemble_read(const char *path, struct ensemble *ensemble, char *why, size_t size);

/* Whether the arrays of runs are there: the engine is iterate or simulate. */
bool ensemble_has_times(const struct ensemble *ensemble);

/* Frees what ensemble_read filled and empties it. An empty ensemble is allowed. */
void ensemble_free(struct ensemble *ensemble);

#endif
