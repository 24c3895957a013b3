#include "physics/model/tree_parity.h"

struct moves tree_parity_moves(const struct representations *ir) {
    struct moves moves = {0};
    const int sigma_a = tree_parity_output(ir->tau[MACHINE_A]);
    const int sigma_b = tree_parity_output(ir->tau[MACHINE_B]);
    if (sigma_a == sigma_b)
        return moves;

    moves.updated = true;
    moves.direction[MACHINE_A] = sigma_b;
    moves.direction[MACHINE_B] = sigma_a;
    moves.direction[MACHINE_O] = sigma_b;
    for (int i = 0; i < K; i++) {
        moves.moved[MACHINE_A][i] = ir->tau[MACHINE_A][i] == sigma_a;
        moves.moved[MACHINE_B][i] = ir->tau[MACHINE_B][i] == sigma_b;
        moves.moved[MACHINE_O][i] = ir->tau[MACHINE_O][i] == sigma_a; /* it imitates A */
    }
    return moves;
}

bool tree_parity_parties_differ(const struct representations *ir) {
    for (int i = 0; i < K; i++)
        if (ir->tau[MACHINE_A][i] != -ir->tau[MACHINE_B][i])
            return true;
    return false;
}
