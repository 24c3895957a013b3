/* How long the parties take by each rule, where they move when they agree and nobody listens:
 * t_sync against L and N, its distribution, the runs that never end, and what tells the rules
 * apart at finite N.
 *
 * The iteration stands for N -> infinity, where a rule makes no difference: at the criterion
 * 1 - c_l = exp(-gamma) / (2 L (L + 1) N) it ends when the simulation of N inputs is expected
 * to (sizes/sizes.h), so that it has an N, too.
 *
 * Times are of the runs that have synchronised. Stalled runs, whose parties never will, are
 * counted by themselves; a mean that the step limit has cut is in no fit.
 *
 * The finite-size effect of a rule is ln(t / t of the random walk) at the same L and N. If it
 * is a function of L / sqrt(N) alone, points of different L and N lie on one curve; the curve
 * that is fitted is b x + c x^2, x = L^q / sqrt(N), which is 0 for N -> infinity. It is fitted
 * with q = 1, and with the q of the least chi^2, whose error is where chi^2 is larger by
 * 1. Below N = RULES_EFFECT_FROM single weights count, and runs come near to a halt.
 */
#ifndef TPMSYNC_RULES_H
#define TPMSYNC_RULES_H

#include "print/figure.h"
#include "read/pools.h"
#include "rules/published_times.h"
#include "statistics/claims_statistics.h"
#include "statistics/growth.h"
#include "statistics/histogram.h"
#include "statistics/sample.h"
#include "statistics/scaling.h"

/* The three rules, and the iteration. */
enum rules_source { BY_RANDOM_WALK, BY_HEBBIAN, BY_ANTI_HEBBIAN, BY_ITERATION, RULES_SOURCES };

extern const char *const rules_source_name[RULES_SOURCES]; /* random-walk, ..., iteration */

enum { RULES_TAILS = 3 };
extern const double rules_tail_quantile[RULES_TAILS]; /* 0.9, 0.99, 0.999 */

/* A pool of runs. */
struct rules_point {
    const struct group *pool;
    enum rules_source source;
    int64_t L;
    double N;                 /* inputs of a unit; of the iteration that of its criterion */
    int64_t synchronised;     /* runs behind the times, which are NaN if any was limited */
    int64_t stalled, limited; /* runs that ended so */
    struct fraction stalls;   /* stalled of those that have ended, with Wilson's interval */
    struct moments time;      /* of t_sync in steps */
    struct tail tail[RULES_TAILS];
    struct fitted_law law[SAMPLE_LAWS];
    struct law_test test[SAMPLE_LAWS];
    double *sorted;                         /* [synchronised], t_sync */
    const struct published_time *published; /* NULL: there is none */
    double distance;                        /* from it in standard errors; NaN without */
    struct estimate effect; /* of a rule: ln(t / t of the random walk); else NaN */
};

/* t_sync = c + s ln N at one L, from the least N on that is fitted. */
struct rules_growth {
    enum rules_source source;
    int64_t L;
    struct line line; /* s is its slope */
};

/* ln t_sync = c + p ln L at one N, from the least L on that is fitted. */
struct rules_exponent {
    enum rules_source source;
    double N;
    struct growth growth;
};

/* A law for t_sync against both. */
struct rules_scaling {
    enum rules_source source;
    int64_t from_L;
    struct scaling fit[SCALING_LAWS];
};

/* The finite-size effect of one rule: b x + c x^2. */
enum rules_effect_fit { EFFECT_SMALL, EFFECT_ALL, EFFECT_FREE, EFFECT_FITS };
extern const char *const rules_effect_name[EFFECT_FITS];

struct rules_effect {
    enum rules_source source;
    double up_to;      /* L / sqrt(N) that is fitted: 0.1 of EFFECT_SMALL, else all */
    size_t points;     /* 0: not fitted */
    struct estimate q; /* 1 but for EFFECT_FREE, then without an error */
    struct estimate b, c;
    double chi2, p;
    int64_t freedom;
};

enum { RULES_FROM_L = 3, RULES_EFFECT_FROM = 100 };
extern const int64_t rules_from_L[RULES_FROM_L]; /* least L of the fits against both */

struct rules_study {
    struct rules_point *point; /* [points], by source, L, N */
    size_t points;
    double from; /* least N that is fitted */
    struct rules_growth *growth;
    size_t growths;
    struct rules_exponent *exponent;
    size_t exponents;
    struct rules_scaling scaling[2][RULES_FROM_L]; /* of the random walk, of the iteration */
    struct rules_effect effect[2][EFFECT_FITS];    /* of Hebbian, anti-Hebbian */
    const struct published_times *published;
    const struct remarks *remarks;
};

/* Whether an ensemble has to do with it; if not, the reason. */
bool rules_take(const struct ensemble *ensemble, const char **why);

/* Fills a study, to be freed by rules_free, but for `published` and `remarks`, which are there
 * already. Of several pools with one source, L and N that with most runs is taken, and the
 * others are remarked. False without memory. */
bool rules_make(const struct pools *pools, double from, struct rules_study *study);
void rules_free(struct rules_study *study);

/* The point of a source at L and N, within a thousandth; NULL: there is none. */
const struct rules_point *rules_find(const struct rules_study *study, enum rules_source source,
                                     int64_t L, double N);
/* The simulation with most runs, none of them cut by the step limit; NULL: none. */
const struct rules_point *rules_fullest(const struct rules_study *study);

/* ---- output ------------------------------------------------------------------------------ */

typedef void rules_writer(const struct rules_study *study, FILE *out);

rules_writer rules_write_text; /* rules_print.c */
rules_writer rules_write_csv;  /* rules_export.c: a line for each number */
rules_writer rules_write_json; /* an array: first what was fitted from, with the remarks, then
                                * an object for each number */

#endif
