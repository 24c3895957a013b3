/* How a probability falls with L: laws for P(L), fitted to what was counted and to what was
 * estimated by splitting.
 *
 *     constant     P = e^a                    does not fall
 *     exponential  P = e^(-y (L - L0))
 *     fermi        P = 1 / (1 + e^(beta (L - mu)))
 *     square       P = e^(a - c L^2)
 *     quadratic    P = e^(a - b L - c L^2)    has all but the Fermi function in it
 *
 * All are generalised linear models: a link of P (the logarithm, of the Fermi function the
 * logit) is a polynomial of L. k successes among n runs have the likelihood of the binomial
 * distribution; a P with a standard error s counts as Gaussian in ln P with error s/P. The
 * maximum of the likelihood is found by scoring, weighted least squares of GSL iterated
 * (McCullagh and Nelder, Generalized Linear Models, 2nd ed., section 2.5), and the covariance
 * is the inverse of Fisher's information. By the logarithm P < 1 must hold at all points.
 *
 * What stands in place of chi^2 is the deviance, twice the logarithm of the likelihood ratio to
 * the model that has every P as measured; of Gaussian points it is chi^2. It is distributed as
 * chi^2 where points have some five successes and failures or more; with fewer the p value is
 * too large rather than too small, as such points can hardly speak against a law.
 */
#ifndef TPMSYNC_DECAY_H
#define TPMSYNC_DECAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum decay_law {
    DECAY_CONSTANT,
    DECAY_EXPONENTIAL,
    DECAY_FERMI,
    DECAY_SQUARE,
    DECAY_QUADRATIC,
    DECAY_LAWS
};
enum { DECAY_TERMS_MAX = 3 };

extern const char *const decay_law_name[DECAY_LAWS]; /* one word */
extern const char *const decay_law_text[DECAY_LAWS]; /* what P is */
/* Names of the parameters of a law; NULL behind the last. */
extern const char *const decay_parameter[DECAY_LAWS][DECAY_TERMS_MAX];

/* What is known of P at one L >= 1. */
struct decay_point {
    double L;
    int64_t count, of; /* successes and runs; of = 0: estimated, by the following */
    double p, error;   /* the estimate and its standard error, both > 0 */
};

struct decay {
    size_t points; /* 0: not fitted */
    size_t terms;  /* parameters of the law */
    /* At a point P = 1, the edge of what laws with a logarithm can be: errors are NaN. */
    bool at_edge;
    /* The parameters as they are named, with standard errors. */
    double parameter[DECAY_TERMS_MAX], error[DECAY_TERMS_MAX];
    double deviance;
    double p;   /* probability of a larger deviance if the law is right; NaN without freedom */
    double aic; /* Akaike's criterion but for a constant: deviance + 2 terms */
    /* Of the polynomial, whose terms are 1, then L and L^2 as far as the law has them. */
    double coefficient[DECAY_TERMS_MAX], covariance[DECAY_TERMS_MAX][DECAY_TERMS_MAX];
};

/* Fits a law to points at different L, at least as many as the law has parameters. False, and
 * fit->points = 0, if there are fewer, if no run was a success or none a failure and nothing
 * was estimated, if the search does not end, or without memory. */
bool decay_fit(enum decay_law law, const struct decay_point point[], size_t points,
               struct decay *fit);

/* A number that follows from a fit, with its standard error. */
struct decay_value {
    double value, error;
};

/* ln P of the law at L. */
struct decay_value decay_log(enum decay_law law, const struct decay *fit, double L);

/* The real L, above 0, at which the law falls to P = e^log_p, 0 > log_p; NaN if it does not. */
struct decay_value decay_reach(enum decay_law law, const struct decay *fit, double log_p);

/* The residual of a point in standard deviations: the signed root of its part of the deviance,
 * positive where P is above the law. */
double decay_residual(enum decay_law law, const struct decay *fit,
                      const struct decay_point *point);

/* The fitted law of least aic; DECAY_LAWS if none is. */
enum decay_law decay_best(const struct decay fit[DECAY_LAWS]);

#endif
