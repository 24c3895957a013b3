/* The simulation weight by weight, with the weights in bit planes: the fast twin of
 * weights_plain.c.
 *
 * Random numbers, weights, fields and moves are those of the plain engine, bit for bit; only
 * the place of an input within its unit is another (weight_plane_kernels.h). With m_j = 1 for
 * x_j = -1 and u = W + L = sum_p 2^p u_p,
 *     h = sum_j x_j W_j = sum_jp 2^p (u_pj XOR m_j) - (2^planes - 1) sum_j m_j - L sum_j x_j.
 *

 * Norms and distances are followed from move to move. When a unit moves along s x, and `moved`
 * of its weights are not held back at +-L, then
 *     sum W^2 grows by 2 (s h - L (N - moved)) + moved,
 * and sum (W - W')^2 by the number of weights that have moved in one of the two units and not
 * in the other, less 2 sum |W - W'| over those that were held back in one of them; if W moves
 * alone, 2 s (h - h') comes on top. Distances are followed as long as every step is observed,
 * and found anew where they are wanted after that.
 *
 * What is not computed: a unit state that several machines of the attacker share is one
 * (shared_units.h); B' once it equals A, as long as both move alike.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "physics/simulate/population.h"
#include "physics/simulate/shared_units.h"
#include "physics/simulate/simulation.h"
#include "physics/simulate/weight_planes.h"
#include "physics/simulate/weights_one.h"
#include "vector/layout.h"

/* What is known of a unit. */
struct measured {
    int64_t norm;     /* sum W^2 */
    int64_t distance; /* sum (W - W')^2 from A's unit, when that had ... */
    uint64_t age;     /* ... this age; 0: not known, as this one has moved since */
    bool told;        /* whether the overlap has been computed from these */
};

/* What a move that is queued changes of that. */
struct change {
    const struct measured *from;
    struct measured *to;
    int i;         /* the hidden unit */
    int64_t field; /* of the unit */
};

struct worker {
    struct run run;
    const struct weight_plane_kernels *kernels;
    struct plane_shape shape;
    size_t unit; /* words of a unit's planes */
    struct population o;
    struct shared_units states;
    bool together;                     /* B' equals A, whose planes stand for both */
    uint64_t *planes;                  /* [K][2 + o.capacity][unit]: u of A, B', o's states */
    struct plane_inputs inputs[K_MAX]; /* of a step */
    uint64_t *inputs_memory;
    int64_t party_field[2][K_MAX]; /* of A, of B' */

    struct plane_field parties[2 * K_MAX]; /* units of A, of B' */
    struct plane_field *list;              /* [K o.capacity]: the states, unit after unit */
    int first[K_MAX + 1];                  /* where those of a unit begin */
    int64_t *field;                        /* [K o.capacity], and room: of those in the list */
    int64_t *field_in;                     /* [K][o.capacity]: the same by their slots */
    unsigned char *bit_in;                 /* [K][o.capacity]: a bit of each slot */
    struct state_move *state_moves;        /* [o.capacity], room */
    /* [K (2 + o.capacity)] each: the moves of a step, what each of them changes, and what has
     * come of it; those of units whose distance from A's is followed, and the others. */
    struct plane_pair *pair;
    struct change *pair_change;
    struct plane_parting *parting;
    int pairs;
    struct plane_move *move;
    struct change *move_change;
    int64_t *moved;
    int moves;
    bool follows;          /* whether distances are followed in this step */
    unit_set zero_is_plus; /* sgn(0) of o's units, unless it is drawn */

    uint64_t age[K_MAX];             /* A's unit has moved so many times, + 1 */
    struct measured *measured;       /* [K][2 + o.capacity] */
    double *rho_in;                  /* [K][o.capacity]: overlaps with A's units, by slots */
    int64_t *equal_in;               /* [K][o.capacity]: weights that equal A's */
    int64_t observed;                /* updates made when these were found; -1: before */
    double ab[K_MAX];                /* overlaps of the parties, */
    double best[K_MAX], mean[K_MAX]; /* and of o's machines */
};

static int units_of(const struct worker *w) {
    return w->run.model.protocol.K;
}

