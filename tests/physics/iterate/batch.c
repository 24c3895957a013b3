/* The fast twin against the plain engine, run for run.
 *
 * A decision of the two can only differ if a random number falls within a few ulp of its
 * threshold, with probability below 2^-50 a draw; at below 10^7 draws in all, equality of all
 * times fails by chance with probability below 1e-8. Overlaps are to agree to 1e-12.
 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "physics/model/engine.h"
#include "unit.h"
#include "vector/instruction_set.h"

enum { RUNS = 40, LANES_MAX = 4096, RECORDS = 512 };

/* What was seen of a run: its overlaps at the steps it was asked for, the last step, its end.
 */
struct history {
    int records;
    int64_t step[RECORDS];
    double rho[RECORDS][2 * UNITS];
    struct outcome outcome;
};

/* How an ensemble is run. */
struct schedule {
    int64_t cut;   /* steps of a call */
    int lanes;     /* that are used at a time, at most */
    bool reversed; /* the last run first */
    int64_t every; /* > 0: takes stretches of steps up to this one, which is at most 200 */
};

struct ensemble {
    struct history history[RUNS];
    struct schedule schedule;
    int longest_stretch;
    int run_of_lane[LANES_MAX];
};

/* Every step of the first 200, then every 37th, then ever more seldom. */
static int64_t next_wanted(int64_t step) {
    return step < 200 ? step + 1 : step < 5000 ? step + 37 : step + step / 50;
}

static int64_t record(void *self, int lane, int64_t step, const struct overlaps *overlaps) {
    struct ensemble *e = self;
    struct history *h = &e->history[e->run_of_lane[lane]];
    assert_true(h->records < RECORDS);
    h->step[h->records] = step;
    memcpy(h->rho[h->records], overlaps->ab, UNITS * sizeof *overlaps->ab);
    memcpy(h->rho[h->records] + UNITS, overlaps->ao, UNITS * sizeof *overlaps->ao);
    h->records++;
    return next_wanted(step);
}

static int64_t record_stretch(void *self, int lane, int64_t first, int count,
                              const double *const rho_ab[UNITS],
                              const double *const rho_ao[UNITS]) {
    struct ensemble *e = self;
    assert_true(count >= 1 && first >= 0 && first + count - 1 <= e->schedule.every);
    if (count > e->longest_stretch)
        e->longest_stretch = count;
    for (int n = 0; n < count; n++) {
        const double ab[UNITS] = {rho_ab[0][n], rho_ab[1][n], rho_ab[2][n]};
        const double ao[UNITS] = {rho_ao[0][n], rho_ao[1][n], rho_ao[2][n]};
        record(self, lane, first + n, &(struct overlaps){ab, ao, ao});
    }
    return next_wanted(first + count - 1);
}

static struct ensemble *run_ensemble(const char *method, const struct model *model,
                                     struct schedule schedule) {
    const struct engine *engine = engine_find("iterate", method);
    assert_non_null(engine);
    assert_true(engine->lanes <= LANES_MAX);
    struct ensemble *e = calloc(1, sizeof *e);
    struct outcome *outcome = calloc(LANES_MAX, sizeof *outcome);
    bool *busy = calloc(LANES_MAX, sizeof *busy), *finished = calloc(LANES_MAX, sizeof *busy);
    assert_true(e && outcome && busy && finished);
    e->schedule = schedule;
    struct observer observer = {.observe = record, .self = e};
    if (schedule.every > 0) {
        observer.observe_stretch = record_stretch;
        observer.every_step_until = schedule.every;
    }
    void *worker = engine->create(model, observer);
    assert_non_null(worker);
    const int lanes = schedule.lanes < engine->lanes ? schedule.lanes : engine->lanes;
    int started = 0, done = 0;
    while (done < RUNS) {
        for (int l = 0; l < lanes && started < RUNS; l++) {
            const int lane = schedule.reversed ? engine->lanes - 1 - l : l;
            if (busy[lane])
                continue;
            const int run = schedule.reversed ? RUNS - 1 - started : started;
            e->run_of_lane[lane] = run;
            engine->start(worker, lane, run);
            busy[lane] = true;
            started++;
        }
        engine->advance(worker, schedule.cut, outcome, finished);
        for (int lane = 0; lane < engine->lanes; lane++)
            if (finished[lane]) {
                assert_true(busy[lane]);
                e->history[e->run_of_lane[lane]].outcome = outcome[lane];
                busy[lane] = finished[lane] = false;
                done++;
            }
    }
    engine->destroy(worker);
    free(outcome);
    free(busy);
    free(finished);
    return e;
}

