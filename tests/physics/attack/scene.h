/* An attacker's view of a step, made by hand, and its answer. */
#ifndef TPMSYNC_TESTS_SCENE_H
#define TPMSYNC_TESTS_SCENE_H

#include <string.h>

#include "physics/attack/attack.h"
#include "unit.h"

enum { SCENE_MACHINES = 512 };

/* What is to be filled first: K, sigma and machines, and of each machine tau and field; updates
 * and memory if they matter. After scene_ask the rest is the answer. */
struct scene {
    int K, sigma, machines;
    int64_t updates;
    unit_set tau[SCENE_MACHINES];
    int64_t field[SCENE_MACHINES][K_MAX];

    int from[SCENE_MACHINES];
    unit_set moves[SCENE_MACHINES];
    uint64_t memory[SCENE_MACHINES];
};

enum { SCENE_UNTOUCHED = -77 };

/* The machines after it. What stands beyond those of before is not the attacker's to read. */
static inline int scene_ask(struct scene *s, const struct attack *attack) {
    static const struct random_stream none;
    const bool shows = attack_needs_fields(attack);
    const struct attack_view view = {
        .K = s->K,
        .machines = s->machines,
        .sigma = s->sigma,
        .updates = s->updates,
        .tau = s->tau,
        .field = shows ? (const int64_t(*)[K_MAX])s->field : NULL,
        .stream = &none,
        .step = s->updates + 1,
    };
    for (int m = 0; m < SCENE_MACHINES; m++) {
        const bool there = m < s->machines;
        s->from[m] = there ? m : SCENE_UNTOUCHED;
        s->moves[m] = there ? 0 : ~0u;
        s->memory[m] = there ? s->memory[m] : UINT64_MAX;
    }
    struct attack_reply reply = {s->machines, s->from, s->moves, s->memory};
    attack_attacker(attack)->answer(attack, &view, &reply);
    return reply.machines;
}

/* ---- the definition, in terms of tau_i = +-1 --------------------------------------------- */

static inline int scene_tau(unit_set tau, int i) {
    return tau >> i & 1 ? 1 : -1;
}

static inline int scene_output(int K, unit_set tau) {
    int sigma = 1;
    for (int i = 0; i < K; i++)
        sigma *= scene_tau(tau, i);
    return sigma;
}

/* The units with tau_i = sigma. */
static inline unit_set scene_followers(int K, unit_set tau, int sigma) {
    unit_set units = 0;
    for (int i = 0; i < K; i++)
        if (scene_tau(tau, i) == sigma)
            units |= 1u << i;
    return units;
}

#endif