static size_t place_of(const struct worker *w, int machine, int i) {
    return (size_t)i * ((size_t)w->o.capacity + 2) + (size_t)machine;
}

/* The planes of a unit of A or B', or of the state in slot `machine` - MACHINE_O of o's. */
static uint64_t *unit_of(const struct worker *w, int machine, int i) {
    return w->planes + place_of(w, machine, i) * w->unit;
}

static size_t slot_of(const struct worker *w, int i, int slot) {
    return (size_t)i * (size_t)w->o.capacity + (size_t)slot;
}

/* ---- the start --------------------------------------------------------------------------- */

static struct measured *measured_of(const struct worker *w, int machine, int i) {
    return &w->measured[place_of(w, machine, i)];
}

/* A unit that has come from elsewhere than a move. */
static void take_stock(const struct worker *w, int machine, int i) {
    *measured_of(w, machine, i) =
        (struct measured){.norm = w->kernels->norm(&w->shape, unit_of(w, machine, i))};
}

/* The weights of a unit times `sign`, uniform on -initial .. initial, in the plain engine's
 * order: those of unit i of A, B or o at a step. */
static void draw_unit(struct worker *w, int machine, int i, enum machine role, int64_t step,
                      int sign) {
    const uint32_t first = weight_planes_first_block(&w->shape, units_of(w), role, i);
    w->kernels->start(&w->shape, &w->run.stream, step, first, w->run.model.initial, sign,
                      unit_of(w, machine, i));
    take_stock(w, machine, i);
}

static void draw_weights(struct worker *w) {
    for (int i = 0; i < units_of(w); i++) {
        draw_unit(w, MACHINE_A, i, MACHINE_A, 0, 1);
        draw_unit(w, MACHINE_B, i, MACHINE_B, 0, -1);
        for (int m = 0; m < w->o.machines; m++)
            draw_unit(w, MACHINE_O + m, i, MACHINE_O, m, 1);
    }
}

static void list_states(struct worker *w) {
    struct plane_field *next = w->list;
    for (int i = 0; i < units_of(w); i++) {
        const struct shared_unit *unit = &w->states.unit[i];
        const uint64_t *const first = unit_of(w, MACHINE_O, i);
        const size_t words = w->unit;
        w->first[i] = (int)(next - w->list);
        for (int s = 0; s < unit->states; s++)
            *next++ =
                (struct plane_field){first + (size_t)unit->live[s] * words, &w->inputs[i]};
    }
    w->first[units_of(w)] = (int)(next - w->list);
}

/* ---- the parties ------------------------------------------------------------------------- */

static void party_fields(struct worker *w) {
    const int K = units_of(w);
    int64_t *const a = w->party_field[MACHINE_A], *const b = w->party_field[MACHINE_B];
    int64_t field[2 * K_MAX];
    w->kernels->fields(&w->shape, w->together ? K : 2 * K, w->parties, field);
    for (int i = 0; i < K; i++) {
        a[i] = field[i];
        b[i] = w->together ? a[i] : field[K + i];
    }
}

/* Unit i of a machine and where it stands after the move, what is known of both, and its
 * field. */
struct mover {
    int i;
    const uint64_t *from;
    uint64_t *to;
    const struct measured *known;
    struct measured *becomes;
    int64_t field;
};

/* Which units move is guessed wrong half the time: no branch depends on it. */
static inline void queue(struct worker *w, const struct mover *m, bool moves, bool a_moves) {
    const struct plane_move move = {m->from, m->to, w->inputs[m->i].minus};
    const struct change change = {m->known, m->becomes, m->i, m->field};
    if (w->follows && m->known->age == w->age[m->i]) {
        w->pair[w->pairs] =
            (struct plane_pair){move, unit_of(w, MACHINE_A, m->i), moves, a_moves};
        w->pair_change[w->pairs] = change;
        w->pairs += moves | a_moves;
    } else {
        w->move[w->moves] = move;
        w->move_change[w->moves] = change;
        w->moves += moves;
    }
    m->becomes->age *= !moves;
}

