/* The places of an attacker's machines: against machines that are copied by value, step by
 * step, with places standing for weights. */
#include "physics/simulate/population.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

enum { CAPACITY_MAX = 256 };

/* A machine's weights are a number here: its story, which every move changes in its own way. */
typedef uint64_t story;

static story moved(story before, unit_set moves) {
    return (before ^ (moves + 1)) * 0x9e3779b97f4a7c15u + 12345;
}

/* The engine: one story a place; and the machines as they should be, without places. */
struct world {
    struct run run; /* first: what copy() is given */
    struct population p;
    story at[CAPACITY_MAX];
    bool moving; /* machines move now: nothing may be copied */

    int machines;
    story wanted[CAPACITY_MAX];
};

static void copy(void *worker, int from, int to) {
    struct world *w = worker;
    assert_false(w->moving);
    assert_true(from != to && 0 <= from && from < w->p.capacity);
    assert_true(0 <= to && to < w->p.capacity);
    w->at[to] = w->at[from];
}

static void set_up(struct world *w, enum attack_kind kind, enum selection selection,
                   int machines, int K) {
    *w = (struct world){
        .run.model = {.protocol = {.K = K, .update = UPDATE_AGREEMENT},
                      .attacker = true,
                      .attack = {.kind = kind,
                                 .machines = machines,
                                 .vote_every = 1,
                                 .selection = selection,
                                 .fitness_right = 3,
                                 .fitness_of = 5}},
    };
    assert_true(population_init(&w->p, &w->run.model));
    assert_true(w->p.capacity <= CAPACITY_MAX);
    population_begin(&w->p, &w->run.model);
    w->machines = w->p.machines;
    for (int m = 0; m < w->machines; m++) {
        assert_int_equal(w->p.place[m], m);
        assert_int_equal(w->p.memory[m], 0);
        w->at[m] = w->wanted[m] = 1000 + (story)m;
    }
}

/* The representation, and fields that fit it, are read off the story. */
static void show(int K, story of, unit_set *tau, int64_t field[K_MAX]) {
    *tau = (unit_set)(of >> 20) & all_units(K);
    for (int i = 0; i < K; i++) {
        const int64_t size = 1 + (int64_t)(of >> (8 + i) & 15);
        field[i] = *tau >> i & 1 ? size : -size;
    }
}

/* Each machine at a place of its own, the others free. */
static void assert_places(const struct population *p) {
    bool taken[CAPACITY_MAX] = {false};
    for (int m = 0; m < p->machines; m++) {
        assert_true(0 <= p->place[m] && p->place[m] < p->capacity && !taken[p->place[m]]);
        taken[p->place[m]] = true;
    }
    assert_int_equal(p->machines + p->free_places, p->capacity);
    for (int f = 0; f < p->free_places; f++) {
        assert_true(0 <= p->free[f] && p->free[f] < p->capacity && !taken[p->free[f]]);
        taken[p->free[f]] = true;
    }
}

/* What the attacker answers to the machines as they should be; in the world's order. */
static void answer_without_places(struct world *w, const struct moves *moves, int from[],
                                  unit_set units[], uint64_t memory[]) {
    unit_set tau[CAPACITY_MAX];
    static int64_t field[CAPACITY_MAX][K_MAX];
    for (int m = 0; m < w->machines; m++) {
        show(w->run.model.protocol.K, w->wanted[m], &tau[m], field[m]);
        from[m] = m;
        units[m] = 0;
        memory[m] = w->p.memory[m];
    }
    const struct attack_view view = {.K = w->run.model.protocol.K,
                                     .machines = w->machines,
                                     .sigma = moves->sigma,
                                     .updates = w->run.clock.updates - 1,
                                     .tau = tau,
                                     .field = (const int64_t(*)[K_MAX])field,
                                     .stream = &w->run.stream,
                                     .step = w->run.clock.step};
    struct attack_reply reply = {w->machines, from, units, memory};
    attack_attacker(&w->run.model.attack)->answer(&w->run.model.attack, &view, &reply);
    w->machines = reply.machines;
}

static void update(struct world *w, int sigma) {
    static int from[CAPACITY_MAX];
    static unit_set units[CAPACITY_MAX];
    static uint64_t memory[CAPACITY_MAX];
    static story before[CAPACITY_MAX];
    const struct moves moves = {.updated = true, .sigma = sigma, .sign = 1};
    w->run.clock.step += 2;
    w->run.clock.updates++;
    memcpy(before, w->wanted, sizeof before);
    answer_without_places(w, &moves, from, units, memory);
    for (int m = 0; m < w->machines; m++)
        w->wanted[m] = moved(before[from[m]], units[m]);

    for (int m = 0; m < w->p.machines; m++)
        show(w->run.model.protocol.K, w->at[w->p.place[m]], &w->p.tau[m], w->p.field[m]);
    population_answer(&w->p, &w->run, &moves, copy);
    w->moving = true;
    for (int m = 0; m < w->p.machines; m++)
        w->at[w->p.place[m]] = moved(w->at[w->p.place[m]], w->p.moves[m]);
    w->moving = false;

    assert_places(&w->p);
    assert_int_equal(w->p.machines, w->machines);
    for (int m = 0; m < w->machines; m++) {
        assert_true(w->at[w->p.place[m]] == w->wanted[m]);
        assert_true(w->p.memory[m] == memory[m]);
    }
}

