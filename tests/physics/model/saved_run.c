/* A run that is saved and restored, any number of times and anywhere, goes on as if nothing had
 * happened; under another number it goes on otherwise.
 *
 * Nothing here is left to chance: seeds are fixed, and equal means the same bits.
 */
#include "unit.h"

#include "saved_run_situations.h"
#include "vector/instruction_set.h"

/* ---- chance for the tests ---- */

static uint64_t chance_state;

/* Uniform in 0 .. below - 1, nearly. */
static int64_t chance(int64_t below) {
    chance_state = chance_state * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((chance_state >> 33) % (uint64_t)below);
}

static void choose_instruction_set(void) {
    enum instruction_set set = (enum instruction_set)chance(INSTRUCTION_SETS);
    do {
        assert_int_equal(setenv("TPMSYNC_ISA", instruction_set_name(set), 1), 0);
    } while (instruction_set_fault() && set-- > ISA_BASELINE);
}

/* ---- runs ---- */

struct ensemble {
    struct audience *audience;
    struct outcome outcome[RUNS_MAX];
};

static struct audience *new_audience(void) {
    struct audience *audience = calloc(1, sizeof *audience);
    assert_non_null(audience);
    return audience;
}

static int runs_of(const struct engine *engine) {
    return engine->lanes > 1 ? RUNS_MAX : 2;
}

/* Run j of a situation has this number. */
static int64_t number_of(int j) {
    return 3 + 2 * (int64_t)j;
}

static struct ensemble run_undisturbed(const struct situation *s) {
    struct ensemble e = {.audience = new_audience()};
    void *worker = s->engine->create(&s->model, audience_observer(e.audience, false));
    assert_non_null(worker);
    for (int j = 0; j < runs_of(s->engine); j++) {
        e.audience->path_of_lane[0] = j;
        s->engine->start(worker, 0, number_of(j));
        e.outcome[j] = run_to_end(s->engine, worker, 0, INT32_MAX);
    }
    s->engine->destroy(worker);
    return e;
}

/* A worker and the runs that it has got at the moment. */
struct voyage {
    const struct situation *situation;
    struct ensemble *ensemble;
    void *worker;
    int run_at[LANES_MAX]; /* -1: the lane is empty */
};

/* What is between two voyages. */
struct harbour {
    struct saved_run state[RUNS_MAX];
    bool started[RUNS_MAX], ended[RUNS_MAX];
    int unfinished;
};

static void board(struct voyage *v, struct harbour *h, int j) {
    const struct engine *engine = v->situation->engine;
    int lane = (int)chance(engine->lanes);
    while (v->run_at[lane] >= 0)
        lane = (lane + 1) % engine->lanes;
    v->run_at[lane] = j;
    v->ensemble->audience->path_of_lane[lane] = j;
    if (!h->started[j]) {
        engine->start(v->worker, lane, number_of(j));
        h->started[j] = true;
        return;
    }
    v->ensemble->audience->deaf = true;
    assert_true(engine->restore(v->worker, lane, number_of(j), &h->state[j]));
    assert_true(saved_run_is_read(&h->state[j]));
    v->ensemble->audience->deaf = false;
}

/* Most of the runs that are left, in any order; one if there is but one lane. */
static void board_some(struct voyage *v, struct harbour *h) {
    const int runs = runs_of(v->situation->engine), first = (int)chance(runs);
    const int stride = chance(2) ? 1 : runs - 1;
    int aboard = 0;
    for (int n = 0; n < runs && aboard < v->situation->engine->lanes; n++) {
        const int j = (first + n * stride) % runs;
        if (!h->ended[j] && (aboard == 0 || chance(4) > 0)) {
            board(v, h, j);
            aboard++;
        }
    }
}

static void sail(struct voyage *v, struct harbour *h, int64_t steps) {
    static struct outcome outcome[LANES_MAX];
    static bool finished[LANES_MAX];
    const struct engine *engine = v->situation->engine;
    engine->advance(v->worker, steps, outcome, finished);
    for (int lane = 0; lane < engine->lanes; lane++) {
        if (!finished[lane])
            continue;
        const int j = v->run_at[lane];
        assert_true(j >= 0);
        v->ensemble->outcome[j] = outcome[lane];
        finished[lane] = false;
        v->run_at[lane] = -1;
        h->ended[j] = true;
        h->unfinished--;
    }
}

static void save_all(struct voyage *v, struct harbour *h) {
    for (int lane = 0; lane < v->situation->engine->lanes; lane++)
        if (v->run_at[lane] >= 0) {
            struct saved_run *state = &h->state[v->run_at[lane]];
            saved_run_clear(state);
            assert_true(v->situation->engine->save(v->worker, lane, state));
        }
}

/* A fresh worker takes runs on, some steps further, and lets go of them. */
static void travel(const struct situation *s, struct ensemble *e, struct harbour *h,
                   int64_t longest) {
    struct voyage v = {.situation = s, .ensemble = e};
    memset(v.run_at, -1, sizeof v.run_at);
    choose_instruction_set();
    v.worker = s->engine->create(&s->model, audience_observer(e->audience, chance(2)));
    assert_non_null(v.worker);
    board_some(&v, h);
    for (int64_t slices = chance(3); slices >= 0; slices--) {
        save_all(&v, h); /* a run goes on undisturbed after it was saved */
        if (slices > 0)
            sail(&v, h, 1 + chance(chance(3) ? longest : 3));
    }
    s->engine->destroy(v.worker);
    unsetenv("TPMSYNC_ISA");
}