static void assert_same_overlap(double a, double b, double tolerance) {
    if (isnan(a) || isnan(b))
        assert_true(isnan(a) && isnan(b));
    else
        assert_true(fabs(a - b) <= tolerance);
}

/* Equal times and observed steps; overlaps within the tolerance, 0 meaning the same value. */
static void assert_same(const struct ensemble *a, const struct ensemble *b, double tolerance) {
    for (int run = 0; run < RUNS; run++) {
        const struct history *x = &a->history[run], *y = &b->history[run];
        assert_int_equal(x->outcome.t_sync, y->outcome.t_sync);
        assert_int_equal(x->outcome.t_learn, y->outcome.t_learn);
        assert_int_equal(x->outcome.steps, y->outcome.steps);
        assert_int_equal(x->outcome.t_a, y->outcome.t_a);
        assert_int_equal(x->records, y->records);
        for (int n = 0; n < x->records; n++) {
            assert_int_equal(x->step[n], y->step[n]);
            for (int i = 0; i < 2 * UNITS; i++)
                assert_same_overlap(x->rho[n][i], y->rho[n][i], tolerance);
        }
    }
}

static struct model model_of(int L, int64_t max_steps) {
    return (struct model){.seed = 20240601,
                          .protocol = {.K = UNITS},
                          .attack = {.machines = 1},
                          .L = L,
                          .initial = L,
                          .attacker = true,
                          .max_steps = max_steps,
                          .closure = CLOSURE_SIX,
                          .criterion = CRITERION_MEAN,
                          .cl = 1.0 - 1e-5};
}

static const struct schedule usual = {1000, RUNS, false, 0};

static void compare(const struct model *model) {
    struct ensemble *plain = run_ensemble("plain", model, usual);
    struct ensemble *batch = run_ensemble("batch", model, usual);
    assert_same(plain, batch, 1e-12);
    free(plain);
    free(batch);
}

/* ---- the same as the plain engine ------------------------------------------------------ */

static void all_closures_and_criteria(void **state) {
    (void)state;
    const int64_t limit[] = {0, 10000, 10000, 3000, 2000, 1500}; /* L = 1, 2 to the end */
    for (int L = 1; L <= 5; L++)
        for (int nine = 0; nine < 2; nine++)
            for (int each = 0; each < 2; each++) {
                struct model model = model_of(L, limit[L]);
                model.closure = nine ? CLOSURE_NINE : CLOSURE_SIX;
                model.criterion = each ? CRITERION_EACH : CRITERION_MEAN;
                compare(&model);
            }
}

static void smaller_initial_weights(void **state) {
    (void)state;
    for (int nine = 0; nine < 2; nine++)
        for (int initial = 1; initial <= 2; initial++) {
            struct model model = model_of(3, 2000);
            model.initial = initial;
            model.closure = nine ? CLOSURE_NINE : CLOSURE_SIX;
            compare(&model);
        }
}

static void without_attacker(void **state) {
    (void)state;
    for (int L = 1; L <= 5; L += 2) {
        struct model model = model_of(L, 3000);
        model.attacker = false;
        compare(&model);
    }
}

static void censored_runs(void **state) {
    (void)state;
    const int64_t limits[] = {1, 31, 32, 33, 70};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        const struct model model = model_of(1, limits[i]);
        compare(&model);
    }
}