static void queue_party(struct worker *w, int machine, const struct moves *moves) {
    for (int i = 0; i < units_of(w); i++) {
        const bool a_moves = moves->units[MACHINE_A] >> i & 1;
        struct measured *measured = measured_of(w, machine, i);
        uint64_t *const unit = unit_of(w, machine, i);
        const struct mover mover = {i,        unit,     unit,
                                    measured, measured, w->party_field[machine][i]};
        queue(w, &mover, moves->units[machine] >> i & 1, machine != MACHINE_A && a_moves);
    }
}

/* B' gets weights of its own again. */
static void part(struct worker *w) {
    for (int i = 0; i < units_of(w); i++) {
        memcpy(unit_of(w, MACHINE_B, i), unit_of(w, MACHINE_A, i), w->unit * sizeof *w->planes);
        *measured_of(w, MACHINE_B, i) =
            (struct measured){.norm = measured_of(w, MACHINE_A, i)->norm, .age = w->age[i]};
    }
    w->together = false;
}

/* A last, as others are compared with it as it was. */
static void queue_parties(struct worker *w, const struct moves *moves) {
    if (w->together && moves->units[MACHINE_A] != moves->units[MACHINE_B])
        part(w);
    if (!w->together)
        queue_party(w, MACHINE_B, moves);
    queue_party(w, MACHINE_A, moves);
}

/* ---- the attacker ------------------------------------------------------------------------ */

static bool ties_are_random(const struct worker *w) {
    return w->run.model.protocol.ties == TIES_RANDOM;
}

/* A unit's tau is +1 where its field is above this. */
static int64_t threshold_of(const struct worker *w, int i) {
    return w->zero_is_plus >> i & 1 ? -1 : 0;
}

static void find_state_fields(struct worker *w) {
    w->kernels->fields(&w->shape, w->first[units_of(w)], w->list, w->field);
    for (int i = 0; i < units_of(w); i++) {
        const int *const live = w->states.unit[i].live;
        const int states = w->states.unit[i].states;
        const int64_t *const field = w->field + w->first[i];
        int64_t *const field_in = w->field_in + slot_of(w, i, 0);
        for (int s = 0; s < states; s++)
            field_in[live[s]] = field[s];
    }
}

/* Fields and representations of machines that share nothing. */
static void find_own_fields(struct worker *w) {
    const int machines = w->o.machines;
    unit_set *const tau = w->o.tau;
    int64_t(*const h)[K_MAX] = w->o.field;
    memset(tau, 0, (size_t)machines * sizeof *tau);
    for (int i = 0; i < units_of(w); i++) {
        const int64_t *field_in = w->field_in + slot_of(w, i, 0);
        const int64_t above = threshold_of(w, i);
        for (int m = 0; m < machines; m++) {
            h[m][i] = field_in[m];
            tau[m] |= (unit_set)(field_in[m] > above) << i;
        }
    }
}

static void find_shared_fields(struct worker *w) {
    for (int i = 0; i < units_of(w); i++) {
        const int *const of = w->states.unit[i].of;
        const int64_t *field_in = w->field_in + slot_of(w, i, 0);
        for (int m = 0; m < w->o.machines; m++)
            w->o.field[m][i] = field_in[of[m]];
    }
}

static void find_shared_representations(struct worker *w) {
    const int machines = w->o.machines;
    memset(w->o.tau, 0, (size_t)machines * sizeof *w->o.tau);
    for (int i = 0; i < units_of(w); i++) {
        const struct shared_unit *unit = &w->states.unit[i];
        const int64_t *field = w->field + w->first[i];
        const int64_t above = threshold_of(w, i);
        unsigned char *bit_in = w->bit_in + slot_of(w, i, 0);
        const int *const live = unit->live, *const of = unit->of;
        const int states = unit->states;
        unit_set *const tau = w->o.tau;
        for (int s = 0; s < states; s++)
            bit_in[live[s]] = (unsigned char)((field[s] > above) << i);
        for (int m = 0; m < machines; m++)
            tau[m] |= bit_in[of[m]];
    }
}