static struct ensemble run_with_interruptions(const struct situation *s, int64_t longest) {
    struct ensemble e = {.audience = new_audience()};
    struct harbour h = {.unfinished = runs_of(s->engine)};
    while (h.unfinished > 0)
        travel(s, &e, &h, longest);
    for (int j = 0; j < RUNS_MAX; j++)
        saved_run_free(&h.state[j]);
    return e;
}

/* ---- comparing ---- */

static bool same_value(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

static void assert_same_outcome(struct outcome a, struct outcome b) {
    assert_int_equal(a.t_sync, b.t_sync);
    assert_int_equal(a.t_learn, b.t_learn);
    assert_int_equal(a.steps, b.steps);
    assert_int_equal(a.t_a, b.t_a);
    assert_int_equal(a.end, b.end);
    assert_int_equal(a.at_sync.learned, b.at_sync.learned);
    assert_int_equal(a.at_sync.machines, b.at_sync.machines);
    assert_true(same_value(a.at_sync.rho_ao, b.at_sync.rho_ao));
    assert_true(same_value(a.at_sync.equal, b.at_sync.equal));
}

/* Whether a shows what b shows after its first `from` sights. */
static bool same_path(const struct path *a, const struct path *b, int64_t from) {
    if (a->count != b->count - from)
        return false;
    for (int64_t n = 0; n < a->count; n++)
        if (!same_sight(&a->sight[n], &b->sight[from + n]))
            return false;
    return true;
}

static void interruptions_change_nothing(void **state) {
    (void)state;
    int count;
    const struct situation *s = situations(false, &count);
    for (int n = 0; n < count; n++, s++) {
        situation_print(s);
        chance_state = 1000 + (uint64_t)n;
        struct ensemble whole = run_undisturbed(s);
        struct ensemble pieces = run_with_interruptions(s, whole.outcome[0].steps / 4 + 2);
        for (int j = 0; j < runs_of(s->engine); j++) {
            assert_same_outcome(pieces.outcome[j], whole.outcome[j]);
            assert_true(same_path(&pieces.audience->path[j], &whole.audience->path[j], 0));
        }
        audience_free(whole.audience);
        audience_free(pieces.audience);
    }
}

/* ---- other numbers ---- */

/* The state of run number_of(0) after so many steps. */
static struct saved_run state_after(const struct situation *s, int64_t steps) {
    struct audience *audience = new_audience();
    struct saved_run state = {0};
    void *worker = s->engine->create(&s->model, audience_observer(audience, false));
    assert_non_null(worker);
    s->engine->start(worker, 0, number_of(0));
    struct outcome *outcome = calloc((size_t)s->engine->lanes, sizeof *outcome);
    bool *finished = calloc((size_t)s->engine->lanes, sizeof *finished);
    assert_true(outcome && finished);
    if (steps > 0)
        s->engine->advance(worker, steps, outcome, finished);
    assert_false(finished[0]);
    assert_true(s->engine->save(worker, 0, &state));
    s->engine->destroy(worker);
    audience_free(audience);
    free(outcome);
    free(finished);
    return state;
}

/* The run `number` from this state on, in the given lane; the state may be used again. */
static struct outcome go_on(const struct situation *s, struct saved_run *state, int64_t number,
                            int lane, struct audience *audience, int path) {
    void *worker = s->engine->create(&s->model, audience_observer(audience, false));
    assert_non_null(worker);
    audience->path_of_lane[lane] = path;
    state->read = 0;
    assert_true(s->engine->restore(worker, lane, number, state));
    const struct outcome outcome = run_to_end(s->engine, worker, lane, 100);
    s->engine->destroy(worker);
    return outcome;
}

/* How many sights there are up to a step. */
static int64_t sights_until(const struct path *path, int64_t step) {
    int64_t n = 0;
    while (n < path->count && path->sight[n].step <= step)
        n++;
    return n;
}

static void other_numbers_go_on_otherwise(void **state) {
    (void)state;
    int count;
    const struct situation *s = situations(false, &count);
    for (int n = 0; n < count; n++, s++) {
        situation_print(s);
        struct ensemble whole = run_undisturbed(s);
        const int64_t step = whole.outcome[0].steps / 3;
        struct saved_run saved = state_after(s, step);
        struct audience *audience = new_audience();
        const int last = s->engine->lanes - 1;
        const struct outcome own = go_on(s, &saved, number_of(0), last, audience, 0);
        const struct outcome other = go_on(s, &saved, 1000, 0, audience, 1);
        const struct outcome again = go_on(s, &saved, 1000, last, audience, 2);
        const struct path *path = audience->path;
        assert_same_outcome(own, whole.outcome[0]);
        assert_true(same_path(&path[0], &whole.audience->path[0],
                              sights_until(&whole.audience->path[0], step)));
        assert_same_outcome(again, other);
        assert_true(same_path(&path[2], &path[1], 0));
        assert_false(same_path(&path[1], &path[0], 0));
        saved_run_free(&saved);
        audience_free(audience);
        audience_free(whole.audience);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interruptions_change_nothing),
        cmocka_unit_test(other_numbers_go_on_otherwise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
