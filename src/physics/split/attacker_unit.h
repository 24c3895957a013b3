/* One hidden unit of the attacker after synchronisation, N -> infinity: the walk whose first
 * passage to the learned state is the rare event of splitting.h.
 *
 * B = -A, so every step is an update step. A's unit moves if tau^A_i = sigma^A, which the
 * random pattern of A says with probability 1/2; o's unit differs from A's with probability
 * epsilon = arccos(rho) / pi and moves if tau^o_i = sigma^A. So in a step
 *     both move        with probability (1 - epsilon) / 2,
 *     A alone          with probability epsilon / 2,
 *     o alone          with probability epsilon / 2,
 *     neither          with probability (1 - epsilon) / 2.
 * The units, K >= 2 of them, share the pattern of A and nothing else: which of them may move in
 * a step. A unit by itself is a Markov chain, the overlap matrix F^Ao_i with these moves. (With
 * the closure `six` and `nine` alike: B = -A tells nothing about o that A does not.)
 *
 * The gap of a state is 1 - rho. Two processes for walk.h: the plain one makes step after step;
 * the fast one makes moves only, chosen among the three that change something, and counts the
 * mean number of steps, 2 / (1 + epsilon), that a move takes. A start is what the unit has come
 * to after `relaxation` moves from independent weights; the parties' synchronisation takes
 * longer than that.
 */
#ifndef TPMSYNC_ATTACKER_UNIT_H
#define TPMSYNC_ATTACKER_UNIT_H

#include <stdbool.h>

#include "physics/protocol/tree_parity.h"
#include "physics/split/walk.h"

/* The half q >= 0 of the matrix; the other follows from f_qr = f_-q,-r. */
struct attacker_unit_state {
    double gap;
    double f[]; /* [(L + 1) (2 L + 1)], rows q = 0 .. L, columns r = -L .. L */
};

/* What a process needs to know; fill with attacker_unit_init. */
struct attacker_unit {
    int L;                                        /* 1 .. L_MAX */
    double weight[(L_MAX + 1) * (2 * L_MAX + 1)]; /* 1 - rho = sum of weight times f */
};

void attacker_unit_init(struct attacker_unit *unit, int L);

/* `unit` must outlive the process. */
struct walk_process attacker_unit_process(const struct attacker_unit *unit);
struct walk_process attacker_unit_process_plain(const struct attacker_unit *unit);

/* One move of the state, as overlap_matrix_move(first, second) with (1, 1), (1, 0) or (0, 1);
 * exposed for its test. */
void attacker_unit_move(const struct attacker_unit *unit, int first, int second,
                        struct attacker_unit_state *state);

/* By how much ln(1 - rho) falls in a step, once o's unit follows A's: components that differ
 * walk together over 2 L places until a wall ends the difference, and a move leaves the
 * fraction cos(pi / (2 L + 1)) of them. */
double attacker_unit_decay(int L);

/* The gap from which a unit returns with a probability of 1e-5 at most: learned for good. In
 * the mean over the two things that a step may do while o follows A, epsilon, which goes as the
 * root of the gap, falls to 1/2 + 1/2 sqrt(cos(pi / (2 L + 1))) of itself, hence the sum of
 * epsilon over all steps to come. */
double attacker_unit_learned(int L);

#endif
