/* Mean changes, their errors, fixed points and moves from steps whose sums are known. */
#include "units/drift.h"
#include "unit.h"
#include "units/moves.h"
#include "units/units.h"

#include <stdlib.h>
#include <string.h>

static struct drift *drift_new(void) {
    struct drift *drift = calloc(1, sizeof *drift);
    assert_non_null(drift);
    return drift;
}

/* Steps from the middle of every bin between two overlaps: change = slope (zero - rho), and off
 * by `spread` upwards in even blocks and downwards in odd ones. */
static void add_line(struct drift *drift, int blocks, double low, double high, double zero,
                     double slope, double spread) {
    for (int b = 0; b < blocks; b++)
        for (int i = 0; i < DRIFT_BINS; i++) {
            const double rho = (i + 0.5) / DRIFT_BINS;
            if (rho > low && rho < high)
                drift_add(drift, (size_t)b, rho,
                          slope * (zero - rho) + (b % 2 ? -spread : spread), false);
        }
}

static void test_mean_and_error(void **state) {
    (void)state;
    struct drift *drift = drift_new();
    /* Eight blocks, one step each, changes 1 .. 8: mean 4.5, sum of squared deviations 42, so
     * sqrt(8/7 42) / 8. */
    for (int b = 0; b < 8; b++)
        drift_add(drift, (size_t)b, 0.51 + 0.001 * b, b + 1.0, false);
    const struct drift_bin bin = drift_bin(drift, 20);
    assert_close(bin.steps, 8, 0.0);
    assert_close(bin.rho, 0.5135, 1e-12);
    assert_close(bin.change.value, 4.5, 1e-12);
    assert_close(bin.change.error, sqrt(8.0 / 7.0 * 42.0) / 8.0, 1e-12);
    /* A block of more steps weighs more: (36 + 3 0) / 11 */
    for (int i = 0; i < 3; i++)
        drift_add(drift, 0, 0.51, 0.0, false);
    assert_close(drift_bin(drift, 20).change.value, 36.0 / 11.0, 1e-12);
    assert_true(isnan(drift_bin(drift, 21).change.value));
    free(drift);
}

/* Steps hang together within a block, and tell no error when there are few blocks. */
static void test_few_blocks_have_no_error(void **state) {
    (void)state;
    struct drift *drift = drift_new();
    for (int i = 0; i < 1000; i++)
        drift_add(drift, (size_t)(i % (DRIFT_BLOCKS_LEAST - 1)), 0.5, i % 3, false);
    assert_true(isnan(drift_bin(drift, 20).change.error));
    assert_false(isnan(drift_bin(drift, 20).change.value));
    free(drift);
}

static void test_edges(void **state) {
    (void)state;
    struct drift *drift = drift_new();
    drift_add(drift, 0, -0.01, 1.0, false);
    drift_add(drift, 0, 0.0, 1.0, false);
    drift_add(drift, 0, 1.0, 1.0, false);
    assert_close(drift->outside, 1, 0.0);
    assert_close(drift_bin(drift, 0).steps, 1, 0.0);
    assert_close(drift_bin(drift, DRIFT_BINS - 1).steps, 1, 0.0);
    free(drift);
}

static void test_fixed_point(void **state) {
    (void)state;
    struct drift *drift = drift_new();
    add_line(drift, 16, 0.0, 1.0, 0.67, 0.05, 1e-4);
    const struct drift_zero zero = drift_zero(drift);
    assert_true(zero.found);
    /* As many blocks are above as below the line. */
    assert_close(zero.rho.value, 0.67, 1e-9);
    assert_close(zero.slope.value, -0.05, 1e-9);
    assert_true(zero.below > 3.0 && zero.above < -3.0);
    /* At a place of its own the line, between blocks that are 1e-4 above and below it. */
    assert_close(drift_at(drift, 0.6).value, 0.05 * 0.07, 1e-9);
    assert_close(drift_at(drift, 0.6).error, sqrt(15.0) * 1e-4 / 15.0, 1e-9);
    assert_true(isnan(drift_at(drift, 0.999).value));
    /* Without a block the line lies 1e-4/15 off: a zero off by 1e-4/15/0.05, in each of 16. */
    assert_close(zero.rho.error, sqrt(15.0 / 16.0 * 16.0) * 1e-4 / 15.0 / 0.05, 1e-6);
    free(drift);
}

static void test_no_fixed_point(void **state) {
    (void)state;
    /* A change that stays above 0; one that rises through 0; one that falls through it, but by
     * less than its errors tell; and one below of which nothing is known. */
    const struct {
        double zero, slope, spread, high;
    } cases[] = {{1.1, 0.05, 1e-4, 1.0},
                 {0.5, -0.05, 1e-4, 1.0},
                 {0.5, 0.001, 0.1, 1.0},
                 {0.5, 0.05, 1e-4, 0.49}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct drift *drift = drift_new();
        add_line(drift, 16, 0.0, cases[i].high, cases[i].zero, cases[i].slope, cases[i].spread);
        assert_false(drift_zero(drift).found);
        free(drift);
    }
}

