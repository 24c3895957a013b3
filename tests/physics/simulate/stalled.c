/* Runs that stall: so many steps without an update, before the parties have synchronised. */
#include "film.h"
#include "literal.h"
#include "physics/model/run.h"

/* Small machines of large weights, of which some never synchronise. */
static struct model model_of(int K, int64_t N, int64_t stall) {
    return (struct model){.seed = 3,
                          .protocol = {.K = K,
                                       .update = UPDATE_AGREEMENT,
                                       .rule = RULE_RANDOM_WALK,
                                       .ties = TIES_MINUS},
                          .L = 4,
                          .initial = 4,
                          .attacker = true,
                          .attack = {.kind = ATTACK_NAIVE, .machines = 1},
                          .max_steps = 3000,
                          .until = UNTIL_BOTH,
                          .stall = stall,
                          .N = N};
}

static const char *const methods[] = {"weights-plain", "weights", "occupancy-plain",
                                      "occupancy"};
enum { METHODS = sizeof methods / sizeof *methods };

/* The end of runs that have no reason to wait: what they are to find is found, or the limit is
 * reached, or they stall; of the last two in the same step the last counts. */
struct end {
    int64_t step;
    enum run_end kind;
};

static struct end end_of(const struct model *model, int64_t step, int64_t last_update,
                         const struct outcome *times) {
    const bool synchronised = times->t_sync != NOT_REACHED && times->t_sync <= step;
    const bool learned = times->t_learn != NOT_REACHED && times->t_learn <= step;
    if (synchronised && learned)
        return (struct end){step, END_COMPLETE};
    if (model->stall > 0 && !synchronised && step - last_update >= model->stall)
        return (struct end){step, END_STALLED};
    if (step == model->max_steps)
        return (struct end){step, END_STEP_LIMIT};
    return (struct end){0, END_COMPLETE};
}

/* By the literal simulation. */
static struct end literal_end(const struct model *model, int64_t run) {
    static struct literal l;
    struct outcome times = {.t_sync = NOT_REACHED, .t_learn = NOT_REACHED};
    struct end end = {0};
    int64_t last_update = 0;
    literal_start(&l, model, run);
    while (end.step == 0) {
        literal_step(&l);
        if (l.updated)
            last_update = l.step;
        if (times.t_sync == NOT_REACHED && literal_equals_a(&l, MACHINE_B, 1))
            times.t_sync = l.step;
        if (times.t_learn == NOT_REACHED && literal_equals_a(&l, MACHINE_O, 1))
            times.t_learn = l.step;
        end = end_of(model, l.step, last_update, &times);
    }
    return end;
}

/* Compares an engine of the weights with it, and counts what came out. */
static void compare(const char *method, const struct model *model, int64_t run,
                    int count[END_STALLED + 1]) {
    const struct end wanted = literal_end(model, run);
    struct film film = film_of(engine_find("simulate", method), model, run, 7, false);
    assert_int_equal(film.outcome.steps, wanted.step);
    assert_int_equal(film.outcome.end, wanted.kind);
    assert_int_equal(film.frame[film.count - 1].step, wanted.step);
    if (wanted.kind == END_STALLED) {
        assert_int_equal(film.outcome.t_sync, NOT_REACHED);
        assert_int_equal(film.outcome.t_a, NOT_REACHED);
        assert_int_equal(film.outcome.at_sync.machines, NOT_REACHED);
    }
    count[wanted.kind]++;
    free(film.frame);
}

static void the_step_that_it_says(void **state) {
    (void)state;
    int count[END_STALLED + 1] = {0};
    for (int m = 0; m < 2; m++)
        for (int64_t stall = 1; stall <= 1000; stall *= 3)
            for (int64_t run = 0; run < 25; run++) {
                const struct model model = model_of(2 + (int)run % 2, 4, stall);
                compare(methods[m], &model, run, count);
            }
    assert_true(count[END_STALLED] > 50 && count[END_COMPLETE] > 50);
}

/* With other ties than the same sign for all, parties that have synchronised may cease to
 * update: that is no stalling any more. */
static void not_after_synchronisation(void **state) {
    (void)state;
    int count[END_STALLED + 1] = {0};
    for (int m = 0; m < 2; m++)
        for (int64_t run = 0; run < 100; run++) {
            struct model model = model_of(3, 4, 6);
            model.protocol.ties = TIES_ODD;
            model.L = model.initial = 1;
            compare(methods[m], &model, run, count);
        }
    assert_true(count[END_STALLED] > 20 && count[END_COMPLETE] > 20);
}

