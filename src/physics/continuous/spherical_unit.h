/* One hidden unit of the machines with continuous, spherical weights: |W| = 1 for each machine.
 *
 * A move is W <- W + (eta / N) d x, d = +-1, and W is then normalised. To normalise is a pass
 * over the data that nobody needs: the unit holds an unnormalised vector V with W = V / |V|, so
 * that a move is V <- V + c x with c = d |V| eta / N, and |V|^2 and the products V^A.V^m are
 * carried along exactly from what is known of a step,
 *     |V + c x|^2               = |V|^2 + 2 c V.x + c^2 N,
 *     (V^A + a x).(V^m + b x)   = V^A.V^m + a V^m.x + b V^A.x + a b N.
 * The move itself waits until the next fields are asked for, and the two are one pass.
 *
 * V is held in float, x is +-1; sums go through sixteen float lanes over 128 components and
 * from there in double, in a fixed order that vector instructions of any width keep: the same
 * bits from any compiler and instruction set. What float costs, per component and step: V + c x
 * is rounded to 2^-25 |V_j| on average, which
 *   - lets the carried |V|^2 and products drift by about 2^-24 / sqrt(N) a step, until they are
 *     measured again (spherical_unit_renew);
 *   - makes the step eta uncertain by at most 2^-24 sqrt(N) / eta of itself, with either sign;
 *   - leaves W^A + W^B of synchronised parties with a noise that corresponds to
 *     1 + rho ~ N 2^-51 / eta^2: 1e-12 for N = 5000 and eta = 3. Nothing below that means
 *     anything.
 * No function fails but spherical_unit_init.
 */
#ifndef TPMSYNC_SPHERICAL_UNIT_H
#define TPMSYNC_SPHERICAL_UNIT_H

#include <stdbool.h>
#include <stdint.h>

#include "physics/model/overlap.h"
#include "physics/model/saved_run.h"
#include "physics/protocol/tree_parity.h"

enum {
    SPHERICAL_BLOCK = 128,     /* components that are treated together */
    SPHERICAL_TABLE = 256 * 8, /* entries of the table of inputs */
};

struct spherical_unit {
    int64_t N;                /* inputs */
    int64_t padded;           /* N rounded up to whole blocks; the rest is 0 and stays so */
    int machines;             /* 2 without the attacker, or 3 */
    float *vector[MACHINES];  /* V [padded]; pending moves are not yet in it */
    double norm2[MACHINES];   /* |V|^2, carried along, pending moves included */
    double product[MACHINES]; /* V^A.V^m, likewise; [MACHINE_A] is not used */
    double field[MACHINES];   /* V.x of the last inputs */
    float pending[MACHINES];  /* c of a move that is to be made; 0: none */
    uint32_t *inputs;         /* x of the next step, bit j % 32 of word j / 32; 1: +1 */
    uint32_t *moved_along;    /* x of the last step, which the pending moves go along */
    const float *byte;        /* the table of spherical_byte_inputs */
    bool stale;               /* norm2 lost digits or leaves its range: renew before use */
    void *memory;
};

/* All vectors 0. `byte` is a table that spherical_byte_inputs has filled, shared and not
 * owned. False when there is no memory; then there is nothing to destroy. 1 <= N <= 2^31. */
bool spherical_unit_init(struct spherical_unit *unit, int64_t N, int machines,
                         const float byte[SPHERICAL_TABLE]);
void spherical_unit_destroy(struct spherical_unit *unit);

/* As after spherical_unit_init: vectors 0 and nothing pending. */
void spherical_unit_clear(struct spherical_unit *unit);

/* The eight inputs +-1 that each value of a byte stands for, lowest bit first. */
void spherical_byte_inputs(float byte[SPHERICAL_TABLE]);

/* Makes the pending moves, takes unit->inputs (padded / 32 words, filled by the caller; bits
 * beyond N are ignored) as the inputs of this step, and sets field[m] = V^m.x. */
void spherical_unit_fields(struct spherical_unit *unit);

/* Moves the machines along the inputs of the last call of spherical_unit_fields:
 * W^m <- W^m + rate direction[m] x for those with moved[m]; rate = eta / N. At most once after
 * each call of spherical_unit_fields. */
void spherical_unit_move(struct spherical_unit *unit, double rate, const bool moved[MACHINES],
                         const int direction[MACHINES]);

/* Makes the pending moves now. Changes no result. */
void spherical_unit_settle(struct spherical_unit *unit);

/* Measures norm2 and product again from the vectors, and scales vectors that have grown or
 * shrunk much by a power of two. To be called after the vectors were set, and from time to
 * time; since it ends the drift, when it is called is part of the dynamics. */
void spherical_unit_renew(struct spherical_unit *unit);

/* rho^Am as it is carried along; 0 if a vector vanishes. */
double spherical_unit_carried_rho(const struct spherical_unit *unit, enum machine m);

/* rho^Am measured from the vectors in double, by
 *     1 -+ rho = 1/2 sum_j (W^A_j -+ W^m_j)^2.
 * Two passes; settles, and changes no result. */
struct overlap spherical_unit_overlap(struct spherical_unit *unit, enum machine m);

/* The unit as bytes: what is carried along, and the vectors with the pending moves made. Not
 * for a stale unit. False when there is no memory. */
bool spherical_unit_save(const struct spherical_unit *unit, struct saved_run *saved);
/* Into a unit of the same size. False when it is not there or holds numbers that no unit has.
 */
bool spherical_unit_restore(struct spherical_unit *unit, struct saved_run *saved);

#endif
