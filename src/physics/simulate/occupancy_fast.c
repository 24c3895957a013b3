/* The exact lumped chain over the orbits of orbits.h, vectorised: the fast twin of
 * occupancy_plain.c.
 *
 * Same chain, other random numbers: the two agree in distribution. Runs are as exact for 10^9
 * inputs as for ten, and cost as much, for a large orbit takes one random number, not n.
 */
#include <assert.h>
#include <stdlib.h>

#include "physics/simulate/occupancy_kernels.h"
#include "physics/simulate/simulation.h"
#include "vector/layout.h"

struct worker {
    struct run run;
    const struct occupancy_kernels *kernels;
    /* Before synchronisation, or without an attacker, and after it for good. */
    struct orbit_space before, after;
    const struct orbit_space *space; /* the one that the run is in */
    struct binomial_sources sources;

    int used[K_MAX];    /* indices of n[] up to the last occupied one, in whole groups */
    uint64_t *n[K_MAX]; /* occupancy numbers of the orbits [before.count] */
    uint64_t *k[K_MAX]; /* of which see the input +1 */
    uint64_t *spare;    /* takes the occupancy numbers of a unit that moves */
    uint64_t *memory;
    struct unit_products products[K_MAX]; /* of the units that have not moved since */
    unit_set measured;                    /* these were found, and which units those are */
    int64_t *start;                       /* occupancy numbers of the classes at the start */
};

/* ---- dynamics ---------------------------------------------------------------------------- */

static int units_of(const struct worker *w) {
    return w->run.model.protocol.K;
}

static struct moves decide(struct worker *w) {
    int64_t field[MACHINES][K_MAX];
    for (int i = 0; i < units_of(w); i++) {
        int64_t of_unit[MACHINES];
        w->kernels->fields(w->space, w->used[i], w->n[i], w->k[i], of_unit);
        for (int m = 0; m < MACHINES; m++)
            field[m][i] = of_unit[m];
    }
    struct moves moves = simulation_parties(&w->run, field[MACHINE_A], field[MACHINE_B]);
    if (moves.updated && w->run.model.attacker)
        moves.units[MACHINE_O] = simulation_attacker(&w->run, &moves, field[MACHINE_O]);
    return moves;
}

static void keep_spare(struct worker *w, int i) {
    uint64_t *before = w->n[i];
    w->n[i] = w->spare;
    w->spare = before;
    w->used[i] = orbit_used(w->space, w->n[i]);
    w->measured &= ~(1u << i);
}

/* The units that move are listed first: a loop over them is guessed wrong less often than three
 * tosses of a coin. */
static void move_units(struct worker *w, const struct moves *moves) {
    int moved[K_MAX], count = 0;
    for (int i = 0; i < units_of(w); i++) {
        moved[count] = i;
        count += orbit_movers(w->space, moves, i) != 0;
    }
    for (int j = 0; j < count; j++) {
        const int i = moved[j];
        orbit_move(w->space, moves, i, w->used[i], w->n[i], w->k[i], w->spare);
        keep_spare(w, i);
    }
}

/* ---- what is measured ------------------------------------------------------------------- */

static bool all_synchronised(const struct worker *w) {
    for (int i = 0; i < units_of(w); i++)
        if (w->used[i] > w->space->end_sync)
            return false;
    return true;
}

static bool all_learned(const struct worker *w) {
    for (int i = 0; i < units_of(w); i++)
        if (w->used[i] > w->space->end_learned &&
            !w->kernels->empty(w->used[i], w->n[i], w->space->unlearned))
            return false;
    return true;
}

/* From now on r = q: the orbits (q, q, s) become (q, s). */
static void reduce_orbits(struct worker *w) {
    const int L = w->run.model.L;
    w->space = &w->after;
    for (int i = 0; i < units_of(w); i++) {
        for (int c = 0; c < w->after.count; c++)
            w->spare[c] = 0;
        for (int c = 0; c < occupancy_classes(CLASSES_AO, L); c++) {
            const struct weight_triple at = occupancy_weights(CLASSES_AO, L, c);
            int sign;
            const int to = orbit_find(&w->after, at, &sign);
            w->spare[to] = w->n[i][orbit_find(&w->before, at, &sign)];
        }
        keep_spare(w, i);
    }
}

static const struct unit_products *measure(struct worker *w) {
    for (int i = 0; i < units_of(w); i++)
        if (!(w->measured >> i & 1))
            w->kernels->products(w->space, w->used[i], w->n[i], &w->products[i]);
    w->measured = ~0u;
    return w->products;
}

/* In how many components the weights of A and o are equal. */
static int64_t equal_components(const struct worker *w) {
    int64_t equal = 0;
    for (int i = 0; i < units_of(w); i++)
        for (int c = 0; c < w->used[i]; c++)
            equal += (int64_t)(w->n[i][c] & ~w->space->unlearned[c]);
    return equal;
}

