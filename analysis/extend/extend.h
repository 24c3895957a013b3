/* Table I carried on to larger L.
 *
 * A run's t_learn is its t_sync and what the attacker needs from there on. Where that cannot be
 * waited for, its mean is taken from `split`, and the mean t_learn is the sum of the two.
 * Beside it stands the mean of runs that were made to the end, called brute force, where there
 * are any.
 *
 * The paper's r is the mean over runs of t_learn / t_sync. Without runs there are only means to
 * be divided; the ratio of means is the smaller one, since 1/t_sync is convex.
 *
 * For finite N the prediction is the one of N -> infinity with the criterion
 * c_l = 1 - 0.1/(N L), which belongs to that N, if there are files with it, and else with the
 * one of the table.
 */
#ifndef TPMSYNC_EXTEND_H
#define TPMSYNC_EXTEND_H

#include "print/remarks.h"
#include "read/claims_groups.h"
#include "read/paper_table.h"
#include "statistics/growth.h"

/* A number with its standard error; NaN if it is not known. */
struct measured {
    double value, error;
};

struct extend_row {
    int64_t L;
    struct run_mean sync;    /* t_sync of the iteration, closure six, criterion mean */
    struct run_mean brute;   /* t_learn of the same */
    struct run_mean ratio;   /* mean of r over these runs */
    struct split_mean after; /* learning time since synchronisation, by splitting */
};

/* What a simulation took at finite N. */
struct extend_size {
    int64_t L, N;
    struct run_mean learn;     /* t_learn */
    struct measured predicted; /* for N -> infinity */
    double cl;                 /* of the prediction */
};

enum { EXTEND_ROWS_MAX = 64, EXTEND_SIZES_MAX = 64 };
enum extend_time { EXTEND_SYNC, EXTEND_LEARN, EXTEND_TIMES };
extern const char *const extend_time_name[EXTEND_TIMES]; /* t_sync, t_learn */

struct extend_study {
    double cl; /* that which most files of split have */
    size_t rows, sizes;
    struct extend_row row[EXTEND_ROWS_MAX];    /* L rises */
    struct extend_size size[EXTEND_SIZES_MAX]; /* by L, then N */
    double from;                               /* least L that is fitted */
    struct growth growth[EXTEND_TIMES][GROWTH_LAWS];
    struct paper_table paper;
    const struct remarks *remarks; /* on files left out, for JSON; of the caller */
};

/* Fills the study but for `paper` and `remarks`. At least one group must be of splitting a
 * passage. */
void extend_make(const struct groups *groups, double from, struct extend_study *study);

/* t_learn by splitting: t_sync + learning time. */
struct measured extend_split(const struct extend_row *row);
/* What the growth is fitted to: t_learn by brute force, else by splitting; t_sync. */
struct measured extend_time(const struct extend_row *row, enum extend_time time);
/* Splitting minus brute force, in standard errors of the difference; NaN without both. */
double extend_distance(const struct extend_row *row);
/* Mean t_learn / mean t_sync, t_learn as for the growth. */
struct measured extend_ratio(const struct extend_row *row);
/* The simulation in units of its prediction; NaN if a run lacks t_learn. */
struct measured extend_size_ratio(const struct extend_size *size);

/* ---- output (extend_print.c) ------------------------------------------------------------- */

typedef void extend_writer(const struct extend_study *study, FILE *out);

extend_writer extend_write_text;
extend_writer extend_write_csv;  /* a line for each number */
extend_writer extend_write_json; /* an array: first what it was fitted from, with the remarks,
                                  * then an object for each number */

#endif
