/* How the parties synchronise under the three rules, on agreement, ties minus, with K = 3: mean
 * times, what share of the weights stands on +-L then, and runs that never do.
 *
 * Known numbers and their standard errors: an independent simulation of the same definitions
 * (attack_runs.h). There are 11 comparisons of 3 standard errors on fixed seeds: right engines
 * would have failed with a probability below 3 %. */
#include <string.h>

#include "attack_runs.h"

static void time_under(const char *method, enum rule rule, int64_t N, int runs, double value,
                       double error, const char *what) {
    const struct model model = literature_model(rule, 3, N);
    struct outcome *outcome = attack_runs(method, &model, runs);
    assert_agrees(mean_t_sync(outcome, runs), value, error, what);
    free(outcome);
}

/* A relative accuracy of 0.4 %. */
static void mean_times(void **state) {
    (void)state;
    time_under("weights", RULE_HEBBIAN, 100, 6000, 303.9, 1.4, "t_sync, N = 100, Hebbian");
    time_under("weights", RULE_ANTI_HEBBIAN, 100, 6000, 459.4, 2.5,
               "t_sync, N = 100, anti-Hebbian");
    time_under("weights", RULE_RANDOM_WALK, 100, 6000, 344.0, 1.6,
               "t_sync, N = 100, random walk");
    time_under("weights", RULE_HEBBIAN, 1000, 6000, 378.7, 1.5, "t_sync, N = 1000, Hebbian");
    time_under("weights", RULE_RANDOM_WALK, 1000, 6000, 399.3, 1.6,
               "t_sync, N = 1000, random walk");
    time_under("weights-plain", RULE_RANDOM_WALK, 100, 1500, 344.0, 1.6,
               "t_sync, N = 100, random walk, weight by weight");
}

/* ---- the weights on the boundary -------------------------------------------------------- */

/* The share of A's weights that are +-L in a run of the plain engine. Its state ends with the
 * weights of A, B and o, [K][N] each (weights_plain.c). */
static double boundary_share(const struct engine *engine, void *worker,
                             const struct model *model) {
    struct saved_run saved = {0};
    assert_true(engine->save(worker, 0, &saved));
    const size_t count = (size_t)(model->protocol.K * model->N);
    const size_t size = count * sizeof(int16_t);
    assert_true(saved.size > 3 * size);
    int16_t *weight = malloc(size);
    assert_non_null(weight);
    memcpy(weight, saved.bytes + saved.size - 3 * size, size);
    int on_boundary = 0;
    for (size_t j = 0; j < count; j++) {
        assert_in_range(weight[j] + model->L, 0, 2 * model->L);
        on_boundary += abs(weight[j]) == model->L;
    }
    free(weight);
    saved_run_free(&saved);
    return (double)on_boundary / (double)count;
}

/* A run that has ended has no state any more. So the times are found first; then the same runs
 * are made with an attacker that they wait for, and stopped at the known t_sync. The strict
 * attacker learns before it once in thousands of runs, if ever. */
static void share_under(enum rule rule, int runs, double value, double error,
                        const char *what) {
    struct model model = literature_model(rule, 3, 100);
    struct outcome *outcome = attack_runs("weights", &model, runs);
    model.attacker = true;
    model.attack = (struct attack){.kind = ATTACK_NAIVE_STRICT, .machines = 1};
    model.until = UNTIL_BOTH;
    const struct engine *engine = engine_find("simulate", "weights-plain");
    double *share = malloc((size_t)runs * sizeof *share);
    assert_non_null(share);
    for (int run = 0; run < runs; run++) {
        void *worker = engine->create(&model, (struct observer){.observe = runs_see_nothing});
        assert_non_null(worker);
        struct outcome unused;
        bool finished = false;
        engine->start(worker, 0, run);
        engine->advance(worker, outcome[run].t_sync, &unused, &finished);
        assert_false(finished);
        share[run] = boundary_share(engine, worker, &model);
        engine->destroy(worker);
    }
    assert_agrees(mean_of(share, runs), value, error, what);
    free(share);
    free(outcome);
}

/* The known shares are given to three digits: their error is taken to be that of as many runs,
 * 0.001. Uniform weights would have 2/7 = 0.286. */
static void boundary(void **state) {
    (void)state;
    share_under(RULE_HEBBIAN, 800, 0.345, 0.001, "share of weights on +-L, Hebbian");
    share_under(RULE_ANTI_HEBBIAN, 800, 0.230, 0.001, "share of weights on +-L, anti-Hebbian");
    share_under(RULE_RANDOM_WALK, 800, 0.290, 0.001, "share of weights on +-L, random walk");
}

/* ---- never ------------------------------------------------------------------------------ */

/* Runs that stall are runs that would never have synchronised: of the first ones it is tried
 * out. All that end by themselves end as they did. */
static void stalled_go_on(struct model model, const struct outcome outcome[], int runs) {
    model.stall = 0;
    struct outcome *patient = attack_runs("weights", &model, runs);
    for (int j = 0; j < runs; j++) {
        assert_int_equal(patient[j].t_sync, outcome[j].t_sync);
        assert_int_equal(patient[j].end,
                         outcome[j].end == END_COMPLETE ? END_COMPLETE : END_STEP_LIMIT);
    }
    free(patient);
}

static int ends(const struct outcome outcome[], int runs, enum run_end end) {
    int count = 0;
    for (int j = 0; j < runs; j++) {
        assert_int_equal(outcome[j].end == END_COMPLETE, outcome[j].t_sync != NOT_REACHED);
        count += outcome[j].end == end;
    }
    return count;
}

static void never_at(int L, int runs, int known, int of, const char *what) {
    struct model model = literature_model(RULE_RANDOM_WALK, L, 4);
    model.stall = 10000;
    struct outcome *outcome = attack_runs("weights", &model, runs);
    const int stalled = ends(outcome, runs, END_STALLED);
    const int trapped = ends(outcome, runs, END_STEP_LIMIT);
    const struct estimate share = share_of(known, of);
    assert_agrees(share_of(stalled + trapped, runs), share.value, share.error, what);
    print_message("of them without an update: %d of %d\n", stalled, stalled + trapped);
    assert_true(stalled > trapped && trapped > 0);
    stalled_go_on(model, outcome, 1000);
    free(outcome);
}

/* There are two kinds. Where one dominating weight has opposite signs in A and B, the unit
 * differs at every input; the other units are equal, so the outputs always differ, and the
 * parties never move again: these runs stall. In the rest W^A - W^B is one weight of one unit,
 * too, and never changes; but at some inputs, by ties, the unit is the same in both, the
 * parties move, and keep to a closed set of states: (1, -1, 0, -2) and (1, -1, 0, 2), for
 * instance, with sgn(0) = -1. These go to the step limit. */
static void never(void **state) {
    (void)state;
    never_at(4, 10000, 46, 10000, "never, N = 4, L = 4");
    never_at(8, 2000, 97, 4000, "never, N = 4, L = 8");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mean_times),
        cmocka_unit_test(boundary),
        cmocka_unit_test(never),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
