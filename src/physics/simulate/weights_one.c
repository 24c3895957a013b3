/* See weights_planes.c, whose bits these are: the same random numbers, weights, fields, moves
 * and sums.
 *
 * The units of A, B' and o that see the same inputs are moved in one pass, which tells how
 * norms and distances from A change. Distances are followed as long as every step is observed,
 * found anew where they are wanted after that, and tell whether machines are equal.
 */
#include "physics/simulate/weights_one.h"

#include <stdlib.h>
#include <string.h>

#include "physics/simulate/simulation.h"
#include "physics/simulate/weight_planes.h"

struct worker {
    struct run run;
    const struct weight_plane_kernels *kernels;
    struct plane_shape shape;
    size_t unit;      /* words of a unit's planes */
    uint64_t *planes; /* [K][MACHINES][unit]: u of A, B', o */
    struct plane_inputs inputs[K_MAX];
    uint64_t *inputs_memory;
    struct plane_field list[MACHINES * K_MAX]; /* units of A, of B', of o */
    bool together;                             /* B' equals A, whose planes stand for both */

    int64_t field[MACHINES][K_MAX];

    struct plane_group group[K_MAX]; /* room for a step */

    int64_t norm[MACHINES][K_MAX];     /* sum W^2 */
    int64_t distance[MACHINES][K_MAX]; /* sum (W - W')^2 from A's unit, ... */
    bool measured;                     /* ... if it is known */
    int64_t observed;                  /* updates made when these were found; -1: before */
    double ab[K_MAX], ao[K_MAX];       /* overlaps */
};

static int units_of(const struct worker *w) {
    return w->run.model.protocol.K;
}

static uint64_t *unit_of(const struct worker *w, int machine, int i) {
    return w->planes + (size_t)(i * MACHINES + machine) * w->unit;
}

/* ---- the start --------------------------------------------------------------------------- */

static void take_stock(struct worker *w) {
    for (int m = 0; m < simulation_machines(&w->run); m++)
        for (int i = 0; i < units_of(w); i++)
            w->norm[m][i] = w->kernels->norm(&w->shape, unit_of(w, m, i));
    w->measured = false;
    w->observed = -1;
}

static void begin(void *worker) {
    struct worker *w = worker;
    for (int m = 0; m < simulation_machines(&w->run); m++)
        for (int i = 0; i < units_of(w); i++)
            w->kernels->start(&w->shape, &w->run.stream, 0,
                              weight_planes_first_block(&w->shape, units_of(w), m, i),
                              w->run.model.initial, m == MACHINE_B ? -1 : 1, unit_of(w, m, i));
    w->together = false;
    take_stock(w);
}

/* ---- fields ------------------------------------------------------------------------------ */

/* Of so many machines from one on. */
static void find_fields(struct worker *w, int first, int machines) {
    const int K = units_of(w);
    int64_t field[MACHINES * K_MAX];
    w->kernels->fields(&w->shape, machines * K, &w->list[first * K], field);
    for (int m = 0; m < machines; m++)
        memcpy(w->field[first + m], &field[m * K], (size_t)K * sizeof *field);
}

static void find_party_fields(struct worker *w) {
    find_fields(w, MACHINE_A, w->together ? 1 : 2);
    if (w->together)
        memcpy(w->field[MACHINE_B], w->field[MACHINE_A], sizeof w->field[MACHINE_A]);
}

/* ---- moves ------------------------------------------------------------------------------- */

/* B' gets weights of its own again. */
static void part(struct worker *w) {
    for (int i = 0; i < units_of(w); i++)
        memcpy(unit_of(w, MACHINE_B, i), unit_of(w, MACHINE_A, i), w->unit * sizeof *w->planes);
    w->together = false;
}

/* The machines that have weights of their own, A first; returns how many. */
static int list_machines(const struct worker *w, int machine[MACHINES]) {
    int count = 0;
    machine[count++] = MACHINE_A;
    if (!w->together)
        machine[count++] = MACHINE_B;
    if (w->run.model.attacker)
        machine[count++] = MACHINE_O;
    return count;
}

static void grow(struct worker *w, const struct moves *moves, int machine, int i,
                 int64_t moved) {
    const int64_t inputs = moves->sign * w->field[machine][i],
                  still = w->shape.L * (w->shape.N - moved);
    w->norm[machine][i] += 2 * (inputs - still) + moved;
}

static void part_from_a(struct worker *w, const struct moves *moves, int machine, int i,
                        const struct plane_parting *parting) {
    const int a = moves->units[MACHINE_A] >> i & 1, other = moves->units[machine] >> i & 1;
    const int64_t apart = w->field[machine][i] - w->field[MACHINE_A][i];
    w->distance[machine][i] +=
        parting->uneven - 2 * parting->apart + 2 * moves->sign * (other - a) * apart;
}