/* Also those that never synchronise: at K = 3, N = 4 and L = 8 some percent, and no run that
 * does is taken for one. */
static void some_never_synchronise(void **state) {
    (void)state;
    int stalled = 0, synchronised = 0;
    for (int64_t run = 0; run < 300; run++) {
        struct model model = model_of(3, 4, 20000);
        model.L = model.initial = 8;
        model.attacker = false;
        model.max_steps = 10000000;
        const struct engine *engine = engine_find("simulate", "weights");
        struct film film = film_of(engine, &model, run, 1000000, false);
        stalled += film.outcome.end == END_STALLED;
        synchronised += film.outcome.end == END_COMPLETE;
        free(film.frame);
    }
    assert_true(1 <= stalled && stalled <= 30);
    assert_int_equal(stalled + synchronised, 300);
}

/* ---- all engines, by their own clock ----------------------------------------------------- */

static int64_t see_nothing(void *self, int lane, int64_t step,
                           const struct overlaps *overlaps) {
    (void)self, (void)lane, (void)step, (void)overlaps;
    return INT64_MAX;
}

/* Where a run that would go on would have stalled: made step by step, and its clock looked at.
 */
static struct end end_by_the_clock(const struct engine *engine, const struct model *asked,
                                   int64_t run) {
    struct model model = *asked;
    model.stall = 0;
    void *worker = engine->create(&model, (struct observer){.observe = see_nothing});
    struct outcome times = {.t_sync = NOT_REACHED, .t_learn = NOT_REACHED};
    struct end end = {0};
    bool finished = false;
    assert_non_null(worker);
    engine->start(worker, 0, run);
    while (end.step == 0) {
        struct run_clock clock = {0};
        engine->advance(worker, 1, &times, &finished);
        if (finished) {
            end = (struct end){times.steps, (enum run_end)times.end};
            break;
        }
        struct saved_run saved = {0};
        assert_true(engine->save(worker, 0, &saved));
        assert_true(run_clock_get(&saved, &clock, model.attacker, model.max_steps));
        times.t_sync = clock.t_sync;
        times.t_learn = clock.t_learn;
        end = end_of(asked, clock.step, clock.last_update, &times);
        saved_run_free(&saved);
    }
    engine->destroy(worker);
    return end;
}

static void every_engine(void **state) {
    (void)state;
    for (int m = 0; m < METHODS; m++) {
        const struct engine *engine = engine_find("simulate", methods[m]);
        int stalled = 0, others = 0;
        for (int64_t stall = 3; stall <= 300; stall *= 10)
            for (int64_t run = 0; run < 6; run++) {
                struct model model = model_of(3, 10, stall);
                model.L = model.initial = 2;
                const struct end wanted = end_by_the_clock(engine, &model, run);
                for (int moves_on = 0; moves_on < 2; moves_on++) {
                    struct film film =
                        film_of(engine, &model, run, moves_on ? 2 : 10000, moves_on);
                    assert_int_equal(film.outcome.steps, wanted.step);
                    assert_int_equal(film.outcome.end, wanted.kind);
                    free(film.frame);
                }
                stalled += wanted.kind == END_STALLED;
                others += wanted.kind != END_STALLED;
            }
        assert_true(stalled > 0 && others > 0);
    }
}

static void in_the_same_step_as_the_limit(void **state) {
    (void)state;
    int both = 0;
    for (int64_t run = 0; run < 40; run++) {
        struct model model = model_of(3, 4, 4);
        const struct engine *engine = engine_find("simulate", "weights");
        const struct end first = literal_end(&model, run);
        if (first.kind != END_STALLED)
            continue;
        model.max_steps = first.step;
        struct film film = film_of(engine, &model, run, 1000, false);
        assert_int_equal(film.outcome.steps, first.step);
        assert_int_equal(film.outcome.end, END_STALLED);
        free(film.frame);
        model.max_steps = first.step - 1;
        film = film_of(engine, &model, run, 1000, false);
        assert_int_equal(film.outcome.end, END_STEP_LIMIT);
        free(film.frame);
        both++;
    }
    assert_true(both > 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_step_that_it_says),
        cmocka_unit_test(not_after_synchronisation),
        cmocka_unit_test(in_the_same_step_as_the_limit),
        cmocka_unit_test(every_engine),
        cmocka_unit_test(some_never_synchronise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
