/* How success falls with L: laws fitted to each series of rows, what they say a designer needs,
 * and what becomes of two published claims.
 *
 * A series are the rows of one protocol and attacker, of one engine, at all L. Of the iteration
 * (N -> infinity) the rows of splitting that belong to it are in its series, too: what is
 * counted and what is split are fitted together, under `early-exact`, and compared where both
 * are.
 *
 * Each criterion is fitted over all L, and over the upper half of them, at least five: laws of
 * the literature are meant for large L. The criterion that a series is judged by is sync-exact
 * of simulations, and early-exact for N -> infinity, where splitting reaches it.
 */
#ifndef TPMSYNC_LAWS_H
#define TPMSYNC_LAWS_H

#include "attack/success.h"
#include "statistics/decay.h"
#include "statistics/growth.h"

enum { LAWS_POINTS_MAX = 128, LAWS_TARGETS = 4 };

/* Of how many L laws are fitted at least, so that all can be wrong; and of how many over the
 * upper half. */
enum { LAWS_L_MIN = 4, LAWS_UPPER_MIN = 5 };

/* What a designer may ask for: 10^-3, 10^-6, 10^-9, 2^-64. */
extern const double laws_target[LAWS_TARGETS];
extern const char *const laws_target_name[LAWS_TARGETS];

enum laws_range { LAWS_ALL, LAWS_UPPER, LAWS_RANGES };
extern const char *const laws_range_name[LAWS_RANGES];

struct laws_fits {
    size_t points; /* 0: none */
    double from, to;
    struct decay fit[DECAY_LAWS];
    enum decay_law best; /* DECAY_LAWS: none is fitted */
};

/* P under one criterion against L. */
struct laws_curve {
    struct decay_point point[LAWS_POINTS_MAX]; /* L rises; counted before split */
    size_t points;
    struct laws_fits range[LAWS_RANGES];
};

/* The L that a success below a target needs, and t_sync there. */
struct laws_need {
    /* Measured: the least L whose upper limit (95 %), and that of all larger ones, is below the
     * target; 0: none. */
    int64_t measured;
    /* By the fits: real numbers, NaN where a law does not fall so far. */
    enum laws_range range;
    enum decay_law best; /* DECAY_LAWS: no law */
    struct decay_value by[DECAY_LAWS];
    double low, high;                   /* of all laws that fall; NaN: none */
    double standing_low, standing_high; /* of those that are not rejected at 1 %; NaN: none */
    bool extrapolated;                  /* the best law's L is above all that were measured */
    int64_t L;                          /* the next whole number of the best law; 0: none */
    struct decay_value t_sync;          /* there, in steps; NaN: no times */
    bool t_sync_extrapolated;
};

struct laws_series {
    const struct success_row *row[LAWS_POINTS_MAX]; /* L rises; [rows] */
    size_t rows;
    enum success_criterion judged; /* the criterion that it is judged by */
    struct laws_curve curve[SUCCESS_CRITERIA];
    /* ln t_sync = a + b ln L over the upper half of the L, at least four of them; points = 0:
     * none. */
    struct growth time;
    struct laws_need need[LAWS_TARGETS];
    /* What is counted against what is split: their differences of ln P in standard errors. */
    struct laws_pair {
        int64_t L;
        double counted, split, distance;
    } pair[LAWS_POINTS_MAX];
    size_t pairs;
};

/* A simulation beside the iteration with the criterion of its N, c_l = 1 - 0.1/(N L): the share
 * of overlaps of 0.98 or more (sync-overlap). */
struct laws_size {
    const struct success_row *simulated, *iterated;
    double difference, error; /* simulated - iterated, with its standard error */
};

enum laws_verdict { LAWS_AGREES, LAWS_DIFFERS, LAWS_UNDECIDED, LAWS_VERDICTS };
extern const char *const laws_verdict_name[LAWS_VERDICTS];

/* What a claim comes to for a series. */
struct laws_finding {
    const struct laws_series *series;
    enum laws_verdict verdict;
    char measured[320]; /* the numbers, and why */
};

enum laws_claim {
    LAWS_EXPONENTIAL, /* Ruttor et al.: success falls exponentially with L, for all attacks */
    LAWS_MAJORITY,    /* Shacham et al.: that of the majority does not decay with L */
    LAWS_CLAIMS
};
extern const char *const laws_claim_name[LAWS_CLAIMS]; /* one word */
extern const char *const laws_claim_says[LAWS_CLAIMS];
extern const char *const laws_claim_criterion[LAWS_CLAIMS];

struct laws {
    struct laws_series *series; /* [count], in the order of the rows */
    size_t count;
    struct laws_size *size; /* [sizes] */
    size_t sizes;
    struct laws_finding *finding[LAWS_CLAIMS]; /* [findings] */
    size_t findings[LAWS_CLAIMS];
    enum laws_verdict verdict[LAWS_CLAIMS];
};

/* Makes the laws of a table, which must outlive them, to be freed by laws_free. Series of a
 * single L are left out. False without memory. */
bool laws_make(const struct success_table *table, struct laws *laws);
void laws_free(struct laws *laws);

/* What laws_make ends with (laws_judge.c): the findings and verdicts. False without memory. */
bool laws_judge(struct laws *laws);

/* "geometric, random-walk, N = 1000": what tells series apart, without L. */
void laws_label(const struct laws_series *series, char label[ENSEMBLE_LABEL_MAX]);

#endif
