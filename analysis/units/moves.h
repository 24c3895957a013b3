/* Which steps of a trace were attractive and which repulsive, against what is known.
 *
 * In an attractive step of a hidden unit both machines move it the same way, and its overlap
 * rises; in a repulsive one only one of them does, and an overlap above 0 falls. For
 * N -> infinity the representations of units are independent, a unit differs with probability
 * eps = arccos(rho) / pi, and (K = 1: p = 1, else 1/2: a unit of A agrees with A's output)
 *     mutual, the parties move if an even number of units differs; with q the product of
 *     1 - 2 eps over the other units
 *         repulsive   eps (1 - q) / 2         attractive  p (1 - eps) (1 + q) / 2
 *     one-way, naive attacker, A moves in every step
 *         repulsive   eps                     attractive  p (1 - eps)
 * where all eps are equal the first is P_u times 2 (1 - eps) eps^2 / P_u for K = 3, and so on.
 *
 * Sizes of changes, of uniform weights: the first attractive step of a unit, at rho = 0,
 * 12 L / ((L + 1) (2 L + 1)^2), exactly; a repulsive one at rho = 1, of which those from 1 -
 * rho < 10^-3 are the neighbours, -3 / ((L + 1) (2 L + 1)).
 */
#ifndef TPMSYNC_MOVES_H
#define TPMSYNC_MOVES_H

#include "units/drift.h"

enum move_kind {
    MOVE_MUTUAL_REPULSIVE,
    MOVE_MUTUAL_ATTRACTIVE,
    MOVE_ONE_WAY_REPULSIVE,
    MOVE_ONE_WAY_ATTRACTIVE,
    MOVES
};
extern const char *const move_name[MOVES];

/* A size of a change, in units of what is known of it. */
struct move_size {
    double count, sum;
    double least, most; /* 0 and 0 without any */
};

struct moves_seen {
    double seen[MOVES][DRIFT_BLOCKS];     /* moves of units */
    double expected[MOVES][DRIFT_BLOCKS]; /* by the rows before the steps */
    struct move_size first, last;         /* from rho = 0; from rho near 1 */
};

/* A step of the overlaps of K units, [K] before and after it. */
void moves_add_mutual(struct moves_seen *moves, size_t block, size_t K, double L,
                      const double before[], const double after[]);
void moves_add_one_way(struct moves_seen *moves, size_t block, size_t K, double L,
                       const double before[], const double after[]);

/* Seen / expected, with the error between blocks. */
struct drift_value moves_ratio(const struct moves_seen *moves, enum move_kind kind);

#endif
