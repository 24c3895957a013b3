/* The field of the attacker in a hidden unit, N -> infinity, given what is known of the unit.
 *
 * The fields h^A, h^B' and h^o of a unit are three Gaussians with the overlaps rho^AB', rho^Ao
 * and rho^B'o. Which of them differ in sign has been drawn already (closure.h); what is drawn
 * here is |h^o|, from its distribution given these signs.
 *
 * Two machines first. With angle = arccos(rho) between their weights, their fields are the
 * projections of a vector of the plane on two directions: its length r has r^2 / 2 exponential,
 * and its direction is uniform in the sector of `angle`, where the signs differ, or of
 * pi - angle, where they agree. The third machine's field is, given these two, a Gaussian; it
 * is drawn until its sign is right, and the two with it. That is exact. The two are taken so
 * that the sign of the third is no rare one: o and A where all agree, else of the two pairs
 * that differ the one that does so more seldom.
 *
 * Exact, that is, up to uniform numbers of 32 bits, and to an end of the drawing after
 * ATTACKER_FIELD_TRIALS: where the signs have the probability p and the pair has e, so many do
 * not suffice with the probability p (1 - p/e)^TRIALS < e / TRIALS, or 5e-7 e, and only if the
 * three weight vectors lie in a plane to that precision. Then the last trial stands.
 */
#ifndef TPMSYNC_ATTACKER_FIELD_H
#define TPMSYNC_ATTACKER_FIELD_H

#include <stdbool.h>

#include "random/random_stream.h"

enum { ATTACKER_FIELD_TRIALS = 1 << 20 };

/* Whether a gap is smaller than another by more than rounding: gaps of like moves are equal,
 * but not to the last bit, and which pair is drawn is to be the same in all engines. */
static inline bool attacker_field_less(double a, double b) {
    return a < b - 0x1p-32 * b;
}

/* 1 - rho of the three pairs, each in [0, 2] and as exact as struct overlap has it. */
struct field_gaps {
    double ab, ao, bo;
};

/* |h^o| in units of its root mean square, of unit `unit` < K_MAX at `step`; tells which
 * machines' signs differ from A's. */
double attacker_field(const struct field_gaps *gaps, bool b_differs, bool o_differs,
                      const struct random_stream *stream, int64_t step, int unit);

/* The same where nothing but A is known: B' = A, or the closure `six`. */
double attacker_field_given_a(double gap_ao, bool o_differs, const struct random_stream *stream,
                              int64_t step, int unit);

#endif
