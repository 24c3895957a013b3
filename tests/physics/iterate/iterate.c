#include "unit.h"

#include "physics/run_engine.h"

static struct model standard(int L) {
    return (struct model){.seed = 11,
                          .protocol = {.K = UNITS},
                          .attack = {.machines = 1},
                          .L = L,
                          .initial = L,
                          .attacker = true,
                          .max_steps = 100000,
                          .cl = 0.99999};
}

/* The outcome and the path do not depend on how the steps are cut into calls. */
static void slices_do_not_matter(void **state) {
    (void)state;
    const struct model model = standard(1);
    for (int64_t run = 0; run < 20; run++) {
        struct path one = {0}, many = {0};
        const struct outcome a = run_one(&engine_iterate_plain, &model, run, 1000000, &one);
        const struct outcome b = run_one(&engine_iterate_plain, &model, run, 7, &many);
        assert_memory_equal(&a, &b, sizeof a);
        assert_int_equal(one.count, a.steps + 1);
        assert_int_equal(one.count, many.count);
        assert_memory_equal(one.sight, many.sight, (size_t)one.count * sizeof *one.sight);
        free(one.sight);
        free(many.sight);
    }
}

static double mean_of(const double rho[UNITS]) {
    return (rho[0] + rho[1] + rho[2]) / UNITS;
}

/* The times are the first steps at which the criterion is met, for all closures, criteria, L.
 */
static void times_are_first_passages(void **state) {
    (void)state;
    for (int variant = 0; variant < 12; variant++) {
        struct model model = standard(1 + variant % 3);
        model.closure = variant / 3 % 2 ? CLOSURE_NINE : CLOSURE_SIX;
        model.criterion = variant / 6 ? CRITERION_EACH : CRITERION_MEAN;
        model.cl = 0.99;
        struct path path = {0};
        const struct outcome o = run_one(&engine_iterate_plain, &model, variant, 1000, &path);
        int64_t sync = NOT_REACHED, learn = NOT_REACHED;
        for (int64_t i = 0; i < path.count; i++) {
            double ab = -mean_of(path.sight[i].ab), ao = mean_of(path.sight[i].ao);
            for (int k = 0; k < UNITS && model.criterion == CRITERION_EACH; k++) {
                ab = fmin(ab, -path.sight[i].ab[k]);
                ao = fmin(ao, path.sight[i].ao[k]);
            }
            /* 1e-12: the engine compares the gaps 1 -+ rho, not rho itself */
            if (sync == NOT_REACHED && ab >= model.cl - 1e-12)
                sync = path.sight[i].step;
            if (learn == NOT_REACHED && ao >= model.cl - 1e-12)
                learn = path.sight[i].step;
        }
        assert_int_equal(o.t_sync, sync);
        assert_int_equal(o.t_learn, learn);
        assert_int_equal(o.steps, sync > learn ? sync : learn);
        free(path.sight);
    }
}

/* At rho = 0 the parties' outputs differ with probability 1/2, whatever the closure: the share
 * of first steps that move anything, in 40000 runs, is within 5 standard errors (false alarm
 * 6e-7 for each of the two). */
static void parties_differ_with_probability_one_half(void **state) {
    (void)state;
    enum { RUNS = 40000 };
    for (int closure = 0; closure < 2; closure++) {
        struct model model = standard(1);
        model.closure = closure ? CLOSURE_NINE : CLOSURE_SIX;
        model.max_steps = 1;
        int moved = 0;
        for (int64_t run = 0; run < RUNS; run++) {
            struct path path = {0};
            run_one(&engine_iterate_plain, &model, run, 1, &path);
            assert_int_equal(path.count, 2);
            /* A moved unit of A or o alone leaves rho = 0; of A and o both, it does not; so
             * look at A and B: one of all moves in which both move changes rho^AB. */
            bool any = false;
            for (int k = 0; k < UNITS; k++)
                any = any || path.sight[1].ab[k] != path.sight[0].ab[k];
            moved += any;
            free(path.sight);
        }
        /* Which first steps change rho^AB: those with an odd number of differing units in which
         * A and B move together. One unit differs (probability 3/8): it moves both if tau =
         * sigma, probability 1/2. All three differ (1/8): all of A's moved units move both, and
         * at least one unit always moves. Together 3/16 + 1/8 = 5/16. */
        const double p = 5.0 / 16.0;
        assert_close((double)moved / RUNS, p, 5.0 * sqrt(p * (1.0 - p) / RUNS));
    }
}

