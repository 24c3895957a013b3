/* Claim (a): how t_a, t_b and t_sync grow with N.
 *
 * The means at several N are fitted by lines in ln N, weighted with their standard errors.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "claims/measurements.h"
#include "print/number_text.h"
#include "statistics/claims_statistics.h"

#define RESOLUTION 0.25 /* of the mean: a change over the sizes that must not be missed */

enum { CLAIMED_L = 3, SIZES_MAX = 64 };

struct sizes {
    size_t count;
    double N[SIZES_MAX], log_N[SIZES_MAX], mean[SIZES_MAX], error[SIZES_MAX];
    double freedom[SIZES_MAX]; /* of the errors */
    int64_t runs;
    int64_t censored; /* sizes left out since runs lack the time */
};

static bool is_simulation(const struct group *group, int64_t L) {
    const struct parameters *p = group_parameters(group);
    return strcmp(p->command, "simulate") == 0 && p->L == L;
}

static void add_size(struct sizes *sizes, double N, struct run_mean mean) {
    if (mean.lacking > 0) {
        sizes->censored++;
        return;
    }
    if (!(mean.error > 0.0) || sizes->count == SIZES_MAX)
        return;
    const size_t i = sizes->count++;
    sizes->N[i] = N;
    sizes->log_N[i] = log(N);
    sizes->mean[i] = mean.mean;
    sizes->error[i] = mean.error;
    sizes->freedom[i] = (double)(mean.runs - 1);
    sizes->runs += mean.runs;
}

/* The means at all N, rising; of t_sync only where t_a > t_b. */
static void collect(const struct groups *groups, int64_t L, enum run_time time,
                    struct sizes *sizes) {
    *sizes = (struct sizes){0};
    for (size_t g = 0; g < groups->count; g++) {
        const struct group *group = &groups->group[g];
        if (!is_simulation(group, L))
            continue;
        if (time == TIME_SYNC) {
            const struct run_mean a = group_mean(group, TIME_A), b = group_mean(group, TIME_B);
            if (!(a.mean > b.mean))
                continue;
        }
        add_size(sizes, (double)group_parameters(group)->N, group_mean(group, time));
    }
}

static void write_slope(struct claim_part *part, const struct sizes *sizes,
                        const struct line *line) {
    char first[NUMBER_PAIR_MAX], last[NUMBER_PAIR_MAX], slope[NUMBER_PAIR_MAX];
    const size_t end = sizes->count - 1;
    number_pair(first, sizes->mean[0], sizes->error[0]);
    number_pair(last, sizes->mean[end], sizes->error[end]);
    number_pair(slope, line->slope, line->slope_error);
    claims_write(part->measured,
                 "slope %s steps per unit of ln N; mean %s at N = %g, %s at N = %g; %zu sizes, "
                 "%" PRId64 " runs; line chi^2 = %.1f, P = %.2g%s",
                 slope, first, sizes->N[0], last, sizes->N[end], sizes->count, sizes->runs,
                 line->chi2, line->p,
                 sizes->censored ? "; sizes with censored runs left out" : "");
    claims_set_value(part, line->slope, line->slope_error, line->slope_freedom, sizes->runs);
}

/* The slope that changes the mean over all sizes by as much as must not be missed. */
static double slope_that_matters(const struct sizes *sizes) {
    const size_t end = sizes->count - 1;
    return RESOLUTION * sizes->mean[end] / (sizes->log_N[end] - sizes->log_N[0]);
}

/* That the mean grows, along a line. */
static void judge_growth(struct claim_part *part, const struct sizes *sizes,
                         const struct line *line) {
    const double least = slope_that_matters(sizes);
    if (line->p < VERDICT_RISK || (part->low <= 0.0 && part->high < least))
        part->verdict = VERDICT_DIFFERS;
    else if (part->low > 0.0)
        part->verdict = VERDICT_AGREES;
    else
        claims_undecided(
            part,
            (double)part->runs *
                pow((part->high - part->value) / fmax(line->slope, least - line->slope), 2.0));
}

