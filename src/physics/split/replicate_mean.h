/* The mean over replicates, and its standard error: plain sums in the order of the replicates,
 * the same bits on every machine. (GSL's are made in long double, of which there are several.)
 */
#ifndef TPMSYNC_REPLICATE_MEAN_H
#define TPMSYNC_REPLICATE_MEAN_H

#include <math.h>
#include <stddef.h>

struct replicate_mean {
    double mean, error; /* the error of one replicate is NaN */
};

/* Of value[0], value[stride], ... value[(count - 1) stride]; count >= 1. */
static inline struct replicate_mean replicate_mean(const double value[], size_t stride,
                                                   size_t count) {
    const double n = (double)count;
    double sum = 0.0, squares = 0.0;
    for (size_t r = 0; r < count; r++)
        sum += value[r * stride];
    const double mean = sum / n;
    for (size_t r = 0; r < count; r++)
        squares += (value[r * stride] - mean) * (value[r * stride] - mean);
    return (struct replicate_mean){mean, sqrt(squares / (n - 1.0) / n)};
}

#endif
