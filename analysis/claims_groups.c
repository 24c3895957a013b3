#include "claims_groups.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- groups ------------------------------------------------------------------------------ */

#define THREE_WAY(a, b) (((a) > (b)) - ((a) < (b)))

/* 0 if ensembles belong into one group. */
static int compare_machines(const struct ensemble_parameters *a,
                            const struct ensemble_parameters *b) {
    const int orders[] = {
        strcmp(a->engine, b->engine),
        strcmp(b->closure, a->closure), /* six, the paper's, before nine */
        strcmp(b->criterion, a->criterion),
        strcmp(a->event, b->event),
        THREE_WAY(a->cl, b->cl),
        THREE_WAY(a->eta, b->eta),
        THREE_WAY(a->L, b->L),
        THREE_WAY(a->N, b->N),
    };
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (orders[i] != 0)
            return orders[i];
    return 0;
}

static bool same_group(const struct ensemble *a, const struct ensemble *b) {
    return compare_machines(&a->parameters, &b->parameters) == 0;
}

/* Orders by how runs come from a seed. The methods of the iteration all make the same runs, and
 * a plain method of the simulation (weights-plain) those of the fast one (weights). */
static int compare_methods(const struct ensemble_parameters *a,
                           const struct ensemble_parameters *b) {
    if (strcmp(a->engine, "simulate") != 0)
        return 0;
    const size_t p = strcspn(a->method, "-"), q = strcspn(b->method, "-");
    return p != q ? THREE_WAY(p, q) : strncmp(a->method, b->method, p);
}

/* Whether the parties' runs of one are among those of the other. */
static bool same_runs(const struct ensemble *a, const struct ensemble *b) {
    return same_group(a, b) && compare_methods(&a->parameters, &b->parameters) == 0 &&
           a->parameters.seed == b->parameters.seed;
}

static int64_t runs_done(const struct ensemble *e) {
    int64_t done = 0;
    for (int64_t i = 0; e->done && i < e->parameters.runs; i++)
        done += e->done[i];
    return done;
}

/* Walks that a splitting makes from a level; 0 of other engines. */
static int64_t splitting_work(const struct ensemble_parameters *p) {
    return p->trials * p->replicates;
}

/* The fullest of those with the same runs comes first: with an attacker, waiting for t_sync,
 * with the most runs, for the longest time. */
static int compare_fullness(const struct ensemble *a, const struct ensemble *b) {
    const struct ensemble_parameters *p = &a->parameters, *q = &b->parameters;
    const bool p_learn = strcmp(p->until, "learn") == 0,
               q_learn = strcmp(q->until, "learn") == 0;
    const int64_t p_done = runs_done(a), q_done = runs_done(b);
    const int orders[] = {
        THREE_WAY(p->no_attacker, q->no_attacker),
        THREE_WAY(p_learn, q_learn),
        THREE_WAY(q_done, p_done),
        THREE_WAY(splitting_work(q), splitting_work(p)),
        THREE_WAY(q->max_steps, p->max_steps),
        strcmp(a->path, b->path),
    };
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (orders[i] != 0)
            return orders[i];
    return 0;
}

static int compare_ensembles(const void *left, const void *right) {
    const struct ensemble *a = *(const struct ensemble *const *)left;
    const struct ensemble *b = *(const struct ensemble *const *)right;
    const int orders[] = {
        compare_machines(&a->parameters, &b->parameters),
        THREE_WAY(a->parameters.seed, b->parameters.seed),
        compare_methods(&a->parameters, &b->parameters),
    };
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (orders[i] != 0)
            return orders[i];
    return compare_fullness(a, b);
}

static bool is_of_the_paper(const struct ensemble *e) {
    const struct ensemble_parameters *p = &e->parameters;
    if (strcmp(p->engine, "split") == 0)
        return true;
    return p->initial == p->L && (!*p->ties || strcmp(p->ties, "odd") == 0);
}