static void test_pool_and_late(void **state) {
    (void)state;
    struct drift *a = drift_new(), *b = drift_new();
    add_line(a, 16, 0.0, 0.6, 0.67, 0.05, 1e-4);
    add_line(b, 16, 0.6, 1.0, 0.67, 0.05, 1e-4);
    assert_false(drift_zero(a).found);
    drift_pool(a, b);
    assert_true(drift_zero(a).found);
    assert_true(isnan(drift_late_mean(a).value));
    for (int i = 0; i < 8; i++)
        drift_add(a, (size_t)i, 0.1 * i, 0.0, true);
    assert_close(drift_late_mean(a).value, 0.35, 1e-12);
    free(a);
    free(b);
}

/* ---- moves ------------------------------------------------------------------------------- */

/* Units that all differ with probability eps = 1/4. */
static const double quarter = 0.70710678118654752440; /* cos(pi/4) */

/* The closed forms: P_u times the probability given that the parties move. */
static void test_repulsive_closed_forms(void **state) {
    (void)state;
    const double e = 0.25, known[] = {e * e, 2.0 * (1.0 - e) * e * e,
                                      3.0 * (1.0 - e) * (1.0 - e) * e * e + e * e * e * e};
    double before[8], after[8];
    for (int i = 0; i < 8; i++)
        before[i] = after[i] = quarter;
    for (size_t K = 2; K <= 4; K++) {
        struct moves_seen moves;
        memset(&moves, 0, sizeof moves);
        moves_add_mutual(&moves, 0, K, 3.0, before, after);
        assert_close(moves.expected[MOVE_MUTUAL_REPULSIVE][0], (double)K * known[K - 2], 1e-12);
    }
}

static void test_moves_are_told_apart(void **state) {
    (void)state;
    struct moves_seen moves;
    memset(&moves, 0, sizeof moves);
    /* Up, down, not; of the last two nothing can be told. */
    const double before[] = {quarter, quarter, quarter, 0.0, 1.0},
                 after[] = {0.8, 0.6, quarter, 0.0, 1.0};
    moves_add_mutual(&moves, 3, 5, 3.0, before, after);
    assert_close(moves.seen[MOVE_MUTUAL_REPULSIVE][3], 1, 0.0);
    assert_close(moves.seen[MOVE_MUTUAL_ATTRACTIVE][3], 1, 0.0);
    /* A unit that agrees or not with equal probability makes q = 0. */
    assert_close(moves.expected[MOVE_MUTUAL_REPULSIVE][3], 3 * 0.25 / 2, 1e-12);
    assert_close(moves.expected[MOVE_MUTUAL_ATTRACTIVE][3], 3 * 0.5 * 0.75 / 2, 1e-12);
    moves_add_one_way(&moves, 3, 5, 3.0, before, after);
    assert_close(moves.seen[MOVE_ONE_WAY_REPULSIVE][3], 1, 0.0);
    assert_close(moves.expected[MOVE_ONE_WAY_REPULSIVE][3], 3 * 0.25, 1e-12);
    assert_close(moves.expected[MOVE_ONE_WAY_ATTRACTIVE][3], 3 * 0.5 * 0.75, 1e-12);
    /* One hidden unit always agrees with its output. */
    moves_add_one_way(&moves, 4, 1, 3.0, before, after);
    assert_close(moves.expected[MOVE_ONE_WAY_ATTRACTIVE][4], 0.75, 1e-12);
}

static void test_sizes(void **state) {
    (void)state;
    struct moves_seen moves;
    memset(&moves, 0, sizeof moves);
    /* L = 3: 12 L/((L + 1)(2 L + 1)^2) = 36/196, and 3/((L + 1)(2 L + 1)) = 3/28. */
    const double before[] = {0.0, 0.9999, 0.5},
                 after[] = {36.0 / 196.0, 0.9999 - 3.0 / 28.0, 0.4};
    moves_add_one_way(&moves, 0, 3, 3.0, before, after);
    assert_close(moves.first.count, 1, 0.0);
    assert_close(moves.first.sum, 1.0, 1e-12);
    assert_close(moves.last.count, 1, 0.0);
    assert_close(moves.last.sum, 1.0, 1e-12);
    assert_close(moves.last.least, moves.last.most, 0.0);
}

static void test_return(void **state) {
    (void)state;
    assert_close(units_return(1), 0.0, 0.0);
    assert_close(units_return(3), 0.810569469, 1e-9); /* 8/pi^2 */
    assert_true(units_return(3) < 1.0 && units_return(4) > 1.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mean_and_error),
        cmocka_unit_test(test_few_blocks_have_no_error),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_fixed_point),
        cmocka_unit_test(test_no_fixed_point),
        cmocka_unit_test(test_pool_and_late),
        cmocka_unit_test(test_repulsive_closed_forms),
        cmocka_unit_test(test_moves_are_told_apart),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_return),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
