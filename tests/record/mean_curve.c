#include "unit.h"

#include <stdlib.h>

#include <gsl/gsl_statistics_double.h>

#include "record/mean_curve.h"

static void the_grid(void **state) {
    (void)state;
    struct mean_curve curve;
    assert_true(mean_curve_init(&curve, 1000000000));
    for (int64_t p = 0; p <= 2000; p++)
        assert_int_equal(curve.step[p], p);
    for (int64_t p = 1; p < curve.points; p++)
        assert_true(curve.step[p] > curve.step[p - 1]);
    assert_int_equal(curve.step[2200], 20000);
    assert_int_equal(curve.step[2400], 200000);
    assert_true(curve.step[curve.points - 1] >= 1000000000);
    assert_true(curve.step[curve.points - 2] < 1000000000);
    mean_curve_free(&curve);
    assert_true(mean_curve_init(&curve, 1)); /* 0 and 1 */
    assert_int_equal(curve.points, 2);
    mean_curve_free(&curve);
}

/* alpha = 0, 0.1, ... 1.4 at N = 25: every 2.5 steps, rounded to the nearest. */
static void the_grid_of_alpha(void **state) {
    (void)state;
    struct mean_curve curve;
    assert_true(mean_curve_init_alpha(&curve, 25, 0.1, 1.4));
    assert_int_equal(curve.points, 15);
    for (int64_t p = 0; p < curve.points; p++)
        assert_true(fabs((double)curve.step[p] - 2.5 * (double)p) <= 0.5);
    assert_int_equal(curve.step[14], 35);
    mean_curve_free(&curve);
    /* Finer than the steps: each step once. */
    assert_true(mean_curve_init_alpha(&curve, 10, 0.01, 1.0));
    assert_int_equal(curve.points, 11);
    for (int64_t p = 0; p < curve.points; p++)
        assert_int_equal(curve.step[p], p);
    mean_curve_free(&curve);
}

/* No value before rounding is near a half, so that the last bit of pow() cannot matter. */
static void the_grid_does_not_hang_on_the_last_bit(void **state) {
    (void)state;
    for (int k = 1; k < 200; k++) {
        const double value = 2000.0 * pow(10.0, k / 200.0);
        const double from_half = fabs(value - floor(value) - 0.5);
        assert_true(from_half > 1e-9 * value);
    }
}

static void quantisation(void **state) {
    (void)state;
    assert_int_equal(mean_curve_quantise(1.0), INT64_C(1) << 40);
    assert_int_equal(mean_curve_quantise(-1.0), -(INT64_C(1) << 40));
    assert_int_equal(mean_curve_quantise(0x1p-40), 1);
    assert_int_equal(mean_curve_quantise(0.4 * 0x1p-40), 0);
    /* As the C library rounds, halves to even too. */
    for (int i = -20000; i <= 20000; i++) {
        const double values[] = {i / 20000.0, sin(i), (i + 0.5) * 0x1p-40, i * 0x1p-42,
                                 i < 0 ? -exp2(i / 100.0) : exp2(-i / 100.0)};
        for (size_t k = 0; k < sizeof values / sizeof *values; k++)
            assert_int_equal(mean_curve_quantise(values[k]), llrint(ldexp(values[k], 40)));
    }
}

enum { RUNS = 37, MOST = 12 };

/* Adds a run of 1 + r % MOST values, in two stretches; values[i] for i beyond the end is the
 * last one. */
static void add_run(struct mean_curve *curve, int r, double values[MOST]) {
    const int length = 1 + r % MOST, half = length / 2;
    int64_t quantised[CURVES][MOST];
    for (int i = 0; i < MOST; i++) {
        const int at = i < length ? i : length - 1;
        values[i] = -cos(0.7 * r + 0.3 * at);
        quantised[CURVE_AB][i] = mean_curve_quantise(values[i]);
        quantised[CURVE_AO][i] = mean_curve_quantise(values[i] * 0.5);
    }
    const int64_t *const first[CURVES] = {quantised[0], quantised[1]};
    const int64_t *const second[CURVES] = {quantised[0] + half, quantised[1] + half};
    mean_curve_add(curve, 0, half, first);
    mean_curve_add(curve, half, length - half, second);
    mean_curve_end_run(curve, length,
                       (int64_t[]){quantised[0][length - 1], quantised[1][length - 1]});
}