static void look_at_inputs(struct worker *w) {
    find_state_fields(w);
    if (!w->states.shares)
        find_own_fields(w);
    else if (ties_are_random(w) || attack_needs_fields(&w->run.model.attack))
        find_shared_fields(w);
    else
        find_shared_representations(w);
    if (ties_are_random(w) || (w->states.shares && attack_needs_fields(&w->run.model.attack)))
        for (int m = 0; m < w->o.machines; m++)
            w->o.tau[m] = simulation_representation(&w->run, MACHINE_O + m, w->o.field[m]);
}

static void queue_state(struct worker *w, int i, struct state_move state, bool moves,
                        bool a_moves) {
    uint64_t *const first = unit_of(w, MACHINE_O, i);
    struct measured *const measured = measured_of(w, MACHINE_O, i);
    const struct mover mover = {i,
                                first + (size_t)state.from * w->unit,
                                first + (size_t)state.to * w->unit,
                                &measured[state.from],
                                &measured[state.to],
                                w->field_in[slot_of(w, i, state.from)]};
    queue(w, &mover, moves, a_moves);
}

/* States that move, and those that do not while A's unit does, as far as their distances are
 * followed: that of a state that moves is not known any more. */
static void queue_states(struct worker *w, int i, int count, bool a_moves) {
    const struct shared_unit *unit = &w->states.unit[i];
    for (int n = 0; n < count; n++)
        queue_state(w, i, w->state_moves[n], true, a_moves);
    for (int s = 0; w->follows && a_moves && s < unit->states; s++) {
        const int slot = unit->live[s];
        if (measured_of(w, MACHINE_O + slot, i)->age == w->age[i])
            queue_state(w, i, (struct state_move){slot, slot}, false, true);
    }
}

static void queue_attacker(struct worker *w, const struct moves *moves) {
    look_at_inputs(w);
    population_ask(&w->o, &w->run, moves);
    for (int i = 0; i < units_of(w); i++) {
        const int count = shared_units_answer(&w->states, i, w->o.machines, w->o.from,
                                              w->o.moves, w->state_moves);
        queue_states(w, i, count, moves->units[MACHINE_A] >> i & 1);
    }
    if (w->states.shares)
        list_states(w);
}

/* What sum W^2 grows by. */
static int64_t growth(const struct worker *w, int sign, int64_t field, int64_t moved) {
    return 2 * (sign * field - w->shape.L * (w->shape.N - moved)) + moved;
}

static void make_pair_moves(struct worker *w, int sign) {
    w->kernels->move_pairs(&w->shape, sign, w->pairs, w->pair, w->parting);
    for (int n = 0; n < w->pairs; n++) {
        const struct change *change = &w->pair_change[n];
        const struct plane_pair *pair = &w->pair[n];
        const struct plane_parting *parting = &w->parting[n];
        const int alone = pair->moves - pair->other_moves;
        const int64_t before = change->from->distance,
                      field_apart = change->field - w->party_field[MACHINE_A][change->i];
        *change->to = (struct measured){
            .norm = change->from->norm +
                    pair->moves * growth(w, sign, change->field, parting->moved),
            .distance =
                before + parting->uneven - 2 * parting->apart + 2 * sign * alone * field_apart,
            .age = w->age[change->i],
        };
    }
}

static void make_other_moves(struct worker *w, int sign) {
    w->kernels->move(&w->shape, sign, w->moves, w->move, w->moved);
    for (int n = 0; n < w->moves; n++) {
        const struct change *change = &w->move_change[n];
        *change->to = (struct measured){.norm = change->from->norm +
                                                growth(w, sign, change->field, w->moved[n])};
    }
}

static void update(struct worker *w, const struct moves *moves) {
    w->pairs = w->moves = 0;
    w->follows = w->run.clock.observe_at == w->run.clock.step;
    queue_attacker(w, moves);
    queue_parties(w, moves);
    for (int i = 0; i < units_of(w); i++)
        w->age[i] += moves->units[MACHINE_A] >> i & 1;
    make_pair_moves(w, moves->sign);
    make_other_moves(w, moves->sign);
}

/* ---- what is measured ------------------------------------------------------------------- */

