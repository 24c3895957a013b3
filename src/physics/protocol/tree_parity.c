#include "physics/protocol/tree_parity.h"

static int sign_of(enum rule rule, int sigma) {
    switch (rule) {
    case RULE_HEBBIAN:
        return sigma;
    case RULE_RANDOM_WALK:
        return 1;
    default:
        return -sigma;
    }
}

struct moves tree_parity_moves(const struct protocol *protocol, unit_set tau_a,
                               unit_set tau_b) {
    const int K = protocol->K, sigma = tree_parity_output(K, tau_a);
    struct moves moves = {.sigma = sigma, .sign = sign_of(protocol->rule, sigma)};
    moves.updated = tree_parity_output(K, tau_b) == sigma;
    if (moves.updated) {
        moves.units[MACHINE_A] = tree_parity_followers(K, tau_a, sigma);
        moves.units[MACHINE_B] = tree_parity_followers(K, tau_b, sigma);
    }
    return moves;
}