static void write_criterion(struct claim_part *part, bool grows, enum run_time time) {
    if (grows)
        claims_write(
            part->criterion,
            "agrees if the interval of the slope in ln N is above 0; differs if it is "
            "not, and excludes a growth over all sizes by %g %% of the mean, or if the "
            "line is refuted (P < %g)",
            100.0 * RESOLUTION, VERDICT_RISK);
    else
        claims_write(part->criterion,
                     "differs if the interval of the slope in ln N excludes 0%s; agrees if it "
                     "does not, and excludes a change over all sizes by %g %% of the mean",
                     time == TIME_SYNC ? ", over the sizes with mean t_a > mean t_b" : "",
                     100.0 * RESOLUTION);
}

/* One part: the slope of a time. `grows`: the claim is that it is positive. */
static void slope_part(const struct groups *groups, int64_t L, enum run_time time, bool grows,
                       const char *what, struct claims *claims) {
    struct sizes sizes;
    struct line line;
    collect(groups, L, time, &sizes);
    struct claim_part *part = claims_add(claims, 'a', "L = %" PRId64 ", %s", L, what);
    if (time == TIME_SYNC)
        claims_write(
            part->why,
            "Since t_sync = t_a + t_b, a t_b that grows as log N, as the paper says "
            "too, makes t_sync grow by as much; that t_a > t_b makes this growth small "
            "beside t_sync, but does not remove it.");
    write_criterion(part, grows, time);
    if (!line_fit(sizes.log_N, sizes.mean, sizes.error, sizes.freedom, sizes.count, &line)) {
        claims_write(part->measured,
                     "needs files of simulate, L = %" PRId64
                     ", until sync or both, with t_a and "
                     "t_b, at 3 sizes N or more%s; there are %zu%s",
                     L, time == TIME_SYNC ? " with mean t_a > mean t_b" : "", sizes.count,
                     sizes.censored ? " (sizes with censored runs left out)" : "");
        return;
    }
    write_slope(part, &sizes, &line);
    if (grows)
        judge_growth(part, &sizes, &line);
    else
        claims_judge_exact(part, 0.0, slope_that_matters(&sizes));
}

static const struct group *find_size(const struct groups *groups, int64_t L, int64_t N) {
    for (size_t g = 0; g < groups->count; g++)
        if (is_simulation(&groups->group[g], L) && group_parameters(&groups->group[g])->N == N)
            return &groups->group[g];
    return NULL;
}

/* One part: a mean beside a number that the paper gives with one digit. */
static void value_part(const struct groups *groups, enum run_time time, const char *what,
                       double paper, struct claims *claims) {
    enum { N = 10000, HALF_DIGIT = 50 };
    struct claim_part *part = claims_add(claims, 'a', "L = 3, %s ~ %g", what, paper);
    claims_write(part->why,
                 "It goes with the t_sync of L = 3 in Table I, which is above that of "
                 "the paper as well.");
    claims_write(part->criterion,
                 "agrees if the interval of the mean at N = %d is within %d of %g (half a unit "
                 "of the digit printed), differs if it is outside",
                 N, HALF_DIGIT, paper);
    const struct group *group = find_size(groups, 3, N);
    const struct run_mean mean =
        group ? group_mean(group, time) : (struct run_mean){NAN, NAN, 0, 0};
    if (mean.lacking > 0 || !(mean.error > 0.0)) {
        claims_write(part->measured,
                     "needs a file of simulate, L = 3, N = %d, until sync or both, with two "
                     "runs or more%s",
                     N, mean.lacking > 0 ? "; runs of the one there are censored" : "");
        return;
    }
    char text[NUMBER_PAIR_MAX];
    number_pair(text, mean.mean, mean.error);
    claims_write(part->measured, "mean %s = %s, %" PRId64 " runs", what, text, mean.runs);
    claims_set_value(part, mean.mean, mean.error, (double)(mean.runs - 1), mean.runs);
    claims_judge_range(part, (struct interval){paper - HALF_DIGIT, paper + HALF_DIGIT});
}

void claims_growth(const struct groups *groups, struct claims *claims) {
    for (int64_t L = 1; L <= CLAIMED_L; L++) {
        slope_part(groups, L, TIME_A, false, "t_a does not depend on N", claims);
        slope_part(groups, L, TIME_B, true, "t_b grows as log N", claims);
        slope_part(groups, L, TIME_SYNC, false, "t_sync does not grow while t_a > t_b", claims);
    }
    value_part(groups, TIME_SYNC, "t_sync", 400.0, claims);
    value_part(groups, TIME_A, "t_a", 300.0, claims);
}
