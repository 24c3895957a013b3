/* The tree parity machine and the rule by which A, B and the attacker o move.
 *
 * K = 3 hidden units; unit i has the internal state tau_i = sgn(h_i) = +-1, the output is
 * sigma = tau_1 tau_2 tau_3. (tau_1, tau_2, tau_3) is an internal representation (IR).
 *
 * One step (the paper's Eq. 1 and the attacker's rule below it): nothing moves unless
 * sigma^A != sigma^B; then, unit by unit, with components clipped at +-L,
 *     A moves by x sigma^B if tau_i^A = sigma^A,
 *     B moves by x sigma^A if tau_i^B = sigma^B,
 *     o moves by x sigma^B if tau_i^o = sigma^A.
 * So A and o move the same way along x, and B the opposite way.
 */
#ifndef TPMSYNC_TREE_PARITY_H
#define TPMSYNC_TREE_PARITY_H

#include <stdbool.h>

enum { K = 3 };

/* The largest weight that the code is laid out for; the paper has L <= 4. */
enum { L_MAX = 16 };

enum machine { MACHINE_A, MACHINE_B, MACHINE_O, MACHINES };

/* tau[machine][unit], each +1 or -1. */
struct representations {
    int tau[MACHINES][K];
};

/* Which units move, and along which sign of the input. */
struct moves {
    bool updated;            /* sigma^A != sigma^B: whether anything moves at all */
    bool moved[MACHINES][K]; /* all false unless updated */
    int direction[MACHINES]; /* +1 or -1: W += direction * x; 0 unless updated */
};

static inline int tree_parity_output(const int tau[K]) {
    return tau[0] * tau[1] * tau[2];
}

/* Whether the parties' internal representations differ, tau_i^A != -tau_i^B in some unit. */
bool tree_parity_parties_differ(const struct representations *ir);

/* The moves that three internal representations lead to. */
struct moves tree_parity_moves(const struct representations *ir);

#endif
