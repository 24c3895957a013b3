/* The logarithm and the sines of arithmetic/elementary.h, a number in each lane: operation for
 * operation the same, and so the same bits. */
#ifndef TPMSYNC_ELEMENTARY_VECTOR_H
#define TPMSYNC_ELEMENTARY_VECTOR_H

#include "vector/simd.h"

/* sum of factor[j] z^j, j < count. */
SIMD_INLINE vreal vector_polynomial(vreal z, int count, const double factor[]) {
    vreal sum = real_all(factor[count - 1]);
    for (int j = count - 2; j >= 0; j--)
        sum = sum * z + factor[j];
    return sum;
}

/* elementary_log, for 2^-1000 < x < 2^1000. */
SIMD_INLINE vreal vector_log(vreal x) {
    static const double series[] = {1.0,      1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9, 1.0 / 11,
                                    1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21};
    /* The exponent is counted from sqrt(1/2), and from -1024 on so as not to be negative;
     * planted below the leading bit of 2^52 it becomes a double. */
    const vword root = word_all(0x3fe6a09e00000000u);
    const vword exponent = ((vword)x - root + (UINT64_C(1024) << 52)) >> 52;
    const vreal e = (vreal)(exponent | word_all(0x4330000000000000u)) - (0x1p52 + 1024.0);
    const vreal m = (vreal)((vword)x - ((exponent - 1024) << 52));
    const vreal s = (m - 1.0) / (m + 1.0);
    return e * 0.69314718055994530942 + 2.0 * s * vector_polynomial(s * s, 11, series);
}

struct vector_sines {
    vreal sin, cos;
};

/* elementary_sin and elementary_cos, for |x| < 2^20. */
SIMD_INLINE struct vector_sines vector_sines(vreal x) {
    static const double of_sine[] = {
        -1.0 / 6,        1.0 / 120,        -1.0 / 5040,          1.0 / 362880,
        -1.0 / 39916800, 1.0 / 6227020800, -1.0 / 1307674368000, 1.0 / 355687428096000};
    static const double of_cosine[] = {
        1.0 / 24,        -1.0 / 720,         1.0 / 40320,         -1.0 / 3628800,
        1.0 / 479001600, -1.0 / 87178291200, 1.0 / 20922789888000};
    /* The nearest whole number of quarter turns; its last bits stand in those of `planted`. */
    const vreal planted = x * 0.63661977236758134308 + 0x1.8p52;
    const vreal n = planted - 0x1.8p52;
    const vreal r = x - n * 1.57079632673412561417e+00 - n * 6.07710050630396597660e-11 -
                    n * 2.02226624879595063154e-21;
    const vreal z = r * r, half = 0.5 * z, rounded = 1.0 - half;
    const vreal sine = r + r * z * vector_polynomial(z, 8, of_sine);
    const vreal cosine =
        rounded + (1.0 - rounded - half + z * z * vector_polynomial(z, 7, of_cosine));
    const vword quarter = (vword)planted;
    const vmask odd = has_bits(quarter, 1);
    const vreal sin = select_real(odd, cosine, sine), cos = select_real(odd, sine, cosine);
    return (struct vector_sines){
        .sin = select_real(has_bits(quarter, 2), -sin, sin),
        .cos = select_real(has_bits(quarter + 1, 2), -cos, cos),
    };
}

#endif
