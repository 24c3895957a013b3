/* One body for every instruction set: cmake/kernels.cmake compiles it several times, with
 * CURVE_KERNELS the name of the table at the end. */
#include "record/curve_kernels.h"

#include <string.h>

#include "record/mean_curve.h"

static void quantise(int units, int count, const double sum[], int64_t *restrict value) {
    for (int n = 0; n < count; n++)
        value[n] = mean_curve_quantise(sum[n] / units);
}

static void means(int units, int count, const double *const rho[], int64_t begin,
                  int64_t *restrict value) {
    double sum[CURVE_STRETCH];
    memcpy(sum, rho[0] + begin, (size_t)count * sizeof *sum);
    for (int i = 1; i < units; i++) {
        const double *restrict next = rho[i] + begin;
        for (int n = 0; n < count; n++)
            sum[n] += next[n];
    }
    quantise(units, count, sum, value);
}

static void add(int64_t count, const int64_t *restrict value, int64_t *const sum[PARTS]) {
    int64_t *restrict all = sum[VALUE], *restrict high_high = sum[HIGH_HIGH],
                      *restrict high_low = sum[HIGH_LOW], *restrict low_low = sum[LOW_LOW];
    for (int64_t n = 0; n < count; n++) {
        const uint64_t magnitude = (uint64_t)(value[n] < 0 ? -value[n] : value[n]);
        const uint32_t high = (uint32_t)(magnitude >> LOW_BITS);
        const uint32_t low = (uint32_t)magnitude & ((1u << LOW_BITS) - 1);
        all[n] += value[n];
        high_high[n] += (int64_t)((uint64_t)high * high);
        high_low[n] += (int64_t)((uint64_t)high * low);
        low_low[n] += (int64_t)((uint64_t)low * low);
    }
}

const struct curve_kernels CURVE_KERNELS = {means, add};
