/* What may be printed of a sample as "value ± spread": its middle and its width, in several
 * senses of the words. */
#ifndef TPMSYNC_SAMPLE_SUMMARY_H
#define TPMSYNC_SAMPLE_SUMMARY_H

#include <stddef.h>

/* All in the unit of the sample. */
struct sample_summary {
    double mean, median;
    double sd;               /* standard deviation, with n - 1; NaN of fewer than two */
    double mean_deviation;   /* mean of |x - mean| */
    double median_deviation; /* median of |x - median| */
    double half_quartiles;   /* half the distance of the quartiles */
};

/* Of `sorted[0 .. n - 1]`, ascending and finite; n >= 1. Quantiles between two values are
 * interpolated between them. */
struct sample_summary sample_summarise(const double sorted[], size_t n);

#endif
