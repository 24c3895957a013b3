/* How mean times grow with L: laws for ln t, fitted by weighted least squares (GSL).
 *
 *     linear   ln t = a + b L             exponential
 *     square   ln t = a + b L^2
 *     power    ln t = a + b ln L          a power of L
 *     both     ln t = a + b L + c L^2     has the first two in it
 *
 * A time of standard error s weighs as one of ln t with error s/t. Errors of a, b, c follow
 * from these and are not scaled by chi^2.
 */
#ifndef TPMSYNC_GROWTH_H
#define TPMSYNC_GROWTH_H

#include <stdbool.h>
#include <stddef.h>

enum growth_law { GROWTH_LINEAR, GROWTH_SQUARE, GROWTH_POWER, GROWTH_BOTH, GROWTH_LAWS };
enum { GROWTH_TERMS_MAX = 3 };

extern const char *const growth_law_name[GROWTH_LAWS]; /* one word */
extern const char *const growth_law_text[GROWTH_LAWS]; /* what ln t is */

struct growth {
    size_t points; /* 0: not fitted, for too few of them */
    size_t terms;  /* coefficients of the law */
    double coefficient[GROWTH_TERMS_MAX], error[GROWTH_TERMS_MAX]; /* a, b, c */
    double covariance[GROWTH_TERMS_MAX][GROWTH_TERMS_MAX];         /* of these */
    double chi2;
    double p;   /* probability of a larger chi2 if the law is right */
    double aic; /* Akaike's criterion but for a constant: chi2 + 2 terms */
    double rms; /* of the residuals of ln t, each counted as one */
};

/* Fits a law. L >= 1, times and errors > 0 and finite; points > terms. False, and fit->points =
 * 0, if that is not so, or without memory. */
bool growth_fit(enum growth_law law, const double L[], const double time[],
                const double error[], size_t points, struct growth *fit);

/* ln t of the law at L. */
double growth_log(enum growth_law law, const struct growth *fit, double L);

/* Its standard error, by the covariance of the coefficients. */
double growth_log_error(enum growth_law law, const struct growth *fit, double L);

/* The law of least aic among the first `laws` that are fitted; GROWTH_LAWS if none is. */
enum growth_law growth_best(const struct growth fit[], enum growth_law laws);

#endif
