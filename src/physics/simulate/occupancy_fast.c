/* The exact lumped chain, vectorised: the fast twin of occupancy_plain.c.
 *
 * Same chain, other random numbers: the two agree in distribution. Runs are as exact for 10^9
 * inputs as for ten, and cost hardly more, for a large orbit takes a few random numbers, not n.
 *
 * A worker holds LANES_OF_OCCUPANCY runs. Until its parties are synchronised for good a run is
 * advanced by itself, over the orbits of orbits.h, eight of them in a vector. From then on it
 * is a run of synchronised.h: sixteen go on together, a run in each lane of a vector, and one
 * that is alone by the plain step, which makes the same of it.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "physics/simulate/occupancy_kernels.h"
#include "physics/simulate/simulation.h"
#include "physics/simulate/synchronised.h"
#include "vector/layout.h"

enum { LANES_OF_OCCUPANCY = 64 };

/* A run in a lane of the worker. */
struct resident {
    struct run run;
    struct worker *worker;
    bool reduced;  /* its parties are synchronised for good */
    int64_t until; /* the step up to which the present call goes, at most the run's last */

    int used[K_MAX];    /* before: indices of n[] up to the last occupied one, in groups */
    uint64_t *n[K_MAX]; /* and occupancy numbers of the orbits [space.count] */
    struct unit_products products[K_MAX]; /* of the units that have not moved since */
    unit_set measured;                    /* these were found, and which units those are */

    uint32_t *half[K_MAX]; /* after: those of the orbits of synchronised.h */
};

struct worker {
    struct orbit_space space; /* before synchronisation, or without an attacker */
    const struct occupancy_kernels *kernels;
    struct binomial_sources sources;
    uint64_t *k[K_MAX]; /* how many of n see the input +1 */
    uint64_t *spare;    /* takes the occupancy numbers of a unit that moves */
    int64_t *start;     /* occupancy numbers of the classes at the start, */
    int *orbit_of;      /* and the orbit of each class */

    const struct synchronised_kernels *of_sixteen;
    struct synchronised synchronised;
    struct synchronised_group group;
    struct resident *in_slot[SYNCHRONISED_LANES]; /* of the group; NULL: empty */
    int turn;      /* the lane at which a call begins to take reduced runs on */
    int64_t calls; /* of advance */

    struct resident resident[LANES_OF_OCCUPANCY];
    void *orbits, *halves; /* what the pointers point into */
};

/* ---- dynamics, before -------------------------------------------------------------------- */

static int units_of(const struct worker *w) {
    return w->synchronised.K;
}

static struct moves decide(struct resident *r) {
    const struct worker *w = r->worker;
    int64_t field[MACHINES][K_MAX];
    for (int i = 0; i < units_of(w); i++) {
        int64_t of_unit[MACHINES];
        w->kernels->fields(&w->space, r->used[i], r->n[i], w->k[i], of_unit);
        for (int m = 0; m < MACHINES; m++)
            field[m][i] = of_unit[m];
    }
    struct moves moves = simulation_parties(&r->run, field[MACHINE_A], field[MACHINE_B]);
    if (moves.updated && r->run.model.attacker)
        moves.units[MACHINE_O] = simulation_attacker(&r->run, &moves, field[MACHINE_O]);
    return moves;
}

static void keep_spare(struct resident *r, int i) {
    struct worker *w = r->worker;
    uint64_t *before = r->n[i];
    r->n[i] = w->spare;
    w->spare = before;
    r->used[i] = orbit_used(&w->space, r->n[i]);
    r->measured &= ~(1u << i);
}

/* The units that move are listed first: a loop over them is guessed wrong less often than three
 * tosses of a coin. */
static void move_units(struct resident *r, const struct moves *moves) {
    const struct worker *w = r->worker;
    int moved[K_MAX], count = 0;
    for (int i = 0; i < units_of(w); i++) {
        moved[count] = i;
        count += orbit_movers(&w->space, moves, i) != 0;
    }
    for (int j = 0; j < count; j++) {
        const int i = moved[j];
        orbit_move(&w->space, moves, i, r->used[i], r->n[i], w->k[i], w->spare);
        keep_spare(r, i);
    }
}

/* ---- what is measured ------------------------------------------------------------------- */

static bool all_synchronised(const struct resident *r) {
    const struct worker *w = r->worker;
    for (int i = 0; i < units_of(w); i++)
        if (r->used[i] > w->space.end_sync)
            return false;
    return true;
}

