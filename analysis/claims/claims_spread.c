/* Claim (b): the spread of the overlap between runs at fixed steps, for N to infinity.
 *
 * The standard deviation s of rho^AB (mean of the units) between n runs has the standard error
 * s / sqrt(2 (n - 1)) if the overlap is normally distributed. Towards synchronisation it is
 * not, and the true error is larger; so the errors of the fits are scaled by sqrt(chi^2 /
 * freedoms) where that is above 1. The spread is fitted by a line in 1/N, whose value at 0 is
 * the extrapolation; the iteration, which is made for infinite N, stands beside it. A spread
 * that vanishes as N^(-1/2), that of self-averaging overlaps, bends so much in 1/N that the
 * scaled error covers its limit, and is told by the power of N that it falls with.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "claims/measurements.h"
#include "print/number_text.h"
#include "statistics/claims_statistics.h"

#define VANISHING (-0.25) /* a power nearer to self-averaging, -1/2, than to a limit, 0 */

enum { CLAIMED_L = 3, SIZES_MAX = 64, FRACTIONS = 3 };

struct spread {
    double value, error; /* NaN if there is none */
    double freedom;      /* degrees of it, of the error too */
    int64_t runs;
};

/* The point of a curve at a step; its number of points if there is none. */
static size_t point_at(const struct ensemble_curve *curve, double step) {
    size_t i = 0;
    while (i < curve->points && curve->abscissa[i] != step)
        i++;
    return i;
}

/* The spread between the runs of a group, pooled over its members. */
static struct spread spread_at(const struct group *group, double step) {
    double squares = 0.0;
    struct spread spread = {NAN, NAN, 0.0, 0};
    for (size_t m = 0; m < group->count; m++) {
        const struct ensemble_curve *curve = &group->members[m]->curve;
        const size_t i = point_at(curve, step);
        if (i == curve->points || curve->count[i] < 2)
            continue;
        const double freedom = (double)(curve->count[i] - 1);
        squares += freedom * curve->rho_ab_std[i] * curve->rho_ab_std[i];
        spread.freedom += freedom;
        spread.runs += curve->count[i];
    }
    if (spread.freedom > 0.0) {
        spread.value = sqrt(squares / spread.freedom);
        spread.error = spread.value / sqrt(2.0 * spread.freedom);
    }
    return spread;
}

static bool is_engine(const struct group *group, const char *engine, int64_t L) {
    const struct parameters *p = group_parameters(group);
    return strcmp(p->command, engine) == 0 && p->L == L;
}

/* The simulated group of the largest N; NULL if there is none. */
static const struct group *largest(const struct groups *groups, int64_t L) {
    const struct group *found = NULL;
    for (size_t g = 0; g < groups->count; g++) /* N rises */
        if (is_engine(&groups->group[g], "simulate", L))
            found = &groups->group[g];
    return found;
}

/* " six 0.12 ± 0.01 nine ..." */
static void write_iterations(const struct groups *groups, int64_t L, double step, char *text,
                             size_t size) {
    *text = '\0';
    for (size_t g = 0; g < groups->count; g++) {
        const struct group *group = &groups->group[g];
        const struct spread spread = spread_at(group, step);
        if (!is_engine(group, "iterate", L) || !(spread.value > 0.0))
            continue;
        char label[PART_NAME_MAX], pair[NUMBER_PAIR_MAX];
        group_label(group, label, sizeof label);
        number_pair(pair, spread.value, spread.error);
        const size_t length = strlen(text);
        snprintf(text + length, size - length, "; %s %s", label, pair);
    }
    if (!*text)
        snprintf(text, size, "; no iteration given");
}

struct extrapolation {
    double inverse_N[SIZES_MAX], value[SIZES_MAX], error[SIZES_MAX], freedom[SIZES_MAX];
    double log_N[SIZES_MAX], log_value[SIZES_MAX], log_error[SIZES_MAX];
    size_t count;
    double N_first, N_last;
    int64_t runs;
};

static void collect(const struct groups *groups, int64_t L, double step,
                    struct extrapolation *e) {
    *e = (struct extrapolation){0};
    for (size_t g = 0; g < groups->count && e->count < SIZES_MAX; g++) {
        const struct group *group = &groups->group[g];
        if (!is_engine(group, "simulate", L))
            continue;
        const struct spread spread = spread_at(group, step);
        if (!(spread.value > 0.0))
            continue;
        const double N = (double)group_parameters(group)->N;
        e->N_first = e->count == 0 ? N : e->N_first;
        e->N_last = N;
        e->inverse_N[e->count] = 1.0 / N;
        e->log_N[e->count] = log(N);
        e->value[e->count] = spread.value;
        e->error[e->count] = spread.error;
        e->log_value[e->count] = log(spread.value);
        e->log_error[e->count] = spread.error / spread.value;
        e->freedom[e->count++] = spread.freedom;
        e->runs += spread.runs;
    }
}

