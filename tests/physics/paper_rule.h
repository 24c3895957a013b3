/* The paper's rule, Eq. 1, in terms of the machines as they are, B included: for literal
 * simulations that tests hold the program against. */
#ifndef TPMSYNC_TESTS_PAPER_RULE_H
#define TPMSYNC_TESTS_PAPER_RULE_H

#include "physics/protocol/tree_parity.h"
#include "unit.h"

/* tau[machine][unit], each +1 or -1. */
struct representations {
    int tau[MACHINES][UNITS];
};

struct paper_moves {
    bool updated;
    bool moved[MACHINES][UNITS];
    int direction[MACHINES]; /* W += direction x; 0 unless updated */
};

/* Nothing moves unless sigma^A != sigma^B; then A moves by x sigma^B where tau^A = sigma^A, B
 * by x sigma^A where tau^B = sigma^B, and o, which imitates A, by x sigma^B where
 * tau^o = sigma^A. */
static inline struct paper_moves paper_moves(const struct representations *ir) {
    struct paper_moves moves = {0};
    int sigma[MACHINES];
    for (int m = 0; m < MACHINES; m++)
        sigma[m] = ir->tau[m][0] * ir->tau[m][1] * ir->tau[m][2];
    moves.updated = sigma[MACHINE_A] != sigma[MACHINE_B];
    for (int m = 0; m < MACHINES && moves.updated; m++) {
        moves.direction[m] = m == MACHINE_B ? sigma[MACHINE_A] : sigma[MACHINE_B];
        for (int i = 0; i < UNITS; i++)
            moves.moved[m][i] =
                ir->tau[m][i] == (m == MACHINE_B ? sigma[MACHINE_B] : sigma[MACHINE_A]);
    }
    return moves;
}

/* The same as the program has it, in the frame of B' = -B. */
static inline struct moves in_frame(const struct paper_moves *paper) {
    struct moves moves = {.updated = paper->updated, .sign = paper->direction[MACHINE_A]};
    moves.sigma = -moves.sign; /* sigma^B is the opposite of sigma^A */
    for (int m = 0; m < MACHINES; m++)
        for (int i = 0; i < UNITS; i++)
            moves.units[m] |= (unit_set)paper->moved[m][i] << i;
    return moves;
}

#endif
