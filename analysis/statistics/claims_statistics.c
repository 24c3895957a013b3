#include "statistics/claims_statistics.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_statistics_double.h>

/* Whether a line through these points is determined and can be refuted. */
static bool fit_is_possible(const double x[], const double error[], size_t points) {
    if (points < 3)
        return false;
    bool spread = false;
    for (size_t i = 0; i < points; i++) {
        if (!(error[i] > 0.0) || !isfinite(error[i]))
            return false;
        spread = spread || x[i] != x[0];
    }
    return spread;
}

bool line_fit(const double x[], const double y[], const double error[], size_t points,
              struct line *line) {
    double *weight = fit_is_possible(x, error, points) ? malloc(points * sizeof *weight) : NULL;
    if (!weight)
        return false;
    for (size_t i = 0; i < points; i++)
        weight[i] = 1.0 / (error[i] * error[i]);
    double variance_0, covariance, variance_1;
    gsl_fit_wlinear(x, 1, weight, 1, y, 1, points, &line->intercept, &line->slope, &variance_0,
                    &covariance, &variance_1, &line->chi2);
    free(weight);
    line->intercept_error = sqrt(variance_0);
    line->slope_error = sqrt(variance_1);
    line->p = gsl_cdf_chisq_Q(line->chi2, (double)(points - 2));
    line->points = points;
    return true;
}

bool constant_fit(const double y[], const double error[], size_t points,
                  struct constant *constant) {
    double *weight = points > 0 ? malloc(points * sizeof *weight) : NULL;
    bool good = weight != NULL;
    double sum = 0.0;
    for (size_t i = 0; good && i < points; i++) {
        good = error[i] > 0.0 && isfinite(error[i]);
        weight[i] = 1.0 / (error[i] * error[i]);
        sum += weight[i];
    }
    if (good) {
        const double value = gsl_stats_wmean(weight, 1, y, 1, points);
        *constant = (struct constant){
            .value = value,
            .error = 1.0 / sqrt(sum),
            .chi2 = sum * gsl_stats_wvariance_with_fixed_mean(weight, 1, y, 1, points, value),
            .points = points,
        };
        constant->p = points > 1 ? gsl_cdf_chisq_Q(constant->chi2, (double)(points - 1)) : NAN;
    }
    free(weight);
    return good;
}

/* The distribution function of a beta variable minus a probability. */
struct beta_tail {
    double a, b, p;
};

static double beta_excess(double x, void *data) {
    const struct beta_tail *tail = data;
    return gsl_cdf_beta_P(x, tail->a, tail->b) - tail->p;
}

/* The quantile of the beta distribution by bisection: gsl_cdf_beta_Pinv does not converge for
 * some large a and b. a, b > 0, 0 < p < 1; relative error below 1e-12. */
static double beta_quantile(double p, double a, double b) {
    struct beta_tail tail = {a, b, p};
    gsl_function excess = {beta_excess, &tail};
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_bisection);
    if (!solver)
        return NAN;
    gsl_root_fsolver_set(solver, &excess, 0.0, 1.0);
    for (int i = 0; i < 200; i++) {
        gsl_root_fsolver_iterate(solver);
        const double low = gsl_root_fsolver_x_lower(solver);
        const double high = gsl_root_fsolver_x_upper(solver);
        if (gsl_root_test_interval(low, high, 0.0, 1e-12) == GSL_SUCCESS)
            break;
    }
    const double root = gsl_root_fsolver_root(solver);
    gsl_root_fsolver_free(solver);
    return root;
}

struct interval binomial_interval(int64_t k, int64_t n, double confidence) {
    const double tail = (1.0 - confidence) / 2.0;
    const double hits = (double)k, misses = (double)(n - k);
    return (struct interval){
        k == 0 ? 0.0 : beta_quantile(tail, hits, misses + 1.0),
        k == n ? 1.0 : beta_quantile(1.0 - tail, hits + 1.0, misses),
    };
}

double binomial_upper(int64_t k, int64_t n, double confidence) {
    return k == n ? 1.0 : beta_quantile(confidence, (double)k + 1.0, (double)(n - k));
}