/* Which units move is guessed wrong half the time: no branch depends on it, but how often the
 * loops are gone through. */
static void move_and_follow(struct worker *w, const struct moves *moves) {
    struct plane_group *const group = w->group;
    struct plane_parting parting[K_MAX * MACHINES];
    int machine[MACHINES], unit[K_MAX], count = 0;
    const int machines = list_machines(w, machine);
    for (int i = 0; i < units_of(w); i++) {
        unsigned any = 0;
        for (int m = 0; m < machines; m++) {
            const unsigned moving = moves->units[machine[m]] >> i & 1;
            group[count].unit[m] = unit_of(w, machine[m], i);
            group[count].moves[m] = moving;
            any |= moving;
        }
        group[count].minus = w->inputs[i].minus;
        unit[count] = i;
        count += (int)any;
    }
    w->kernels->move_groups(&w->shape, machines, moves->sign, count, group, parting);
    for (int n = 0; n < count; n++)
        for (int m = 0; m < machines; m++) {
            const struct plane_parting *of = &parting[n * machines + m];
            if (group[n].moves[m])
                grow(w, moves, machine[m], unit[n], of->moved);
            part_from_a(w, moves, machine[m], unit[n], of);
        }
}

static void move_alone(struct worker *w, const struct moves *moves) {
    struct plane_move move[MACHINES * K_MAX];
    int64_t moved[MACHINES * K_MAX];
    int machine[MACHINES], count = 0;
    const int machines = list_machines(w, machine);
    for (int m = 0; m < machines; m++)
        for (int i = 0; i < units_of(w); i++)
            if (moves->units[machine[m]] >> i & 1)
                move[count++] = (struct plane_move){
                    unit_of(w, machine[m], i), unit_of(w, machine[m], i), w->inputs[i].minus};
    w->kernels->move(&w->shape, moves->sign, count, move, moved);
    count = 0;
    for (int m = 0; m < machines; m++)
        for (int i = 0; i < units_of(w); i++)
            if (moves->units[machine[m]] >> i & 1)
                grow(w, moves, machine[m], i, moved[count++]);
    w->measured = false;
}

static void update(struct worker *w, struct moves *moves) {
    if (w->run.model.attacker) {
        find_fields(w, MACHINE_O, 1);
        moves->units[MACHINE_O] = simulation_attacker(&w->run, moves, w->field[MACHINE_O]);
    }
    if (w->together && moves->units[MACHINE_A] != moves->units[MACHINE_B])
        part(w);
    if (w->measured && w->run.clock.observe_at == w->run.clock.step)
        move_and_follow(w, moves);
    else
        move_alone(w, moves);
    if (w->together)
        memcpy(w->norm[MACHINE_B], w->norm[MACHINE_A], sizeof w->norm[MACHINE_A]);
}

/* ---- what is measured ------------------------------------------------------------------- */

static void measure(struct worker *w) {
    for (int m = MACHINE_B; !w->measured && m < simulation_machines(&w->run); m++)
        for (int i = 0; i < units_of(w); i++)
            w->distance[m][i] = m == MACHINE_B && w->together
                                    ? 0
                                    : w->kernels->distance(&w->shape, unit_of(w, MACHINE_A, i),
                                                           unit_of(w, m, i));
    w->measured = true;
}

static bool equals_a(const struct worker *w, int machine) {
    for (int i = 0; i < units_of(w); i++)
        if (w->measured
                ? w->distance[machine][i] != 0
                : w->kernels->first_equal(&w->shape, 0, 1, &w->list[machine * units_of(w) + i],
                                          unit_of(w, MACHINE_A, i)) != 0)
            return false;
    return true;
}

static void synchronise(struct worker *w) {
    struct unit_products products[K_MAX];
    int64_t equal = 0;
    measure(w);
    for (int i = 0; i < units_of(w); i++) {
        const int64_t aa = w->norm[MACHINE_A][i], oo = w->norm[MACHINE_O][i];
        products[i] = (struct unit_products){
            .aa = aa, .oo = oo, .ao = (aa + oo - w->distance[MACHINE_O][i]) / 2};
        equal += w->run.model.attacker ? w->kernels->alike(&w->shape, unit_of(w, MACHINE_A, i),
                                                           unit_of(w, MACHINE_O, i))
                                       : 0;
    }
    simulation_synchronises(&w->run, products, equal);
    w->together = w->run.model.attacker;
}

static void test_times(struct worker *w) {
    if (run_seeks_learn(&w->run) && equals_a(w, MACHINE_O))
        w->run.clock.t_learn = w->run.clock.step;
    if (run_seeks_sync(&w->run) && equals_a(w, MACHINE_B))
        synchronise(w);
}

