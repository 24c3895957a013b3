#include "table1/table1.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_statistics_double.h>

#include "print/ensemble_label.h"
#include "schema/description.h"
#include "schema/values.h"

/* ---- groups ------------------------------------------------------------------------------ */

/* -1, 0 or 1 as a < b, a = b or a > b. */
#define THREE_WAY(a, b) (((a) > (b)) - ((a) < (b)))

int table1_order(const struct parameters *a, const struct parameters *b) {
    const int orders[] = {
        strcmp(a->command, b->command),
        THREE_WAY(a->closure, b->closure), /* six, the paper's, before nine */
        THREE_WAY(a->criterion, b->criterion),
        THREE_WAY(a->cl, b->cl),
        THREE_WAY(a->method, b->method),
        THREE_WAY(a->N, b->N),
        THREE_WAY(a->ties, b->ties),
        THREE_WAY(a->until, b->until),
        THREE_WAY(a->no_attacker, b->no_attacker),
        THREE_WAY(a->initial != a->L, b->initial != b->L),
        THREE_WAY(a->L, b->L),
        parameters_order(a, b), /* whatever else there is */
    };
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (orders[i] != 0)
            return orders[i];
    return 0;
}

static void count_runs(struct table1_group *group) {
    for (size_t m = 0; m < group->member_count; m++) {
        const struct ensemble *e = group->members[m];
        for (int64_t i = 0; i < e->parameters.runs; i++)
            if (e->done[i]) {
                group->runs++;
                group->stalled += ensemble_run_end(e, i) == END_STALLED;
            } else {
                group->not_done++;
            }
    }
}

/* ---- statistics -------------------------------------------------------------------------- */

/* Whether the runs of an ensemble went on until they had reached this or were censored. */
static bool waited_for(const struct parameters *p, enum quantity quantity) {
    const bool sync = p->no_attacker || p->until != UNTIL_LEARN;
    const bool learn = !p->no_attacker && p->until != UNTIL_SYNC;
    switch (quantity) {
    case T_SYNC:
        return sync;
    case T_LEARN:
        return learn;
    default:
        return sync && learn;
    }
}

/* What a run contributes. */
struct contribution {
    double value;   /* or a lower bound of it */
    bool censored;  /* it is a bound */
    bool has_value; /* false: not even a bound is known */
};

static struct contribution contribution_of(const struct ensemble *e, int64_t run,
                                           enum quantity quantity) {
    const bool synced = e->t_sync[run] != ENSEMBLE_NOT_REACHED;
    const bool learned = e->t_learn[run] != ENSEMBLE_NOT_REACHED;
    const double steps = (double)e->steps[run];
    const double t_sync = synced ? (double)e->t_sync[run] : steps;
    const double t_learn = learned ? (double)e->t_learn[run] : steps;
    switch (quantity) {
    case T_SYNC:
        return (struct contribution){t_sync, !synced, true};
    case T_LEARN:
        return (struct contribution){t_learn, !learned, true};
    default:
        return (struct contribution){t_learn / t_sync, !synced || !learned, synced};
    }
}

/* Fills values[0 .. group->runs - 1] with what the runs contribute, and counts the censored. */
static void collect(const struct table1_group *group, enum quantity quantity, double values[],
                    struct estimate *estimate) {
    size_t next = 0;
    for (size_t m = 0; m < group->member_count; m++) {
        const struct ensemble *e = group->members[m];
        for (int64_t i = 0; i < e->parameters.runs; i++) {
            if (!e->done[i])
                continue;
            const struct contribution c = contribution_of(e, i, quantity);
            values[next++] = c.value;
            estimate->censored += c.censored;
            estimate->unknown += !c.has_value;
        }
    }
}

static double distance(const struct estimate *estimate) {
    const struct paper_value *paper = estimate->paper;
    if (!paper)
        return NAN;
    const double variance = estimate->se * estimate->se +
                            paper->spread * paper->spread / (double)paper->runs +
                            paper->rounding * paper->rounding / 3.0;
    return variance > 0.0 ? (estimate->mean - paper->mean) / sqrt(variance) : NAN;
}

/* Whether the machines are the paper's: the same number of hidden units, protocol and attacker.
 * The paper has nothing to say of others. */
static bool has_paper_machines(const struct parameters *p) {
    static const char *const open[] = {"L",       "N",           "closure", "criterion",
                                       "cl",      "method",      "ties",    "until",
                                       "initial", "no-attacker", NULL};
    return !parameters_unusual(p, open);
}

