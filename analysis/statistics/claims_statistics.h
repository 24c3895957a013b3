/* The statistics behind the verdicts on the paper's claims; all of it by GSL.
 */
#ifndef TPMSYNC_CLAIMS_STATISTICS_H
#define TPMSYNC_CLAIMS_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A straight line y = intercept + slope x through points with known standard errors, which the
 * errors of the parameters follow from (they are not scaled by chi^2). */
struct line {
    double intercept, slope;
    double intercept_error, slope_error;
    double chi2; /* sum of squared residuals in units of the errors */
    double p;    /* probability of a larger chi2 if the line is right */
    size_t points;
};

/* Fits the line. Every error must be > 0, and there must be three points or more with two
 * different x, so that chi^2 can speak against the line. False if not. */
bool line_fit(const double x[], const double y[], const double error[], size_t points,
              struct line *line);

/* A constant through points with known, independent standard errors. */
struct constant {
    double value, error;
    double chi2, p; /* as of a line; with one point 0 and NaN */
    size_t points;
};

/* Fits the constant, the weighted mean. False unless there is a point, and every error > 0. */
bool constant_fit(const double y[], const double error[], size_t points,
                  struct constant *constant);

struct interval {
    double low, high;
};

/* The central interval of Clopper and Pearson for a probability of which `k` successes among
 * `n` >= 1 trials are seen: it covers the true value with at least `confidence`, whatever that
 * is. 0 <= k <= n, 0 < confidence < 1. */
struct interval binomial_interval(int64_t k, int64_t n, double confidence);

/* The one-sided upper limit of the same kind. */
double binomial_upper(int64_t k, int64_t n, double confidence);

#endif
