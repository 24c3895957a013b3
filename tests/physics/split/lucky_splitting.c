/* The lucky attacker by splitting, against counted runs. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "physics/split/lucky_splitting.h"

static struct model standard(int L, enum closure closure) {
    return (struct model){.seed = 7,
                          .protocol = {.K = UNITS},
                          .attack = {.machines = 1},
                          .L = L,
                          .initial = L,
                          .attacker = true,
                          .max_steps = 1000000,
                          .until = UNTIL_SYNC,
                          .closure = closure,
                          .cl = 0.99999,
                          .N = 1000};
}

static int64_t see_nothing(void *self, int lane, int64_t step,
                           const struct overlaps *overlaps) {
    const double *ab = overlaps->ab, *ao = overlaps->ao;
    (void)self, (void)lane, (void)ab, (void)ao;
    return step - 1;
}

static bool is_lucky(const struct outcome *o) {
    return o->t_learn != NOT_REACHED && o->t_sync != NOT_REACHED && o->t_learn < o->t_sync;
}

/* How many of `runs` runs are lucky. */
static int64_t count_lucky(const struct engine *engine, const struct model *model,
                           int64_t runs) {
    void *worker = engine->create(model, (struct observer){.observe = see_nothing});
    struct outcome *outcome = calloc((size_t)engine->lanes, sizeof *outcome);
    bool *busy = calloc((size_t)engine->lanes, sizeof *busy);
    bool *finished = calloc((size_t)engine->lanes, sizeof *finished);
    int64_t started = 0, ended = 0, lucky = 0;
    while (ended < runs) {
        for (int lane = 0; lane < engine->lanes; lane++)
            if (!busy[lane] && started < runs) {
                engine->start(worker, lane, started++);
                busy[lane] = true;
            }
        engine->advance(worker, 200, outcome, finished);
        for (int lane = 0; lane < engine->lanes; lane++)
            if (finished[lane]) {
                busy[lane] = finished[lane] = false;
                lucky += is_lucky(&outcome[lane]);
                ended++;
            }
    }
    engine->destroy(worker);
    free(outcome);
    free(busy);
    free(finished);
    return lucky;
}

enum { REPLICATES_MAX = 100 };

static struct lucky_mean estimate(const struct engine *engine, const struct model *model,
                                  int runs, int replicates) {
    static struct lucky_estimate estimates[REPLICATES_MAX];
    for (int r = 0; r < replicates; r++)
        assert_true(lucky_split(engine, model, runs, r, &estimates[r]));
    return lucky_mean(estimates, (size_t)replicates);
}

/* Both within 4.5 standard errors. The mean of 40 replicates or more of a positive quantity,
 * whose standard deviation is about its mean, is nearly normal: false alarm below 1e-4 for each
 * of the comparisons, of which there are six. */
static void compare(const struct engine *engine, const struct engine *counting,
                    const struct model *model, int runs, int replicates, int64_t counted) {
    const struct lucky_mean split = estimate(engine, model, runs, replicates);
    const double lucky = (double)count_lucky(counting, model, counted);
    const double p = lucky / (double)counted, error = sqrt(lucky) / (double)counted;
    print_message("L = %d: splitting %.3g +- %.2g, counting %.3g +- %.2g (%.0f runs)\n",
                  model->L, split.probability, split.error, p, error, lucky);
    assert_true(lucky >= 20.0); /* else nothing is tested */
    assert_true(split.error < 0.3 * split.probability);
    assert_close(split.probability, p, 4.5 * hypot(split.error, error));
}

static void agrees_with_counting_at_L_1_and_2(void **state) {
    (void)state;
    for (int L = 1; L <= 2; L++)
        for (int nine = 0; nine < 2; nine++) {
            const struct model model = standard(L, nine ? CLOSURE_NINE : CLOSURE_SIX);
            compare(&engine_iterate_plain, &engine_iterate_batch, &model, 100,
                    L == 1 ? 100 : 60, L == 1 ? 50000 : 300000);
        }
}

static void agrees_with_counting_at_L_3(void **state) {
    (void)state;
    const struct model model = standard(3, CLOSURE_NINE);
    compare(&engine_iterate_plain, &engine_iterate_batch, &model, 100, 40, 1000000);
}

static void agrees_with_counting_in_the_simulation(void **state) {
    (void)state;
    const struct model model = standard(1, CLOSURE_SIX);
    compare(&engine_occupancy_fast, &engine_occupancy_fast, &model, 50, 60, 10000);
}

static void is_a_function_of_seed_and_replicate(void **state) {
    (void)state;
    struct model model = standard(1, CLOSURE_NINE);
    struct lucky_estimate a, b, other;
    assert_true(lucky_split(&engine_iterate_plain, &model, 30, 5, &a));
    assert_true(lucky_split(&engine_iterate_plain, &model, 30, 6, &other));
    model.until = UNTIL_BOTH; /* not used */
    assert_true(lucky_split(&engine_iterate_plain, &model, 30, 5, &b));
    assert_memory_equal(&a, &b, sizeof a);
    assert_true(other.steps != a.steps);
    model.seed++;
    assert_true(lucky_split(&engine_iterate_plain, &model, 30, 5, &other));
    assert_true(other.steps != a.steps);
}

/* Where no run can be lucky, all are given up in the end. */
static void what_cannot_happen_has_probability_0(void **state) {
    (void)state;
    struct model model = standard(2, CLOSURE_NINE);
    model.max_steps = 20;
    struct lucky_estimate e;
    assert_true(lucky_split(&engine_iterate_plain, &model, 20, 0, &e));
    assert_true(e.probability == 0.0);
    assert_true(e.rounds > 0);
}

static void mean_and_error_are_those_of_the_replicates(void **state) {
    (void)state;
    const struct lucky_estimate e[3] = {
        {.probability = 1.0}, {.probability = 2.0}, {.probability = 6.0}};
    const struct lucky_mean mean = lucky_mean(e, 3);
    assert_close(mean.probability, 3.0, 1e-14);
    assert_close(mean.error, sqrt(7.0 / 3.0), 1e-14);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mean_and_error_are_those_of_the_replicates),
        cmocka_unit_test(is_a_function_of_seed_and_replicate),
        cmocka_unit_test(what_cannot_happen_has_probability_0),
        cmocka_unit_test(agrees_with_counting_at_L_1_and_2),
        cmocka_unit_test(agrees_with_counting_in_the_simulation),
        cmocka_unit_test(agrees_with_counting_at_L_3),
    };
    return run_unit_tests(tests, argc, argv);
}