static void make_step(void *worker) {
    struct worker *w = worker;
    w->kernels->draw(&w->shape, units_of(w), &w->run.stream, w->run.clock.step, w->inputs);
    find_party_fields(w);
    struct moves moves = simulation_parties(&w->run, w->field[MACHINE_A], w->field[MACHINE_B]);
    if (moves.updated)
        update(w, &moves);
    if (moves.updated || w->run.clock.step == 1)
        test_times(w);
}

static void find_overlaps(struct worker *w) {
    measure(w);
    w->kernels->overlaps(tree_parity_mirror(w->run.model.protocol.update), w->norm[MACHINE_A],
                         w->norm[MACHINE_B], w->distance[MACHINE_B], w->ab);
    if (w->run.model.attacker)
        w->kernels->overlaps(1, w->norm[MACHINE_A], w->norm[MACHINE_O], w->distance[MACHINE_O],
                             w->ao);
    w->observed = w->run.clock.updates;
}

/* Without an update in between the overlaps are what they were. */
static void observe(void *worker) {
    struct worker *w = worker;
    if (w->observed != w->run.clock.updates)
        find_overlaps(w);
    run_show(&w->run, w->ab, w->ao);
}

/* ---- a run as bytes ---------------------------------------------------------------------- */

/* As of an attacker of many machines: their number, what the attacker remembers of each, which
 * is nothing, and the planes. */
static bool put(const void *worker, int n, struct saved_run *saved) {
    const struct worker *w = worker;
    (void)n;
    const int64_t machines = w->run.model.attacker;
    const uint64_t memory = 0;
    bool kept =
        SAVED_RUN_PUT(saved, machines) && (machines == 0 || SAVED_RUN_PUT(saved, memory));
    for (int i = 0; i < units_of(w); i++)
        for (int m = 0; kept && m < simulation_machines(&w->run); m++) {
            const int from = m == MACHINE_B && w->together ? MACHINE_A : m;
            kept = saved_run_put(saved, unit_of(w, from, i), w->unit * sizeof *w->planes);
        }
    return kept;
}

static bool get(void *worker, int n, struct saved_run *saved) {
    struct worker *w = worker;
    (void)n;
    int64_t machines;
    uint64_t memory;
    if (!SAVED_RUN_GET(saved, machines) || machines != w->run.model.attacker ||
        (machines > 0 && !SAVED_RUN_GET(saved, memory)))
        return false;
    for (int i = 0; i < units_of(w); i++)
        for (int m = 0; m < simulation_machines(&w->run); m++)
            if (!saved_run_get(saved, unit_of(w, m, i), w->unit * sizeof *w->planes) ||
                !weight_planes_fit(&w->shape, unit_of(w, m, i)))
                return false;
    take_stock(w);
    w->together = w->run.model.attacker && !run_seeks_sync(&w->run) && equals_a(w, MACHINE_B);
    return true;
}

const struct run_dynamics weights_one_dynamics = {.begin = begin,
                                                  .make_step = make_step,
                                                  .observe = observe,
                                                  .parts = 1,
                                                  .put = put,
                                                  .get = get};

/* ---- the engine ------------------------------------------------------------------------- */

bool weights_one_fits(const struct model *model) {
    return !simulation_fault_of_lumped(model);
}

void weights_one_destroy(void *worker) {
    struct worker *w = worker;
    free(w->planes);
    free(w->inputs_memory);
    free(w);
}

static bool allocate(struct worker *w) {
    const int K = units_of(w);
    const size_t words = (size_t)w->shape.vectors * VECTOR_WORDS;
    w->unit = words * (size_t)w->shape.planes;
    w->planes = aligned_alloc(VECTOR_BYTES, (size_t)K * MACHINES * w->unit * sizeof *w->planes);
    w->inputs_memory = weight_planes_inputs(&w->shape, K, w->inputs);
    if (!w->planes || !w->inputs_memory)
        return false;
    for (int i = 0; i < K; i++)
        for (int m = 0; m < MACHINES; m++)
            w->list[m * K + i] = (struct plane_field){unit_of(w, m, i), &w->inputs[i]};
    return true;
}

void *weights_one_create(const struct model *model, struct observer observer) {
    struct worker *w = run_worker(sizeof *w, &weights_one_dynamics, model, observer);
    if (!w)
        return NULL;
    w->kernels = weight_plane_kernels();
    w->shape = weight_plane_shape(model->L, model->N);
    if (random_blocks_suffice(MACHINES * units_of(w) * weight_planes_blocks(&w->shape)) &&
        allocate(w))
        return w;
    weights_one_destroy(w);
    return NULL;
}
