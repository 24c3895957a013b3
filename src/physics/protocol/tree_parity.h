/* The tree parity machine, and the protocol by which A and B move.
 *
 * K hidden units; unit i has the internal state tau_i = sgn(h_i) = +-1, the output is
 * sigma = tau_1 .. tau_K. (tau_1 .. tau_K) is an internal representation (IR).
 *
 * Update, or when the parties move: on `mismatch` (the paper's) if sigma^A != sigma^B, and
 * synchronised means W^A = -W^B; on `agreement` if sigma^A = sigma^B, and synchronised means
 * W^A = W^B. Rule, or along which sign of the input x, unit by unit where tau_i is the
 * machine's own output, with components clipped at +-L: anti-hebbian   W += -sigma x    (the
 * paper's Eq. 1: on mismatch A moves by x sigma^B) hebbian        W += sigma x random-walk    W
 * += x           (on mismatch A, and B by -x)
 *
 * One frame for all of it. On mismatch B is replaced by B' = -B, so that tau^B' = -tau^B and, K
 * being odd, sigma^B' = -sigma^B: A and B' then follow the agreement protocol. On agreement
 * B' = B. In this frame the parties move if sigma^A = sigma^B', all machines that move in a
 * step go the same way along x, and a rule is nothing but that sign. Attackers
 * (physics/attack/attack.h) listen to A and live in the same frame.
 */
#ifndef TPMSYNC_TREE_PARITY_H
#define TPMSYNC_TREE_PARITY_H

#include <stdbool.h>

/* The most hidden units and the largest weight that the code is laid out for. */
enum { K_MAX = 8, L_MAX = 16 };
/* The paper has K = 3 and L <= 4. */
enum { K_OF_PAPER = 3 };

/* O: the machine of the attacker, or the first of several. */
enum machine { MACHINE_A, MACHINE_B, MACHINE_O, MACHINES };

enum update { UPDATE_MISMATCH, UPDATE_AGREEMENT };
enum rule { RULE_ANTI_HEBBIAN, RULE_HEBBIAN, RULE_RANDOM_WALK };
/* sgn(0): of B, not of B'. `odd` gives +1 to A and the attacker and -1 to B. */
enum ties { TIES_ODD, TIES_PLUS, TIES_RANDOM, TIES_MINUS };

struct protocol {
    int K; /* 1 .. K_MAX; odd on mismatch: with even K the outputs do not tell B from -B */
    enum update update;
    enum rule rule; /* drops out for N -> infinity, where a move averages over x = +-1 */
    enum ties ties; /* likewise */
};

/* A set of units, bit i for unit i. An internal representation is the set of those with
 * tau_i = +1. */
typedef unsigned unit_set;

static inline unit_set all_units(int K) {
    return (1u << K) - 1;
}

/* sigma = +1 or -1: the product of the tau_i. */
static inline int tree_parity_output(int K, unit_set tau) {
    return __builtin_parity(tau ^ all_units(K)) ? -1 : 1;
}

/* The units with tau_i = sigma, which are those that follow a machine of that output. */
static inline unit_set tree_parity_followers(int K, unit_set tau, int sigma) {
    return sigma > 0 ? tau : tau ^ all_units(K);
}

/* What W^B' is of W^B: -1 or +1. */
static inline int tree_parity_mirror(enum update update) {
    return update == UPDATE_MISMATCH ? -1 : 1;
}

/* Which units move in a step, and along which sign of the input: W' += sign x. */
struct moves {
    bool updated;             /* sigma^A = sigma^B': whether anything moves at all */
    int sigma;                /* the output of A */
    int sign;                 /* +1 or -1 */
    unit_set units[MACHINES]; /* of A, B' and o that move; empty unless updated */
};

/* The moves of the parties, given their representations; those of o are left empty. */
struct moves tree_parity_moves(const struct protocol *protocol, unit_set tau_a, unit_set tau_b);

#endif
