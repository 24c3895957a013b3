/* The fast twin against the plain engine, run for run, for any K, both updates and the
 * attackers that it takes; and that the update on agreement is that on mismatch seen in a
 * mirror.
 *
 * A decision of the two can only differ if a random number falls within a few ulp of its
 * threshold, with probability below 2^-50 a draw; at below 10^7 draws in all, equality of all
 * times fails by chance with probability below 1e-8. Overlaps are to agree to 1e-12.
 *
 * Fields of the geometric attacker are less exact where the three weight vectors are nearly in
 * a plane, to 1e-8 at the worst, when gaps have sunk to 1e-16: by fewer than 10^4 such draws
 * its tests fail by chance with probability below 1e-4. The seed is fixed, and so are the bits.
 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "physics/model/engine.h"

enum { RUNS = 12, LANES_MAX = 4096, RECORDS = 400 };

/* What was seen of a run. */
struct history {
    int records;
    int64_t step[RECORDS];
    double ab[RECORDS][K_MAX], ao[RECORDS][K_MAX];
    struct outcome outcome;
};

struct ensemble {
    int K;
    struct history history[RUNS];
    int run_of_lane[LANES_MAX];
};

/* Every step of the first 200, then ever more seldom. */
static int64_t next_wanted(int64_t step) {
    return step < 200 ? step + 1 : step + 1 + step / 10;
}

static void record(struct ensemble *e, int lane, int64_t step, const double ab[],
                   const double ao[]) {
    struct history *h = &e->history[e->run_of_lane[lane]];
    assert_true(h->records < RECORDS);
    h->step[h->records] = step;
    memcpy(h->ab[h->records], ab, (size_t)e->K * sizeof *ab);
    memcpy(h->ao[h->records], ao, (size_t)e->K * sizeof *ao);
    h->records++;
}

static int64_t observe(void *self, int lane, int64_t step, const struct overlaps *overlaps) {
    record(self, lane, step, overlaps->ab, overlaps->ao);
    return next_wanted(step);
}

static int64_t observe_stretch(void *self, int lane, int64_t first, int count,
                               const double *const rho_ab[], const double *const rho_ao[]) {
    struct ensemble *e = self;
    for (int n = 0; n < count; n++) {
        double ab[K_MAX], ao[K_MAX];
        for (int i = 0; i < e->K; i++)
            ab[i] = rho_ab[i][n], ao[i] = rho_ao[i][n];
        record(e, lane, first + n, ab, ao);
    }
    return next_wanted(first + count - 1);
}

/* The runs from 0 on, in calls of `cut` steps. */
static struct ensemble *run_ensemble(const struct engine *engine, const struct model *model,
                                     int64_t cut, bool stretches) {
    struct ensemble *e = calloc(1, sizeof *e);
    struct outcome *outcome = calloc(LANES_MAX, sizeof *outcome);
    bool *busy = calloc(LANES_MAX, sizeof *busy), *finished = calloc(LANES_MAX, sizeof *busy);
    assert_true(e && outcome && busy && finished && engine->lanes <= LANES_MAX);
    e->K = model->protocol.K;
    struct observer observer = {.observe = observe, .self = e};
    if (stretches) {
        observer.observe_stretch = observe_stretch;
        observer.every_step_until = 200;
    }
    void *worker = engine->create(model, observer);
    assert_non_null(worker);
    for (int started = 0, ended = 0; ended < RUNS;) {
        for (int lane = 0; lane < engine->lanes && started < RUNS; lane++)
            if (!busy[lane]) {
                busy[lane] = true;
                e->run_of_lane[lane] = started;
                engine->start(worker, lane, started++);
            }
        engine->advance(worker, cut, outcome, finished);
        for (int lane = 0; lane < engine->lanes; lane++)
            if (finished[lane]) {
                busy[lane] = finished[lane] = false;
                e->history[e->run_of_lane[lane]].outcome = outcome[lane];
                ended++;
            }
    }
    engine->destroy(worker);
    free(outcome);
    free(busy);
    free(finished);
    return e;
}