/* What ends a run, in every stretch of steps that it may fall into. */
static void ended_by_one_time(void **state) {
    (void)state;
    for (int L = 1; L <= 2; L++)
        for (int nine = 0; nine < 2; nine++)
            for (enum until until = UNTIL_SYNC; until <= UNTIL_LEARN; until++) {
                struct model model = model_of(L, 10000);
                model.closure = nine ? CLOSURE_NINE : CLOSURE_SIX;
                model.until = until;
                compare(&model);
            }
}

/* Units that are learned for good long before the others, and criteria near both ends. */
static void other_limits(void **state) {
    (void)state;
    const double limits[] = {1e-3, 0.5, 1.0 - 1e-9, 1.0 - 0x1p-50};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct model model = model_of(2, 8000);
        model.cl = limits[i];
        compare(&model);
    }
}

static void learned_to_the_end(void **state) {
    (void)state;
    const struct model model = model_of(3, 200000); /* unit after unit falls out */
    compare(&model);
}

static void largest_weight(void **state) {
    (void)state;
    struct model model = model_of(L_MAX, 40);
    compare(&model);
}

/* ---- the same however it is run -------------------------------------------------------- */

static void schedules(void **state) {
    (void)state;
    const struct schedule others[] = {
        {1, RUNS, false, 0},      {7, 3, true, 0},   {33, 17, false, 0},
        {1000000, RUNS, true, 0}, {64, 1, false, 0},
    };
    for (int L = 1; L <= 3; L++)
        for (int kind = 0; kind < 4; kind++) {
            struct model model = model_of(L, 2000);
            model.closure = kind % 2 ? CLOSURE_NINE : CLOSURE_SIX;
            model.initial = kind < 2 ? L : 1;
            struct ensemble *expected = run_ensemble("batch", &model, usual);
            for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
                struct ensemble *other = run_ensemble("batch", &model, others[i]);
                assert_same(expected, other, 0.0);
                free(other);
            }
            free(expected);
        }
}

/* The same bits: 0.0 is not -0.0. */
static void assert_same_bits(const struct ensemble *a, const struct ensemble *b) {
    assert_same(a, b, 0.0);
    for (int run = 0; run < RUNS; run++)
        assert_memory_equal(a->history[run].rho, b->history[run].rho, sizeof a->history[0].rho);
}

static void compare_stretches(const struct model *model) {
    const struct schedule others[] = {
        {1000, RUNS, false, 1}, {1000, RUNS, false, 31}, {1000, RUNS, true, 100},
        {1, RUNS, false, 200},  {45, 17, false, 200},    {1000000, RUNS, false, 200},
    };
    struct ensemble *expected = run_ensemble("batch", model, usual);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct ensemble *other = run_ensemble("batch", model, others[i]);
        assert_same_bits(expected, other);
        if (others[i].every > 1 && others[i].cut > 1) /* else there is nothing to test */
            assert_true(other->longest_stretch > 10);
        free(other);
    }
    free(expected);
}

/* Shown stretch by stretch or step by step, a run is the same; in runs that end within the
 * steps shown, are censored there, and lose units one by one (L = 1, 2), or have no attacker.
 */
static void stretches(void **state) {
    (void)state;
    for (int L = 1; L <= 3; L++)
        for (int nine = 0; nine < 2; nine++)
            for (int attacker = 0; attacker < 2; attacker++) {
                struct model model = model_of(L, L == 2 ? 150 : 2000);
                model.closure = nine ? CLOSURE_NINE : CLOSURE_SIX;
                model.attacker = attacker;
                compare_stretches(&model);
            }
    struct model model = model_of(1, 2000);
    model.cl = 1.0 - 0x1p-50;
    compare_stretches(&model);
}

static void stretches_on_instruction_sets(void **state) {
    (void)state;
    const struct schedule schedule = {1000, RUNS, false, 200};
    const struct model model = model_of(1, 2000);
    struct ensemble *expected = run_ensemble("batch", &model, usual);
    for (enum instruction_set set = ISA_BASELINE; set < INSTRUCTION_SETS; set++) {
        setenv("TPMSYNC_ISA", instruction_set_name(set), 1);
        if (instruction_set_fault()) {
            print_message("not on this machine: %s\n", instruction_set_name(set));
            continue;
        }
        struct ensemble *other = run_ensemble("batch", &model, schedule);
        assert_same_bits(expected, other);
        free(other);
    }
    unsetenv("TPMSYNC_ISA");
    free(expected);
}