static void no_attacker_changes_nothing_for_the_parties(void **state) {
    (void)state;
    for (int64_t run = 0; run < 10; run++) {
        struct model model = standard(2);
        const struct outcome with = run_one(&engine_iterate_plain, &model, run, 1000, NULL);
        model.attacker = false;
        struct path path = {0};
        const struct outcome without = run_one(&engine_iterate_plain, &model, run, 1000, &path);
        assert_int_equal(with.t_sync, without.t_sync);
        assert_int_equal(without.t_learn, NOT_REACHED);
        assert_int_equal(without.steps, without.t_sync);
        assert_true(isnan(path.sight[0].ao[0]));
        free(path.sight);
    }
}

/* After synchronisation rho^AB stays as it is, and every step moves some unit of A. */
static void synchronised_is_for_good(void **state) {
    (void)state;
    struct model model = standard(2);
    struct path path = {0};
    const struct outcome o = run_one(&engine_iterate_plain, &model, 3, 1000, &path);
    assert_true(o.t_learn > o.t_sync);
    for (int64_t i = o.t_sync; i < path.count; i++)
        assert_memory_equal(path.sight[i].ab, path.sight[o.t_sync].ab, sizeof path.sight[i].ab);
    free(path.sight);
}

/* A run that waits for one time is the beginning of the run that waits for both, and knows the
 * other time if that came first or in the same step. */
static void until_ends_runs(void **state) {
    (void)state;
    int learned_first = 0;
    for (int64_t run = 0; run < 40; run++) {
        struct model model = standard(1);
        const struct outcome both = run_one(&engine_iterate_plain, &model, run, 1000, NULL);
        model.until = UNTIL_SYNC;
        const struct outcome sync = run_one(&engine_iterate_plain, &model, run, 1000, NULL);
        model.until = UNTIL_LEARN;
        const struct outcome learn = run_one(&engine_iterate_plain, &model, run, 1000, NULL);
        assert_int_equal(sync.steps, both.t_sync);
        assert_int_equal(sync.t_sync, both.t_sync);
        assert_int_equal(sync.t_a, both.t_a);
        assert_int_equal(sync.t_learn,
                         both.t_learn <= both.t_sync ? both.t_learn : NOT_REACHED);
        assert_int_equal(learn.steps, both.t_learn);
        assert_int_equal(learn.t_learn, both.t_learn);
        assert_int_equal(learn.t_sync, both.t_sync <= both.t_learn ? both.t_sync : NOT_REACHED);
        learned_first += both.t_learn < both.t_sync;
    }
    assert_true(0 < learned_first && learned_first < 40); /* else one branch is not tested */
}

static void censored_runs_say_so(void **state) {
    (void)state;
    struct model model = standard(3);
    model.max_steps = 50;
    const struct outcome o = run_one(&engine_iterate_plain, &model, 0, 1000, NULL);
    assert_int_equal(o.steps, 50);
    assert_int_equal(o.t_sync, NOT_REACHED);
    assert_int_equal(o.t_learn, NOT_REACHED);
}

/* Every L there is, and a narrow start: runs synchronise and stay within bounds. */
static void every_L_runs(void **state) {
    (void)state;
    for (int L = 1; L <= 8; L++) {
        struct model model = standard(L);
        model.initial = L > 2 ? 2 : 1;
        model.attacker = false;
        struct path path = {0};
        const struct outcome o = run_one(&engine_iterate_plain, &model, L, 10000, &path);
        assert_true(o.t_sync > 0);
        for (int64_t i = 0; i < path.count; i++)
            for (int k = 0; k < UNITS; k++)
                assert_true(fabs(path.sight[i].ab[k]) <= 1.0 + 1e-12);
        free(path.sight);
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_do_not_matter),
        cmocka_unit_test(times_are_first_passages),
        cmocka_unit_test(parties_differ_with_probability_one_half),
        cmocka_unit_test(no_attacker_changes_nothing_for_the_parties),
        cmocka_unit_test(synchronised_is_for_good),
        cmocka_unit_test(until_ends_runs),
        cmocka_unit_test(censored_runs_say_so),
        cmocka_unit_test(every_L_runs),
    };
    return run_unit_tests(tests, argc, argv);
}