static void same_outcome(const struct outcome *a, const struct outcome *b) {
    assert_int_equal(a->t_sync, b->t_sync);
    assert_int_equal(a->t_learn, b->t_learn);
    assert_int_equal(a->steps, b->steps);
    assert_int_equal(a->t_a, b->t_a);
    assert_int_equal(a->end, b->end);
    assert_int_equal(a->at_sync.learned, b->at_sync.learned);
    assert_int_equal(a->at_sync.machines, b->at_sync.machines);
    assert_true(isnan(a->at_sync.rho_ao) == isnan(b->at_sync.rho_ao));
    if (!isnan(a->at_sync.rho_ao))
        assert_close(a->at_sync.rho_ao, b->at_sync.rho_ao, 1e-12);
}

/* The same runs; rho^AB of the one is `mirror` times that of the other. */
static void same(const struct ensemble *a, const struct ensemble *b, int mirror) {
    for (int run = 0; run < RUNS; run++) {
        const struct history *h = &a->history[run], *g = &b->history[run];
        same_outcome(&h->outcome, &g->outcome);
        assert_int_equal(h->records, g->records);
        for (int n = 0; n < h->records; n++) {
            assert_int_equal(h->step[n], g->step[n]);
            for (int i = 0; i < a->K; i++) {
                assert_close(h->ab[n][i], mirror * g->ab[n][i], 1e-12);
                assert_true(isnan(h->ao[n][i]) == isnan(g->ao[n][i]));
                if (!isnan(h->ao[n][i]))
                    assert_close(h->ao[n][i], g->ao[n][i], 1e-12);
            }
        }
    }
}

static struct model standard(int K, int L, enum update update, enum attack_kind kind) {
    return (struct model){
        .seed = 17,
        .protocol = {.K = K,
                     .update = update,
                     .ties = update == UPDATE_MISMATCH ? TIES_ODD : TIES_MINUS},
        .L = L,
        .initial = L,
        .attacker = true,
        .attack = {.kind = kind, .machines = 1},
        .max_steps = 100000,
        .closure = CLOSURE_NINE,
        .cl = 0.99999,
    };
}

static void batch_is_plain(const struct model *model) {
    struct ensemble *plain = run_ensemble(&engine_iterate_plain, model, 1000, false);
    struct ensemble *batch = run_ensemble(&engine_iterate_batch, model, 61, false);
    struct ensemble *stretches = run_ensemble(&engine_iterate_batch, model, 1000, true);
    same(plain, batch, 1);
    same(plain, stretches, 1);
    free(plain);
    free(batch);
    free(stretches);
}

static void any_number_of_units(void **state) {
    (void)state;
    for (int K = 1; K <= K_MAX; K++) {
        struct model model = standard(K, 1 + K % 2, UPDATE_AGREEMENT, ATTACK_NAIVE);
        batch_is_plain(&model);
        model.closure = CLOSURE_SIX;
        model.criterion = CRITERION_EACH;
        if (K % 2 == 1)
            model.protocol.update = UPDATE_MISMATCH;
        batch_is_plain(&model);
        model.attacker = false;
        batch_is_plain(&model);
    }
}

static void other_matrices(void **state) {
    (void)state;
    struct model model = standard(4, 5, UPDATE_AGREEMENT, ATTACK_NAIVE);
    model.max_steps = 2000; /* beyond synchronisation; o takes for ever */
    batch_is_plain(&model);
    model = standard(2, 3, UPDATE_AGREEMENT, ATTACK_NAIVE);
    model.initial = 1;
    batch_is_plain(&model);
}