static void compare_instruction_sets(const struct model *model) {
    setenv("TPMSYNC_ISA", "baseline", 1);
    struct ensemble *expected = run_ensemble("batch", model, usual);
    for (enum instruction_set set = ISA_AVX2; set < INSTRUCTION_SETS; set++) {
        setenv("TPMSYNC_ISA", instruction_set_name(set), 1);
        if (instruction_set_fault()) {
            print_message("not on this machine: %s\n", instruction_set_name(set));
            continue;
        }
        struct ensemble *other = run_ensemble("batch", model, usual);
        assert_same(expected, other, 0.0);
        free(other);
    }
    unsetenv("TPMSYNC_ISA");
    free(expected);
}

static void instruction_sets(void **state) {
    (void)state;
    for (int L = 1; L <= 5; L++)
        for (int nine = 0; nine < 2; nine++) {
            struct model model = model_of(L, L < 3 ? 4000 : 1500);
            model.closure = nine ? CLOSURE_NINE : CLOSURE_SIX;
            compare_instruction_sets(&model);
            model.initial = 1;
            compare_instruction_sets(&model);
        }
}

static void instruction_sets_geometric(void **state) {
    (void)state;
    for (int L = 1; L <= 5; L += 2)
        for (int nine = 0; nine < 2; nine++) {
            struct model model = model_of(L, 1000);
            model.attack.kind = ATTACK_GEOMETRIC;
            model.closure = nine ? CLOSURE_NINE : CLOSURE_SIX;
            compare_instruction_sets(&model);
            model.initial = 1;
            compare_instruction_sets(&model);
        }
}

/* Twenty runs, of which sixteen fill the slots: a call takes sixteen on, by turns, so that all
 * get on alike. */
static int64_t note_step(void *self, int lane, int64_t step, const struct overlaps *overlaps) {
    int64_t *made = self;
    (void)overlaps;
    made[lane] = step;
    return step + 1;
}

static void slots_are_filled(void **state) {
    enum { LANES = 20 };
    int64_t made[LANES_MAX] = {0};
    struct outcome outcome[LANES_MAX];
    bool finished[LANES_MAX] = {false};
    const struct engine *engine = &engine_iterate_batch;
    const struct model model = {.seed = 1,
                                .protocol = {.K = UNITS},
                                .attack = {.machines = 1},
                                .L = 3,
                                .initial = 3,
                                .attacker = true,
                                .max_steps = 1000,
                                .cl = 0.99999};
    (void)state;
    void *worker = engine->create(&model, (struct observer){note_step, made, NULL, -1});
    assert_non_null(worker);
    for (int lane = 0; lane < LANES; lane++)
        engine->start(worker, lane, lane);
    for (int call = 1; call <= 5; call++) {
        int64_t sum = 0;
        engine->advance(worker, 4, outcome, finished);
        for (int lane = 0; lane < LANES; lane++) {
            sum += made[lane];
            assert_true(made[lane] >= 4 * (call - 1));
        }
        assert_int_equal(sum, 4 * 16 * call);
    }
    engine->destroy(worker);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_closures_and_criteria),
        cmocka_unit_test(ended_by_one_time),
        cmocka_unit_test(smaller_initial_weights),
        cmocka_unit_test(without_attacker),
        cmocka_unit_test(censored_runs),
        cmocka_unit_test(other_limits),
        cmocka_unit_test(learned_to_the_end),
        cmocka_unit_test(largest_weight),
        cmocka_unit_test(schedules),
        cmocka_unit_test(slots_are_filled),
        cmocka_unit_test(stretches),
        cmocka_unit_test(stretches_on_instruction_sets),
        cmocka_unit_test(instruction_sets),
        cmocka_unit_test(instruction_sets_geometric),
    };
    return run_unit_tests(tests, argc, argv);
}