/* values: room for group->runs numbers. */
static struct estimate make_estimate(const struct table1_group *group, enum quantity quantity,
                                     const struct paper_table *paper, double values[]) {
    const struct parameters *p = table1_parameters(group);
    struct estimate estimate = {
        .status = ESTIMATE_NOT_MEASURED,
        .mean = NAN,
        .sd = NAN,
        .se = NAN,
        .paper = has_paper_machines(p) ? paper_table_find(paper, p->L, quantity) : NULL,
        .distance = NAN};
    if (!waited_for(p, quantity))
        return estimate;

    const size_t n = (size_t)group->runs;
    collect(group, quantity, values, &estimate);
    if (estimate.unknown > 0) {
        estimate.status = ESTIMATE_UNKNOWN;
        return estimate;
    }
    estimate.status = estimate.censored > 0 ? ESTIMATE_LOWER_BOUND : ESTIMATE_MEAN;
    estimate.mean = gsl_stats_mean(values, 1, n);
    if (estimate.status == ESTIMATE_MEAN && n >= 2) {
        estimate.sd = gsl_stats_sd_m(values, 1, n, estimate.mean);
        estimate.se = estimate.sd / sqrt((double)n);
        /* Short runs are done first: what is there of an unfinished ensemble is too quick. */
        if (group->not_done == 0)
            estimate.distance = distance(&estimate);
    }
    return estimate;
}

static bool fill_group(struct table1_group *group, const struct paper_table *paper) {
    count_runs(group);
    double *values = malloc(((size_t)group->runs + 1) * sizeof *values);
    if (!values)
        return false;
    for (enum quantity q = 0; q < QUANTITIES; q++) {
        group->estimate[q] = make_estimate(group, q, paper, values);
        /* Whoever lacks a time lacks r, so the largest count is that of all such runs. */
        if (group->estimate[q].censored > group->censored)
            group->censored = group->estimate[q].censored;
    }
    free(values);
    return true;
}

/* ---- the table --------------------------------------------------------------------------- */

/* Rows of one name, which shows cl with few digits: says what keeps them apart. */
static void tell_of_one_name(const struct table1_group *a, const struct table1_group *b,
                             FILE *remarks) {
    const struct parameters *p = table1_parameters(a), *q = table1_parameters(b);
    char first[TABLE1_LABEL_MAX], second[TABLE1_LABEL_MAX];
    if (p->L != q->L)
        return;
    table1_label(a, first, sizeof first);
    table1_label(b, second, sizeof second);
    const char *difference = parameters_difference(p, q);
    if (difference && strcmp(first, second) == 0)
        fprintf(remarks, "%s and %s: kept apart in two rows `%s`, as they differ in %s\n",
                a->members[0]->path, b->members[0]->path, first, difference);
}

static void tell_of_equal_names(const struct table1 *table, FILE *remarks) {
    for (size_t g = 1; g < table->count; g++)
        for (size_t h = 0; h < g; h++)
            tell_of_one_name(&table->groups[h], &table->groups[g], remarks);
}

static bool fill(struct table1 *table, const struct pools *pools,
                 const struct paper_table *paper) {
    for (size_t g = 0; g < table->count; g++) {
        table->groups[g].members = pools->pool[g].members;
        table->groups[g].member_count = pools->pool[g].count;
        if (!fill_group(&table->groups[g], paper))
            return false;
    }
    return true;
}

bool table1_make(const struct pools *pools, const struct paper_table *paper,
                 struct table1 *table, FILE *remarks) {
    *table = (struct table1){.groups = calloc(pools->count, sizeof *table->groups),
                             .count = pools->count};
    const bool good = table->groups && fill(table, pools, paper);
    if (good)
        tell_of_equal_names(table, remarks);
    else
        table1_free(table);
    return good;
}

void table1_free(struct table1 *table) {
    free(table->groups);
    *table = (struct table1){0};
}

const struct parameters *table1_parameters(const struct table1_group *group) {
    return &group->members[0]->parameters;
}

/* ---- names ------------------------------------------------------------------------------- */

/* Whether cl is that of Table I, 1 - 1e-5, up to how it may have been typed. */
static bool has_paper_cl(const struct parameters *p) {
    return fabs((1.0 - p->cl) / 1e-5 - 1.0) < 1e-6;
}

bool table1_like_paper(const struct table1_group *group) {
    static const char *const open[] = {"L", "cl", "method", "until", "no-attacker", NULL};
    const struct parameters *p = table1_parameters(group);
    return strcmp(p->command, "iterate") == 0 && has_paper_cl(p) &&
           !parameters_unusual(p, open);
}

/* Appends to a string that is cut to `size` bytes. */
#define APPEND(text, size, ...)                                                                \
    snprintf((text) + strlen(text), (size)-strlen(text), __VA_ARGS__)

void table1_label(const struct table1_group *group, char *label, size_t size) {
    static const char *const named[] = {"L", "N", "closure", "method", "criterion", "cl", NULL};
    const struct parameters *p = table1_parameters(group);
    snprintf(label, size, "%s", p->command);
    if (*value_word(p, "closure"))
        APPEND(label, size, " %s", value_word(p, "closure"));
    if (p->N > 0)
        APPEND(label, size, " N=%" PRId64, p->N);
    const struct parameter *method = parameter_find(p->command, "method");
    if (method && !parameters_is_standard(p, method))
        APPEND(label, size, " %s", value_word(p, "method"));
    if (p->criterion != CRITERION_MEAN)
        APPEND(label, size, " %s", value_word(p, "criterion"));
    if (p->cl > 0.0 && !has_paper_cl(p))
        APPEND(label, size, " cl=1-%.6g", 1.0 - p->cl);
    ensemble_label_append(p, named, label, size);
}
