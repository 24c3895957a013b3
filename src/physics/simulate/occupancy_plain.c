/* The exact lumped chain of occupancy.h, one binomial number a class and step: the plain
 * engine. It reads like the definition.
 */
#include <assert.h>
#include <stdlib.h>

#include "physics/simulate/occupancy.h"
#include "physics/simulate/simulation.h"
#include "random/binomial_any.h"

struct worker {
    struct run run;
    enum classes classes;
    int64_t *n[K_MAX]; /* occupancy numbers [classes] */
    int64_t *k[K_MAX]; /* of which see the input +1 */
    int64_t *after;    /* the occupancy numbers of a unit after a move */
    int64_t *memory;
};

static int units_of(const struct worker *w) {
    return w->run.model.protocol.K;
}

static int count_of(const struct worker *w) {
    return occupancy_classes(w->classes, w->run.model.L);
}

static void draw_inputs(struct worker *w) {
    struct random_words words =
        random_words(&w->run.stream, RANDOM_OCCUPANCY_PLAIN, w->run.clock.step);
    for (int i = 0; i < units_of(w); i++)
        for (int c = 0; c < count_of(w); c++)
            w->k[i][c] = binomial_any(w->n[i][c], 0.5, &words);
}

static struct moves decide(struct worker *w) {
    int64_t field[MACHINES][K_MAX];
    for (int i = 0; i < units_of(w); i++) {
        int64_t of_unit[MACHINES];
        occupancy_fields(w->classes, w->run.model.L, w->n[i], w->k[i], of_unit);
        for (int m = 0; m < MACHINES; m++)
            field[m][i] = of_unit[m];
    }
    struct moves moves = simulation_parties(&w->run, field[MACHINE_A], field[MACHINE_B]);
    if (moves.updated && w->run.model.attacker)
        moves.units[MACHINE_O] = simulation_attacker(&w->run, &moves, field[MACHINE_O]);
    return moves;
}

static void move_unit(struct worker *w, const struct moves *moves, int i) {
    occupancy_move(w->classes, w->run.model.L, moves, i, w->n[i], w->k[i], w->after);
    int64_t *before = w->n[i];
    w->n[i] = w->after;
    w->after = before;
}

/* ---- what is measured ------------------------------------------------------------------- */

/* In how many components the weights of A and another machine are equal. */
static int64_t equal_components(const struct worker *w, enum machine other) {
    int64_t equal = 0;
    for (int c = 0; c < count_of(w); c++) {
        const struct weight_triple at = occupancy_weights(w->classes, w->run.model.L, c);
        for (int i = 0; i < units_of(w); i++)
            if (at.w[MACHINE_A] == at.w[other])
                equal += w->n[i][c];
    }
    return equal;
}

static bool all_components_equal(const struct worker *w, enum machine other) {
    return equal_components(w, other) == units_of(w) * w->run.model.N;
}

static void products(const void *worker, struct unit_products products[K_MAX]) {
    const struct worker *w = worker;
    for (int i = 0; i < units_of(w); i++) {
        struct unit_products *p = &products[i];
        *p = (struct unit_products){0};
        for (int c = 0; c < count_of(w); c++) {
            const int64_t n = w->n[i][c];
            const struct weight_triple at = occupancy_weights(w->classes, w->run.model.L, c);
            const int a = at.w[MACHINE_A], b = at.w[MACHINE_B], o = at.w[MACHINE_O];
            p->aa += n * a * a;
            p->bb += n * b * b;
            p->oo += n * o * o;
            p->ab += n * a * b;
            p->ao += n * a * o;
        }
    }
}

/* From now on r = q: the classes (q, q, s) become (q, s). */
static void reduce_classes(struct worker *w) {
    const int L = w->run.model.L;
    for (int i = 0; i < units_of(w); i++) {
        for (int c = 0; c < occupancy_classes(CLASSES_AO, L); c++)
            w->after[c] =
                w->n[i][occupancy_class(CLASSES_ABO, L, occupancy_weights(CLASSES_AO, L, c))];
        int64_t *before = w->n[i];
        w->n[i] = w->after;
        w->after = before;
    }
    w->classes = CLASSES_AO;
}

