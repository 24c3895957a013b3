/* What the number of inputs N does: the mean times of the simulation against N, beside the
 * iteration at the criterion that belongs to N, and what growth with ln N is to be expected.
 *
 * Towards synchronisation the parties' internal representations agree, and a hidden unit moves
 * in every second step on average. What is left of a unit are components with
 * W^A + W^B = +-1, which walk together over 2 L places until a wall ends the difference: a move
 * leaves the fraction cos(pi / (2 L + 1)) of them. So the logarithm of what is left of a unit
 * falls by
 *     rate = 1/2 ln(1 / cos(pi / (2 L + 1)))
 * a step, and t_b grows by 1/rate steps per unit of ln N; by somewhat more at any finite N, as
 * the last of three units decides, whose lag grows as sqrt(ln N). The iteration has all of it.
 *
 * The iteration ends at a fraction of components, the simulation with the last one. With m
 * components expected to be left, none is with probability exp(-m): the mean of ln m at the end
 * of the simulation is -gamma (Euler's constant), in place of ln m of the criterion. One
 * component is worth 1 / (2 L (L + 1) N) in the mean overlap of the units. So at
 * c_l = 1 - 0.1/(N L), where m = (L + 1)/5, the simulation ends
 *     (gamma + ln((L + 1)/5)) / rate
 * steps after the iteration, for every large N, and at 1 - exp(-gamma) / (2 L (L + 1) N) both
 * end together.
 */
#ifndef TPMSYNC_SIZES_H
#define TPMSYNC_SIZES_H

#include "print/figure.h"
#include "read/claims_groups.h"
#include "statistics/claims_statistics.h"

/* Where means come from: the simulation; the iteration, criterion `mean`, at 1 - 0.1/(N L) with
 * six and nine matrices; that with nine at 1 - exp(-gamma) / (2 L (L + 1) N). */
enum size_source { FROM_SIMULATION, FROM_SIX, FROM_NINE, FROM_NINE_LAST, SIZE_SOURCES };

enum { SIZES_MAX = 64 };

/* The means at one N; those that there are no runs for are NaN. */
struct size_row {
    int64_t N;
    struct run_mean mean[SIZE_SOURCES][RUN_TIMES];
};

/* All of one L. */
struct size_study {
    int64_t L;
    size_t count;                   /* of sizes, one at least */
    struct size_row row[SIZES_MAX]; /* N rises */
    /* mean = intercept + slope ln N over the sizes from a least N on; points = 0: not made,
     * for less than three of them. Means with runs that lack the time are left out. */
    struct line fit[SIZE_SOURCES][RUN_TIMES];
    /* simulation - source over the same sizes; points = 0: there are none. */
    struct constant difference[SIZE_SOURCES][RUN_TIMES];
};

/* Fills `study` with what the groups have of L at the sizes that were simulated; fits from N =
 * `from` on. False, and nothing filled in, if no size was. */
bool sizes_study(const struct groups *groups, int64_t L, double from, struct size_study *study);

/* simulation - source at one size, in steps, with its standard error; NaN if one is missing or
 * has runs that lack the time. */
struct size_difference {
    double value, error;
};
struct size_difference sizes_difference(const struct size_row *row, enum size_source source,
                                        enum run_time time);

/* 1/rate, in steps per unit of ln N. */
double sizes_expected_slope(int64_t L);
/* simulation - source for large N, in steps; of t_sync and t_b. */
double sizes_expected_difference(int64_t L, enum size_source source);

/* ---- output (sizes_print.c) -------------------------------------------------------------- */

/* Of the options `from` and the remarks are looked at. */
typedef void sizes_writer(const struct size_study studies[], size_t count,
                          const struct figure_options *options, FILE *out);

sizes_writer sizes_write_text;
sizes_writer sizes_write_csv;  /* a line for each number */
sizes_writer sizes_write_json; /* an array: first what it was fitted from, with the remarks,
                                * then an object for each number */

extern const char *const size_source_name[SIZE_SOURCES]; /* simulation, six, nine, last */
extern const char *const size_time_name[RUN_TIMES];      /* t_sync, t_a, t_b, t_learn */

#endif
