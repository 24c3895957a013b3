/* The exact lumped chain of the simulation, class by class: the plain form.
 *
 * The inputs are independent +-1, so the N weights of a hidden unit matter only through the
 * occupancy numbers n_qrs: how many of its components have (W^A, W^B', W^o) = (q, r, s). In a
 * step, k ~ Binomial(n, 1/2) components of a class see the input +1; the fields are
 *     h^A = sum_qrs q (2 k_qrs - n_qrs),   h^B' with r, h^o with s,
 * and of a class that moves, k components go one way and n - k the other, clipped at +-L. This
 * is the same Markov chain as the weight-by-weight simulation, for every N.
 *
 * Once the parties are synchronised for good, r = q, only (2 L + 1)^2 classes are left.
 */
#ifndef TPMSYNC_OCCUPANCY_H
#define TPMSYNC_OCCUPANCY_H

#include "physics/model/saved_run.h"
#include "physics/protocol/tree_parity.h"
#include "random/random_words.h"

/* Which classes there are, for one hidden unit:
 *     CLASSES_AB    (q, r),     without an attacker, s = 0
 *     CLASSES_ABO   (q, r, s)
 *     CLASSES_AO    (q, s),     after synchronisation, r = q */
enum classes { CLASSES_AB, CLASSES_ABO, CLASSES_AO };

/* The weights of a component in the three machines. */
struct weight_triple {
    int w[MACHINES];
};

/* (2 L + 1)^2 or (2 L + 1)^3. Classes are numbered by q, then -r, then s, which is the order in
 * which random numbers are drawn for them. */
int occupancy_classes(enum classes classes, int L);

/* The weights of class c, and the class of such weights; they are inverse to each other. */
struct weight_triple occupancy_weights(enum classes classes, int L, int c);
int occupancy_class(enum classes classes, int L, struct weight_triple weights);

/* The fields of one unit when k[c] of the n[c] components of class c see the input +1. */
void occupancy_fields(enum classes classes, int L, const int64_t n[], const int64_t k[],
                      int64_t field[MACHINES]);

/* Where a component of these weights goes when unit i moves as `moves` says and the component
 * sees the input x. */
struct weight_triple occupancy_moved(struct weight_triple weights, const struct moves *moves,
                                     int i, int x, int L);

/* The move of unit i: n becomes `after` (another array of the same length). */
void occupancy_move(enum classes classes, int L, const struct moves *moves, int i,
                    const int64_t n[], const int64_t k[], int64_t after[]);

/* N components with independent weights, uniform on -initial .. initial: a multinomial
 * distribution over the classes. Not for CLASSES_AO. */
void occupancy_draw_start(enum classes classes, int L, int initial, int64_t N,
                          struct random_words *words, int64_t n[]);

/* The occupancy numbers of one unit as bytes: of `count` classes, or orbits, those that are
 * occupied. False when there is no memory. */
bool occupancy_save(const uint64_t n[], int count, struct saved_run *saved);
/* Fills all of n[]. False when it is not there or is none for N components. */
bool occupancy_restore(uint64_t n[], int count, int64_t N, struct saved_run *saved);

#endif