/* A save, and another world that goes on from there. */
static void resume(struct world *w) {
    static struct world other;
    struct saved_run saved = {0};
    other = *w;
    assert_true(population_put(&w->p, &saved));
    assert_true(population_init(&other.p, &w->run.model));
    assert_true(population_get(&other.p, &saved));
    assert_true(saved_run_is_read(&saved));
    assert_int_equal(other.p.machines, w->p.machines);
    for (int m = 0; m < other.p.machines; m++) {
        assert_int_equal(other.p.place[m], m);
        assert_true(other.p.memory[m] == w->p.memory[m]);
        other.at[m] = w->at[w->p.place[m]];
    }
    assert_places(&other.p);
    population_free(&w->p);
    saved_run_free(&saved);
    *w = other;
}

/* Returns how often the number of machines rose and fell. */
static void live(enum attack_kind kind, enum selection selection, int machines, int K,
                 bool resumes, int *rose, int *fell) {
    static struct world w;
    set_up(&w, kind, selection, machines, K);
    for (int n = 0; n < 300; n++) {
        const int before = w.machines;
        update(&w, n * n % 7 < 3 ? 1 : -1);
        *rose += w.machines > before;
        *fell += w.machines < before;
        if (resumes && n % 5 == 2)
            resume(&w);
    }
    population_free(&w.p);
}

static void machines_keep_their_places(void **state) {
    (void)state;
    for (int resumes = 0; resumes < 2; resumes++)
        for (enum selection s = SELECTION_KLIMOV; s <= SELECTION_RUTTOR_GEOMETRIC; s++)
            for (int K = 1; K <= 4; K++) {
                int rose = 0, fell = 0;
                live(ATTACK_GENETIC, s, K == 4 ? 31 : 50, K, resumes, &rose, &fell);
                if (K > 1)
                    assert_true(rose >= 1);
                if (K > 1 && s == SELECTION_KLIMOV)
                    assert_true(rose > 20 && fell > 20);
            }
}

static void those_that_do_not_grow(void **state) {
    (void)state;
    int changes = 0;
    for (enum attack_kind kind = ATTACK_NAIVE; kind <= ATTACK_MAJORITY; kind++)
        for (int machines = 1; machines <= 40; machines += 13)
            live(kind, SELECTION_KLIMOV, machines, 3, machines > 1, &changes, &changes);
    assert_int_equal(changes, 0);
}

static void no_attacker(void **state) {
    (void)state;
    const struct model model = {.protocol = {.K = 3}};
    struct population p;
    struct saved_run saved = {0};
    assert_true(population_init(&p, &model));
    population_begin(&p, &model);
    assert_int_equal(p.machines, 0);
    assert_int_equal(p.capacity, 0);
    assert_true(population_put(&p, &saved) && population_get(&p, &saved));
    assert_true(saved_run_is_read(&saved));
    assert_int_equal(p.machines, 0);
    saved_run_free(&saved);
    population_free(&p);
    population_free(&p); /* all zero */
}

/* ---- nonsense ---------------------------------------------------------------------------- */

static bool taken(struct population *p, int64_t machines, int memories) {
    static const uint64_t memory[CAPACITY_MAX];
    struct saved_run saved = {0};
    assert_true(SAVED_RUN_PUT(&saved, machines));
    assert_true(saved_run_put(&saved, memory, (size_t)memories * sizeof *memory));
    const bool good = population_get(p, &saved);
    saved_run_free(&saved);
    return good;
}

static void nonsense_is_refused(void **state) {
    (void)state;
    static struct world w;
    set_up(&w, ATTACK_GENETIC, SELECTION_KLIMOV, 10, 3); /* of capacity 40 */
    assert_true(taken(&w.p, 40, 40));
    assert_true(taken(&w.p, 1, 1));
    assert_false(taken(&w.p, 41, 41));
    assert_false(taken(&w.p, 0, 40));
    assert_false(taken(&w.p, -1, 40));
    assert_false(taken(&w.p, INT64_MIN, 40));
    assert_false(taken(&w.p, INT64_MAX, 40));
    assert_false(taken(&w.p, (INT64_C(1) << 32) + 1, 40));
    assert_false(taken(&w.p, 3, 2));
    assert_true(taken(&w.p, 3, 3)); /* as good as new */
    assert_places(&w.p);
    population_free(&w.p);
}

/* The number of an attacker that does not grow is always the same. */
static void a_number_that_cannot_be(void **state) {
    (void)state;
    static struct world w;
    set_up(&w, ATTACK_GEOMETRIC, SELECTION_KLIMOV, 10, 3);
    assert_true(taken(&w.p, 10, 10));
    assert_false(taken(&w.p, 9, 9));
    assert_false(taken(&w.p, 1, 1));
    population_free(&w.p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(machines_keep_their_places),
        cmocka_unit_test(those_that_do_not_grow),
        cmocka_unit_test(no_attacker),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(a_number_that_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