static void test_times(struct worker *w) {
    struct run *run = &w->run;
    if (run_seeks_learn(run) && all_components_equal(w, MACHINE_O))
        run->clock.t_learn = run->clock.step;
    if (run_seeks_sync(run) && all_components_equal(w, MACHINE_B)) {
        struct unit_products seen[K_MAX];
        products(w, seen);
        simulation_synchronises(run, seen, equal_components(w, MACHINE_O));
        if (run->model.attacker && simulation_stays_synchronised(run))
            reduce_classes(w);
    }
}

static void make_step(void *worker) {
    struct worker *w = worker;
    draw_inputs(w);
    const struct moves moves = decide(w);
    const unit_set moved =
        moves.units[MACHINE_A] | moves.units[MACHINE_B] | moves.units[MACHINE_O];
    for (int i = 0; i < units_of(w); i++)
        if (moved >> i & 1)
            move_unit(w, &moves, i);
    if (moves.updated || w->run.clock.step == 1)
        test_times(w);
}

static void observe(void *worker) {
    struct worker *w = worker;
    struct unit_products seen[K_MAX];
    products(w, seen);
    simulation_observe(&w->run, seen);
}

/* Which classes there are follows from the times. */
static enum classes classes_now(const struct run *run) {
    if (!run->model.attacker)
        return CLASSES_AB;
    return run_seeks_sync(run) || !simulation_stays_synchronised(run) ? CLASSES_ABO
                                                                      : CLASSES_AO;
}

static void begin(void *worker) {
    struct worker *w = worker;
    const struct model *model = &w->run.model;
    w->classes = classes_now(&w->run);
    struct random_words words = random_words(&w->run.stream, RANDOM_OCCUPANCY_START, 0);
    for (int i = 0; i < units_of(w); i++)
        occupancy_draw_start(w->classes, model->L, model->initial, model->N, &words, w->n[i]);
}

/* ---- the engine ------------------------------------------------------------------------- */

/* The classes that are occupied. */
static bool put(const void *worker, int i, struct saved_run *saved) {
    const struct worker *w = worker;
    return occupancy_save((const uint64_t *)w->n[i], count_of(w), saved);
}

static bool get(void *worker, int i, struct saved_run *saved) {
    struct worker *w = worker;
    w->classes = classes_now(&w->run);
    return occupancy_restore((uint64_t *)w->n[i], count_of(w), w->run.model.N, saved);
}

static const struct run_dynamics dynamics = {.begin = begin,
                                             .make_step = make_step,
                                             .observe = observe,
                                             .parts_of_unit = 1,
                                             .put = put,
                                             .get = get};

static void destroy(void *worker) {
    struct worker *w = worker;
    if (!w)
        return;
    free(w->memory);
    free(w);
}

static void *create(const struct model *model, struct observer observer) {
    assert(1 <= model->initial && model->initial <= model->L && model->L <= L_MAX);
    assert(!simulation_fault_of_lumped(model));
    struct worker *w = run_worker(sizeof *w, &dynamics, model, observer);
    if (!w)
        return NULL;
    const size_t most = (size_t)occupancy_classes(CLASSES_ABO, model->L);
    w->memory = calloc((2 * (size_t)units_of(w) + 1) * most, sizeof *w->memory);
    if (!w->memory) {
        destroy(w);
        return NULL;
    }
    int64_t *next = w->memory;
    for (int i = 0; i < units_of(w); i++, next += 2 * most) {
        w->n[i] = next;
        w->k[i] = next + most;
    }
    w->after = next;
    return w;
}

const struct engine engine_occupancy_plain = {
    .command = "simulate",
    .method = "occupancy-plain",
    .lanes = 1,
    .fault = simulation_fault_of_lumped,
    .create = create,
    .destroy = destroy,
    .start = run_start,
    .advance = run_advance,
    .save = run_save,
    .restore = run_restore,
};
