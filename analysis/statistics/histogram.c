#include "statistics/histogram.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>

/* 1, 2, 5 and 10 times a power of ten; steps[next] is the first that is larger. */
static double round_width(double width, double rounding[3]) {
    static const double steps[] = {1.0, 2.0, 5.0, 10.0};
    const double power = pow(10.0, floor(log10(width)));
    for (int i = 0; i < 3; i++)
        if (width / power < rounding[i])
            return steps[i] * power;
    return steps[3] * power;
}

double histogram_width(double values[], size_t n, double least) {
    gsl_sort(values, 1, n);
    const double range = gsl_stats_quantile_from_sorted_data(values, 1, n, 0.75) -
                         gsl_stats_quantile_from_sorted_data(values, 1, n, 0.25);
    const double width = 2.0 * range / cbrt((double)n);
    if (!(width > least))
        return least;
    double between[] = {sqrt(2.0), sqrt(10.0), sqrt(50.0)}; /* half way, in the logarithm */
    return fmax(round_width(width, between), least);
}

double histogram_wider(double width) {
    double between[] = {0.0, 1.5, 3.5}; /* 1 becomes 2, 2 becomes 5, 5 becomes 10 */
    return round_width(width * (1.0 + 1e-9), between);
}

gsl_histogram *histogram_make(const double values[], size_t n, double low, double width,
                              size_t bins) {
    gsl_histogram *h = gsl_histogram_alloc(bins);
    if (!h)
        return NULL;
    /* Each edge from its number, not by adding up, so that all series have the same ones. */
    for (size_t i = 0; i <= bins; i++)
        h->range[i] = low + (double)i * width;
    gsl_histogram_reset(h);
    for (size_t i = 0; i < n; i++)
        gsl_histogram_increment(h, values[i]);
    return h;
}

static double scale(const gsl_histogram *h, size_t bin, int64_t runs) {
    double low, high;
    gsl_histogram_get_range(h, bin, &low, &high);
    return 1.0 / ((high - low) * (double)runs);
}

double histogram_density(const gsl_histogram *h, size_t bin, int64_t runs) {
    return gsl_histogram_get(h, bin) * scale(h, bin, runs);
}

double histogram_error(const gsl_histogram *h, size_t bin, int64_t runs) {
    return sqrt(gsl_histogram_get(h, bin)) * scale(h, bin, runs);
}

double histogram_overlap(const gsl_histogram *a, const gsl_histogram *b) {
    const double sum_a = gsl_histogram_sum(a), sum_b = gsl_histogram_sum(b);
    double overlap = 0.0;
    for (size_t i = 0; i < gsl_histogram_bins(a); i++)
        overlap += fmin(gsl_histogram_get(a, i) / sum_a, gsl_histogram_get(b, i) / sum_b);
    return overlap;
}

struct fraction fraction_of(int64_t count, int64_t of) {
    const double z = gsl_cdf_ugaussian_Pinv(0.975), n = (double)of, p = (double)count / n;
    const double centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n),
                 half = z / (1.0 + z * z / n) * sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
    return (struct fraction){count, of, p, count == 0 ? 0.0 : centre - half,
                             count == of ? 1.0 : centre + half};
}
