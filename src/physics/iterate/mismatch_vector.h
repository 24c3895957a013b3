/* Whether the hidden units of two machines differ, decided without arccos, a run in each lane.
 *
 * With u uniform in (0, 1) and 1 - rho = g,
 *     u < arccos(rho) / pi   <=>   2 sin^2(pi u / 2) < g.
 * The overlaps of machines that move the same way (A and o; A and the mirror image of B) are
 * never negative: old weights and input are associated random variables (Esary, Proschan,
 * Walkup 1967), moves are increasing functions of them, so q and r stay positively correlated.
 * Hence g <= 1, and for u > 1/2 the answer is no whatever g: the polynomial below need be
 * accurate for u <= 1/2 only, and above 1 beyond.
 *
 * It is t P(t), t = u^2, with P of degree 7 through the Chebyshev nodes of [0, 1/4]: within
 * 2^-53.8 of the function, within 2 ulp as evaluated here, at either end too. The decision is
 * that of overlap_mismatch unless u lies within a few ulp of the threshold, which a draw does
 * with probability below 2^-50.
 */
#ifndef TPMSYNC_MISMATCH_VECTOR_H
#define TPMSYNC_MISMATCH_VECTOR_H

#include "vector/simd.h"

/* 2 sin^2(pi u / 2), given x = 2^32 u. The powers of two in the coefficients are exact. */
SIMD_INLINE vreal mismatch_threshold(vreal x) {
    const vreal t = x * x * 0x1p-64;
    vreal p = real_all(-0x1.179a329ef414p-18);
    p = p * t + 0x1.b6a6feabe52e9p-14;
    p = p * t - 0x1.f9d2c1f3b2167p-10;
    p = p * t + 0x1.a6d1f12b0bef2p-6;
    p = p * t - 0x1.e1f5068620bcbp-3;
    p = p * t + 0x1.55d3c7e3c9051p+0;
    p = p * t - 0x1.03c1f081b5a9fp+2;
    p = p * t + 0x1.3bd3cc9be45dep+2;
    return p * t;
}

/* arccos(1 - gap) / pi for gap in [0, 1]: overlap_mismatch and elementary_angle with both of
 * its branches, operation for operation. */
SIMD_INLINE vreal mismatch_probability(vreal gap) {
    const vreal half = 0.5 * gap;
    const vmask near = less_equal(half, real_all(0.25));
    const vreal root = square_root(half);
    const vreal far_root =
        root * 0.86602540378443864676 - 0.5 * square_root(real_all(1.0) - half);
    const vreal s = select_real(near, root, far_root);
    const vreal z = select_real(near, half, s * s);
    const vreal p =
        z *
        (1.66666666666666657415e-01 +
         z * (-3.25565818622400915405e-01 +
              z * (2.01212532134862925881e-01 +
                   z * (-4.00555345006794114027e-02 +
                        z * (7.91534994289814532176e-04 + z * 3.47933107596021167570e-05)))));
    const vreal q =
        1.0 + z * (-2.40339491173441421878e+00 +
                   z * (2.02094576023350569471e+00 +
                        z * (-6.88283971605453293030e-01 + z * 7.70381505559019352791e-02)));
    const vreal angle = 2.0 * (s + s * (p / q));
    const vreal third_of_pi = real_all(1.04719755119659774615);
    return select_real(near, angle, third_of_pi + angle) * 0.31830988618379067154;
}

#endif
