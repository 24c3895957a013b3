/* How often attackers succeed: of each pool of ensembles with an attacker the times, how its
 * runs ended, and the probability of success under every criterion.
 *
 * Success is a question to runs whose parties have synchronised, and P is over these alone.
 * Runs that the step limit has ended before, and runs that have stalled, whose parties never
 * will, are counted by themselves. A mean time leaves stalled runs out; where the step limit
 * has ended some of the others without it, it is a lower bound, with these counted at the steps
 * they made.
 *
 * Of `split --event lucky` there are no runs, but the estimate of P(t_learn < t_sync), which is
 * `early-exact`.
 *
 * Intervals are Wilson's, 95 %; of splitting +- 1.96 standard errors. The distance from a
 * published value P0, in standard errors, is
 *     z = (P - P0) / sqrt(P0 (1 - P0) / n + P0 (1 - P0) / runs + rounding^2 / 3)
 * with n runs of ours (of splitting the square of the standard error in place of the first
 * term) and the second term left out where it is not said how many runs the source had.
 */
#ifndef TPMSYNC_SUCCESS_H
#define TPMSYNC_SUCCESS_H

#include "attack/published.h"
#include "print/ensemble_label.h"
#include "print/remarks.h"
#include "read/pools.h"

enum success_status {
    SUCCESS_COUNTED,      /* in runs */
    SUCCESS_SPLIT,        /* estimated by splitting */
    SUCCESS_NOT_RECORDED, /* by files, older ones or of the iteration, or by split */
    SUCCESS_NO_RUN        /* has synchronised */
};

struct success {
    enum success_status status;
    int64_t count, of;   /* runs; 0 unless counted. `of` are the synchronised ones for which the
                          * criterion is known */
    double p, low, high; /* NaN unless counted or split */
    double error;        /* standard error, of splitting; else NaN */
    const struct published *published; /* NULL: there is none */
    double distance;                   /* z; NaN unless there are both */
};

enum success_time_status {
    TIME_IS_MEAN,
    TIME_IS_BOUND,    /* `mean` is a lower bound: the step limit has ended runs without it */
    TIME_IS_UNKNOWN,  /* no run, or all have stalled, or split has no times */
    TIME_NOT_MEASURED /* runs did not wait for it */
};

struct success_time {
    enum success_time_status status;
    double mean, error; /* error: standard error; NaN unless a mean of two runs or more */
    int64_t runs;       /* behind it */
    int64_t lacking;    /* those among them that the step limit has ended without it */
};

enum { SUCCESS_ENDS = 3 }; /* enum run_end */

struct success_row {
    const struct group *pool;
    int64_t runs, not_done;
    int64_t ended[SUCCESS_ENDS];
    int64_t synchronised;
    struct success_time t_sync, t_learn;
    struct success success[SUCCESS_CRITERIA];
};

struct success_table {
    struct success_row *row; /* [count] */
    size_t count;
    const struct remarks *remarks; /* of the caller */
};

/* Whether an ensemble has to do with it; if not, the reason. */
bool success_takes(const struct ensemble *ensemble, const char **why);

/* The order of rows: L last, so that those of one kind follow each other. */
int success_order(const struct parameters *a, const struct parameters *b);

/* Makes the table, a row for every pool of ensembles that success_takes, which with `published`
 * must outlive it, to be freed by success_free. False without memory. */
bool success_make(const struct pools *pools, const struct published_table *published,
                  struct success_table *table);
void success_free(struct success_table *table);

/* Engine and what has no column of its own and is not usual: "simulate ties=random". */
void success_label(const struct success_row *row, char label[ENSEMBLE_LABEL_MAX]);

/* ---- output (success_print.c, success_export.c) ------------------------------------------ */

typedef void success_writer(const struct success_table *table, FILE *out);
success_writer success_write_text;  /* aligned columns and notes, UTF-8 */
success_writer success_write_csv;   /* a line for each row and criterion, full precision */
success_writer success_write_latex; /* a tabular that needs no package */

/* Members of an open object: what the table is, and "groups", an object for each row, in full
 * precision. */
void success_write_json(const struct success_table *table, struct json *json);

#endif
