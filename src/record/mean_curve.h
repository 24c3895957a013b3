/* Mean and standard deviation over runs of the mean overlaps rho^AB and rho^Ao (means over the
 * three units) at the steps of a grid.
 *
 * For discrete weights the grid has every step up to 2000 and 200 steps a decade beyond. A run
 * that has ended counts on with its last value. Values are rounded to multiples of 2^-40 and
 * summed as integers, so that the sums are exact and do not depend on the order of the runs or
 * on the ranks. They are added as they come; the sums mean something when all runs have ended.
 * A sum has two words, the second of which is carried to before the first one can overflow.
 */
#ifndef TPMSYNC_MEAN_CURVE_H
#define TPMSYNC_MEAN_CURVE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
    MEAN_EVERY_STEP_UNTIL = 2000,
    MEAN_STEPS_PER_DECADE = 200,
    MEAN_RUNS_MAX = 100000000, /* < 2^27, for the sums of squares in 128 bits */
};

struct curve_kernels; /* curve_kernels.h */

enum curve { CURVE_AB, CURVE_AO, CURVES };

/* rho as a multiple of 2^-40, rounded to nearest, to even if halfway; |rho| <= 1024. Inline and
 * without a call, so that loops over it become vectors: beyond 2^52 doubles are whole numbers,
 * and the last bits of 1.5 2^52 + x are those of x. */
static inline int64_t mean_curve_quantise(double rho) {
    const double anchor = 0x1.8p52, shifted = rho * 0x1p40 + anchor;
    int64_t bits, bits_of_anchor;
    memcpy(&bits, &shifted, sizeof bits);
    memcpy(&bits_of_anchor, &anchor, sizeof bits_of_anchor);
    return bits - bits_of_anchor;
}

/* The sums of many runs. `sums` is one flat array of integers; of two curves, after
 * mean_curve_carry, they simply add up. */
struct mean_curve {
    int64_t points;
    int64_t *step;      /* [points], ascending, from 0 */
    int64_t size;       /* of sums */
    int64_t *sums;      /* first words, then second ones */
    int64_t ended;      /* runs since the last carry */
    int64_t *under_way; /* [points]: runs under way that have added a value; NULL: they do not
                         * count */
    const struct curve_kernels *kernels;
};

/* The grid of discrete weights, up to the first step at or beyond max_steps. False when there
 * is no memory. */
bool mean_curve_init(struct mean_curve *curve, int64_t max_steps);
/* The grid of continuous weights: the steps nearest to alpha = 0, alpha_step, ... alpha_max. */
bool mean_curve_init_alpha(struct mean_curve *curve, int64_t N, double alpha_step,
                           double alpha_max);
void mean_curve_free(struct mean_curve *curve);
/* Adds values of one run, quantised, at `count` points of the grid from `point` on. */
void mean_curve_add(struct mean_curve *curve, int64_t point, int64_t count,
                    const int64_t *const value[CURVES]);
/* The run has ended: from `point` on, the first that it has added nothing to, it counts with
 * its last value. */
void mean_curve_end_run(struct mean_curve *curve, int64_t point, const int64_t last[CURVES]);

/* Carries from the first words to the second: the sums stay what they are, and those of up to
 * 2^31 curves can be added up. */
void mean_curve_carry(struct mean_curve *curve);
/* Adds the sums [size] of another curve on the same grid; both were carried, and this one is
 * then. */
void mean_curve_add_sums(struct mean_curve *curve, const int64_t sums[]);

/* A run under way, which has added values up to `point` and not to it, counts that far when the
 * curve is evaluated. False when there is no memory. */
bool mean_curve_count_under_way(struct mean_curve *curve, int64_t point);

/* The curve behind the sums, for each point of the grid up to the first at or beyond
 * `last_step`; a standard deviation needs two runs and is NaN for one, everything for none. */
struct exact_sum {
    int64_t high, low; /* high * 2^53 + low, 0 <= low < 2^53 */
};
struct curve_point {
    int64_t step;
    int64_t count;
    double mean[CURVES];
    double std[CURVES];
    struct exact_sum sum[CURVES], squares[CURVES]; /* of quantised values */
};
/* Fills points[0 .. returned - 1]; `points` has room for curve->points. */
int64_t mean_curve_evaluate(const struct mean_curve *curve, int64_t last_step,
                            struct curve_point points[]);

/* Adds the runs behind points that mean_curve_evaluate gave on the same grid, of which step,
 * count, sum and squares are read: what becomes of the curve is the same as if it had got those
 * runs. False, with nothing added, when they cannot be that. */
bool mean_curve_add_points(struct mean_curve *curve, int64_t count,
                           const struct curve_point points[]);

#endif
