#include "record/mean_curve.h"

#include <math.h>
#include <stdlib.h>

#include "arithmetic/elementary.h"
#include "record/curve_kernels.h"
#include "vector/instruction_set.h"

/* 128 bits hold a sum of squares of quantised values exactly. */
__extension__ typedef unsigned __int128 uint128;
__extension__ typedef __int128 int128;

enum { FRACTION_BITS = 40 };
/* A sum is second * 2^WORD_BITS + first. A run adds 2^40 at the most, so that first words may
 * be carried as rarely as that, whatever runs are under way. */
enum { WORD_BITS = 32, CARRY_EVERY = 1 << 20 };
enum { EXACT_BITS = 53 };
static const int64_t EXACT_UNIT = INT64_C(1) << EXACT_BITS;

/* What is summed at each point of the grid, for each curve: the parts of values. The TAIL sums
 * hold the last values of the runs whose own values end just before the point; the running
 * total of them is the share of all ended runs. */
enum sum { SUM, TAIL = SUM + PARTS, SUMS = TAIL + PARTS };

/* ---- the sums ---- */

/* The steps beyond 2000: the rounded values of 2000 * 10^(k / 200) up to 20000; then ten
 * times those, and so on. */
static int64_t coarse_grid_step(int64_t k) {
    const double in_decade = (double)(k % MEAN_STEPS_PER_DECADE) / MEAN_STEPS_PER_DECADE;
    int64_t step = llround(MEAN_EVERY_STEP_UNTIL * elementary_power_of_ten(in_decade));
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

static int64_t size_for(int64_t points) {
    return 2 * (1 + points * CURVES * SUMS);
}

static const struct curve_kernels *kernels(void) {
    switch (instruction_set()) {
#ifdef TPMSYNC_X86_KERNELS
    case ISA_AVX512:
        return &curve_kernels_avx512;
    case ISA_AVX2:
        return &curve_kernels_avx2;
#endif
    default:
        return &curve_kernels_baseline;
    }
}

static bool allocate(struct mean_curve *curve, int64_t points) {
    curve->points = points;
    curve->size = size_for(points);
    curve->ended = 0;
    curve->kernels = kernels();
    curve->under_way = NULL;
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
    curve->size = size_for(curve->points);
    return true;
}

void mean_curve_free(struct mean_curve *curve) {
    free(curve->step);
    free(curve->sums);
    free(curve->under_way);
    *curve = (struct mean_curve){0};
}

/* The first words: sums[0] counts the runs; the rest is sums[curve][sum][point]. */
static int64_t *sums_of(const struct mean_curve *curve, enum curve which, int sum) {
    return curve->sums + 1 + (which * SUMS + sum) * curve->points;
}

/* Adds `count` values and their squares at as many points from `point` on; `at` is SUM or TAIL.
 */
static void add_values(const struct mean_curve *curve, enum curve which, enum sum at,
                       int64_t point, int64_t count, const int64_t value[]) {
    int64_t *sum[PARTS];
    for (int part = 0; part < PARTS; part++)
        sum[part] = sums_of(curve, which, (int)at + part) + point;
    curve->kernels->add(count, value, sum);
}

void mean_curve_add(struct mean_curve *curve, int64_t point, int64_t count,
                    const int64_t *const value[CURVES]) {
    for (enum curve c = 0; c < CURVES; c++)
        add_values(curve, c, SUM, point, count, value[c]);
}

void mean_curve_end_run(struct mean_curve *curve, int64_t point, const int64_t last[CURVES]) {
    curve->sums[0]++;
    for (enum curve c = 0; c < CURVES && point < curve->points; c++)
        add_values(curve, c, TAIL, point, 1, &last[c]);
    if (++curve->ended == CARRY_EVERY)
        mean_curve_carry(curve);
}

void mean_curve_carry(struct mean_curve *curve) {
    const int64_t half = curve->size / 2;
    for (int64_t i = 0; i < half; i++) {
        const int64_t over = curve->sums[i] >> WORD_BITS; /* rounded down */
        curve->sums[i] -= over * (INT64_C(1) << WORD_BITS);
        curve->sums[half + i] += over;
    }
    curve->ended = 0;
}

void mean_curve_add_sums(struct mean_curve *curve, const int64_t sums[]) {
    for (int64_t i = 0; i < curve->size; i++)
        curve->sums[i] += sums[i];
    mean_curve_carry(curve);
}

bool mean_curve_count_under_way(struct mean_curve *curve, int64_t point) {
    if (!curve->under_way)
        curve->under_way = calloc((size_t)curve->points, sizeof *curve->under_way);
    for (int64_t p = 0; curve->under_way && p < point && p < curve->points; p++)
        curve->under_way[p]++;
    return curve->under_way != NULL;
}

/* ---- what they say ----------------------------------------------------------------------- */

static int128 sum_at(const struct mean_curve *curve, const int64_t *first) {
    return (int128)first[curve->size / 2] * (INT64_C(1) << WORD_BITS) + *first;
}

/* n d - r^2 >= 0, rounded to nearest; |r| < n < 2^32, d >= 0. */
static double spread_of(uint64_t n, int128 d, int64_t r) {
    const uint64_t square = (uint64_t)(r * r);
    const uint128 low = (uint128)n * (uint64_t)d;
    uint128 high = (uint128)n * (uint64_t)(d >> 64) + (low >> 64);
    uint64_t last = (uint64_t)low;
    high -= last < square;
    last -= square;
    /* Of what lies beyond 128 bits, rounding asks only whether it is 0. */
    return high >> 64 ? ldexp((double)(high | (last != 0)), 64) : (double)(high << 64 | last);
}

static struct exact_sum exact(int128 sum) {
    const int64_t high = (int64_t)(sum >> EXACT_BITS); /* rounded down */
    return (struct exact_sum){high, (int64_t)(sum - ((int128)high * EXACT_UNIT))};
}

static void evaluate(int64_t runs, int128 sum, int128 squares, double *mean, double *std) {
    const double n = (double)runs;
    *mean = *std = NAN;
    if (runs == 0)
        return;
    *mean = ldexp((double)sum / n, -FRACTION_BITS);
    /* About a whole number q next to the mean: n sum (x - q)^2 - (sum (x - q))^2 is
     * n sum x^2 - (sum x)^2, exactly, and needs fewer bits. */
    const int64_t q = (int64_t)(sum / runs), r = (int64_t)(sum % runs);
    const int128 about_q = squares - q * (sum + r);
    if (runs > 1)
        *std = ldexp(sqrt(spread_of((uint64_t)runs, about_q, r) / (n * (n - 1.0))),
                     -FRACTION_BITS);
}

int64_t mean_curve_evaluate(const struct mean_curve *curve, int64_t last_step,
                            struct curve_point points[]) {
    int128 ended[CURVES][PARTS] = {{0}};
    const int64_t all_ended = (int64_t)sum_at(curve, curve->sums);
    for (int64_t p = 0; p < curve->points; p++) {
        const int64_t runs = all_ended + (curve->under_way ? curve->under_way[p] : 0);
        points[p].step = curve->step[p];
        points[p].count = runs;
        for (enum curve c = 0; c < CURVES; c++) {
            int128 total[PARTS];
            for (int part = 0; part < PARTS; part++) {
                ended[c][part] += sum_at(curve, sums_of(curve, c, TAIL + part) + p);
                total[part] = sum_at(curve, sums_of(curve, c, SUM + part) + p) + ended[c][part];
            }
            const int128 squares = total[HIGH_HIGH] * ((int128)1 << 2 * LOW_BITS) +
                                   total[HIGH_LOW] * ((int128)1 << (LOW_BITS + 1)) +
                                   total[LOW_LOW];
            points[p].sum[c] = exact(total[VALUE]);
            points[p].squares[c] = exact(squares);
            evaluate(runs, total[VALUE], squares, &points[p].mean[c], &points[p].std[c]);
        }
        if (curve->step[p] >= last_step)
            return p + 1;
    }
    return curve->points;
}

/* ---- the way back ------------------------------------------------------------------------ */

static int128 whole(struct exact_sum sum) {
    return (int128)sum.high * EXACT_UNIT + sum.low;
}

/* Of values that are no overlaps nothing may overflow. */
static bool is_sum(struct exact_sum sum, int64_t runs, int64_t least, int value_bits) {
    const int128 most = (int128)runs << value_bits;
    return -2 * EXACT_UNIT < sum.high && sum.high < 2 * EXACT_UNIT && 0 <= sum.low &&
           sum.low < EXACT_UNIT && least * most <= whole(sum) && whole(sum) <= most;
}

static bool is_point(const struct mean_curve *curve, int64_t p, int64_t runs,
                     const struct curve_point *point) {
    bool good = point->step == curve->step[p] && point->count == runs;
    for (enum curve c = 0; c < CURVES; c++)
        good = good && is_sum(point->sum[c], runs, -1, FRACTION_BITS + 1) &&
               is_sum(point->squares[c], runs, 0, 2 * FRACTION_BITS + 2);
    return good;
}

static void add_sum(const struct mean_curve *curve, int64_t *first, int128 sum) {
    const int64_t over = (int64_t)(sum >> WORD_BITS);
    first[0] += (int64_t)(sum - (int128)over * (INT64_C(1) << WORD_BITS));
    first[curve->size / 2] += over;
}

/* A sum of squares may be cut in any way that adds up to it. */
static void add_point(struct mean_curve *curve, enum sum at, int64_t p,
                      const struct curve_point *point) {
    for (enum curve c = 0; c < CURVES; c++) {
        const int128 squares = whole(point->squares[c]), unit = (int128)1 << 2 * LOW_BITS;
        add_sum(curve, sums_of(curve, c, at + VALUE) + p, whole(point->sum[c]));
        add_sum(curve, sums_of(curve, c, at + HIGH_HIGH) + p, squares / unit);
        add_sum(curve, sums_of(curve, c, at + LOW_LOW) + p, squares % unit);
    }
}

bool mean_curve_add_points(struct mean_curve *curve, int64_t count,
                           const struct curve_point points[]) {
    if (count < 1 || count > curve->points || points[0].count < 1 ||
        points[0].count > MEAN_RUNS_MAX)
        return false;
    for (int64_t p = 0; p < count; p++)
        if (!is_point(curve, p, points[0].count, &points[p]))
            return false;
    mean_curve_carry(curve);
    curve->sums[0] += points[0].count;
    for (int64_t p = 0; p < count; p++)
        add_point(curve, SUM, p, &points[p]);
    /* At the last point all have ended, and count on. */
    if (count < curve->points)
        add_point(curve, TAIL, count, &points[count - 1]);
    mean_curve_carry(curve);
    return true;
}
