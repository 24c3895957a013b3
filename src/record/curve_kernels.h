/* The loops of mean_curve.h over many steps of a run: plain loops, which the compiler turns
 * into vectors, compiled for each instruction set. Integers, but for means whose every
 * operation is rounded as IEEE 754 demands: the same bits everywhere.
 */
#ifndef TPMSYNC_CURVE_KERNELS_H
#define TPMSYNC_CURVE_KERNELS_H

#include <stdint.h>

/* What is summed of a value x. In magnitude it is h 2^20 + l, and its square
 * h^2 2^40 + h l 2^21 + l^2; h <= 2^20, so that each product has at most 40 bits and one more
 * value. */
enum part { VALUE, HIGH_HIGH, HIGH_LOW, LOW_LOW, PARTS };
enum { LOW_BITS = 20 };

enum { CURVE_STRETCH = 128 }; /* the most steps of a call of `means` */

struct curve_kernels {
    /* The means over units of rho[i][begin + n], n < count, quantised (mean_curve.h). */
    void (*means)(int units, int count, const double *const rho[], int64_t begin,
                  int64_t value[]);
    /* Adds `count` values and their parts to as many sums; sum[VALUE], sum[HIGH_HIGH] ... do
     * not overlap. */
    void (*add)(int64_t count, const int64_t value[], int64_t *const sum[PARTS]);
};

extern const struct curve_kernels curve_kernels_baseline, curve_kernels_avx2,
    curve_kernels_avx512;

#endif