static void strict(void **state) {
    (void)state;
    for (int K = 1; K <= 4; K++) {
        struct model model = standard(K, 1, UPDATE_AGREEMENT, ATTACK_NAIVE_STRICT);
        batch_is_plain(&model);
        model.closure = CLOSURE_SIX;
        batch_is_plain(&model);
    }
}

/* To the end, which all units are iterated to; by `six` the field is that of o given A alone,
 * as it is by `nine` after synchronisation. */
static void geometric(void **state) {
    (void)state;
    for (int K = 1; K <= 5; K++) {
        struct model model = standard(K, 1 + K % 3, UPDATE_AGREEMENT, ATTACK_GEOMETRIC);
        batch_is_plain(&model);
        if (K % 2 == 1)
            model.protocol.update = UPDATE_MISMATCH;
        model.closure = CLOSURE_SIX;
        model.criterion = CRITERION_EACH;
        batch_is_plain(&model);
    }
    struct model model = standard(3, 4, UPDATE_MISMATCH, ATTACK_GEOMETRIC);
    model.cl = 1.0 - 0x1p-50; /* gaps become as small as they ever do before the end */
    batch_is_plain(&model);
    model = standard(8, 5, UPDATE_AGREEMENT, ATTACK_GEOMETRIC);
    model.max_steps = 1500;
    batch_is_plain(&model);
}

/* Where the fields of the units have different lengths. */
static void geometric_of_other_weights(void **state) {
    (void)state;
    for (int nine = 0; nine < 2; nine++)
        for (int initial = 1; initial <= 2; initial++) {
            struct model model = standard(3, 3, UPDATE_MISMATCH, ATTACK_GEOMETRIC);
            model.closure = nine ? CLOSURE_NINE : CLOSURE_SIX;
            model.initial = initial;
            batch_is_plain(&model);
        }
}

/* The matrices know nothing of the update but the sign under which B is held. */
static void agreement_is_mismatch_in_a_mirror(void **state) {
    (void)state;
    static const struct engine *const engines[] = {&engine_iterate_plain,
                                                   &engine_iterate_batch};
    for (int e = 0; e < 2; e++)
        for (enum attack_kind kind = 0; kind <= ATTACK_GEOMETRIC; kind++) {
            const struct model one = standard(3, 2, UPDATE_MISMATCH, kind),
                               other = standard(3, 2, UPDATE_AGREEMENT, kind);
            struct ensemble *mismatch = run_ensemble(engines[e], &one, 1000, false);
            struct ensemble *agreement = run_ensemble(engines[e], &other, 1000, e == 1);
            same(mismatch, agreement, -1);
            assert_true(agreement->history[0].outcome.t_sync != NOT_REACHED);
            free(mismatch);
            free(agreement);
        }
}

static void what_it_cannot_do_is_refused(void **state) {
    (void)state;
    struct model model = standard(3, 2, UPDATE_AGREEMENT, ATTACK_GEOMETRIC);
    assert_null(engine_iterate_batch.fault(&model));
    assert_null(engine_iterate_plain.fault(&model));
    model.attack.machines = 2;
    assert_non_null(strstr(engine_iterate_batch.fault(&model), "--method weights"));
    assert_non_null(strstr(engine_iterate_plain.fault(&model), "--method weights"));
    model.attack = (struct attack){.kind = ATTACK_MAJORITY, .machines = 1};
    assert_non_null(engine_iterate_plain.fault(&model));
    model.attack.kind = ATTACK_GENETIC;
    assert_non_null(engine_iterate_plain.fault(&model));
    model.attacker = false;
    assert_null(engine_iterate_batch.fault(&model));
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_units),
        cmocka_unit_test(other_matrices),
        cmocka_unit_test(strict),
        cmocka_unit_test(geometric),
        cmocka_unit_test(geometric_of_other_weights),
        cmocka_unit_test(agreement_is_mismatch_in_a_mirror),
        cmocka_unit_test(what_it_cannot_do_is_refused),
    };
    return run_unit_tests(tests, argc, argv);
}
