#include "physics/simulate/simulation.h"

#include <assert.h>
#include <math.h>

int simulation_machines(const struct run *run) {
    return run->model.attacker ? MACHINES : MACHINES - 1;
}

bool simulation_stays_synchronised(const struct run *run) {
    return run->model.ties == TIES_ODD;
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

struct representations simulation_hidden_units(struct run *run, int64_t field[MACHINES][K]) {
    static_assert(MACHINES * K <= 32, "a word of bits decides all ties");
    uint32_t tie_bits = 0;
    if (run->model.ties == TIES_RANDOM)
        tie_bits = random_block(&run->stream, RANDOM_TIES, run->clock.step, 0).word[0];

    const int machines = simulation_machines(run);
    struct representations ir;
    for (int m = 0; m < MACHINES; m++)
        for (int i = 0; i < K; i++) {
            ir.tau[m][i] = (field[m][i] > 0) - (field[m][i] < 0);
            if (ir.tau[m][i] == 0)
                ir.tau[m][i] = sign_of_zero(run->model.ties, m, tie_bits >> (m * K + i) & 1);
            if (m >= machines)
                ir.tau[m][i] = 1;
        }
    if (run_seeks_sync(run) && tree_parity_parties_differ(&ir))
        run->clock.last_difference = run->clock.step;
    return ir;
}

/* ---- what is observed ------------------------------------------------------------------- */

static double overlap_of(int64_t product, int64_t norm, int64_t other_norm) {
    const double norms = (double)norm * (double)other_norm;
    return norms > 0.0 ? (double)product / sqrt(norms) : 0.0;
}

void simulation_observe(struct run *run, const struct unit_products products[K]) {
    double rho_ab[K], rho_ao[K];
    for (int i = 0; i < K; i++) {
        const struct unit_products *p = &products[i];
        rho_ab[i] = overlap_of(p->ab, p->aa, p->bb);
        if (run->model.attacker)
            rho_ao[i] = overlap_of(p->ao, p->aa, p->oo);
    }
    run_show(run, rho_ab, rho_ao);
}
