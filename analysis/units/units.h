/* What the number K of hidden units does: times and success against K, and the expected change
 * of the overlaps, for parties that move when their outputs agree.
 *
 * A row is one K, L and source: the iteration at a criterion c_l, or the simulation at an N by
 * a rule. Its times and the success of the naive attacker come from the runs with this one, the
 * success of the geometric attacker from those with that. Runs of the parties alone give t_sync
 * where there are none of an attacker that has it.
 *
 * A time that some runs lack, because the step limit has ended them, has no mean, but a lower
 * bound of it: those runs counted with the steps that they made. If what keeps the parties
 * apart is a state that they leave by chance, all steps of all runs / the runs that got there
 * is an estimate of the mean, and is called memoryless. Stalled runs, which can never
 * synchronise, are counted, and in none of it.
 *
 * Where the parties' overlap tends to is asked in two ways: for the zero of its mean change
 * (drift.h), and for its mean over the later half of the traced steps of those runs that had
 * not synchronised by then, if they are the larger part.
 */
#ifndef TPMSYNC_UNITS_H
#define TPMSYNC_UNITS_H

#include "print/remarks.h"
#include "read/pools.h"
#include "statistics/histogram.h"
#include "units/drift.h"
#include "units/moves.h"

/* The longest step from a gap 1 - c_l to 0.1 / (N L), relative, at which iteration and
 * simulation are compared. */
#define UNITS_SAME_GAP 1e-3

struct units_time {
    int64_t runs;      /* not stalled */
    int64_t reached;   /* by so many of them; fewer than runs: `mean` is a lower bound */
    double mean;       /* NaN without runs */
    double error;      /* standard error; NaN of a bound */
    double memoryless; /* where some runs lack it, and 5 have it; else NaN */
};
bool units_time_is_mean(const struct units_time *time);

struct units_ratio {
    double means, error;     /* mean t_learn / mean t_sync; error NaN of a lower bound */
    double runs, runs_error; /* the mean of t_learn / t_sync, which the paper's r is */
};

enum units_attack { UNITS_NAIVE, UNITS_GEOMETRIC, UNITS_ALONE, UNITS_ATTACKS };

struct units_row {
    int64_t K, L, N; /* N: 0 of the iteration */
    double gap;      /* 1 - c_l of the iteration; of the simulation 0.1 / (N L) */
    const struct parameters *parameters;     /* of its first pool */
    const struct group *pool[UNITS_ATTACKS]; /* NULL: there is none */
    struct units_time sync, learn;           /* learn: runs = 0 if no runs waited for it */
    int64_t stalled;                         /* of the runs behind sync */
    struct units_ratio ratio;                /* NaN without both */
    struct fraction success[UNITS_ALONE];    /* t_learn <= t_sync of the runs that have
                                              * synchronised; of = 0: none */
    /* The simulation minus the iteration at the gap of the same N, in standard errors; NaN
     * without. */
    double off_sync, off_learn, off_success[UNITS_ALONE];
};

/* Of the traces of one K and L. */
struct units_trace {
    int64_t K, L, runs;
    int64_t until;            /* the last step that is traced, of a run that gets there */
    const struct group *pool; /* of which members with such traces are read */
    struct drift *drift;      /* [DRIFTS] */
    struct drift_zero zero[DRIFTS];
    struct drift_value late[DRIFTS]; /* mean rho of the later half; NaN: not asked */
    double late_share[DRIFTS];       /* of the runs, those that were still there in the end */
    struct moves_seen moves;
    /* Of a unit: bins in which the parties' mean change is larger, or smaller, than the one-way
     * one of this L by DRIFT_SURE standard errors, and those where both are known. */
    int larger, smaller, compared;
    struct drift_value lead; /* the parties' expected change at the one-way fixed point */
};

/* Of one L: the one-way drift of a unit, which is the same for K = 2 and more, from all of
 * these. */
struct units_listener {
    int64_t L;
    struct drift drift;
    struct drift_zero zero;
};

struct units_study {
    struct units_row *row; /* [rows], by L, source, K */
    size_t rows;
    struct units_trace *trace; /* [traces], by L, K */
    size_t traces;
    struct units_listener *listener; /* [listeners], by L */
    size_t listeners;
    const struct remarks *remarks; /* of the caller */
};

/* Whether an ensemble has to do with it; if not, the reason. */
bool units_takes(const struct ensemble *ensemble, const char **why);

/* Whether a row is of the iteration and no other criterion at this L has been given to more K,
 * or to as many and is finer: these rows are shown against K. */
bool units_is_drawn(const struct units_study *study, const struct units_row *row);

/* How many secondary differences a unit's small deviation from synchronisation leads to before
 * it has died out, for N -> infinity and units that are alike: 4 (K - 1) / pi^2, whatever L.
 * Below 1 rho = 1 attracts, above it repels. (analysis/units/RETURN.md) */
double units_return(int64_t K);

/* Makes the study of pools, which must outlive it, to be freed by units_free. What has no place
 * is remarked on. False without memory. */
bool units_make(const struct pools *pools, const struct remarks *remarks,
                struct units_study *study);
void units_free(struct units_study *study);

/* ---- output (units_print.c, units_export.c) ---------------------------------------------- */

typedef void units_writer(const struct units_study *study, FILE *out);
units_writer units_write_text;
units_writer units_write_csv;  /* a line for each number */
units_writer units_write_json; /* rows, traces and remarks */

#endif
