/* What did the paper compute? The readings of Table I: what its text leaves open, decided in
 * one way or another, and the numbers that come out, beside the twelve that it prints.
 *
 * A reading is a set of ensembles, one for each L of the paper's table, that differ in L alone,
 * and in what their runs waited for: of those that waited for a quantity the fullest counts.
 * Two rules may depend on L and are one reading all the same: weights at the start uniform on
 * -L .. L or on -M .. M, cut to L where M is larger; and the criterion, 1 - c_l = c or c/L (the
 * text's other criterion, 0.1/(N L)) or c/Q, Q = L (L + 1)/3 the norm of the weights (which is
 * that of the overlap R before it is normalised), c a power of ten. An ensemble belongs to
 * every reading whose rules it obeys: L = 1 has but one start.
 *
 * The means of a reading can be taken in more ways than one, and so can the number after ±;
 * each way is a statistic below. A reading with a statistic gives twelve numbers.
 *
 * Distance of a number from the paper's, in standard errors. If the paper computed this, its
 * 2000 runs are a sample of the same distribution, whatever it prints after ±; so
 *     z = (number - paper) / sqrt(se^2 + se^2 n/2000 + rounding^2 / 3),
 * se the standard error of the number from our n runs. (table1.h goes by the paper's ± instead,
 * which is one of the things in question here.) A number of the paper may be wrong by itself,
 * and then it is far from every reading; so that it does not decide among them, the misfit is
 *     sum of min(z^2, 5^2),
 * and chi^2, the sum of z^2, stands beside it. The numbers of one run hang together: both
 * measure distances, and are no tests.
 */
#ifndef TPMSYNC_READINGS_H
#define TPMSYNC_READINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "print/remarks.h"
#include "read/paper_table.h"
#include "read/pools.h"

/* What is taken of the runs. For r: of the runs' t_learn / t_sync, unless it is said otherwise.
 */
enum reading_statistic {
    /* to stand before ± */
    READING_MEAN,
    READING_OF_MEANS, /* the mean; r: mean t_learn / mean t_sync */
    READING_MEDIAN,
    /* to stand after it */
    READING_SD,
    READING_HALF_SD,
    READING_MEAN_DEVIATION,   /* mean of |x - mean| */
    READING_MEDIAN_DEVIATION, /* median of |x - median| */
    READING_HALF_QUARTILES,
    READING_ERROR, /* the standard error of the mean of as many runs as the paper has */
    READING_SUM,  /* half the standard deviation; r: of means, with the sum of the relative ones
                   * of t_sync and t_learn */
    READING_ROOT, /* the same; r: with the root of the sum of their squares */
    READING_STATISTICS,
    READING_SPREADS = READING_SD /* the first of those after ± */
};

/* As printed: "standard deviation"; and in JSON and CSV: "sd". */
extern const char *const reading_statistic_text[READING_STATISTICS];
extern const char *const reading_statistic_name[READING_STATISTICS];

/* A number with its standard error; NaN if it is not known. */
struct reading_number {
    double value, error;
};

/* The runs of one pool. Of a quantity that a run lacks, since the step limit ended it or it has
 * stalled, there is a lower bound of the mean alone: such runs are counted at the steps that
 * they made. */
struct reading_runs {
    const struct group *pool;
    int64_t runs;                /* done */
    bool waited[QUANTITIES];     /* whether the runs went on until they had it; else the rest is
                                  * not filled */
    int64_t lacking[QUANTITIES]; /* runs that lack it */
    double bound[QUANTITIES];    /* of the mean; NaN: none is lacking, or no bound is known */
    struct reading_number number[QUANTITIES][READING_STATISTICS];
};

enum reading_criterion { CRITERION_FIXED, CRITERION_BY_NORM, CRITERION_BY_L };