/* Mean and standard deviation against GSL's; a run that has ended counts on. */
static void against_gsl(void **state) {
    (void)state;
    struct mean_curve curve;
    double value[MOST][RUNS], values[MOST];
    assert_true(mean_curve_init(&curve, MOST - 1));
    for (int r = 0; r < RUNS; r++) {
        add_run(&curve, r, values);
        for (int i = 0; i < MOST; i++)
            value[i][r] = values[i];
    }
    struct curve_point points[MOST];
    assert_int_equal(mean_curve_evaluate(&curve, MOST - 1, points), MOST);
    for (int i = 0; i < MOST; i++) {
        const double mean = gsl_stats_mean(value[i], 1, RUNS),
                     sd = gsl_stats_sd(value[i], 1, RUNS);
        assert_int_equal(points[i].step, i);
        assert_int_equal(points[i].count, RUNS);
        assert_close(points[i].mean[CURVE_AB], mean, 1e-12);
        assert_close(points[i].std[CURVE_AB], sd, 1e-12);
        assert_close(points[i].mean[CURVE_AO], 0.5 * mean, 1e-12);
        assert_close(points[i].std[CURVE_AO], 0.5 * sd, 1e-12);
    }
    assert_int_equal(mean_curve_evaluate(&curve, 4, points), 5);
    mean_curve_free(&curve);
}

/* Any order, any split over ranks: the same sums, bit for bit. */
static void order_does_not_matter(void **state) {
    (void)state;
    struct mean_curve forward, odd, even;
    double values[MOST];
    assert_true(mean_curve_init(&forward, 100) && mean_curve_init(&odd, 100) &&
                mean_curve_init(&even, 100));
    for (int r = 0; r < RUNS; r++)
        add_run(&forward, r, values);
    for (int r = RUNS - 1; r >= 0; r--)
        add_run(r % 2 ? &odd : &even, r, values);
    mean_curve_carry(&forward);
    mean_curve_carry(&odd);
    mean_curve_carry(&even);
    mean_curve_add_sums(&odd, even.sums);
    for (int64_t i = 0; i < forward.size; i++)
        assert_int_equal(forward.sums[i], odd.sums[i]);
    mean_curve_free(&forward);
    mean_curve_free(&odd);
    mean_curve_free(&even);
}

/* As so many times the runs and ranks would add up. */
static void multiply(struct mean_curve *curve, int64_t times) {
    for (int64_t i = 0; i < curve->size; i++)
        curve->sums[i] *= times;
    mean_curve_carry(curve);
}

/* Runs that come back from the points of a curve, the longer ones and more of them there or
 * here: the same sums as of all together, but for how squares are cut. */
static void added_by_points(void **state) {
    (void)state;
    double values[MOST];
    for (int64_t most_steps = MOST - 1; most_steps <= 100; most_steps += 101 - MOST)
        for (int begin = 1; begin < RUNS; begin += 7) {
            struct mean_curve all, first, grown;
            struct curve_point points[2][102];
            assert_true(mean_curve_init(&all, most_steps) &&
                        mean_curve_init(&first, most_steps) &&
                        mean_curve_init(&grown, most_steps));
            for (int r = 0; r < RUNS; r++) {
                add_run(&all, r, values);
                add_run(r < begin ? &first : &grown, r, values);
            }
            /* Run r makes r % MOST steps. */
            const int64_t count =
                mean_curve_evaluate(&first, begin < MOST ? begin - 1 : MOST - 1, points[0]);
            assert_true(mean_curve_add_points(&grown, count, points[0]));
            assert_int_equal(mean_curve_evaluate(&all, 200, points[0]), all.points);
            assert_int_equal(mean_curve_evaluate(&grown, 200, points[1]), all.points);
            assert_memory_equal(points[0], points[1], (size_t)all.points * sizeof points[0][0]);
            mean_curve_free(&all);
            mean_curve_free(&first);
            mean_curve_free(&grown);
        }
}

/* Runs that are not at their end count as far as they have come. */
static void runs_under_way(void **state) {
    (void)state;
    struct mean_curve curve;
    struct curve_point points[4];
    const int64_t one = mean_curve_quantise(1.0), third[2] = {one / 4, one / 4};
    const int64_t *const value[CURVES] = {third, third};
    assert_true(mean_curve_init(&curve, 3));
    mean_curve_add(&curve, 0, 1, (const int64_t *const[]){&one, &one});
    mean_curve_end_run(&curve, 1, (int64_t[]){one, one});
    mean_curve_add(&curve, 0, 2, value);
    assert_true(mean_curve_count_under_way(&curve, 2));
    assert_true(mean_curve_count_under_way(&curve, 0)); /* nothing of it yet */
    assert_int_equal(mean_curve_evaluate(&curve, 3, points), 4);
    for (int p = 0; p < 4; p++) {
        assert_int_equal(points[p].count, p < 2 ? 2 : 1);
        assert_true(points[p].mean[CURVE_AB] == (p < 2 ? 0.625 : 1.0));
    }
    mean_curve_free(&curve);
}