/* False: nothing has changed since the overlap was computed. */
static bool measure(const struct worker *w, int machine, int i) {
    struct measured *m = measured_of(w, machine, i);
    if (m->age != w->age[i]) {
        m->distance =
            w->kernels->distance(&w->shape, unit_of(w, MACHINE_A, i), unit_of(w, machine, i));
        m->age = w->age[i];
        m->told = false;
    }
    const bool news = !m->told;
    m->told = true;
    return news;
}

/* sum W W', from A's unit. */
static int64_t product_of(const struct worker *w, int machine, int i) {
    const struct measured *a = measured_of(w, MACHINE_A, i), *m = measured_of(w, machine, i);
    return (a->norm + m->norm - m->distance) / 2;
}

static void measure_parties(struct worker *w) {
    const int mirror = tree_parity_mirror(w->run.model.protocol.update);
    for (int i = 0; i < units_of(w); i++) {
        const int64_t aa = measured_of(w, MACHINE_A, i)->norm;
        if (w->together)
            w->ab[i] = simulation_overlap(mirror * aa, aa, aa);
        else if (measure(w, MACHINE_B, i))
            w->ab[i] = simulation_overlap(mirror * product_of(w, MACHINE_B, i), aa,
                                          measured_of(w, MACHINE_B, i)->norm);
    }
}

static void measure_states(struct worker *w, int i) {
    const struct shared_unit *unit = &w->states.unit[i];
    const int64_t aa = measured_of(w, MACHINE_A, i)->norm;
    double *rho_in = w->rho_in + slot_of(w, i, 0);
    for (int s = 0; s < unit->states; s++) {
        const int slot = unit->live[s];
        if (measure(w, MACHINE_O + slot, i))
            rho_in[slot] = simulation_overlap(product_of(w, MACHINE_O + slot, i), aa,
                                              measured_of(w, MACHINE_O + slot, i)->norm);
    }
}

static void count_equal(struct worker *w, int i) {
    const struct shared_unit *unit = &w->states.unit[i];
    int64_t *equal_in = w->equal_in + slot_of(w, i, 0);
    for (int s = 0; s < unit->states; s++)
        equal_in[unit->live[s]] = w->kernels->alike(&w->shape, unit_of(w, MACHINE_A, i),
                                                    unit_of(w, MACHINE_O + unit->live[s], i));
}

static struct simulation_attackers measure_attackers(struct worker *w) {
    struct simulation_attackers o = {.machines = w->o.machines};
    for (int i = 0; i < units_of(w); i++) {
        measure_states(w, i);
        o.state[i] = w->states.unit[i].of;
        o.rho[i] = w->rho_in + slot_of(w, i, 0);
        o.equal[i] = w->equal_in + slot_of(w, i, 0);
    }
    return o;
}

/* Marks the states of a unit that equal A's; whether any does. */
static bool mark_equal_states(struct worker *w, int i) {
    const struct shared_unit *unit = &w->states.unit[i];
    const struct plane_field *list = w->list + w->first[i];
    const uint64_t *a = unit_of(w, MACHINE_A, i);
    const int count = unit->states;
    unsigned char *bit_in = w->bit_in + slot_of(w, i, 0);
    int s = w->kernels->first_equal(&w->shape, 0, count, list, a);
    if (s == count)
        return false;
    for (int n = 0; n < count; n++)
        bit_in[unit->live[n]] = 0;
    for (; s < count; s = w->kernels->first_equal(&w->shape, s + 1, count, list, a))
        bit_in[unit->live[s]] = 1;
    return true;
}

static bool has_learned(struct worker *w) {
    for (int i = 0; i < units_of(w); i++)
        if (!mark_equal_states(w, i))
            return false;
    for (int m = 0; m < w->o.machines; m++) {
        unsigned equal = 1;
        for (int i = 0; i < units_of(w); i++)
            equal &= w->bit_in[slot_of(w, i, w->states.unit[i].of[m])];
        if (equal)
            return true;
    }
    return false;
}

static bool parties_are_equal(const struct worker *w) {
    for (int i = 0; i < units_of(w); i++)
        if (w->kernels->first_equal(&w->shape, 0, 1, &w->parties[units_of(w) + i],
                                    unit_of(w, MACHINE_A, i)) != 0)
            return false;
    return true;
}