static void judge(const struct groups *groups, int64_t L, double step,
                  const struct extrapolation *e, const struct line *line,
                  const struct line *power, struct claim_part *part) {
    char limit[NUMBER_PAIR_MAX], first[NUMBER_PAIR_MAX], last[NUMBER_PAIR_MAX], iterated[256],
        exponent[NUMBER_PAIR_MAX];
    number_pair(exponent, power->slope, power->slope_error);
    number_pair(limit, line->intercept, line->intercept_error);
    number_pair(first, e->value[0], e->error[0]);
    number_pair(last, e->value[e->count - 1], e->error[e->count - 1]);
    write_iterations(groups, L, step, iterated, sizeof iterated);
    claims_write(part->measured,
                 "spread %s for N to infinity (%s at N = %g, %s at N = %g; %zu sizes, %" PRId64
                 " runs; chi^2 = %.1f, P = %.2g; power of N %s)%s",
                 limit, first, e->N_first, last, e->N_last, e->count, e->runs, line->chi2,
                 line->p, exponent, iterated);
    claims_set_value(part, line->intercept, line->intercept_error, line->intercept_freedom,
                     e->runs);
    const struct interval exponents = student_interval(
        power->slope, power->slope_error, power->slope_freedom, VERDICT_CONFIDENCE);
    const bool settles = part->low > 0.0;
    if (exponents.high < VANISHING && (!settles || line->p < VERDICT_RISK))
        part->verdict = VERDICT_DIFFERS;
    else if (settles)
        part->verdict = VERDICT_AGREES;
    else
        claims_undecided(part, part->value > 0.0
                                   ? (double)e->runs *
                                         pow((part->high - part->value) / part->value, 2.0)
                                   : NAN);
}

static void scale_errors(struct line *line) {
    const double scale = sqrt(line->chi2 / (double)(line->points - 2));
    if (scale > 1.0) {
        line->intercept_error *= scale;
        line->slope_error *= scale;
    }
}

static void write_criterion(struct claim_part *part) {
    claims_write(part->criterion,
                 "agrees if the interval of the spread extrapolated in 1/N is above 0; differs "
                 "if it is not, or the line in 1/N is refuted (P < %g), and the spread falls "
                 "faster than N^%g; errors are scaled by sqrt(chi^2 / degrees of freedom) if "
                 "above 1",
                 VERDICT_RISK, VANISHING);
}

static void spread_part(const struct groups *groups, int64_t L, double step,
                        struct claims *claims) {
    struct extrapolation e;
    struct line line, power;
    struct claim_part *part = claims_add(claims, 'b', "L = %" PRId64 ", step %g", L, step);
    write_criterion(part);
    collect(groups, L, step, &e);
    if (line_fit(e.inverse_N, e.value, e.error, e.freedom, e.count, &line) &&
        line_fit(e.log_N, e.log_value, e.log_error, e.freedom, e.count, &power)) {
        scale_errors(&line);
        scale_errors(&power);
        judge(groups, L, step, &e, &line, &power, part);
    } else {
        claims_write(part->measured,
                     "needs files of simulate, L = %" PRId64
                     ", at 3 sizes N or more; there are "
                     "%zu with a spread at this step",
                     L, e.count);
    }
}

void claims_spread(const struct groups *groups, struct claims *claims) {
    for (int64_t L = 1; L <= CLAIMED_L; L++) {
        const struct group *group = largest(groups, L);
        const struct run_mean t =
            group ? group_mean(group, TIME_SYNC) : (struct run_mean){NAN, NAN, 0, 0};
        if (!(t.mean >= 4.0)) {
            struct claim_part *part = claims_add(claims, 'b', "L = %" PRId64, L);
            write_criterion(part);
            claims_write(part->measured,
                         "needs files of simulate, L = %" PRId64 ", until sync or both, at 3 "
                         "sizes N or more",
                         L);
            continue;
        }
        /* A quarter, a half and three quarters of the mean t_sync at the largest N. */
        for (int k = 1; k <= FRACTIONS; k++)
            spread_part(groups, L, floor(t.mean * k / (FRACTIONS + 1)), claims);
    }
}
