#include "physics/simulate/simulation.h"

#include <math.h>

int simulation_machines(const struct run *run) {
    return run->model.attacker ? MACHINES : MACHINES - 1;
}

bool simulation_stays_synchronised(const struct run *run) {
    const struct protocol *protocol = &run->model.protocol;
    switch (protocol->ties) {
    case TIES_ODD:
        return protocol->update == UPDATE_MISMATCH;
    case TIES_PLUS:
    case TIES_MINUS:
        return protocol->update == UPDATE_AGREEMENT;
    default:
        return false;
    }
}

/* ---- hidden units ----------------------------------------------------------------------- */

static bool random_tie(const struct run *run, int machine, int unit) {
    const uint32_t bit = (uint32_t)(machine * run->model.protocol.K + unit);
    const struct random_block block =
        random_block(&run->stream, RANDOM_TIES, run->clock.step, bit / 128);
    return block.word[bit / 32 % 4] >> bit % 32 & 1;
}

/* Whether tau is +1 where the field vanishes. */
static bool tie_is_plus(const struct run *run, int machine, int unit) {
    const struct protocol *protocol = &run->model.protocol;
    const bool mirrored = machine == MACHINE_B && tree_parity_mirror(protocol->update) < 0;
    switch (protocol->ties) {
    case TIES_ODD:
        return (machine != MACHINE_B) != mirrored;
    case TIES_PLUS:
        return !mirrored;
    case TIES_MINUS:
        return mirrored;
    default:
        return random_tie(run, machine, unit) != mirrored;
    }
}

/* Signs are guessed wrong half the time: no branch depends on one. */
unit_set simulation_representation(const struct run *run, int machine,
                                   const int64_t field[K_MAX]) {
    unit_set tau = 0, vanishing = 0;
    for (int i = 0; i < run->model.protocol.K; i++) {
        tau |= (unit_set)(field[i] > 0) << i;
        vanishing |= (unit_set)(field[i] == 0) << i;
    }
    for (int i = 0; vanishing >> i; i++)
        if (vanishing >> i & 1 && tie_is_plus(run, machine, i))
            tau |= 1u << i;
    return tau;
}

struct moves simulation_parties(struct run *run, const int64_t field_a[K_MAX],
                                const int64_t field_b[K_MAX]) {
    const unit_set a = simulation_representation(run, MACHINE_A, field_a);
    const unit_set b = simulation_representation(run, MACHINE_B, field_b);
    const struct moves moves = tree_parity_moves(&run->model.protocol, a, b);
    if (run_seeks_sync(run) && a != b)
        run->clock.last_difference = run->clock.step;
    if (moves.updated)
        run_updates(run);
    return moves;
}

unit_set simulation_attacker(const struct run *run, const struct moves *moves,
                             const int64_t field[K_MAX]) {
    const unit_set tau = simulation_representation(run, MACHINE_O, field);
    const struct attack_view view = {
        .K = run->model.protocol.K,
        .machines = 1,
        .sigma = moves->sigma,
        .updates = run->clock.updates - 1,
        .tau = &tau,
        .field = (const int64_t(*)[K_MAX])field,
        .stream = &run->stream,
        .step = run->clock.step,
    };
    return attack_answer_of_one(&run->model.attack, &view);
}

const char *simulation_fault_of_lumped(const struct model *model) {
    const enum attack_kind kind = model->attack.kind;
    if (!model->attacker ||
        (model->attack.machines == 1 && kind != ATTACK_MAJORITY && kind != ATTACK_GENETIC))
        return NULL;
    return "with M machines of the attacker there would be (2 L + 1)^(M + 2) classes of "
           "weights; --method weights takes any number, and the attackers that have many";
}

/* Before synchronisation `occupancy` has (2 L + 1)^3 classes, without an attacker (2 L + 1)^2,
 * and `weights` has N weights; after it `occupancy` is the quicker one at any N. Where they
 * break even is measured in PERFORMANCE.md. */
bool simulation_prefers_weights(const struct model *model) {
    if (simulation_fault_of_lumped(model))
        return true;
    if (model->attacker && model->until != UNTIL_SYNC)
        return false;
    const int64_t L = model->L;
    return model->N <= (model->attacker ? 2500 * L + 75 * L * L * L : 800 * L);
}

