#include "statistics/sample_summary.h"

#include <math.h>

#include <gsl/gsl_statistics_double.h>

/* The median of |x - centre|. The values below the centre, taken downwards, and those above it,
 * upwards, are two sorted lists of deviations; they are merged up to the middle. */
static double median_deviation(const double sorted[], size_t n, double centre) {
    size_t below = 0; /* values below the centre, that are not merged yet */
    while (below < n && sorted[below] < centre)
        below++;
    size_t above = below;
    double middle[2] = {0.0, 0.0}; /* the last two that were merged */
    for (size_t merged = 0; merged <= n / 2; merged++) {
        const double down = below > 0 ? centre - sorted[below - 1] : INFINITY;
        const double up = above < n ? sorted[above] - centre : INFINITY;
        middle[0] = middle[1];
        middle[1] = fmin(down, up);
        if (down < up)
            below--;
        else
            above++;
    }
    return n % 2 == 1 ? middle[1] : 0.5 * (middle[0] + middle[1]);
}

struct sample_summary sample_summarise(const double sorted[], size_t n) {
    const double mean = gsl_stats_mean(sorted, 1, n);
    const double median = gsl_stats_median_from_sorted_data(sorted, 1, n);
    return (struct sample_summary){
        .mean = mean,
        .median = median,
        .sd = n >= 2 ? gsl_stats_sd_m(sorted, 1, n, mean) : NAN,
        .mean_deviation = gsl_stats_absdev_m(sorted, 1, n, mean),
        .median_deviation = median_deviation(sorted, n, median),
        .half_quartiles = 0.5 * (gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.75) -
                                 gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.25)),
    };
}