/* Moves what counts to the front of the sorted ensembles; how many that are. */
static size_t pass_over_repeats(const struct ensemble *sorted[], size_t count, const char *name,
                                FILE *remarks) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && same_runs(sorted[kept - 1], sorted[i]))
            fprintf(remarks, "%s: %s: passed over, its runs are those of %s\n", name,
                    sorted[i]->path, sorted[kept - 1]->path);
        else
            sorted[kept++] = sorted[i];
    }
    return kept;
}

static void cut_into_groups(struct groups *groups, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !same_group(groups->ensembles[i - 1], groups->ensembles[i]))
            groups->group[groups->count++].members = &groups->ensembles[i];
        groups->group[groups->count - 1].count++;
    }
}

bool groups_make(const struct ensemble ensembles[], size_t count, const char *name,
                 struct groups *groups, FILE *remarks) {
    *groups = (struct groups){.group = calloc(count + 1, sizeof *groups->group),
                              .ensembles = calloc(count + 1, sizeof *groups->ensembles)};
    if (!groups->group || !groups->ensembles) {
        groups_free(groups);
        return false;
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!ensembles[i].done && !ensemble_is(&ensembles[i], "split"))
            continue; /* of ode, which has no runs */
        else if (is_of_the_paper(&ensembles[i]))
            groups->ensembles[kept++] = &ensembles[i];
        else
            fprintf(remarks, "%s: %s: passed over, not the paper's model (ties, initial)\n",
                    name, ensembles[i].path);
    qsort(groups->ensembles, kept, sizeof *groups->ensembles, compare_ensembles);
    cut_into_groups(groups, pass_over_repeats(groups->ensembles, kept, name, remarks));
    return true;
}

void groups_free(struct groups *groups) {
    free(groups->group);
    free(groups->ensembles);
    *groups = (struct groups){0};
}

const struct ensemble_parameters *group_parameters(const struct group *group) {
    return &group->members[0]->parameters;
}

void group_label(const struct group *group, char *label, size_t size) {
    const struct ensemble_parameters *p = group_parameters(group);
    const char *engine = strcmp(p->engine, "split") == 0 ? "splitting" : p->engine;
    if (*p->closure && fabs((1.0 - p->cl) / 1e-5 - 1.0) < 1e-6)
        snprintf(label, size, "%s %s", engine, p->closure);
    else if (*p->closure)
        snprintf(label, size, "%s %s cl = 1 - %.4g", engine, p->closure, 1.0 - p->cl);
    else
        snprintf(label, size, "%s N = %" PRId64, p->engine, p->N);
    const size_t length = strlen(label);
    if (strcmp(p->criterion, "each") == 0 && length < size)
        snprintf(label + length, size - length, " each");
}

/* ---- times ------------------------------------------------------------------------------- */

/* The times of a member if it waited for and recorded them; NULL if not. */
static const int64_t *times_of(const struct ensemble *e, enum run_time time) {
    const struct ensemble_parameters *p = &e->parameters;
    if (!p->no_attacker && strcmp(p->until, time == TIME_LEARN ? "sync" : "learn") == 0)
        return NULL;
    switch (time) {
    case TIME_SYNC:
        return e->t_sync;
    case TIME_A:
        return e->t_a;
    case TIME_B:
        return e->t_b;
    default:
        return p->no_attacker ? NULL : e->t_learn;
    }
}

/* A mean that values come to one by one. */
struct running {
    double mean, squares; /* about the mean */
    int64_t runs, lacking;
};

static void add_value(struct running *sum, double value) {
    const double off = value - sum->mean;
    sum->mean += off / (double)++sum->runs;
    sum->squares += off * (value - sum->mean);
}

static struct run_mean mean_of(const struct running *sum) {
    struct run_mean result = {NAN, NAN, sum->runs, sum->lacking};
    const double n = (double)sum->runs;
    if (sum->runs > 0)
        result.mean = sum->mean;
    if (sum->runs > 1)
        result.error = sqrt(sum->squares / (n - 1.0) / n);
    return result;
}