static void test_times(struct worker *w) {
    struct run *run = &w->run;
    if (run_seeks_learn(run) && all_learned(w))
        run->clock.t_learn = run->clock.step;
    if (run_seeks_sync(run) && all_synchronised(w)) {
        simulation_synchronises(run, measure(w), equal_components(w));
        if (run->model.attacker && simulation_stays_synchronised(run))
            reduce_orbits(w);
    }
}

static void make_step(void *worker) {
    struct worker *w = worker;
    w->kernels->draw(&w->sources, units_of(w), &w->run.stream, w->run.clock.step, w->used,
                     (const uint64_t *const *)w->n, w->k);
    const struct moves moves = decide(w);
    if (moves.updated)
        move_units(w, &moves);
    if (moves.updated || w->run.clock.step == 1)
        test_times(w);
}

static void observe(void *worker) {
    struct worker *w = worker;
    simulation_observe(&w->run, measure(w));
}

/* The classes that occupancy_draw_start has drawn, counted by orbits. */
static void gather_classes(struct worker *w, int i) {
    const struct orbit_space *space = w->space;
    for (int c = 0; c < space->count; c++)
        w->spare[c] = 0;
    for (int c = 0; c < occupancy_classes(space->classes, space->L); c++) {
        int sign;
        const struct weight_triple at = occupancy_weights(space->classes, space->L, c);
        w->spare[orbit_find(space, at, &sign)] += (uint64_t)w->start[c];
    }
    keep_spare(w, i);
}

/* Which orbits there are follows from the times. */
static const struct orbit_space *space_now(const struct worker *w) {
    const struct run *run = &w->run;
    const bool reduced =
        run->model.attacker && !run_seeks_sync(run) && simulation_stays_synchronised(run);
    return reduced ? &w->after : &w->before;
}

static void begin(void *worker) {
    struct worker *w = worker;
    const struct model *model = &w->run.model;
    w->space = space_now(w);
    struct random_words words = random_words(&w->run.stream, RANDOM_OCCUPANCY_START, 0);
    for (int i = 0; i < units_of(w); i++) {
        occupancy_draw_start(w->space->classes, model->L, model->initial, model->N, &words,
                             w->start);
        gather_classes(w, i);
    }
}

/* ---- the engine ------------------------------------------------------------------------- */

/* The orbits that are occupied. */
static bool put(const void *worker, int i, struct saved_run *saved) {
    const struct worker *w = worker;
    return occupancy_save(w->n[i], w->space->count, saved);
}

/* Whether nothing stands at an index that no orbit has. */
static bool only_orbits(const struct orbit_space *space, const uint64_t n[]) {
    for (int c = 1; c < space->count; c++)
        if (n[c] > 0 && !(space->weight[MACHINE_A][c] | space->weight[MACHINE_B][c] |
                          space->weight[MACHINE_O][c]))
            return false;
    return true;
}

static bool get(void *worker, int i, struct saved_run *saved) {
    struct worker *w = worker;
    w->space = space_now(w);
    if (!occupancy_restore(w->spare, w->space->count, w->run.model.N, saved) ||
        !only_orbits(w->space, w->spare))
        return false;
    keep_spare(w, i);
    return true;
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
    orbit_space_free(&w->before);
    orbit_space_free(&w->after);
    free(w->memory);
    free(w->start);
    free(w);
}

static bool allocate_orbits(struct worker *w) {
    const struct model *model = &w->run.model;
    const enum classes classes = model->attacker ? CLASSES_ABO : CLASSES_AB;
    if (!orbit_space_init(&w->before, classes, model->L) ||
        !orbit_space_init(&w->after, CLASSES_AO, model->L))
        return false;
    w->start = malloc((size_t)occupancy_classes(classes, model->L) * sizeof *w->start);
    const size_t count = (size_t)w->before.count,
                 bytes = (2 * (size_t)units_of(w) + 1) * count * sizeof(uint64_t);
    w->memory = aligned_alloc(VECTOR_BYTES, bytes);
    if (!w->start || !w->memory)
        return false;
    uint64_t *next = w->memory;
    for (int i = 0; i < units_of(w); i++, next += 2 * count) {
        w->n[i] = next;
        w->k[i] = next + count;
    }
    w->spare = next;
    return true;
}

static void *create(const struct model *model, struct observer observer) {
    assert(1 <= model->initial && model->initial <= model->L && model->L <= L_MAX);
    assert(!simulation_fault_of_lumped(model));
    struct worker *w = run_worker(sizeof *w, &dynamics, model, observer);
    if (!w)
        return NULL;
    w->kernels = occupancy_kernels();
    binomial_tables_init(&w->sources.tables);
    binomial_strips_init(&w->sources.strips);
    if (!allocate_orbits(w)) {
        destroy(w);
        return NULL;
    }
    return w;
}

const struct engine engine_occupancy_fast = {
    .command = "simulate",
    .method = "occupancy",
    .lanes = 1,
    .fault = simulation_fault_of_lumped,
    .create = create,
    .destroy = destroy,
    .start = run_start,
    .advance = run_advance,
    .save = run_save,
    .restore = run_restore,
};
