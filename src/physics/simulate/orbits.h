/* The lumped chain once more, with half the classes: orbits of the inversion symmetry.
 *
 * The sign of an input is a matter of convention: turning W_j -> -W_j in all machines together
 * with x_j -> -x_j changes no field, no overlap and no move. The two classes (q, r, s) and
 * (-q, -r, -s) of occupancy.h may therefore be counted together, k being the number of
 * components whose input is +1 after both have been turned to the same side. That again is the
 * same Markov chain, exactly. A component 0 in all machines adds to no field and moves to the
 * same orbit either way: it needs no input at all.
 *
 * Order of the orbits. They stand in groups of VECTOR_WORDS, and those that a run empties last
 * come first, so that what is still occupied is a short beginning of the arrays:
 *
 *     index 0              the orbit 0 (its group is otherwise unused)
 *     .. end_learned       r = q and s = q
 *     .. end_sync          r = q
 *     .. count             all others, by |q - r|, then by |q - s|
 *
 * Each stretch is filled up to whole groups with indices that are never occupied. Without an
 * attacker s is taken as q; after synchronisation r = q.
 */
#ifndef TPMSYNC_ORBITS_H
#define TPMSYNC_ORBITS_H

#include "physics/simulate/occupancy.h"

/* Which machines move: bit m for machine m. */
enum { MOVER_SETS = 1 << MACHINES };

/* Of the weights of two machines. */
enum orbit_product { ORBIT_AA, ORBIT_BB, ORBIT_OO, ORBIT_AB, ORBIT_AO, ORBIT_PRODUCTS };

struct orbit_space {
    enum classes classes;
    int L;
    int count; /* indices, a multiple of VECTOR_WORDS */
    int end_learned, end_sync;
    /* [machine][index]: the weights of the representative of an orbit, 0 for unused indices,
     * as 64-bit two's complement; aligned for vectors. */
    uint64_t *weight[MACHINES];
    uint64_t *product[ORBIT_PRODUCTS]; /* likewise, of two of them */
    /* [index]: all bits set where s != q, which must be empty when o has learned. */
    uint64_t *unlearned;
    /* [set of movers][index]: where a component with input +1 (-1) goes when the sign of
     * the moves is +1; when it is -1 the two change places. */
    uint16_t *plus[MOVER_SETS], *minus[MOVER_SETS];
    int16_t *index_of; /* for orbit_find */
    void *memory;
};

/* False without memory; L as in struct model. orbit_space_free does nothing to a space that is
 * all zero. */
bool orbit_space_init(struct orbit_space *space, enum classes classes, int L);
void orbit_space_free(struct orbit_space *space);

/* The orbit of such weights; *sign is +1 if they are its representative, -1 if their opposite
 * is (+1 for 0). The weights must fit the space (r = q for CLASSES_AO; s ignored for
 * CLASSES_AB). */
int orbit_find(const struct orbit_space *space, struct weight_triple weights, int *sign);

/* The set of machines that move in unit i, 0 if none does. */
int orbit_movers(const struct orbit_space *space, const struct moves *moves, int i);

/* The move of unit i: n becomes `after`, another array of space->count numbers, all of them
 * written; `used` is as orbit_used(n). k of the orbit 0 is not looked at. */

void orbit_move(const struct orbit_space *space, const struct moves *moves, int i, int used,
                const uint64_t n[], const uint64_t k[], uint64_t after[]);

/* The number of indices up to the last occupied one, in whole groups. */
int orbit_used(const struct orbit_space *space, const uint64_t n[]);

#endif
