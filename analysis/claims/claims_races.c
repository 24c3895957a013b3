/* Claims (c), (d), (e): who is first, and the largest t_sync. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "claims/measurements.h"
#include "statistics/claims_statistics.h"

enum {
    LIMIT = 1000,        /* steps */
    PAPER_RUNS = 100000, /* of claim (d) */
    TABLE_RUNS = 2000,   /* of its Table I, which claim (e) stands beside */
    SEEN_RUNS = 650,     /* that must show what is a finite fraction: none excludes 1 % */
    SIZE = 10000,        /* N of the paper's simulations */
};

static bool is_discrete(const struct group *group, int64_t L) {
    const struct parameters *p = group_parameters(group);
    return p->L == L &&
           (strcmp(p->command, "simulate") == 0 || strcmp(p->command, "iterate") == 0);
}

static int64_t decided(const struct race *race) {
    return race->learned_first + race->tied + race->synced_first;
}

static void add_missing(struct claims *claims, char claim, const char *criterion,
                        const char *needs) {
    struct claim_part *part = claims_add(claims, claim, "%s", "runs");
    claims_write(part->criterion, "%s", criterion);
    claims_write(part->measured, "%s", needs);
}

static void set_fraction(struct claim_part *part, int64_t k, int64_t n) {
    const struct interval interval = binomial_interval(k, n, VERDICT_CONFIDENCE);
    part->value = (double)k / (double)n;
    part->low = interval.low;
    part->high = interval.high;
    part->runs = n;
}

/* What is to be said about runs that the numbers leave out. */
static void write_rest(char text[96], int64_t tied, int64_t undecided) {
    *text = '\0';
    if (tied > 0)
        snprintf(text, 96, "; %" PRId64 " in the same step", tied);
    if (undecided > 0) {
        const size_t length = strlen(text);
        snprintf(text + length, 96 - length, "; %" PRId64 " undecided, not counted", undecided);
    }
}

/* ---- (c) --------------------------------------------------------------------------------- */

static void overlap_part(const struct group *group, struct claims *claims) {
    const struct race race = group_race(group);
    const int64_t n = decided(&race);
    if (n == 0)
        return;
    char label[PART_NAME_MAX], rest[96];
    group_label(group, label, sizeof label);
    struct claim_part *part = claims_add(claims, 'c', "L = 1, %s", label);
    set_fraction(part, race.learned_first, n);
    write_rest(rest, race.tied, race.undecided);
    claims_write(
        part->criterion,
        "agrees if a run is learned first, t_learn < t_sync, so that the interval of the "
        "fraction is above 0; differs if none is among %d or more, which excludes 1 %%",
        SEEN_RUNS);
    claims_write(part->measured,
                 "%" PRId64 " of %" PRId64 " runs learned first: %.4f (%.4f .. %.4f)%s",
                 race.learned_first, n, part->value, part->low, part->high, rest);
    claims_judge_possible(part, race.learned_first, SEEN_RUNS);
}

/* ---- (d) --------------------------------------------------------------------------------- */

static void no_early_learner_part(const struct group *group, struct claims *claims) {
    const struct race race = group_race(group);
    const int64_t n = decided(&race);
    if (n == 0)
        return;
    char label[PART_NAME_MAX], rest[96];
    group_label(group, label, sizeof label);
    struct claim_part *part = claims_add(claims, 'd', "L = 3, %s", label);
    set_fraction(part, race.learned_first, n);
    write_rest(rest, race.tied, race.undecided);
    claims_write(
        part->criterion,
        "differs if a run has t_learn < t_sync; agrees if none has among the paper's %d "
        "or more",
        PAPER_RUNS);
    if (race.learned_first == 0) {
        claims_write(part->measured,
                     "0 of %" PRId64 " runs learned first; the probability is below %.2g%s", n,
                     part->high, rest);
    } else {
        const double none = pow(1.0 - part->value, PAPER_RUNS);
        claims_write(part->measured,
                     "%" PRId64 " of %" PRId64 " runs learned first: %.2g (%.2g .. %.2g); "
                     "with this probability %d runs show none in %.2g of all cases%s",
                     race.learned_first, n, part->value, part->low, part->high, PAPER_RUNS,
                     none, rest);
        claims_write(part->why,
                     "Such runs are rare but not impossible; a sample of 10^5 shows none with "
                     "probability %.2g, which is %s with what the paper saw.",
                     none, none < 0.003 ? "not compatible" : "compatible");
    }
    claims_judge_impossible(part, race.learned_first, PAPER_RUNS);
}

/* ---- (e) --------------------------------------------------------------------------------- */

static void largest_part(const struct group *group, struct claims *claims) {
    const struct above above = group_above(group, LIMIT - 1);
    if (above.runs == 0)
        return;
    char label[PART_NAME_MAX], rest[96];
    group_label(group, label, sizeof label);
    struct claim_part *part = claims_add(claims, 'e', "L = 3, %s", label);
    set_fraction(part, above.above, above.runs);
    write_rest(rest, 0, above.undecided);
    claims_write(part->criterion,
                 "differs if a t_sync is %d or more; agrees if none is among %d runs, as many "
                 "as in the paper's Table I, or more",
                 LIMIT, TABLE_RUNS);
    claims_write(part->measured,
                 "largest t_sync %s%" PRId64 "; %" PRId64 " of %" PRId64
                 " runs at %d or above: %.3g (%.2g .. %.2g)%s",
                 above.censored ? "above " : "", above.largest, above.above, above.runs, LIMIT,
                 part->value, part->low, part->high, rest);
    claims_write(part->why,
                 "The largest of a sample grows with the number of runs: at this fraction a "
                 "sample of 500 stays below %d with probability %.2g, one of 2000 with %.2g.",
                 LIMIT, pow(1.0 - part->value, 500.0), pow(1.0 - part->value, 2000.0));
    claims_judge_impossible(part, above.above, TABLE_RUNS);
}

/* ---- which groups ------------------------------------------------------------------------ */

static bool is_L1(const struct group *group) {
    return is_discrete(group, 1);
}

static bool is_L3_of_size(const struct group *group) {
    return is_discrete(group, 3) && group_parameters(group)->N == SIZE;
}

/* The iteration, or the paper's size. */
static bool is_L3(const struct group *group) {
    return is_discrete(group, 3) &&
           (group_parameters(group)->N == SIZE || group_parameters(group)->N == 0);
}

/* Adds the parts of one claim. */
static void add_parts(const struct groups *groups, bool (*fits)(const struct group *),
                      void (*add)(const struct group *, struct claims *),
                      struct claims *claims) {
    for (size_t g = 0; g < groups->count; g++) {
        if (fits(&groups->group[g]))
            add(&groups->group[g], claims);
    }
}

void claims_races(const struct groups *groups, struct claims *claims) {
    size_t before = claims->count;
    add_parts(groups, is_L1, overlap_part, claims);
    if (claims->count == before)
        add_missing(claims, 'c', "the fraction learned first is above 0",
                    "needs files of simulate or iterate, L = 1, with the attacker");
    before = claims->count;
    add_parts(groups, is_L3_of_size, no_early_learner_part, claims);
    if (claims->count == before)
        add_missing(claims, 'd', "no run with t_learn < t_sync",
                    "needs files of simulate, L = 3, N = 10000, with the attacker");
    before = claims->count;
    add_parts(groups, is_L3, largest_part, claims);
    if (claims->count == before)
        add_missing(claims, 'e', "every t_sync is below 1000",
                    "needs files of simulate, N = 10000, or iterate, L = 3");
}
