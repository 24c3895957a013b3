/* Table I of the paper: t_sync, t_learn and r = t_learn / t_sync, averaged over the runs of
 * ensembles that have their physical parameters in common.
 *
 * Censoring. A run that has not reached a time by the step limit is known to need at least the
 * steps that it made. A mean that includes such runs is given as a lower bound, with these runs
 * counted at the steps they made, and never as a mean. The ratio of a run that has synchronised
 * but not learned is likewise at least steps / t_sync; of a run that has not synchronised it is
 * not known. A run that has stalled, whose parties will never synchronise, counts likewise: no
 * mean over all runs exists, and how many have is told. A time that the runs did not wait for
 * (t_learn under until = sync or without an attacker, t_sync under until = learn) is not
 * measured: the runs that happened to reach it are the fast ones.
 *
 * Distance from the paper, in standard errors:
 *     z = (mean - paper) / sqrt(se^2 + spread^2 / runs + rounding^2 / 3),
 * se the standard error of the mean, spread / sqrt(runs) that of the paper's, and rounding half
 * a unit of the last printed digit of the paper's mean: a value rounded by at most that has the
 * variance rounding^2 / 3.
 */
#ifndef TPMSYNC_TABLE1_H
#define TPMSYNC_TABLE1_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "print/ensemble_label.h"
#include "print/remarks.h"
#include "read/ensemble_reader.h"
#include "read/paper_table.h"
#include "read/pools.h"

enum estimate_status {
    ESTIMATE_MEAN,        /* every run counted has reached it */
    ESTIMATE_LOWER_BOUND, /* some have not: `mean` is a lower bound of the mean */
    ESTIMATE_UNKNOWN,     /* some have not, and not even a bound is known */
    ESTIMATE_NOT_MEASURED /* the runs did not wait for it */
};

struct estimate {
    enum estimate_status status;
    double mean;      /* NaN if unknown or not measured */
    double sd, se;    /* between runs, and of the mean; NaN unless a mean of two runs or more */
    int64_t censored; /* runs that have not reached it; 0 if not measured */
    int64_t unknown;  /* those among them for which no bound is known */
    const struct paper_value *paper; /* NULL if the paper has none */
    double distance; /* z; NaN unless there are an se, a paper's value and all runs */
};

/* Ensembles that differ in seed, runs or step limit alone. */
struct table1_group {
    const struct ensemble *const *members; /* [member_count], by seed; of the pools */
    size_t member_count;
    int64_t runs;     /* done, what the estimates are made of */
    int64_t not_done; /* not run yet, or not to their end */
    int64_t censored; /* runs that lack a time that was waited for */
    int64_t stalled;  /* those among them that will never synchronise */
    struct estimate estimate[QUANTITIES];
};

/* Groups by engine and parameters, L last, so that the rows of one kind follow each other. */
struct table1 {
    struct table1_group *groups; /* [count] */
    size_t count;
    const struct remarks *remarks; /* on files left out, for JSON; of the caller */
};

enum { TABLE1_LABEL_MAX = ENSEMBLE_LABEL_MAX }; /* bytes of a label */

/* The order of rows. */
int table1_order(const struct parameters *a, const struct parameters *b);

/* Makes the table of pools, which all have times and a run that is done; they and `paper` must
 * outlive the table, to be freed by table1_free. Of groups that have one name and L `remarks`
 * gets what keeps them apart. False, and the table is empty, without memory. */
bool table1_make(const struct pools *pools, const struct paper_table *paper,
                 struct table1 *table, FILE *remarks);

void table1_free(struct table1 *table);

/* The parameters that a group has in common. */
const struct parameters *table1_parameters(const struct table1_group *group);

/* Whether a group was computed as the paper's Table I: by the iteration with closure six, the
 * mean overlap as criterion, cl = 1 - 1e-5, weights uniform on -L .. L. */
bool table1_like_paper(const struct table1_group *group);

/* Engine and what tells its groups apart, as in "simulate N=10000 weights until=sync"; what has
 * the usual value (that of Table I, ties odd, until both) is left out. Without L. */
void table1_label(const struct table1_group *group, char *label, size_t size);

/* ---- output (table1_print.c, table1_export.c) ---------------------------------------------
 */

/* Beyond this many standard errors a row is listed as not reproduced: 1 in 370 by chance. */
#define TABLE1_FAR 3

typedef void table1_writer(const struct table1 *table, const struct paper_table *paper,
                           FILE *out);

table1_writer table1_write_text; /* aligned columns and notes, UTF-8 */
table1_writer table1_write_csv;  /* a line for each group and quantity, full precision */
table1_writer table1_write_json; /* an object for each group, full precision, and the remarks */
table1_writer table1_write_latex; /* a tabular that needs no package, notes below */

#endif
