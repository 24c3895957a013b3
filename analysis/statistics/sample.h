/* What is told of a sample of independent times, which are whole numbers of steps: moments, the
 * tail, and how near laws come to its distribution.
 *
 * Moments. The errors of variance / mean and of the skewness are those of the jackknife over
 * SAMPLE_BLOCKS blocks, of which each has every SAMPLE_BLOCKS-th value.
 *
 * The tail. Beyond a threshold u an exponential tail has P(T > t) ~ exp(-rate t); the
 * excess T - u = 1, 2, ... is then geometric, and the rate of largest likelihood is
 * -ln(1 - 1 / mean excess), with error rate / sqrt(count). The scatter of the excess over
 * what it would then be, sqrt(1 - exp(-rate)) mean, is 1 with error 1 / sqrt(count).
 *
 * Laws have the moments of the sample: the mean (Poisson), the variance too (normal, Gumbel,
 * log-normal) or the skewness as well (gamma and log-normal from an origin of their own). A
 * continuous law is asked for P(T <= t + 1/2).
 */
#ifndef TPMSYNC_SAMPLE_H
#define TPMSYNC_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A number with its standard error; NaN if it is not known. */
struct estimate {
    double value, error;
};

enum { SAMPLE_BLOCKS = 50 };

struct moments {
    int64_t n;
    struct estimate mean;
    double variance;            /* with n - 1 */
    struct estimate dispersion; /* variance / mean; of a Poisson law 1 */
    struct estimate skewness;
};

/* n >= 1 values. What so few, or equal, values do not tell is NaN; the errors of dispersion and
 * skewness want 2 SAMPLE_BLOCKS. */
struct moments moments_of(const double values[], size_t n);

struct tail {
    double beyond;           /* u, in steps */
    int64_t count;           /* values above it; 0: too few, and the rest is NaN */
    struct estimate rate;    /* per step */
    struct estimate scatter; /* 1 if the tail is exponential */
};

enum { TAIL_COUNT_MIN = 50 };

/* Beyond the quantile `q` in 0 .. 1 of n >= 1 sorted values. */
struct tail tail_of(const double sorted[], size_t n, double q);

enum sample_law {
    LAW_POISSON,
    LAW_NORMAL,
    LAW_LOG_NORMAL,
    LAW_GUMBEL,
    LAW_SHIFTED_GAMMA,
    LAW_SHIFTED_LOG_NORMAL,
    SAMPLE_LAWS
};

extern const char *const sample_law_name[SAMPLE_LAWS]; /* Poisson, normal, ... */

struct fitted_law {
    enum sample_law law;
    int parameters; /* taken from the sample; 0: there is none with such moments */
    double location, scale, shape; /* as the law has them */
};

struct fitted_law law_with_moments(enum sample_law law, const struct moments *moments);

/* P(T <= t) for a whole number t. */
double law_cdf(const struct fitted_law *fit, double t);

struct law_test {
    double
        distance; /* largest difference of P(T <= t) from the sample's (Kolmogorov, Smirnov) */
    double chi2, p;  /* of counts in bins, which hold about equally many values; p: probability
                      * of a larger chi2 under the law */
    int64_t freedom; /* bins - 1 - parameters; 0: too few values, and all of this is NaN */
};

enum { LAW_BINS = 40, LAW_VALUES_MIN = 20 * LAW_BINS };

/* Probability of a larger chi^2 with so many degrees of freedom; 0 where it is beyond all
 * measure, which GSL ends the program for. */
double chi2_exceeded(double chi2, double freedom);

struct law_test law_test(const struct fitted_law *fit, const double sorted[], size_t n);

#endif