struct run_mean group_mean(const struct group *group, enum run_time time) {
    struct running sum = {0};
    for (size_t m = 0; m < group->count; m++) {
        const struct ensemble *e = group->members[m];
        const int64_t *times = times_of(e, time);
        for (int64_t i = 0; times && i < e->parameters.runs; i++)
            if (e->done[i] && times[i] == ENSEMBLE_NOT_REACHED)
                sum.lacking++;
            else if (e->done[i])
                add_value(&sum, (double)times[i]);
    }
    return mean_of(&sum);
}

struct run_mean group_ratio(const struct group *group) {
    struct running sum = {0};
    for (size_t m = 0; m < group->count; m++) {
        const struct ensemble *e = group->members[m];
        const int64_t *sync = times_of(e, TIME_SYNC), *learn = times_of(e, TIME_LEARN);
        for (int64_t i = 0; sync && learn && i < e->parameters.runs; i++)
            if (e->done[i] &&
                (sync[i] == ENSEMBLE_NOT_REACHED || learn[i] == ENSEMBLE_NOT_REACHED))
                sum.lacking++;
            else if (e->done[i])
                add_value(&sum, (double)learn[i] / (double)sync[i]);
    }
    return mean_of(&sum);
}

/* ---- splitting --------------------------------------------------------------------------- */

bool group_is_split(const struct group *group, const char *event) {
    const struct ensemble_parameters *p = group_parameters(group);
    return strcmp(p->engine, "split") == 0 && strcmp(p->event, event) == 0;
}

struct split_mean group_split_mean(const struct group *group) {
    double sum = 0.0, squares = 0.0, weights = 0.0;
    struct split_mean mean = {NAN, NAN, 0};
    for (size_t m = 0; m < group->count; m++) {
        const struct ensemble_parameters *p = &group->members[m]->parameters;
        const bool passage = strcmp(p->event, "passage") == 0;
        const double weight = (double)splitting_work(p);
        sum += weight * (passage ? p->learning_time : p->lucky);
        squares += pow(weight * (passage ? p->learning_time_error : p->lucky_error), 2.0);
        weights += weight;
        mean.replicates += p->replicates;
    }
    if (weights > 0.0) {
        mean.value = sum / weights;
        mean.error = sqrt(squares) / weights;
    }
    return mean;
}

/* ---- races and limits -------------------------------------------------------------------- */

static void count_race(const struct ensemble *e, int64_t run, struct race *race) {
    const int64_t sync = e->t_sync[run], learn = e->t_learn[run];
    const bool synced = sync != ENSEMBLE_NOT_REACHED, learned = learn != ENSEMBLE_NOT_REACHED;
    if (!synced && !learned)
        race->undecided++;
    else if (synced && learned && sync == learn)
        race->tied++;
    else if (learned && (!synced || learn < sync))
        race->learned_first++;
    else
        race->synced_first++;
}

struct race group_race(const struct group *group) {
    struct race race = {0};
    for (size_t m = 0; m < group->count; m++) {
        const struct ensemble *e = group->members[m];
        for (int64_t i = 0; !e->parameters.no_attacker && i < e->parameters.runs; i++)
            if (e->done[i])
                count_race(e, i, &race);
    }
    return race;
}

static void count_above(const struct ensemble *e, int64_t run, int64_t limit,
                        struct above *above) {
    const int64_t t = e->t_sync[run];
    const bool synced = t != ENSEMBLE_NOT_REACHED;
    if (!synced && e->steps[run] < limit) {
        above->undecided++;
        return;
    }
    above->runs++;
    above->censored += !synced;
    above->above += !synced || t > limit;
    if (t > above->largest)
        above->largest = t;
}

struct above group_above(const struct group *group, int64_t limit) {
    struct above above = {0};
    for (size_t m = 0; m < group->count; m++) {
        const struct ensemble *e = group->members[m];
        for (int64_t i = 0; i < e->parameters.runs; i++)
            if (e->done[i])
                count_above(e, i, limit, &above);
    }
    return above;
}
