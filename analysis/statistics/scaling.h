/* How a time grows with L and N: laws for t(L, N), fitted by weighted least squares (GSL,
 * Levenberg and Marquardt).
 *
 *     square     t = a L^2 (ln N + c)
 *     power      t = a L^p (ln N + c)
 *     half       t = a (L + 1/2)^2 (ln N + c)
 *     half-power t = a (L + 1/2)^p (ln N + c)
 *     two-term   t = a ln N / r(L) + b L^p
 *
 * with r(L) = 1/2 ln(1/cos(pi/(2 L + 1))), by which the logarithm of what is left of a unit
 * falls each step near synchronisation (sizes/sizes.h); 1/r = 16/pi^2 (L + 1/2)^2 for large L.
 */
#ifndef TPMSYNC_SCALING_H
#define TPMSYNC_SCALING_H

#include <stdbool.h>
#include <stddef.h>

enum scaling_law {
    SCALING_SQUARE,
    SCALING_POWER,
    SCALING_HALF,
    SCALING_HALF_POWER,
    SCALING_TWO_TERM,
    SCALING_LAWS
};
enum { SCALING_TERMS_MAX = 3 };

extern const char *const scaling_law_name[SCALING_LAWS]; /* one word */
extern const char *const scaling_law_text[SCALING_LAWS]; /* what t is */
/* Names of the coefficients; NULL behind the last. */
extern const char *const scaling_term_name[SCALING_LAWS][SCALING_TERMS_MAX];

struct scaling_point {
    double L, N, time, error; /* L >= 1, N > 1; time, error > 0, in steps */
};

struct scaling {
    size_t points; /* 0: not fitted, for too few of them */
    size_t terms;
    double coefficient[SCALING_TERMS_MAX], error[SCALING_TERMS_MAX]; /* not scaled by chi2 */
    double chi2, p; /* p: probability of a larger chi2 if the law is right */
    double rms;     /* of time / law - 1, each point counted as one */
    double worst;   /* the largest of these, with its sign */
};

/* Fits a law. False, and fit->points = 0, unless points > terms, both L and N differ among
 * them, and the fit converges. */
bool scaling_fit(enum scaling_law law, const struct scaling_point point[], size_t points,
                 struct scaling *fit);

/* t of the law. */
double scaling_time(enum scaling_law law, const double coefficient[], double L, double N);

/* r(L), per step, and the rate at which its probability to be left at all falls: since the unit
 * moves in every second step by chance, -ln((1 + cos(pi/(2 L + 1))) / 2), which is less. */
double scaling_rate(double L);
double scaling_tail_rate(double L);

#endif
