/* What the engines of `simulate` have in common: the sign of a vanishing field, and the
 * overlaps that an observer sees. All quantities that pass here are integers, so that two
 * engines with the same weights report the same bits.
 */
#ifndef TPMSYNC_SIMULATION_H
#define TPMSYNC_SIMULATION_H

#include "physics/model/run.h"

/* sum_j W_j W'_j of one hidden unit, for the pairs of machines that are reported; b is B'.
 * Without an attacker oo and ao are ignored. */
struct unit_products {
    int64_t aa, bb, oo, ab, ao;
};

/* Machines are numbered A, B', then those of the attacker; B' is in the frame of
 * tree_parity.h. Of engines that hold one machine of the attacker at most: 3, or 2 without. */
int simulation_machines(const struct run *run);

/* Whether synchronised parties stay so: W^A = W^B' makes h^A = h^B', but a vanishing field must
 * be given the same sign as well. */
bool simulation_stays_synchronised(const struct run *run);

/* The representation of a machine with these fields: tau_i = sgn(h_i). sgn(0) is that of
 * enum ties; under `random` bit m K + i of the blocks RANDOM_TIES of the step decides for unit
 * i of machine m. */
unit_set simulation_representation(const struct run *run, int machine,
                                   const int64_t field[K_MAX]);

/* What the parties do, by their fields; notes whether they differ, and whether they update. */
struct moves simulation_parties(struct run *run, const int64_t field_a[K_MAX],
                                const int64_t field_b[K_MAX]);

/* Which units of o move when the parties do, where it has one machine. */
unit_set simulation_attacker(const struct run *run, const struct moves *moves,
                             const int64_t field[K_MAX]);

/* Why the lumped chain cannot do it: struct engine. */
const char *simulation_fault_of_lumped(const struct model *model);

/* Whether `weights` is to be taken where either engine may be: the one that takes less time for
 * whole runs, recorded as by default, by a rule that does not depend on the machine. */
bool simulation_prefers_weights(const struct model *model);

/* Shows the overlaps to the observer: R / sqrt(Q Q'), 0 where a vector vanishes. */
void simulation_observe(struct run *run, const struct unit_products products[K_MAX]);

/* The parties have synchronised in this step, and o has one machine: notes how far it is.
 * `equal`: how many of all its weights equal A's. */
void simulation_synchronises(struct run *run, const struct unit_products products[K_MAX],
                             int64_t equal);

/* R / sqrt(Q Q') of one hidden unit, 0 where a vector vanishes: how all overlaps are computed.
 */
double simulation_overlap(int64_t product, int64_t norm, int64_t other_norm);

/* The machines of an attacker, to engines that hold its weights: unit i of machine m is the
 * state state[i][m], several machines may have the same, and of each state there is what is
 * wanted. */
struct simulation_attackers {
    int machines; /* 0: there is no attacker */
    const int *state[K_MAX];
    const double *rho[K_MAX];    /* of a state: its overlap with A's unit */
    const int64_t *equal[K_MAX]; /* how many of its weights equal A's */
};

/* The overlaps of the best machine, that with the greatest mean over the units (of several the
 * first), and the mean over all; 0 without machines. */
void simulation_overlaps(const struct run *run, const struct simulation_attackers *o,
                         double best[K_MAX], double mean[K_MAX]);
/* Shows them, and those of the parties: aa, bb and ab of products[]. */
void simulation_show(struct run *run, const struct unit_products products[K_MAX],
                     const double best[K_MAX], const double mean[K_MAX]);
/* simulation_synchronises for such an attacker. */
void simulation_synchronises_machines(struct run *run, const struct simulation_attackers *o);

#endif