/* ---- what is observed ------------------------------------------------------------------- */

double simulation_overlap(int64_t product, int64_t norm, int64_t other_norm) {
    const double norms = (double)norm * (double)other_norm;
    return norms > 0.0 ? (double)product / sqrt(norms) : 0.0;
}

static void overlaps_ab(const struct run *run, const struct unit_products products[K_MAX],
                        double rho[K_MAX]) {
    const int mirror = tree_parity_mirror(run->model.protocol.update);
    for (int i = 0; i < run->model.protocol.K; i++)
        rho[i] = simulation_overlap(mirror * products[i].ab, products[i].aa, products[i].bb);
}

static void overlaps_ao(const struct run *run, const struct unit_products products[K_MAX],
                        double rho[K_MAX]) {
    for (int i = 0; i < run->model.protocol.K; i++)
        rho[i] = simulation_overlap(products[i].ao, products[i].aa, products[i].oo);
}

void simulation_observe(struct run *run, const struct unit_products products[K_MAX]) {
    double rho_ab[K_MAX], rho_ao[K_MAX] = {0};
    overlaps_ab(run, products, rho_ab);
    if (run->model.attacker)
        overlaps_ao(run, products, rho_ao);
    run_show(run, rho_ab, rho_ao);
}

static double sum_over_units(int K, const double rho[K_MAX]) {
    double sum = 0.0;
    for (int i = 0; i < K; i++)
        sum += rho[i];
    return sum;
}

static void overlaps_of(const struct simulation_attackers *o, int m, int K, double rho[K_MAX]) {
    for (int i = 0; i < K; i++)
        rho[i] = o->rho[i][o->state[i][m]];
}

/* Where a sum over the units is not greater, the mean is not either: it is not divided out. */
void simulation_overlaps(const struct run *run, const struct simulation_attackers *o,
                         double best[K_MAX], double mean[K_MAX]) {
    const int K = run->model.protocol.K;
    double highest = -INFINITY, highest_sum = -INFINITY, rho[K_MAX];
    for (int i = 0; i < K; i++)
        best[i] = mean[i] = 0.0;
    for (int m = 0; m < o->machines; m++) {
        overlaps_of(o, m, K, rho);
        for (int i = 0; i < K; i++)
            mean[i] += rho[i] / o->machines;
        const double sum = sum_over_units(K, rho);
        if (sum > highest_sum && sum / K > highest) {
            highest_sum = sum;
            highest = sum / K;
            for (int i = 0; i < K; i++)
                best[i] = rho[i];
        }
    }
}

void simulation_show(struct run *run, const struct unit_products products[K_MAX],
                     const double best[K_MAX], const double mean[K_MAX]) {
    double rho_ab[K_MAX];
    overlaps_ab(run, products, rho_ab);
    run_show_several(run, rho_ab, best, mean);
}

/* ---- at the synchronisation ------------------------------------------------------------- */

static void note_machine(struct run *run, const double rho[K_MAX], int64_t equal) {
    struct at_sync *at = &run->clock.at_sync;
    const int K = run->model.protocol.K;
    const int64_t weights = run->model.N * K;
    const double overlap = sum_over_units(K, rho) / K;
    at->machines++;
    at->learned += equal == weights;
    if (at->machines == 1 || overlap > at->rho_ao) {
        at->rho_ao = overlap;
        at->equal = (double)equal / (double)weights;
    }
}

static void note_synchronisation(struct run *run) {
    run->clock.t_sync = run->clock.step;
    run->clock.at_sync.machines = run->clock.at_sync.learned = 0;
}

void simulation_synchronises(struct run *run, const struct unit_products products[K_MAX],
                             int64_t equal) {
    double rho[K_MAX];
    note_synchronisation(run);
    if (!run->model.attacker)
        return;
    overlaps_ao(run, products, rho);
    note_machine(run, rho, equal);
}

void simulation_synchronises_machines(struct run *run, const struct simulation_attackers *o) {
    const int K = run->model.protocol.K;
    double rho[K_MAX];
    note_synchronisation(run);
    for (int m = 0; m < o->machines; m++) {
        int64_t equal = 0;
        for (int i = 0; i < K; i++)
            equal += o->equal[i][o->state[i][m]];
        overlaps_of(o, m, K, rho);
        note_machine(run, rho, equal);
    }
}
