#include "ensemble/mean_curve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 128 bits hold the square of a sum of quantised values exactly. */
__extension__ typedef unsigned __int128 uint128;

enum { FRACTION_BITS = 40 };

/* What is summed at each point of the grid, for each curve. A square has up to 80 bits and is
 * summed in two halves of 40. The TAIL sums hold the last values of the runs whose own values
 * end just before the point; the running total of them is the share of all ended runs. */
enum sum { SUM, SQUARE_HIGH, SQUARE_LOW, TAIL, TAIL_SQUARE_HIGH, TAIL_SQUARE_LOW, SUMS };

int64_t mean_curve_quantise(double rho) {
    return llrint(ldexp(rho, FRACTION_BITS));
}

/* ---- one run ---- */

bool run_curve_append(struct run_curve *run, const int64_t value[CURVES]) {
    if (run->count == run->capacity) {
        const int64_t capacity = run->capacity ? 2 * run->capacity : 256;
        for (int c = 0; c < CURVES; c++) {
            int64_t *grown = realloc(run->value[c], (size_t)capacity * sizeof *grown);
            if (!grown)
                return false;
            run->value[c] = grown;
        }
        run->capacity = capacity;
    }
    for (int c = 0; c < CURVES; c++)
        run->value[c][run->count] = value[c];
    run->count++;
    return true;
}

void run_curve_clear(struct run_curve *run) {
    run->count = 0;
}

void run_curve_free(struct run_curve *run) {
    for (int c = 0; c < CURVES; c++)
        free(run->value[c]);
    *run = (struct run_curve){0};
}

/* ---- the sums ---- */

/* The steps beyond 2000: the rounded values of 2000 * 10^(k / 200) up to 20000, none of which
 * is near a half, so that the last bit of pow() does not matter; then ten times those, and so
 * on. */
static int64_t coarse_grid_step(int64_t k) {
    const double in_decade = (double)(k % MEAN_STEPS_PER_DECADE) / MEAN_STEPS_PER_DECADE;
    int64_t step = llround(MEAN_EVERY_STEP_UNTIL * pow(10.0, in_decade));
    for (int64_t decade = k / MEAN_STEPS_PER_DECADE; decade > 0; decade--)
        step *= 10;
    return step;
}

static int64_t fill_grid(int64_t max_steps, int64_t *steps) {
    int64_t points = 0, k = 0;
    for (int64_t step = 0;;) {
        if (steps)
            steps[points] = step;
        points++;
        if (step >= max_steps)
            return points;
        step = step < MEAN_EVERY_STEP_UNTIL ? step + 1 : coarse_grid_step(++k);
    }
}

static bool allocate(struct mean_curve *curve, int64_t points) {
    curve->points = points;
    curve->size = 1 + points * CURVES * SUMS;
    curve->step = malloc((size_t)points * sizeof *curve->step);
    curve->sums = calloc((size_t)curve->size, sizeof *curve->sums);
    if (curve->step && curve->sums)
        return true;
    mean_curve_free(curve);
    return false;
}

bool mean_curve_init(struct mean_curve *curve, int64_t max_steps) {
    if (!allocate(curve, fill_grid(max_steps, NULL)))
        return false;
    fill_grid(max_steps, curve->step);
    return true;
}

bool mean_curve_init_alpha(struct mean_curve *curve, int64_t N, double alpha_step,
                           double alpha_max) {
    /* 1e-9: alpha_max / alpha_step may fall short of a whole number by rounding. */
    const int64_t most = 1 + (int64_t)floor(alpha_max / alpha_step + 1e-9);
    if (!allocate(curve, most))
        return false;
    curve->points = 0;
    for (int64_t k = 0; k < most; k++) {
        const int64_t step = llround((double)k * alpha_step * (double)N);
        /* A grid finer than the steps has each step once. */
        if (curve->points == 0 || step > curve->step[curve->points - 1])
            curve->step[curve->points++] = step;
    }
    curve->size = 1 + curve->points * CURVES * SUMS;
    return true;
}

void mean_curve_free(struct mean_curve *curve) {
    free(curve->step);
    free(curve->sums);
    *curve = (struct mean_curve){0};
}

/* sums[0] counts the runs; the rest is sums[point][curve][sum]. */
static int64_t *sums_at(const struct mean_curve *curve, int64_t point, enum curve which) {
    return curve->sums + 1 + (point * CURVES + which) * SUMS;
}

/* Adds value and value^2; `at` is SUM or TAIL. */
static void add_value(int64_t *sums, enum sum at, int64_t value) {
    const uint64_t magnitude = (uint64_t)(value < 0 ? -value : value);
    const uint64_t high = magnitude >> 20, low = magnitude & ((1u << 20) - 1);
    const uint64_t below = (2 * high * low << 20) + low * low; /* value^2 - high^2 2^40 */
    sums[at] += value;
    sums[at + 1] += (int64_t)(high * high + (below >> FRACTION_BITS));
    sums[at + 2] += (int64_t)(below & ((UINT64_C(1) << FRACTION_BITS) - 1));
}

void mean_curve_add(struct mean_curve *curve, const struct run_curve *run) {
    curve->sums[0]++;
    for (int c = 0; c < CURVES; c++) {
        for (int64_t p = 0; p < run->count; p++)
            add_value(sums_at(curve, p, c), SUM, run->value[c][p]);
        if (run->count < curve->points)
            add_value(sums_at(curve, run->count, c), TAIL, run->last[c]);
    }
}

static void evaluate(int64_t runs, const int64_t total[3], double *mean, double *std) {
    const double n = (double)runs;
    const uint64_t magnitude = (uint64_t)(total[0] < 0 ? -total[0] : total[0]);
    const uint128 squares = ((uint128)(uint64_t)total[1] << FRACTION_BITS) + (uint64_t)total[2];
    /* n sum x^2 - (sum x)^2 >= 0, exactly. */
    const uint128 spread = squares * (uint64_t)runs - (uint128)magnitude * magnitude;
    *mean = runs > 0 ? ldexp((double)total[0] / n, -FRACTION_BITS) : NAN;
    *std = runs > 1 ? ldexp(sqrt((double)spread / (n * (n - 1.0))), -FRACTION_BITS) : NAN;
}

int64_t mean_curve_evaluate(const struct mean_curve *curve, int64_t last_step,
                            struct curve_point points[]) {
    int64_t ended[CURVES][3] = {{0}};
    for (int64_t p = 0; p < curve->points; p++) {
        points[p].step = curve->step[p];
        points[p].count = curve->sums[0];
        for (int c = 0; c < CURVES; c++) {
            const int64_t *sums = sums_at(curve, p, c);
            int64_t total[3];
            for (int s = 0; s < 3; s++) {
                ended[c][s] += sums[TAIL + s];
                total[s] = sums[SUM + s] + ended[c][s];
            }
            evaluate(curve->sums[0], total, &points[p].mean[c], &points[p].std[c]);
        }
        if (curve->step[p] >= last_step)
            return p + 1;
    }
    return curve->points;
}