static bool all_learned(const struct resident *r) {
    const struct worker *w = r->worker;
    for (int i = 0; i < units_of(w); i++)
        if (r->used[i] > w->space.end_learned &&
            !w->kernels->empty(r->used[i], r->n[i], w->space.unlearned))
            return false;
    return true;
}

static void products_after(const struct synchronised *s, const uint32_t n[],
                           struct unit_products *p) {
    *p = (struct unit_products){0};
    for (int j = 1; j < synchronised_orbits(s->L); j++) {
        const int64_t number = n[j], q = s->at[j].q, o = s->at[j].s;
        p->aa += number * q * q;
        p->oo += number * o * o;
        p->ao += number * q * o;
    }
    p->ab = p->bb = p->aa;
}

static const struct unit_products *measure(struct resident *r) {
    const struct worker *w = r->worker;
    for (int i = 0; i < units_of(w); i++)
        if (r->reduced)
            products_after(&w->synchronised, r->half[i], &r->products[i]);
        else if (!(r->measured >> i & 1))
            w->kernels->products(&w->space, r->used[i], r->n[i], &r->products[i]);
    r->measured = ~0u;
    return r->products;
}

static void observe(void *resident) {
    struct resident *r = resident;
    simulation_observe(&r->run, measure(r));
}

/* In how many components the weights of A and o are equal. */
static int64_t equal_components(const struct resident *r) {
    int64_t equal = 0;
    for (int i = 0; i < units_of(r->worker); i++)
        for (int c = 0; c < r->used[i]; c++)
            equal += (int64_t)(r->n[i][c] & ~r->worker->space.unlearned[c]);
    return equal;
}

/* From now on r = q: the orbits (q, q, s) become (q, s). */
static void reduce_orbits(struct resident *r) {
    const struct worker *w = r->worker;
    const struct synchronised *s = &w->synchronised;
    r->reduced = r->run.held = true;
    for (int i = 0; i < units_of(w); i++)
        for (int j = 0; j < synchronised_orbits(s->L); j++) {
            const struct weight_triple at = {{s->at[j].q, s->at[j].q, s->at[j].s}};
            int sign;
            r->half[i][j] = (uint32_t)r->n[i][orbit_find(&w->space, at, &sign)];
        }
}

static void test_times(struct resident *r) {
    struct run *run = &r->run;
    if (run_seeks_learn(run) && all_learned(r))
        run->clock.t_learn = run->clock.step;
    if (run_seeks_sync(run) && all_synchronised(r)) {
        simulation_synchronises(run, measure(r), equal_components(r));
        if (run->model.attacker && simulation_stays_synchronised(run))
            reduce_orbits(r); /* and advance() takes the run on */
    }
}

/* ---- a step of one run ------------------------------------------------------------------- */

static void step_before(struct resident *r) {
    struct worker *w = r->worker;
    w->kernels->draw(&w->sources, units_of(w), &r->run.stream, r->run.clock.step, r->used,
                     (const uint64_t *const *)r->n, w->k);
    const struct moves moves = decide(r);
    if (moves.updated)
        move_units(r, &moves);
    if (moves.updated || r->run.clock.step == 1)
        test_times(r);
}

/* Steps of a reduced run have been made, the last of them just now. */
static void note_steps(struct resident *r, int64_t steps, bool learned) {
    struct run_clock *clock = &r->run.clock;
    clock->updates += steps;
    clock->last_update = clock->step;
    if (learned && run_seeks_learn(&r->run))
        clock->t_learn = clock->step;
}

static void step_after(struct resident *r) {
    struct synchronised_run run = {.run = r->run.stream.run,
                                   .step = r->run.clock.step - 1,
                                   .updates = r->run.clock.updates};
    memcpy(run.n, r->half, sizeof run.n);
    note_steps(r, 1, synchronised_step(&r->worker->synchronised, &run));
}

static void make_step(void *resident) {
    struct resident *r = resident;
    if (r->reduced)
        step_after(r);
    else
        step_before(r);
}

/* ---- sixteen runs ------------------------------------------------------------------------ */

static uint32_t *column(const struct worker *w, int slot, int i) {
    return w->group.n +
           (size_t)i * synchronised_orbits(w->synchronised.L) * SYNCHRONISED_LANES + slot;
}

