#include "physics/simulate/simulation.h"

#include <assert.h>
#include <math.h>

#include "physics/model/saved_times.h"

int simulation_machines(const struct simulation *s) {
    return s->model.attacker ? MACHINES : MACHINES - 1;
}

bool simulation_stays_synchronised(const struct simulation *s) {
    return s->model.ties == TIES_ODD;
}

void simulation_begin(struct simulation *s, int64_t run) {
    assert(!s->occupied);
    s->occupied = true;
    s->stream = random_stream(s->model.seed, run);
    s->step = 0;
    s->t_sync = s->t_learn = NOT_REACHED;
    s->last_difference = 0;
}

/* ---- hidden units ----------------------------------------------------------------------- */

static int sign_of_zero(enum ties ties, int machine, uint32_t random_bit) {
    switch (ties) {
    case TIES_ODD:
        return machine == MACHINE_B ? -1 : 1;
    case TIES_PLUS:
        return 1;
    default:
        return random_bit ? 1 : -1;
    }
}

struct representations simulation_hidden_units(struct simulation *s,
                                               int64_t field[MACHINES][K]) {
    static_assert(MACHINES * K <= 32, "a word of bits decides all ties");
    uint32_t tie_bits = 0;
    if (s->model.ties == TIES_RANDOM)
        tie_bits = random_block(&s->stream, RANDOM_TIES, s->step, 0).word[0];

    const int machines = simulation_machines(s);
    struct representations ir;
    for (int m = 0; m < MACHINES; m++)
        for (int i = 0; i < K; i++) {
            ir.tau[m][i] = (field[m][i] > 0) - (field[m][i] < 0);
            if (ir.tau[m][i] == 0)
                ir.tau[m][i] = sign_of_zero(s->model.ties, m, tie_bits >> (m * K + i) & 1);
            if (m >= machines)
                ir.tau[m][i] = 1;
        }
    if (simulation_seeks_sync(s) && tree_parity_parties_differ(&ir))
        s->last_difference = s->step;
    return ir;
}

/* ---- the end of a run ------------------------------------------------------------------- */

bool simulation_seeks_sync(const struct simulation *s) {
    return s->t_sync == NOT_REACHED;
}

bool simulation_seeks_learn(const struct simulation *s) {
    return s->model.attacker && s->t_learn == NOT_REACHED;
}

static bool ended(const struct simulation *s) {
    return s->step >= s->model.max_steps || run_is_decided(&s->model, s->t_sync, s->t_learn);
}

/* ---- what is observed ------------------------------------------------------------------- */

static double overlap_of(int64_t product, int64_t norm, int64_t other_norm) {
    const double norms = (double)norm * (double)other_norm;
    return norms > 0.0 ? (double)product / sqrt(norms) : 0.0;
}

void simulation_observe(struct simulation *s, const struct unit_products products[K]) {
    double rho_ab[K], rho_ao[K];
    for (int i = 0; i < K; i++) {
        const struct unit_products *p = &products[i];
        rho_ab[i] = overlap_of(p->ab, p->aa, p->bb);
        rho_ao[i] = s->model.attacker ? overlap_of(p->ao, p->aa, p->oo) : NAN;
    }
    s->observe_at = s->observer.observe(s->observer.self, 0, s->step, rho_ab, rho_ao);
}

void simulation_advance(struct simulation *s, void *worker,
                        const struct simulation_steps *steps, int64_t count,
                        struct outcome outcome[], bool finished[]) {
    if (!s->occupied)
        return;
    for (int64_t made = 0; made < count; made++) {
        s->step++;
        steps->make_step(worker);
        const bool last = ended(s);
        if (last || s->step == s->observe_at) {
            struct unit_products products[K];
            steps->products(worker, products);
            simulation_observe(s, products);
        }
        if (last) {
            s->occupied = false;
            outcome[0] = (struct outcome){
                .t_sync = s->t_sync,
                .t_learn = s->t_learn,
                .steps = s->step,
                .t_a = simulation_seeks_sync(s) ? NOT_REACHED : s->last_difference,
            };
            finished[0] = true;
            return;
        }
    }
}

/* ---- a run as bytes --------------------------------------------------------------------- */

bool simulation_save(const struct simulation *s, struct saved_run *saved) {
    assert(s->occupied);
    const struct saved_times times = {.step = s->step,
                                      .observe_at = s->observe_at,
                                      .t_sync = s->t_sync,
                                      .t_learn = s->t_learn,
                                      .last_difference = s->last_difference};
    return saved_times_put(saved, &times);
}

bool simulation_restore(struct simulation *s, int64_t run, struct saved_run *saved) {
    assert(!s->occupied);
    struct saved_times times;
    if (!saved_times_get(saved, &times, s->model.attacker, s->model.max_steps))
        return false;
    s->stream = random_stream(s->model.seed, run);
    s->step = times.step;
    s->observe_at = times.observe_at;
    s->t_sync = times.t_sync;
    s->t_learn = times.t_learn;
    s->last_difference = times.last_difference;
    return !ended(s);
}
