#include "physics/attack/attack.h"

const struct attacker *const attackers[ATTACK_KINDS] = {
    [ATTACK_NAIVE] = &attacker_naive,         [ATTACK_NAIVE_STRICT] = &attacker_naive_strict,
    [ATTACK_GEOMETRIC] = &attacker_geometric, [ATTACK_MAJORITY] = &attacker_majority,
    [ATTACK_GENETIC] = &attacker_genetic,
};

int attack_machines_at_start(const struct attack *attack) {
    return attack_attacker(attack)->grows ? 1 : attack->machines;
}

int attack_capacity(const struct attack *attack, int K) {
    const bool beyond = attack_attacker(attack)->grows && attack->selection == SELECTION_KLIMOV;
    return beyond ? attack->machines << (K - 1) : attack->machines;
}

bool attack_needs_fields(const struct attack *attack) {
    return attack_attacker(attack)->needs_fields &&
           (attack->kind != ATTACK_GENETIC || attack->selection == SELECTION_RUTTOR_GEOMETRIC);
}

unit_set attack_answer_of_one(const struct attack *attack, const struct attack_view *view) {
    int from = 0;
    unit_set moves = 0;
    uint64_t memory = 0;
    struct attack_reply reply = {1, &from, &moves, &memory};
    attack_attacker(attack)->answer(attack, view, &reply);
    return moves;
}
