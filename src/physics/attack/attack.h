/* The attackers: how the machines of o that listen to A and B learn, in one table.
 *
 * An attacker sees what an eavesdropper sees: the inputs, through its own machines; the outputs
 * of A and B; that they move. In every step in which the parties move it says which units of
 * each of its machines move, too, along the same sign of the input (tree_parity.h), and which
 * machines are copied or given up. The engines supply fields, moves and copies, and know
 * nothing else of it; a new attacker is one file and one line of attack.c (README.md).
 */
#ifndef TPMSYNC_ATTACK_H
#define TPMSYNC_ATTACK_H

#include <stdbool.h>
#include <stdint.h>

#include "physics/protocol/tree_parity.h"
#include "random/random_stream.h"

enum attack_kind {
    ATTACK_NAIVE, /* the paper's */
    ATTACK_NAIVE_STRICT,
    ATTACK_GEOMETRIC,
    ATTACK_MAJORITY,
    ATTACK_GENETIC,
    ATTACK_KINDS
};

enum selection { SELECTION_KLIMOV, SELECTION_RUTTOR, SELECTION_RUTTOR_GEOMETRIC };

enum { ATTACK_MACHINES_MAX = 4096 };

/* Which attacker, and what can be chosen of it. All 0 but `machines`: the paper's. */
struct attack {
    enum attack_kind kind;
    int machines;             /* M, how many it has, 1 .. ATTACK_MACHINES_MAX; of genetic: up to
                               * how many branch */
    int64_t wait;             /* majority: updates before the first vote, >= 0 */
    int64_t vote_every;       /* majority: from then on a vote at each such update, >= 1 */
    enum selection selection; /* genetic */
    int fitness_right;        /* genetic by `ruttor`s: of the outputs in the ... */
    int fitness_of;           /* ... last so many updates so many must be right; 1 .. 64 */
};

/* What an attacker sees of a step in which the parties move. Its machines are numbered from 0
 * to machines - 1. */
struct attack_view {
    int K;
    int machines;                       /* how many it has now, >= 1 */
    int sigma;                          /* the output of A */
    int64_t updates;                    /* the parties have made before this one */
    const unit_set *tau;                /* [machines] their internal representations */
    const int64_t (*field)[K_MAX];      /* [machines] their fields h_i; NULL if not asked for */
    const struct random_stream *stream; /* for draws of the purpose RANDOM_ATTACK at `step` */
    int64_t step;
};

/* What it does. The engine gives it arrays of attack_capacity() entries, in which, for the
 * machines that there are, from[m] = m, moves[m] is empty, and memory[m] is as the step before
 * has left it. What changes their number, or copies, is said by an attacker that grows. */
struct attack_reply {
    int machines;     /* how many there are from now on, >= 1; filled with the number before */
    int *from;        /* [machines] ascending: which machine, numbered as in the view, this one
                       * is or is a copy of */
    unit_set *moves;  /* [machines]: the units that move */
    uint64_t *memory; /* [machines]: what the attacker remembers of each machine, 0 at first;
                       * to be written in the order of the reply */
};

struct attacker {
    const char *name, *help;
    int machines;      /* M if nothing is said */
    bool grows;        /* begins with one machine, and copies and gives up */
    bool needs_fields; /* attack_needs_fields says whether with what is chosen of it */
    void (*answer)(const struct attack *attack, const struct attack_view *view,
                   struct attack_reply *reply);
};

/* By enum attack_kind. */
extern const struct attacker *const attackers[ATTACK_KINDS];

static inline const struct attacker *attack_attacker(const struct attack *attack) {
    return attackers[attack->kind];
}

/* How many machines there are at the start, and at most: M, but M 2^(K-1) of the selection
 * klimov, by which M machines branch. */
int attack_machines_at_start(const struct attack *attack);
int attack_capacity(const struct attack *attack, int K);

/* Whether it looks at the fields; of genetic the selection ruttor-geometric alone does. */
bool attack_needs_fields(const struct attack *attack);

/* The answer of an attacker with one machine: which of its units move. */
unit_set attack_answer_of_one(const struct attack *attack, const struct attack_view *view);

extern const struct attacker attacker_naive, attacker_naive_strict, attacker_geometric,
    attacker_majority, attacker_genetic;

#endif
