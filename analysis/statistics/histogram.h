/* Histograms of the figures, on gsl_histogram, and what is counted from two of them.
 *
 * Bins. The width is that of Freedman and Diaconis, 2 IQR / n^(1/3), rounded to the nearest (in
 * the logarithm) of 1, 2, 5 times a power of ten, so that it can be told in a caption. All
 * distributions that are compared share one width and one origin.
 */
#ifndef TPMSYNC_HISTOGRAM_H
#define TPMSYNC_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

#include <gsl/gsl_histogram.h>

enum { HISTOGRAM_BINS_MAX = 100000 };

/* The width for n >= 1 values, which are sorted in place; at least `least` > 0. */
double histogram_width(double values[], size_t n, double least);

/* The next wider width: 1, 2, 5, 10, ... times a power of ten. */
double histogram_wider(double width);

/* n values in `bins` bins of this width from `low` on; values outside are not counted. NULL
 * without memory; to be freed by gsl_histogram_free. */
gsl_histogram *histogram_make(const double values[], size_t n, double low, double width,
                              size_t bins);

/* Density in a bin per unit of the abscissa, normalised over `runs` >= 1, and its counting
 * error sqrt(count) / (runs width). */
double histogram_density(const gsl_histogram *h, size_t bin, int64_t runs);
double histogram_error(const gsl_histogram *h, size_t bin, int64_t runs);

/* Overlap of two distributions in the same bins, each normalised to 1: the sum over the bins of
 * the smaller probability, in 0 .. 1. Both hold at least one value. */
double histogram_overlap(const gsl_histogram *a, const gsl_histogram *b);

/* A fraction of `of` >= 1 trials with its Wilson score interval of 95 %. */
struct fraction {
    int64_t count, of;
    double value, low, high;
};
struct fraction fraction_of(int64_t count, int64_t of);

#endif
