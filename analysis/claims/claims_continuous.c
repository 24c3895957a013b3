/* Claim (f): the critical learning rate and the fixed point from the equations, and how the
 * synchronisation time of continuous weights grows with N: the exponent of a power law, fitted
 * as a line of ln t_sync against ln N. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "claims/measurements.h"
#include "print/number_text.h"
#include "statistics/claims_statistics.h"

#define RESOLUTION 0.2 /* of the exponent: what must not be missed */

enum { SIZES_MAX = 64 };

/* ---- equations --------------------------------------------------------------------------- */

/* A number of the equations beside one that the paper prints with two decimals. */
static void number_part(const struct ensemble *e, const char *what, double value, double paper,
                        struct claims *claims) {
    const double half_digit = 0.005;
    struct claim_part *part = claims_add(claims, 'f', "%s ~ %g", what, paper);
    claims_write(part->criterion,
                 "agrees if within %g of %g (half a unit of the last digit printed)",
                 half_digit, paper);
    if (!e) {
        claims_write(part->measured, "needs a file of ode");
        return;
    }
    claims_write(part->measured, "%.6f, by root finding", value);
    part->value = value;
    part->verdict = fabs(value - paper) <= half_digit ? VERDICT_AGREES : VERDICT_DIFFERS;
}

void claims_equations(const struct ensemble ensembles[], size_t count, struct claims *claims) {
    const struct ensemble *found = NULL;
    for (size_t i = 0; i < count && !found; i++)
        if (ensemble_is(&ensembles[i], "ode"))
            found = &ensembles[i];
    number_part(found, "eta_c", found ? found->results.eta_c : NAN, 2.68, claims);
    number_part(found, "fixed point", found ? found->results.fixed_point : NAN, 0.79, claims);
}

/* ---- times ------------------------------------------------------------------------------- */

struct times {
    size_t count, censored; /* sizes; those left out since runs lack t_sync */
    double N[SIZES_MAX], log_N[SIZES_MAX];
    double mean[SIZES_MAX], error[SIZES_MAX], log_mean[SIZES_MAX], log_error[SIZES_MAX];
    double freedom[SIZES_MAX]; /* of the errors */
    int64_t runs;
};

static bool is_continuous(const struct group *group) {
    return strcmp(group_parameters(group)->command, "continuous") == 0;
}

/* Whether a group differs from another in N alone. */
static bool same_curve(const struct group *a, const struct group *b) {
    const struct parameters *p = group_parameters(a), *q = group_parameters(b);
    return is_continuous(a) && is_continuous(b) && p->eta == q->eta && p->cl == q->cl;
}

static void add_time(struct times *times, double N, struct run_mean mean) {
    if (mean.lacking > 0) {
        times->censored++;
        return;
    }
    if (!(mean.error > 0.0) || times->count == SIZES_MAX)
        return;
    const size_t i = times->count++;
    times->N[i] = N;
    times->log_N[i] = log(N);
    times->mean[i] = mean.mean;
    times->error[i] = mean.error;
    times->log_mean[i] = log(mean.mean);
    times->log_error[i] = mean.error / mean.mean;
    times->freedom[i] = (double)(mean.runs - 1);
    times->runs += mean.runs;
}

static void write_exponent(const struct times *times, const struct line *line,
                           struct claim_part *part) {
    char exponent[NUMBER_PAIR_MAX], first[NUMBER_PAIR_MAX], last[NUMBER_PAIR_MAX];
    const size_t end = times->count - 1;
    number_pair(exponent, line->slope, line->slope_error);
    number_pair(first, times->mean[0] / times->N[0], times->error[0] / times->N[0]);
    number_pair(last, times->mean[end] / times->N[end], times->error[end] / times->N[end]);
    claims_write(part->measured,
                 "t_sync ~ N^x with x = %s; t_sync/N = %s at N = %g, %s at N = %g; %zu sizes, "
                 "%" PRId64 " runs; chi^2 = %.1f, P = %.2g%s",
                 exponent, first, times->N[0], last, times->N[end], times->count, times->runs,
                 line->chi2, line->p,
                 times->censored ? "; sizes with censored runs left out" : "");
    claims_set_value(part, line->slope, line->slope_error, line->slope_freedom, times->runs);
    claims_judge_exact(part, 1.0, RESOLUTION);
}

static void exponent_part(const struct times *times, const char *name, struct claims *claims) {
    struct line line;
    struct claim_part *part = claims_add(claims, 'f', "%s", name);
    claims_write(part->why, "t_sync/N still drifts at these sizes, so that proportionality can "
                            "hold for larger N alone.");
    claims_write(part->criterion,
                 "differs if the interval of x excludes 1; agrees if it does not, and goes no "
                 "further than %g from 1",
                 RESOLUTION);
    if (line_fit(times->log_N, times->log_mean, times->log_error, times->freedom, times->count,
                 &line))
        write_exponent(times, &line, part);
    else
        claims_write(
            part->measured,
            "needs files of continuous with one eta above eta_c, at 3 sizes N or more, "
            "of which every run synchronises within alpha-max; there are %zu%s",
            times->count, times->censored ? " (and others with runs that do not)" : "");
}

/* The groups of one eta and cl follow each other. Those at a single size are of other use, as
 * the inset of Fig. 2. */
void claims_continuous(const struct groups *groups, struct claims *claims) {
    bool added = false;
    for (size_t begin = 0, end; begin < groups->count; begin = end) {
        struct times times = {0};
        for (end = begin;
             end < groups->count &&
             (end == begin || same_curve(&groups->group[begin], &groups->group[end]));
             end++)
            add_time(&times, (double)group_parameters(&groups->group[end])->N,
                     group_mean(&groups->group[end], TIME_SYNC));
        if (!is_continuous(&groups->group[begin]) || end - begin < 2)
            continue;
        char name[PART_NAME_MAX];
        const struct parameters *p = group_parameters(&groups->group[begin]);
        snprintf(name, sizeof name, "t_sync proportional to N, eta = %g, cl = 1 - %.3g", p->eta,
                 1.0 - p->cl);
        exponent_part(&times, name, claims);
        added = true;
    }
    if (!added)
        exponent_part(&(struct times){0}, "t_sync proportional to N", claims);
}
