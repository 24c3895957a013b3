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

enum { ROOM = 2 * K_MAX };

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

    int64_t field[MACHINES * K_MAX]; /* of unit i of machine m at [m K + i] */

    int machine[MACHINES], machines; /* those that have weights of their own, A first, */
    struct plane_group group[K_MAX]; /* and their units */

    /* Of unit i of A at [i], and once more at [K + i]; of B' and of o at [i] and [K + i]. */
    int64_t norm_of_a[ROOM], norm[ROOM]; /* sum W^2 */
    int64_t distance[ROOM];              /* sum (W - W')^2 from A's unit, ... */
    bool measured;                       /* ... if it is known */
    int64_t observed;                    /* updates made when these were found; -1: before */
    double rho[ROOM];                    /* overlaps with A's unit */
};

static int units_of(const struct worker *w) {
    return w->run.model.protocol.K;
}

static uint64_t *unit_of(const struct worker *w, int machine, int i) {
    return w->planes + (size_t)(i * MACHINES + machine) * w->unit;
}

static int64_t *field_of(struct worker *w, int machine) {
    return w->field + machine * units_of(w);
}

/* Where numbers of unit i of B' or o stand. */
static int place_of(const struct worker *w, int machine, int i) {
    return (machine - MACHINE_B) * units_of(w) + i;
}

static void set_norm(struct worker *w, int machine, int i, int64_t norm) {
    if (machine != MACHINE_A)
        w->norm[place_of(w, machine, i)] = norm;
    else
        w->norm_of_a[i] = w->norm_of_a[units_of(w) + i] = norm;
}

/* ---- the start --------------------------------------------------------------------------- */

static void take_stock(struct worker *w) {
    for (int m = 0; m < simulation_machines(&w->run); m++)
        for (int i = 0; i < units_of(w); i++)
            set_norm(w, m, i, w->kernels->norm(&w->shape, unit_of(w, m, i)));
    w->measured = false;
    w->observed = -1;
}

static void list_machines(struct worker *w, bool together) {
    w->together = together;
    w->machines = 0;
    w->machine[w->machines++] = MACHINE_A;
    if (!together)
        w->machine[w->machines++] = MACHINE_B;
    if (w->run.model.attacker)
        w->machine[w->machines++] = MACHINE_O;
    for (int i = 0; i < units_of(w); i++)
        for (int m = 0; m < w->machines; m++)
            w->group[i].unit[m] = unit_of(w, w->machine[m], i);
}

static void begin(void *worker) {
    struct worker *w = worker;
    for (int m = 0; m < simulation_machines(&w->run); m++)
        for (int i = 0; i < units_of(w); i++)
            w->kernels->start(&w->shape, &w->run.stream, 0,
                              weight_planes_first_block(&w->shape, units_of(w), m, i),
                              w->run.model.initial, m == MACHINE_B ? -1 : 1, unit_of(w, m, i));
    list_machines(w, false);
    take_stock(w);
}

/* ---- fields ------------------------------------------------------------------------------ */

/* Of so many machines from one on. */
static void find_fields(struct worker *w, int first, int machines) {
    const int K = units_of(w);
    w->kernels->fields(&w->shape, machines * K, &w->list[first * K], field_of(w, first));
}

static void find_party_fields(struct worker *w) {
    find_fields(w, MACHINE_A, w->together ? 1 : 2);
    for (int i = 0; w->together && i < units_of(w); i++)
        field_of(w, MACHINE_B)[i] = field_of(w, MACHINE_A)[i];
}

/* ---- moves ------------------------------------------------------------------------------- */

/* B' gets weights of its own again. */
static void part(struct worker *w) {
    for (int i = 0; i < units_of(w); i++) {
        memcpy(unit_of(w, MACHINE_B, i), unit_of(w, MACHINE_A, i), w->unit * sizeof *w->planes);
        set_norm(w, MACHINE_B, i, w->norm_of_a[i]);
    }
    list_machines(w, false);
}

/* What sum W^2 grows by. */
static int64_t growth(const struct worker *w, int sign, int64_t field, int64_t moved) {
    return 2 * (sign * field - w->shape.L * (w->shape.N - moved)) + moved;
}

/* `moves`: whether this unit does; A's: the same of A's unit. */
static void follow(struct worker *w, int sign, int machine, int i, int moves, int a_moves,
                   const struct plane_parting *parting) {
    const int K = units_of(w), at = place_of(w, machine, i);
    const int64_t field = w->field[machine * K + i], apart = field - w->field[i];
    w->norm[at] += moves * growth(w, sign, field, parting->moved);
    w->distance[at] +=
        parting->uneven - 2 * parting->apart + 2 * sign * (moves - a_moves) * apart;
}

/* Which units move is guessed wrong half the time: no branch depends on it, but how often loops
 * are gone through. */
