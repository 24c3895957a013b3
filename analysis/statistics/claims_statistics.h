/* The statistics behind the verdicts on the paper's claims; all of it by GSL.
 */
#ifndef TPMSYNC_CLAIMS_STATISTICS_H
#define TPMSYNC_CLAIMS_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The level of every verdict on a claim, documented here alone: a verdict follows from an
 * interval of this confidence, two-sided, which for a normal variable of known error is three
 * standard errors. So what is true is called "differs" in 3 of 1000 samples at most, whatever
 * the number of runs (one part of a claim: a claim has up to eleven). */
#define VERDICT_CONFIDENCE 0.997
#define VERDICT_RISK       (1.0 - VERDICT_CONFIDENCE)

struct interval {
    double low, high;
};

/* A straight line y = intercept + slope x through points with standard errors, which the errors
 * of the parameters follow from (they are not scaled by chi^2). */
struct line {
    double intercept, slope;
    double intercept_error, slope_error;
    /* Of these errors, by Satterthwaite; infinite if the errors of the points are known. */
    double intercept_freedom, slope_freedom;
    double chi2; /* sum of squared residuals in units of the errors */
    double p;    /* probability of a larger chi2 if the line is right */
    size_t points;
};

/* Fits the line. Every error must be > 0, and there must be three points or more with two
 * different x, so that chi^2 can speak against the line. False if not.
 *
 * freedom[points]: the degrees of freedom that each error is estimated with, runs - 1 for a
 * mean of so many runs; NULL: the errors are known. Estimated errors make chi^2 too large, and
 * those of the parameters too small, as points with errors that are small by chance weigh most.
 * Then p is that of Johansen (Biometrika 67, 85, 1980), of which Welch's test of equal means is
 * a case, and the errors are Meier's (Biometrics 9, 59, 1953) carried over from a mean to a
 * line. */
bool line_fit(const double x[], const double y[], const double error[], const double freedom[],
              size_t points, struct line *line);

/* The interval by Student's t for a value whose standard error has so many degrees of freedom,
 * 0 < freedom <= infinity; 0 < confidence < 1. */
struct interval student_interval(double value, double error, double freedom, double confidence);

/* A constant through points with known, independent standard errors. */
struct constant {
    double value, error;
    double chi2, p; /* as of a line; with one point 0 and NaN */
    size_t points;
};

/* Fits the constant, the weighted mean. False unless there is a point, and every error > 0. */
bool constant_fit(const double y[], const double error[], size_t points,
                  struct constant *constant);

/* The central interval of Clopper and Pearson for a probability of which `k` successes among
 * `n` >= 1 trials are seen: it covers the true value with at least `confidence`, whatever that
 * is. 0 <= k <= n, 0 < confidence < 1. */
struct interval binomial_interval(int64_t k, int64_t n, double confidence);

/* The one-sided upper limit of the same kind. */
double binomial_upper(int64_t k, int64_t n, double confidence);

#endif
