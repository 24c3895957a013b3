/* The joint distribution f_qr of the weights of one hidden unit in two machines, N -> infinity:
 * the fraction of components with value q in the first machine and r in the second,
 * q, r = -L .. L.
 */
#ifndef TPMSYNC_OVERLAP_MATRIX_H
#define TPMSYNC_OVERLAP_MATRIX_H

#include <stdbool.h>

#include "physics/model/overlap.h"
#include "physics/protocol/tree_parity.h"

enum { WEIGHT_VALUES_MAX = 2 * L_MAX + 1 };

/* f[(q + L) (2 L + 1) + (r + L)]: rows q of the first machine, columns r of the second. */
struct overlap_matrix {
    int L;
    double f[WEIGHT_VALUES_MAX * WEIGHT_VALUES_MAX];
};

/* Independent weights, uniform on -initial .. initial; 1 <= initial <= L <= L_MAX. */
void overlap_matrix_init(struct overlap_matrix *matrix, int L, int initial);

/* One move, averaged over the input x = +-1: f <- 1/2 (S f + S' f), where S moves the first
 * machine by `first` and the second by `second` with clipping at +-L, and S' by the opposite.
 * (1, 0): only the first moves; (0, 1): only the second; (1, 1): both the same way (A and o);
 * (1, -1): both in opposite ways (A and B). */
void overlap_matrix_move(struct overlap_matrix *matrix, int first, int second);

/* The overlap, as sums of positive terms:
 *     1 -+ rho = 1/2 sum_qr (q / sqrt(Q) -+ r / sqrt(Q'))^2 f_qr,
 * Q = sum q^2 f, Q' = sum r^2 f; for Q = Q' this is sum (q -+ r)^2 f / (2 Q). */
struct overlap overlap_matrix_overlap(const struct overlap_matrix *matrix);

/* Q' = sum r^2 f, the norm of the second machine. */
double overlap_matrix_second_norm(const struct overlap_matrix *matrix);

/* Whether f can be what moves have made of independent weights on -initial .. initial: a
 * distribution, in which neither machine has all its weights 0; for initial = L both have them
 * uniform on -L .. L. To 1e-3, which rounding does not come near. NaN fails. */
bool overlap_matrix_is_possible(const struct overlap_matrix *matrix, int initial);

#endif
