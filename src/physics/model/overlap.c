#include "physics/model/overlap.h"

#include <math.h>

/* asin(sqrt(z)) / sqrt(z) - 1 for z in [0, 1/4], to below 2^-58: the rational approximation of
 * FreeBSD's and glibc's asin (e_asin.c, Sun Microsystems 1993). */
static double asin_remainder(double z) {
    const double p =
        z *
        (1.66666666666666657415e-01 +
         z * (-3.25565818622400915405e-01 +
              z * (2.01212532134862925881e-01 +
                   z * (-4.00555345006794114027e-02 +
                        z * (7.91534994289814532176e-04 + z * 3.47933107596021167570e-05)))));
    const double q =
        1.0 + z * (-2.40339491173441421878e+00 +
                   z * (2.02094576023350569471e+00 +
                        z * (-6.88283971605453293030e-01 + z * 7.70381505559019352791e-02)));
    return p / q;
}

/* 2 arcsin(sqrt(gap / 2)) = arccos(1 - gap) for gap in [0, 1]. */
static double angle(double gap) {
    static const double third_of_pi = 1.04719755119659774615;
    const double half = 0.5 * gap;
    if (half <= 0.25) {
        const double s = sqrt(half);
        return 2.0 * (s + s * asin_remainder(half));
    }
    /* arcsin(s) = pi/6 + arcsin(s cos(pi/6) - sqrt(1 - s^2) / 2), whose argument is in
     * [0, 0.26] here. */
    const double s = sqrt(half) * 0.86602540378443864676 - 0.5 * sqrt(1.0 - half);
    return third_of_pi + 2.0 * (s + s * asin_remainder(s * s));
}

double overlap_mismatch(struct overlap overlap) {
    static const double inverse_pi = 0.31830988618379067154;
    return overlap.one_minus <= overlap.one_plus ? angle(overlap.one_minus) * inverse_pi
                                                 : 1.0 - angle(overlap.one_plus) * inverse_pi;
}
