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

/* 1 / error^2, [points]; to be freed, NULL without memory. */
static double *weights_of(const double error[], size_t points) {
    double *weight = malloc(points * sizeof *weight);
    for (size_t i = 0; weight && i < points; i++)
        weight[i] = 1.0 / (error[i] * error[i]);
    return weight;
}

/* What a fit says of its parameters' variances and covariance. */
struct variances {
    double intercept, covariance, slope;
};

/* How much of a point's own y its place on the line takes from the others: 1 - leverage. */
static double independence(const struct variances *v, double x, double weight) {
    return 1.0 - weight * (v->intercept + 2.0 * x * v->covariance + x * x * v->slope);
}

/* Corrects the variance of a parameter, which is sum((factor_0 + factor_1 x) weight y), for
 * what is not known of the errors: Satterthwaite's degrees of freedom, and Meier's larger
 * variance. */
static double corrected_error(double factor_0, double factor_1, const struct variances *v,
                              const double x[], const double weight[], const double freedom[],
                              size_t points, double *of_error) {
    double variance = 0.0, spread = 0.0, excess = 0.0;
    for (size_t i = 0; i < points; i++) {
        const double part = pow(factor_0 + factor_1 * x[i], 2.0) * weight[i];
        variance += part;
        spread += part * part / freedom[i];
        excess += part * independence(v, x[i], weight[i]) / freedom[i];
    }
    *of_error = variance * variance / spread;
    return sqrt(variance + 4.0 * excess);
}

static double johansen_p(double chi2, const struct variances *v, const double x[],
                         const double weight[], const double freedom[], size_t points) {
    double A = 0.0;
    for (size_t i = 0; i < points; i++)
        A += pow(independence(v, x[i], weight[i]), 2.0) / freedom[i];
    const double residuals = (double)(points - 2);
    const double scale = residuals + 2.0 * A - 6.0 * A / (residuals + 2.0);
    return gsl_cdf_fdist_Q(chi2 / scale, residuals, residuals * (residuals + 2.0) / (3.0 * A));
}

bool line_fit(const double x[], const double y[], const double error[], const double freedom[],
              size_t points, struct line *line) {
    double *weight = fit_is_possible(x, error, points) ? weights_of(error, points) : NULL;
    if (!weight)
        return false;
    struct variances v;
    gsl_fit_wlinear(x, 1, weight, 1, y, 1, points, &line->intercept, &line->slope, &v.intercept,
                    &v.covariance, &v.slope, &line->chi2);
    line->intercept_error = sqrt(v.intercept);
    line->slope_error = sqrt(v.slope);
    line->points = points;
    if (freedom) {
        line->p = johansen_p(line->chi2, &v, x, weight, freedom, points);
        line->intercept_error = corrected_error(v.intercept, v.covariance, &v, x, weight,
                                                freedom, points, &line->intercept_freedom);
        line->slope_error = corrected_error(v.covariance, v.slope, &v, x, weight, freedom,
                                            points, &line->slope_freedom);
    } else {
        line->p = gsl_cdf_chisq_Q(line->chi2, (double)(points - 2));
        line->intercept_freedom = line->slope_freedom = INFINITY;
    }
    free(weight);
    return true;
}

struct interval student_interval(double value, double error, double freedom,
                                 double confidence) {
    const double tail = (1.0 - confidence) / 2.0;
    const double width = error * (isfinite(freedom) ? gsl_cdf_tdist_Qinv(tail, freedom)
                                                    : gsl_cdf_ugaussian_Qinv(tail));
    return (struct interval){value - width, value + width};
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