static void move_and_follow(struct worker *w, const struct moves *moves) {
    struct plane_parting parting[K_MAX * MACHINES];
    int list[K_MAX + 1] = {0}, count = 0;
    for (int i = 0; i < units_of(w); i++) {
        unsigned any = 0;
        for (int m = 0; m < w->machines; m++) {
            const unsigned moving = moves->units[w->machine[m]] >> i & 1;
            w->group[i].moves[m] = moving;
            any |= moving;
        }
        list[count] = i;
        count += (int)any;
    }
    w->kernels->move_groups(&w->shape, w->machines, moves->sign, count, list, w->group,
                            parting);
    for (int n = 0; n < count; n++) {
        const struct plane_parting *of = &parting[n * w->machines];
        const struct plane_group *group = &w->group[list[n]];
        const int i = list[n], a_moves = group->moves[0];
        set_norm(w, MACHINE_A, i,
                 w->norm_of_a[i] + a_moves * growth(w, moves->sign, w->field[i], of->moved));
        for (int m = 1; m < w->machines; m++)
            follow(w, moves->sign, w->machine[m], i, group->moves[m], a_moves, &of[m]);
    }
}

/* Distances are not known after it. */
static void move_alone(struct worker *w, const struct moves *moves) {
    for (int m = 0; m < w->machines; m++)
        for (int i = 0; i < units_of(w); i++) {
            uint64_t *const unit = w->group[i].unit[m];
            const struct plane_move move = {unit, unit, w->inputs[i].minus};
            const int machine = w->machine[m];
            int64_t moved;
            if (!(moves->units[machine] >> i & 1))
                continue;
            w->kernels->move(&w->shape, moves->sign, 1, &move, &moved);
            const int64_t norm =
                machine == MACHINE_A ? w->norm_of_a[i] : w->norm[place_of(w, machine, i)];
            set_norm(w, machine, i,
                     norm + growth(w, moves->sign, field_of(w, machine)[i], moved));
        }
    w->measured = false;
}

static void update(struct worker *w, struct moves *moves) {
    if (w->run.model.attacker) {
        find_fields(w, MACHINE_O, 1);
        moves->units[MACHINE_O] = simulation_attacker(&w->run, moves, field_of(w, MACHINE_O));
    }
    if (w->together && moves->units[MACHINE_A] != moves->units[MACHINE_B])
        part(w);
    if (w->measured && w->run.clock.observe_at == w->run.clock.step)
        move_and_follow(w, moves);
    else
        move_alone(w, moves);
}

/* ---- what is measured ------------------------------------------------------------------- */

static void measure(struct worker *w) {
    for (int m = MACHINE_B; !w->measured && m < simulation_machines(&w->run); m++)
        for (int i = 0; i < units_of(w); i++)
            w->distance[place_of(w, m, i)] =
                m == MACHINE_B && w->together
                    ? 0
                    : w->kernels->distance(&w->shape, unit_of(w, MACHINE_A, i),
                                           unit_of(w, m, i));
    w->measured = true;
}

static bool equals_a(const struct worker *w, int machine) {
    for (int i = 0; i < units_of(w); i++)
        if (w->measured
                ? w->distance[place_of(w, machine, i)] != 0
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
        const int o = place_of(w, MACHINE_O, i);
        const int64_t aa = w->norm_of_a[i], oo = w->norm[o];
        products[i] =
            (struct unit_products){.aa = aa, .oo = oo, .ao = (aa + oo - w->distance[o]) / 2};
        if (w->run.model.attacker)
            equal += w->kernels->alike(&w->shape, unit_of(w, MACHINE_A, i),
                                       unit_of(w, MACHINE_O, i));
    }
    simulation_synchronises(&w->run, products, equal);
    if (w->run.model.attacker)
        list_machines(w, true);
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
    struct moves moves =
        simulation_parties(&w->run, field_of(w, MACHINE_A), field_of(w, MACHINE_B));
    if (moves.updated)
        update(w, &moves);
    if (moves.updated || w->run.clock.step == 1)
        test_times(w);
}

/* Of B' and of o; B' equals A where it has no weights of its own. */
static void find_overlaps(struct worker *w) {
    const int K = units_of(w);
    measure(w);
    if (w->together)
        memcpy(w->norm, w->norm_of_a, (size_t)K * sizeof *w->norm);
    w->kernels->overlaps(w->run.model.attacker ? 2 * K : K, w->norm_of_a, w->norm, w->distance,
                         w->rho);
    /* B is -B', and 0 has no sign. */
    for (int i = 0; tree_parity_mirror(w->run.model.protocol.update) < 0 && i < K; i++)
        w->rho[i] = 0.0 - w->rho[i];
    w->observed = w->run.clock.updates;
}

/* Without an update in between the overlaps are what they were. */
static void observe(void *worker) {
    struct worker *w = worker;
    if (w->observed != w->run.clock.updates)
        find_overlaps(w);
    run_show(&w->run, w->rho, w->rho + units_of(w));
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
    list_machines(w,
                  w->run.model.attacker && !run_seeks_sync(&w->run) && equals_a(w, MACHINE_B));
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
    for (int i = 0; i < K; i++) {
        w->group[i].minus = w->inputs[i].minus;
        for (int m = 0; m < MACHINES; m++)
            w->list[m * K + i] = (struct plane_field){unit_of(w, m, i), &w->inputs[i]};
    }
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