static void copy_to_slot(struct worker *w, int slot) {
    const struct resident *r = w->in_slot[slot];
    w->group.run[slot] = r->run.stream.run;
    w->group.step[slot] = r->run.clock.step;
    w->group.updates[slot] = r->run.clock.updates;
    for (int i = 0; i < units_of(w); i++)
        for (int j = 0; j < synchronised_orbits(w->synchronised.L); j++)
            column(w, slot, i)[j * SYNCHRONISED_LANES] = r->half[i][j];
}

static void copy_from_slot(struct worker *w, int slot) {
    struct resident *r = w->in_slot[slot];
    for (int i = 0; i < units_of(w); i++)
        for (int j = 0; j < synchronised_orbits(w->synchronised.L); j++)
            r->half[i][j] = column(w, slot, i)[j * SYNCHRONISED_LANES];
}

static void empty_slot(struct worker *w, int slot) {
    w->in_slot[slot] = NULL;
    for (int i = 0; i < units_of(w); i++)
        for (int j = 0; j < synchronised_orbits(w->synchronised.L); j++)
            column(w, slot, i)[j * SYNCHRONISED_LANES] = 0;
}

static int64_t lesser(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* The steps that a run can make until something is to be done; at least one. */
static int64_t steps_until(const struct resident *r) {
    const struct run_clock *clock = &r->run.clock;
    const bool looked_at = clock->observe_at > clock->step;
    return (looked_at ? lesser(r->until, clock->observe_at) : r->until) - clock->step;
}

/* Empty slots take runs of the queue, of which *next is the next; returns the steps that all
 * can make, 0 when all slots are empty; *wanted: the slots whose runs have not learned. */
static int64_t fill_slots(struct worker *w, struct resident *const queue[], int count,
                          int *next, unsigned *wanted) {
    int64_t steps = INT64_MAX;
    *wanted = 0;
    for (int slot = 0; slot < SYNCHRONISED_LANES; slot++) {
        if (!w->in_slot[slot] && *next < count) {
            w->in_slot[slot] = queue[(*next)++];
            copy_to_slot(w, slot);
        }
        const struct resident *r = w->in_slot[slot];
        if (!r)
            continue;
        steps = lesser(steps, steps_until(r));
        *wanted |= (unsigned)run_seeks_learn(&r->run) << slot;
    }
    return steps == INT64_MAX ? 0 : steps;
}

/* The run in a slot has made so many steps. */
static void harvest(struct worker *w, int slot, int64_t steps, bool learned,
                    struct outcome outcome[], bool finished[]) {
    struct resident *r = w->in_slot[slot];
    const int lane = r->run.lane;
    r->run.clock.step += steps;
    note_steps(r, steps, learned);
    if (!learned && r->run.clock.step < r->until &&
        r->run.clock.step != r->run.clock.observe_at)
        return;
    copy_from_slot(w, slot);
    if (run_after_step(r, &outcome[lane]))
        finished[lane] = true;
    if (finished[lane] || r->run.clock.step >= r->until) {
        run_show_stretch(&r->run);
        empty_slot(w, slot);
    }
}

static void advance_group(struct worker *w, struct resident *const queue[], int count,
                          struct outcome outcome[], bool finished[]) {
    int next = 0;
    unsigned wanted, learned;
    int64_t steps;
    while ((steps = fill_slots(w, queue, count, &next, &wanted)) > 0) {
        steps = w->of_sixteen->steps(&w->synchronised, &w->group, steps, wanted, &learned);
        for (int slot = 0; slot < SYNCHRONISED_LANES; slot++)
            if (w->in_slot[slot])
                harvest(w, slot, steps, learned >> slot & 1, outcome, finished);
    }
}

/* ---- whose turn it is -------------------------------------------------------------------- */

/* How many of `count` reduced runs go on in this call. Sixteen take hardly longer than two:
 * what is over waits for others to join, but not for ever. */
static int places(const struct worker *w, int count, bool others_go_on) {
    enum { WAIT = 4 };
    if (count >= SYNCHRONISED_LANES)
        return count - count % SYNCHRONISED_LANES;
    return others_go_on && w->calls % WAIT != 0 ? 0 : count;
}

static bool wants_steps(const struct resident *r) {
    return r->run.occupied && r->reduced && r->run.clock.step < r->until;
}

/* The reduced runs that go on, from where the last call has ended; returns their number. */
static int queue_up(struct worker *w, bool others_go_on,
                    struct resident *queue[LANES_OF_OCCUPANCY]) {
    int count = 0, taken = 0;
    for (int lane = 0; lane < LANES_OF_OCCUPANCY; lane++)
        count += wants_steps(&w->resident[lane]);
    count = places(w, count, others_go_on);
    for (int lane = w->turn; taken < count; lane = (lane + 1) % LANES_OF_OCCUPANCY)
        if (wants_steps(&w->resident[lane])) {
            queue[taken++] = &w->resident[lane];
            w->turn = (lane + 1) % LANES_OF_OCCUPANCY;
        }
    return taken;
}

static void advance(void *worker, int64_t steps, struct outcome outcome[], bool finished[]) {
    struct worker *w = worker;
    struct resident *queue[LANES_OF_OCCUPANCY];
    bool others_go_on = false;
    w->calls++;
    for (int lane = 0; lane < LANES_OF_OCCUPANCY; lane++) {
        struct resident *r = &w->resident[lane];
        if (!r->run.occupied)
            continue;
        r->until = r->run.clock.step + lesser(steps, r->run.last_step - r->run.clock.step);
        if (!r->reduced)
            run_advance(r, r->until - r->run.clock.step, &outcome[lane], &finished[lane]);
        others_go_on = others_go_on || (r->run.occupied && !r->reduced);
    }
    const int count = queue_up(w, others_go_on, queue);
    if (count > 1)
        advance_group(w, queue, count, outcome, finished);
    else if (count == 1)
        run_advance(queue[0], queue[0]->until - queue[0]->run.clock.step,
                    &outcome[queue[0]->run.lane], &finished[queue[0]->run.lane]);
}

/* ---- the start --------------------------------------------------------------------------- */

/* The classes that occupancy_draw_start has drawn, counted by orbits. */
static void gather_classes(struct resident *r, int i) {
    struct worker *w = r->worker;
    const struct orbit_space *space = &w->space;
    memset(w->spare, 0, (size_t)space->count * sizeof *w->spare);
    for (int c = 0; c < occupancy_classes(space->classes, space->L); c++)
        w->spare[w->orbit_of[c]] += (uint64_t)w->start[c];
    keep_spare(r, i);
}

static void begin(void *resident) {
    struct resident *r = resident;
    struct worker *w = r->worker;
    const struct model *model = &r->run.model;
    struct random_words words = random_words(&r->run.stream, RANDOM_OCCUPANCY_START, 0);
    r->reduced = false;
    for (int i = 0; i < units_of(w); i++) {
        occupancy_draw_start(w->space.classes, model->L, model->initial, model->N, &words,
                             w->start);
        gather_classes(r, i);
    }
}

static void start(void *worker, int lane, int64_t run) {
    struct worker *w = worker;
    run_start(&w->resident[lane], 0, run);
}

/* ---- a run as bytes ---------------------------------------------------------------------- */

/* The orbits that are occupied. */
static bool put(const void *resident, int i, struct saved_run *saved) {
    const struct resident *r = resident;
    struct worker *w = r->worker;
    if (!r->reduced)
        return occupancy_save(r->n[i], w->space.count, saved);
    const int orbits = synchronised_orbits(w->synchronised.L);
    for (int j = 0; j < orbits; j++)
        w->spare[j] = r->half[i][j];
    return occupancy_save(w->spare, orbits, saved);
}

/* Whether nothing stands at an index that no orbit has. */
static bool only_orbits(const struct orbit_space *space, const uint64_t n[]) {
    for (int c = 1; c < space->count; c++)
        if (n[c] > 0 && !(space->weight[MACHINE_A][c] | space->weight[MACHINE_B][c] |
                          space->weight[MACHINE_O][c]))
            return false;
    return true;
}

/* Which orbits there are follows from the times. */
static bool get(void *resident, int i, struct saved_run *saved) {
    struct resident *r = resident;
    struct worker *w = r->worker;
    const int orbits = synchronised_orbits(w->synchronised.L);
    r->reduced = r->run.model.attacker && !run_seeks_sync(&r->run) &&
                 simulation_stays_synchronised(&r->run);
    if (!occupancy_restore(w->spare, r->reduced ? orbits : w->space.count, r->run.model.N,
                           saved))
        return false;
    for (int j = 0; r->reduced && j < orbits; j++)
        r->half[i][j] = (uint32_t)w->spare[j];
    if (r->reduced)
        return true;
    if (!only_orbits(&w->space, w->spare))
        return false;
    keep_spare(r, i);
    return true;
}

static bool save(const void *worker, int lane, struct saved_run *saved) {
    const struct worker *w = worker;
    return run_save(&w->resident[lane], 0, saved);
}

static bool restore(void *worker, int lane, int64_t run, struct saved_run *saved) {
    struct worker *w = worker;
    return run_restore(&w->resident[lane], 0, run, saved);
}

static const struct run_dynamics dynamics = {.begin = begin,
                                             .make_step = make_step,
                                             .observe = observe,
                                             .parts_of_unit = 1,
                                             .put = put,
                                             .get = get};

/* ---- the engine ------------------------------------------------------------------------- */

static void destroy(void *worker) {
    struct worker *w = worker;
    if (!w)
        return;
    orbit_space_free(&w->space);
    free(w->orbits);
    free(w->halves);
    free(w->start);
    free(w->orbit_of);
    free(w);
}

/* Before synchronisation. What no run has come to is not touched, and takes no memory. */
static bool allocate_orbits(struct worker *w, const struct model *model) {
    const enum classes classes = model->attacker ? CLASSES_ABO : CLASSES_AB;
    if (!orbit_space_init(&w->space, classes, model->L))
        return false;
    const size_t count = (size_t)w->space.count,
                 arrays = (LANES_OF_OCCUPANCY + 1) * (size_t)units_of(w) + 1;
    const int class_count = occupancy_classes(classes, model->L);
    w->start = malloc((size_t)class_count * sizeof *w->start);
    w->orbit_of = malloc((size_t)class_count * sizeof *w->orbit_of);
    w->orbits = aligned_alloc(VECTOR_BYTES, arrays * count * sizeof(uint64_t));
    if (!w->start || !w->orbit_of || !w->orbits)
        return false;
    for (int c = 0; c < class_count; c++) {
        int sign;
        w->orbit_of[c] = orbit_find(&w->space, occupancy_weights(classes, model->L, c), &sign);
    }
    uint64_t *next = w->orbits;
    w->spare = next;
    for (int i = 0; i < units_of(w); i++)
        w->k[i] = next += count;
    for (int lane = 0; lane < LANES_OF_OCCUPANCY; lane++)
        for (int i = 0; i < units_of(w); i++)
            w->resident[lane].n[i] = next += count;
    return true;
}

/* And after it. */
static bool allocate_halves(struct worker *w) {
    const size_t orbits = (size_t)synchronised_orbits(w->synchronised.L),
                 columns = (SYNCHRONISED_LANES + LANES_OF_OCCUPANCY) * (size_t)units_of(w);
    w->halves = aligned_alloc(VECTOR_BYTES, columns * orbits * sizeof(uint32_t));
    if (!w->halves)
        return false;
    w->group.n = w->halves;
    uint32_t *next = w->group.n + SYNCHRONISED_LANES * (size_t)units_of(w) * orbits;
    for (int slot = 0; slot < SYNCHRONISED_LANES; slot++)
        empty_slot(w, slot);
    for (int lane = 0; lane < LANES_OF_OCCUPANCY; lane++)
        for (int i = 0; i < units_of(w); i++, next += orbits)
            w->resident[lane].half[i] = next;
    return true;
}

static void *create(const struct model *model, struct observer observer) {
    assert(1 <= model->initial && model->initial <= model->L && model->L <= L_MAX);
    assert(!simulation_fault_of_lumped(model));
    struct worker *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->kernels = occupancy_kernels();
    w->of_sixteen = synchronised_kernels();
    binomial_tables_init(&w->sources.tables);
    binomial_strips_init(&w->sources.strips);
    synchronised_init(&w->synchronised, model);
    if (!allocate_orbits(w, model) || !allocate_halves(w)) {
        destroy(w);
        return NULL;
    }
    for (int lane = 0; lane < LANES_OF_OCCUPANCY; lane++) {
        run_init(&w->resident[lane].run, lane, &dynamics, model, observer);
        w->resident[lane].worker = w;
    }
    return w;
}

const struct engine engine_occupancy_fast = {
    .command = "simulate",
    .method = "occupancy",
    .lanes = LANES_OF_OCCUPANCY,
    .fault = simulation_fault_of_lumped,
    .create = create,
    .destroy = destroy,
    .start = start,
    .advance = advance,
    .save = save,
    .restore = restore,
};