/* What no runs can have given is not added. */
static void points_that_are_none(void **state) {
    (void)state;
    struct mean_curve curve, grown;
    struct curve_point points[MOST], bad;
    double values[MOST];
    assert_true(mean_curve_init(&curve, MOST - 1) && mean_curve_init(&grown, MOST - 1));
    for (int r = 0; r < RUNS; r++)
        add_run(&curve, r, values);
    assert_int_equal(mean_curve_evaluate(&curve, MOST - 1, points), MOST);
    const struct {
        int64_t *number, wrong;
    } damage[] = {
        {&bad.step, 3},
        {&bad.count, RUNS - 1},
        {&bad.count, 0},
        {&bad.sum[0].low, -1},
        {&bad.sum[1].high, 9},
        {&bad.sum[0].high, INT64_MIN},
        {&bad.squares[0].low, INT64_MAX},
        {&bad.squares[1].high, -1},
    };
    for (size_t d = 0; d < sizeof damage / sizeof *damage; d++) {
        const struct curve_point good = points[4];
        bad = good;
        *damage[d].number = damage[d].wrong;
        points[4] = bad;
        assert_false(mean_curve_add_points(&grown, MOST, points));
        points[4] = good;
    }
    assert_false(mean_curve_add_points(&grown, 0, points));
    assert_false(mean_curve_add_points(&grown, MOST + 1, points));
    for (int64_t i = 0; i < grown.size; i++)
        assert_int_equal(grown.sums[i], 0);
    assert_true(mean_curve_add_points(&grown, MOST, points));
    mean_curve_free(&curve);
    mean_curve_free(&grown);
}

/* The largest ensemble there may be, all at -1: nothing overflows, the spread is exactly 0. */
static void the_largest_ensemble(void **state) {
    (void)state;
    struct mean_curve curve;
    struct curve_point points[2];
    const int64_t minus_one[CURVES] = {mean_curve_quantise(-1.0), mean_curve_quantise(1.0)};
    assert_true(mean_curve_init(&curve, 1));
    const int64_t *const value[CURVES] = {&minus_one[CURVE_AB], &minus_one[CURVE_AO]};
    mean_curve_add(&curve, 0, 1, value);
    mean_curve_end_run(&curve, 1, minus_one);
    multiply(&curve, 10000);
    multiply(&curve, MEAN_RUNS_MAX / 10000);
    assert_int_equal(mean_curve_evaluate(&curve, 1, points), 2);
    for (int p = 0; p < 2; p++) {
        assert_int_equal(points[p].count, MEAN_RUNS_MAX);
        assert_true(points[p].mean[CURVE_AB] == -1.0 && points[p].std[CURVE_AB] == 0.0);
        assert_true(points[p].mean[CURVE_AO] == 1.0 && points[p].std[CURVE_AO] == 0.0);
    }
    mean_curve_free(&curve);
}

/* Half of them at -1 and half at 1: the spread has more than 128 bits. */
static void the_widest_ensemble(void **state) {
    (void)state;
    struct mean_curve curve;
    struct curve_point points[2];
    assert_true(mean_curve_init(&curve, 1));
    for (int run = 0; run < 2; run++) {
        const int64_t rho = mean_curve_quantise(run ? 1.0 : -1.0);
        const int64_t values[CURVES] = {rho, rho};
        const int64_t *const value[CURVES] = {&values[CURVE_AB], &values[CURVE_AO]};
        mean_curve_add(&curve, 0, 1, value);
        mean_curve_end_run(&curve, 1, values);
    }
    multiply(&curve, 10000);
    multiply(&curve, MEAN_RUNS_MAX / 20000);
    assert_int_equal(mean_curve_evaluate(&curve, 1, points), 2);
    for (int p = 0; p < 2; p++) {
        const double n = MEAN_RUNS_MAX;
        assert_int_equal(points[p].count, MEAN_RUNS_MAX);
        assert_true(points[p].mean[CURVE_AB] == 0.0);
        assert_true(points[p].std[CURVE_AB] == sqrt(n * n / (n * (n - 1.0))));
    }
    mean_curve_free(&curve);
}

static void few_runs(void **state) {
    (void)state;
    struct mean_curve curve;
    struct curve_point points[2];
    assert_true(mean_curve_init(&curve, 1));
    mean_curve_evaluate(&curve, 1, points);
    assert_true(isnan(points[0].mean[CURVE_AB]) && isnan(points[0].std[CURVE_AB]));
    mean_curve_free(&curve);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_grid),
        cmocka_unit_test(the_grid_of_alpha),
        cmocka_unit_test(the_grid_does_not_hang_on_the_last_bit),
        cmocka_unit_test(quantisation),
        cmocka_unit_test(against_gsl),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(added_by_points),
        cmocka_unit_test(points_that_are_none),
        cmocka_unit_test(runs_under_way),
        cmocka_unit_test(the_largest_ensemble),
        cmocka_unit_test(the_widest_ensemble),
        cmocka_unit_test(few_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
