#include "arithmetic/elementary.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* The nearest integer, the even one of two; |x| < 2^51. */
static double nearest(double x) {
    return x + 0x1.8p52 - 0x1.8p52;
}

/* sum of factor[j] z^j, j < count. */
static double polynomial(double z, int count, const double factor[]) {
    double sum = factor[count - 1];
    for (int j = count - 2; j >= 0; j--)
        sum = sum * z + factor[j];
    return sum;
}

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* ---- logarithms ------------------------------------------------------------------------- */

static const double largest_square = 0.0295; /* for which the series below is good to 2^-56 */

/* 2 artanh(s) = ln((1 + s) / (1 - s)) for s^2 <= largest_square. */
static double twice_artanh(double s) {
    const double z = s * s;
    double series = 1.0 / 21;
    for (int odd = 19; odd > 0; odd -= 2)
        series = series * z + 1.0 / odd;
    return 2.0 * s * series;
}

/* x = 2^e m with m in [sqrt(1/2), sqrt(2)); ln m = 2 artanh((m - 1) / (m + 1)). */
double elementary_log(double x) {
    static const double ln2 = 0.69314718055994530942;
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    /* 0x3fe6a09e... is sqrt(1/2): subtracting it counts the exponent from there. */
    const uint64_t root = 0x3fe6a09e00000000;
    const int64_t exponent = (int64_t)(bits - root) >> 52;
    bits -= (uint64_t)exponent << 52;
    double m;
    memcpy(&m, &bits, sizeof m);
    return (double)exponent * ln2 + twice_artanh((m - 1.0) / (m + 1.0));
}

double elementary_log_ratio(double a, double b) {
    const double s = (a - b) / (a + b);
    return s * s <= largest_square ? twice_artanh(s) : elementary_log(a / b);
}

/* ---- powers ----------------------------------------------------------------------------- */

/* e^x = 2^n e^r with |r| <= ln(2) / 2. */
double elementary_exp(double x) {
    /* ln 2 in two parts, the first of 33 bits, so that n times it is exact. */
    static const double ln2_high = 6.93147180369123816490e-01,
                        ln2_low = 1.90821492927058770002e-10;
    static const double factor[] = {1.0 / 2,        1.0 / 6,         1.0 / 24,
                                    1.0 / 120,      1.0 / 720,       1.0 / 5040,
                                    1.0 / 40320,    1.0 / 362880,    1.0 / 3628800,
                                    1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};
    if (x > 710.0)
        return INFINITY;
    if (x < -746.0)
        return 0.0;
    const double n = nearest(x * 1.44269504088896340736);
    const double r = x - n * ln2_high - n * ln2_low;
    return ldexp(1.0 + (r + r * r * polynomial(r, COUNT(factor), factor)), (int)n);
}

double elementary_power_of_ten(double x) {
    static const double ln10 = 2.30258509299404568402;
    const double whole = floor(x);
    double power = 1.0; /* exact up to 10^22 */
    for (int n = (int)whole; n > 0; n--)
        power *= 10.0;
    return power * elementary_exp((x - whole) * ln10);
}

/* ---- sines ------------------------------------------------------------------------------ */

/* For |r| <= pi/4, to 2^-58. */
static double sine(double r) {
    static const double factor[] = {
        -1.0 / 6,        1.0 / 120,        -1.0 / 5040,          1.0 / 362880,
        -1.0 / 39916800, 1.0 / 6227020800, -1.0 / 1307674368000, 1.0 / 355687428096000};
    const double z = r * r;
    return r + r * z * polynomial(z, COUNT(factor), factor);
}

static double cosine(double r) {
    static const double factor[] = {
        1.0 / 24,        -1.0 / 720,         1.0 / 40320,         -1.0 / 3628800,
        1.0 / 479001600, -1.0 / 87178291200, 1.0 / 20922789888000};
    const double z = r * r, half = 0.5 * z, rounded = 1.0 - half;
    /* What 1 - z/2 loses by rounding is put back. */
    return rounded + (1.0 - rounded - half + z * z * polynomial(z, COUNT(factor), factor));
}

/* x = n pi/2 + r, |r| <= pi/4; the sine of x after `turns` more quarter turns. */
static double turned_sine(double x, int turns) {
    /* pi / 2 in three parts, the first two of 33 bits, so that n times them is exact. */
    static const double high = 1.57079632673412561417e+00, middle = 6.07710050630396597660e-11,
                        low = 2.02226624879595063154e-21;
    if (!(fabs(x) < 0x1p20))
        return NAN;
    const double n = nearest(x * 0.63661977236758134308);
    const double r = x - n * high - n * middle - n * low;
    const int quarter = (int)n + turns;
    const double value = quarter & 1 ? cosine(r) : sine(r);
    return quarter & 2 ? -value : value;
}

double elementary_sin(double x) {
    return turned_sine(x, 0);
}

double elementary_cos(double x) {
    return turned_sine(x, 1);
}

/* ---- their inverses --------------------------------------------------------------------- */

/* asin(sqrt(z)) / sqrt(z) - 1 for z in [0, 1/4], to below 2^-58: the rational approximation of
 * FreeBSD's and glibc's asin (e_asin.c, Sun Microsystems 1993). */
static double arcsin_remainder(double z) {
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

/* 2 arcsin(sqrt(gap / 2)). */
double elementary_angle(double gap) {
    static const double third_of_pi = 1.04719755119659774615;
    const double half = 0.5 * gap;
    if (half <= 0.25) {
        const double s = sqrt(half);
        return 2.0 * (s + s * arcsin_remainder(half));
    }
    /* arcsin(s) = pi/6 + arcsin(s cos(pi/6) - sqrt(1 - s^2) / 2), whose argument is in
     * [0, 0.26] here. */
    const double s = sqrt(half) * 0.86602540378443864676 - 0.5 * sqrt(1.0 - half);
    return third_of_pi + 2.0 * (s + s * arcsin_remainder(s * s));
}

double elementary_arcsin(double x) {
    const double size = fabs(x);
    if (size <= 0.5)
        return x + x * arcsin_remainder(x * x);
    return copysign(0.5 * ELEMENTARY_PI - elementary_angle(1.0 - size), x);
}

double elementary_arccos(double x) {
    return x >= 0.0 ? elementary_angle(1.0 - x) : ELEMENTARY_PI - elementary_angle(1.0 + x);
}
