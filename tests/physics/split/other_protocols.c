/* Splitting for other protocols and attackers than the paper's, against runs of the iteration.
 * Differences are within 4.5 standard errors: false alarm below 1e-4 for each of the six
 * comparisons, on fixed seeds. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "physics/split/learning_splitting.h"
#include "physics/split/lucky_splitting.h"

static struct model standard(int K, int L, enum update update, enum attack_kind kind) {
    return (struct model){
        .seed = 7,
        .protocol = {.K = K,
                     .update = update,
                     .ties = update == UPDATE_MISMATCH ? TIES_ODD : TIES_MINUS},
        .L = L,
        .initial = L,
        .attacker = true,
        .attack = {.kind = kind, .machines = 1},
        .max_steps = INT64_C(1) << 40,
        .closure = CLOSURE_NINE,
        .cl = 0.99999,
    };
}

static int64_t see_nothing(void *self, int lane, int64_t step,
                           const struct overlaps *overlaps) {
    (void)self, (void)lane, (void)step, (void)overlaps;
    return INT64_MAX;
}

static struct outcome outcome_of(void *worker, int64_t run) {
    struct outcome outcome;
    bool finished = false;
    engine_iterate_plain.start(worker, 0, run);
    while (!finished)
        engine_iterate_plain.advance(worker, 1 << 20, &outcome, &finished);
    return outcome;
}

/* ---- the lucky attacker ------------------------------------------------------------------ */

static void lucky_is_what_is_counted(struct model model, int trials, int replicates, int runs) {
    struct lucky_estimate *estimates = calloc((size_t)replicates, sizeof *estimates);
    for (int r = 0; r < replicates; r++)
        assert_true(lucky_split(&engine_iterate_plain, &model, trials, r, &estimates[r]));
    const struct lucky_mean split = lucky_mean(estimates, (size_t)replicates);
    free(estimates);
    model.until = UNTIL_SYNC;
    void *worker =
        engine_iterate_plain.create(&model, (struct observer){.observe = see_nothing});
    double lucky = 0.0;
    for (int run = 0; run < runs; run++) {
        const struct outcome o = outcome_of(worker, run);
        lucky += o.t_learn != NOT_REACHED && o.t_learn < o.t_sync;
    }
    engine_iterate_plain.destroy(worker);
    const double p = lucky / runs, error = sqrt(p * (1.0 - p) / runs);
    print_message("K = %d, L = %d, %s: splitting %.4g +- %.2g, counting %.4g +- %.2g\n",
                  model.protocol.K, model.L, attack_attacker(&model.attack)->name,
                  split.probability, split.error, p, error);
    assert_true(lucky >= 20.0 &&
                split.error < 0.3 * split.probability); /* or it tests nothing */
    assert_close(split.probability, p, 4.5 * hypot(split.error, error));
}

static void lucky_geometric(void **state) {
    (void)state;
    lucky_is_what_is_counted(standard(3, 2, UPDATE_AGREEMENT, ATTACK_GEOMETRIC), 50, 40, 8000);
    lucky_is_what_is_counted(standard(4, 1, UPDATE_AGREEMENT, ATTACK_GEOMETRIC), 50, 40, 20000);
}

static void lucky_strict(void **state) {
    (void)state;
    lucky_is_what_is_counted(standard(3, 1, UPDATE_MISMATCH, ATTACK_NAIVE_STRICT), 50, 60,
                             40000);
}

/* ---- the learning time ------------------------------------------------------------------- */

static void learning_time_is_that_of_runs(struct model model, int trials, int replicates,
                                          int runs) {
    static struct learning_splitting splitting;
    struct learning_replicate *results = calloc((size_t)replicates, sizeof *results);
    assert_int_equal(learning_splitting_init(&splitting, &model, trials), SPLITTING_DONE);
    for (int r = 0; r < replicates; r++)
        assert_int_equal(learning_splitting_run(&splitting, r, &results[r]), SPLITTING_DONE);
    struct learning_estimate estimate;
    assert_int_equal(
        learning_splitting_estimate(&splitting, (size_t)replicates, results, &estimate),
        SPLITTING_DONE);
    free(results);
    void *worker =
        engine_iterate_plain.create(&model, (struct observer){.observe = see_nothing});
    double sum = 0.0, squares = 0.0;
    for (int run = 0; run < runs; run++) {
        const struct outcome o = outcome_of(worker, run);
        const double t = o.t_learn > o.t_sync ? (double)(o.t_learn - o.t_sync) : 0.0;
        sum += t;
        squares += t * t;
    }
    engine_iterate_plain.destroy(worker);
    const double mean = sum / runs, error = sqrt((squares / runs - mean * mean) / runs);
    print_message("K = %d, L = %d: splitting %.4g +- %.2g, runs %.4g +- %.2g\n",
                  model.protocol.K, model.L, estimate.mean, estimate.error, mean, error);
    assert_true(error < 0.05 * mean);
    assert_close(estimate.mean, mean, 4.5 * hypot(estimate.error, error));
}

static void learning_times(void **state) {
    (void)state;
    learning_time_is_that_of_runs(standard(2, 2, UPDATE_AGREEMENT, ATTACK_NAIVE), 300, 40,
                                  1000);
    learning_time_is_that_of_runs(standard(4, 2, UPDATE_AGREEMENT, ATTACK_NAIVE), 300, 40, 600);
    learning_time_is_that_of_runs(standard(5, 2, UPDATE_MISMATCH, ATTACK_NAIVE), 300, 40, 500);
}

/* ---- what is not done -------------------------------------------------------------------- */

static void passages_of_dependent_units_are_refused(void **state) {
    (void)state;
    struct model model = standard(3, 2, UPDATE_AGREEMENT, ATTACK_GEOMETRIC);
    assert_non_null(learning_splitting_fault(&model));
    model.attack.kind = ATTACK_NAIVE_STRICT;
    assert_non_null(learning_splitting_fault(&model));
    model.attack.kind = ATTACK_NAIVE;
    assert_null(learning_splitting_fault(&model));
    model.protocol.K = 1;
    assert_non_null(learning_splitting_fault(&model));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lucky_geometric),
        cmocka_unit_test(lucky_strict),
        cmocka_unit_test(learning_times),
        cmocka_unit_test(passages_of_dependent_units_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