static void test_times(struct worker *w) {
    struct run *run = &w->run;
    if (run_seeks_learn(run) && has_learned(w))
        run->clock.t_learn = run->clock.step;
    if (run_seeks_sync(run) && parties_are_equal(w)) {
        const struct simulation_attackers o = measure_attackers(w);
        for (int i = 0; i < units_of(w); i++)
            count_equal(w, i);
        w->together = true;
        simulation_synchronises_machines(run, &o);
    }
}

static void make_step(void *worker) {
    struct worker *w = worker;
    w->kernels->draw(&w->shape, units_of(w), &w->run.stream, w->run.clock.step, w->inputs);
    party_fields(w);
    const struct moves moves =
        simulation_parties(&w->run, w->party_field[MACHINE_A], w->party_field[MACHINE_B]);
    if (moves.updated)
        update(w, &moves);
    if (moves.updated || w->run.clock.step == 1)
        test_times(w);
}

/* Without an update in between the overlaps are what they were. */
static void observe(void *worker) {
    struct worker *w = worker;
    if (w->observed != w->run.clock.updates) {
        measure_parties(w);
        const struct simulation_attackers o = measure_attackers(w);
        simulation_overlaps(&w->run, &o, w->best, w->mean);
        w->observed = w->run.clock.updates;
    }
    run_show_several(&w->run, w->ab, w->best, w->mean);
}

static void begin(void *worker) {
    struct worker *w = worker;
    population_begin(&w->o, &w->run.model);
    shared_units_begin(&w->states, w->o.machines);
    w->together = false;
    w->observed = -1;
    draw_weights(w);
    list_states(w);
}

/* ---- a run as bytes ---------------------------------------------------------------------- */

static bool put_unit(const struct worker *w, int machine, int i, struct saved_run *saved) {
    return saved_run_put(saved, unit_of(w, machine, i), w->unit * sizeof *w->planes);
}

static bool get_unit(struct worker *w, int machine, int i, struct saved_run *saved) {
    uint64_t *unit = unit_of(w, machine, i);
    if (!saved_run_get(saved, unit, w->unit * sizeof *unit) ||
        !weight_planes_fit(&w->shape, unit))
        return false;
    take_stock(w, machine, i);
    return true;
}

/* The attacker's machines, which states they have, and the planes of A, B' and these states. */
static bool put(const void *worker, int n, struct saved_run *saved) {
    const struct worker *w = worker;
    (void)n;
    bool kept =
        population_put(&w->o, saved) && shared_units_put(&w->states, w->o.machines, saved);
    for (int i = 0; kept && i < units_of(w); i++) {
        const struct shared_unit *unit = &w->states.unit[i];
        kept = put_unit(w, MACHINE_A, i, saved) &&
               put_unit(w, w->together ? MACHINE_A : MACHINE_B, i, saved);
        for (int s = 0; kept && s < unit->states; s++)
            kept = put_unit(w, MACHINE_O + unit->live[s], i, saved);
    }
    return kept;
}

static bool get(void *worker, int n, struct saved_run *saved) {
    struct worker *w = worker;
    (void)n;
    bool good =
        population_get(&w->o, saved) && shared_units_get(&w->states, w->o.machines, saved);
    for (int i = 0; good && i < units_of(w); i++) {
        const struct shared_unit *unit = &w->states.unit[i];
        good = get_unit(w, MACHINE_A, i, saved) && get_unit(w, MACHINE_B, i, saved);
        for (int s = 0; good && s < unit->states; s++)
            good = get_unit(w, MACHINE_O + unit->live[s], i, saved);
    }
    if (good) {
        w->observed = -1;
        list_states(w);
        w->together = !run_seeks_sync(&w->run) && parties_are_equal(w);
    }
    return good;
}

static const struct run_dynamics dynamics = {.begin = begin,
                                             .make_step = make_step,
                                             .observe = observe,
                                             .parts = 1,
                                             .put = put,
                                             .get = get};

/* ---- the engine ------------------------------------------------------------------------- */