/* How the numbers of a reading with a statistic lie to the paper's. */
struct reading_fit {
    int numbers;             /* that are known, of those that the paper prints */
    int within;              /* those among them within READING_FAR standard errors */
    double chi2, misfit;     /* over all; NaN unless all are known */
    double part[QUANTITIES]; /* chi^2 of each quantity; NaN unless its numbers are known */
};

#define READING_FAR 3.0 /* standard errors: 1 in 370 by chance */
#define READING_CAP 5.0 /* that a number counts at most in the misfit */

enum { READING_L_MAX = 16, READING_LABEL_MAX = 240 };

struct reading {
    char label[READING_LABEL_MAX]; /* what differs from the paper's text as it is taken here */
    bool as_stated;                /* nothing does */
    int64_t initial;               /* M; 0: L */
    enum reading_criterion criterion;
    double gap;                                                 /* c */
    const struct reading_runs *runs[READING_L_MAX][QUANTITIES]; /* by place of L; NULL: none */
    int filled;                                                 /* how many are not NULL */
    struct reading_fit fit[READING_STATISTICS];
    int rank; /* by the misfit of READING_MEAN, from 1; 0: some numbers are not known */
};

struct readings_study {
    struct paper_table paper;
    int64_t L[READING_L_MAX]; /* those of the paper, ascending */
    int Ls;
    struct reading_runs *runs; /* [run_sets] */
    size_t run_sets;
    struct reading *reading; /* [count], by rank, then by label */
    size_t count;
    const struct remarks *remarks; /* on files left out, for JSON; of the caller */
};

/* Whether an ensemble can be part of a reading: of the iteration or the simulation, the paper's
 * protocol and machines, with an attacker. Else `why` says what is in the way. */
bool readings_takes(const struct ensemble *ensemble, const char **why);

/* Fills the study but for `paper`, which is given and has a value, and `remarks`. Every pool is
 * taken. To be freed by readings_free. False without memory. */
bool readings_make(const struct pools *pools, struct readings_study *study);
void readings_free(struct readings_study *study);

/* What the paper prints: the mean or, for a statistic after ±, the spread; NULL: nothing. */
const struct paper_value *readings_paper(const struct readings_study *study, int place,
                                         enum quantity quantity);
double reading_printed(const struct paper_value *paper, enum reading_statistic statistic);

/* A number of a reading; NaN if it is not known. */
struct reading_number reading_number(const struct reading *reading, int place,
                                     enum quantity quantity, enum reading_statistic statistic);

/* Its distance from what is printed, z; NaN if there is none. */
double reading_distance(const struct readings_study *study, const struct reading *reading,
                        int place, enum quantity quantity, enum reading_statistic statistic);

/* The reading, of those that are ranked, with the least misfit by a statistic; NULL: none. */
const struct reading *readings_best(const struct readings_study *study,
                                    enum reading_statistic statistic);

/* The reading and statistic before ± whose number is nearest to a printed mean, as |ln (number
 * / paper)|; NULL: none has it. */
struct reading_nearest {
    const struct reading *reading;
    enum reading_statistic statistic;
    double distance; /* z */
};
struct reading_nearest readings_nearest(const struct readings_study *study, int place,
                                        enum quantity quantity);

/* Whether some reading comes within READING_FAR standard errors of a printed mean. */
bool readings_explain(const struct readings_study *study, int place, enum quantity quantity);

/* r / (t_learn / t_sync): of the numbers that the paper prints, the error being what their
 * rounding makes; and of the means of a reading. A mean over runs is larger than the ratio of
 * the means, since 1/t_sync is convex: above 1. NaN if a number is missing. */
struct reading_number readings_paper_ratio(const struct readings_study *study, int place);
double reading_ratio(const struct reading *reading, int place);

/* ---- output (readings_print.c, readings_export.c) ---------------------------------------- */

typedef void readings_writer(const struct readings_study *study, FILE *out);

readings_writer readings_write_text;
readings_writer readings_write_csv;  /* a line for each reading, L, quantity and statistic */
readings_writer readings_write_json; /* an object */

#endif