static void destroy(void *worker) {
    struct worker *w = worker;
    if (!w)
        return;
    if (w->run.dynamics == &weights_one_dynamics) {
        weights_one_destroy(w);
        return;
    }
    population_free(&w->o);
    shared_units_free(&w->states);
    free(w->planes);
    free(w->inputs_memory);
    free(w->list);
    free(w->field);
    free(w->field_in);
    free(w->bit_in);
    free(w->state_moves);
    free(w->pair);
    free(w->pair_change);
    free(w->parting);
    free(w->move);
    free(w->move_change);
    free(w->moved);
    free(w->rho_in);
    free(w->equal_in);
    free(w->measured);
    free(w);
}

static bool allocate_planes(struct worker *w) {
    const size_t K = (size_t)units_of(w), places = K * ((size_t)w->o.capacity + 2);
    w->unit = (size_t)w->shape.vectors * VECTOR_WORDS * (size_t)w->shape.planes;
    w->planes = aligned_alloc(VECTOR_BYTES, places * w->unit * sizeof *w->planes);
    w->inputs_memory = weight_planes_inputs(&w->shape, units_of(w), w->inputs);
    return w->planes && w->inputs_memory;
}

/* `places` is never none, as that of A and B' is among them. */
static bool allocate_lists(struct worker *w) {
    const size_t K = (size_t)units_of(w), places = K * ((size_t)w->o.capacity + 2);
    w->list = malloc(places * sizeof *w->list);
    w->field = malloc((places + VECTOR_WORDS) * sizeof *w->field);
    w->field_in = malloc(places * sizeof *w->field_in);
    w->bit_in = malloc(places * sizeof *w->bit_in);
    w->state_moves = malloc(places * sizeof *w->state_moves);
    w->pair = malloc((places + 1) * sizeof *w->pair);
    w->pair_change = malloc((places + 1) * sizeof *w->pair_change);
    w->parting = malloc((places + 1) * sizeof *w->parting);
    w->move = malloc((places + 1) * sizeof *w->move);
    w->move_change = malloc((places + 1) * sizeof *w->move_change);
    w->moved = malloc((places + 1) * sizeof *w->moved);
    w->rho_in = malloc(places * sizeof *w->rho_in);
    w->equal_in = malloc(places * sizeof *w->equal_in);
    w->measured = malloc(places * sizeof *w->measured);
    return w->list && w->field && w->field_in && w->bit_in && w->state_moves && w->pair &&
           w->pair_change && w->parting && w->move && w->move_change && w->moved && w->rho_in &&
           w->equal_in && w->measured;
}

static void lay_out_parties(struct worker *w) {
    const int K = units_of(w);
    for (int i = 0; i < K; i++) {
        w->parties[i] = (struct plane_field){unit_of(w, MACHINE_A, i), &w->inputs[i]};
        w->parties[K + i] = (struct plane_field){unit_of(w, MACHINE_B, i), &w->inputs[i]};
        w->age[i] = 1;
    }
    static const int64_t none[K_MAX] = {0};
    w->zero_is_plus = simulation_representation(&w->run, MACHINE_O, none);
}

static bool make_attacker(struct worker *w) {
    const struct model *model = &w->run.model;
    const bool shares = attack_attacker(&model->attack)->grows;
    return population_init(&w->o, model) &&
           shared_units_init(&w->states, units_of(w), w->o.capacity, shares);
}

static void *create(const struct model *model, struct observer observer) {
    assert(1 <= model->initial && model->initial <= model->L && model->L <= L_MAX);
    if (weights_one_fits(model))
        return weights_one_create(model, observer);
    struct worker *w = run_worker(sizeof *w, &dynamics, model, observer);
    if (!w)
        return NULL;
    w->kernels = weight_plane_kernels();
    w->shape = weight_plane_shape(model->L, model->N);
    if (random_blocks_suffice(MACHINES * units_of(w) * weight_planes_blocks(&w->shape)) &&
        make_attacker(w) && allocate_planes(w) && allocate_lists(w)) {
        lay_out_parties(w);
        return w;
    }
    destroy(w);
    return NULL;
}

const struct engine engine_weights_planes = {
    .command = "simulate",
    .method = "weights",
    .lanes = 1,
    .create = create,
    .destroy = destroy,
    .start = run_start,
    .advance = run_advance,
    .save = run_save,
    .restore = run_restore,
};
