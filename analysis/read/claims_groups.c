#include "read/claims_groups.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "schema/description.h"
#include "schema/values.h"

/* ---- groups ------------------------------------------------------------------------------ */

#define THREE_WAY(a, b) (((a) > (b)) - ((a) < (b)))

/* 0 if ensembles belong into one group. */
static int compare_machines(const struct parameters *a, const struct parameters *b) {
    const int orders[] = {
        strcmp(a->command, b->command),
        THREE_WAY(a->closure, b->closure), /* six, the paper's, before nine */
        THREE_WAY(a->criterion, b->criterion),
        THREE_WAY(a->event, b->event),
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

static int64_t runs_done(const struct ensemble *e) {
    int64_t done = 0;
    for (int64_t i = 0; e->done && i < e->parameters.runs; i++)
        done += e->done[i];
    return done;
}

/* Walks that a splitting makes from a level; 0 of other engines. */
static int64_t splitting_work(const struct parameters *p) {
    return p->trials * p->replicates;
}

/* What an ensemble counts for when only one of several can: with an attacker, waiting for
 * t_sync, most runs, most walks, the longest time. */
static int compare_fullness(const struct ensemble *a, const struct ensemble *b) {
    const struct parameters *p = &a->parameters, *q = &b->parameters;
    const bool p_learn = p->until == UNTIL_LEARN, q_learn = q->until == UNTIL_LEARN;
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
    const int order = compare_machines(&a->parameters, &b->parameters);
    return order != 0 ? order : compare_fullness(a, b);
}

static int compare_seeds(const void *left, const void *right) {
    const struct ensemble *a = *(const struct ensemble *const *)left;
    const struct ensemble *b = *(const struct ensemble *const *)right;
    return THREE_WAY(a->parameters.seed, b->parameters.seed);
}

/* What is unusual, but for what groups are told apart by, and how much there is; NULL: nothing.
 */
static const char *unlike_the_paper(const struct ensemble *e) {
    static const char *const open[] = {"L",         "N",           "eta",    "closure",
                                       "criterion", "cl",          "method", "until",
                                       "alpha-max", "alpha-step",  "event",  "trials",
                                       "attacker",  "no-attacker", NULL};
    return parameters_unusual(&e->parameters, open);
}

/* The ensemble of kept[0 .. count - 1] with the same runs; NULL: there is none. */
static const struct ensemble *same_runs(const struct ensemble *const kept[], size_t count,
                                        const struct ensemble *e) {
    for (size_t i = 0; i < count; i++)
        if (kept[i]->parameters.seed == e->parameters.seed)
            return kept[i];
    return NULL;
}

/* Of the sorted ensembles of one line, moves those that are pooled with the first, the fullest,
 * to `kept`; how many they are. The others are named. */
static size_t keep_what_agrees(const struct ensemble *const line[], size_t count,
                               const struct ensemble *kept[], const char *name, FILE *remarks) {
    size_t members = 0;
    const struct ensemble *const first = line[0];
    for (size_t i = 0; i < count; i++) {
        const struct ensemble *const e = line[i];
        const char *difference = parameters_difference(&first->parameters, &e->parameters);
        const struct ensemble *same = difference ? NULL : same_runs(kept, members, e);
        if (difference)
            fprintf(remarks, "%s: %s: passed over, its %s is not that of %s\n", name, e->path,
                    difference, first->path);
        else if (same)
            fprintf(remarks, "%s: %s: passed over, its runs are those of %s\n", name, e->path,
                    same->path);
        else
            kept[members++] = e;
    }
    return members;
}

/* The same for all lines; how many ensembles are kept in all, those of a line by seed. */
static size_t pass_over_others(const struct ensemble *sorted[], size_t count, const char *name,
                               FILE *remarks) {
    size_t kept = 0;
    for (size_t begin = 0, end; begin < count; begin = end) {
        for (end = begin + 1; end < count && same_group(sorted[begin], sorted[end]);)
            end++;
        /* The line is not before what is kept of it. */
        const size_t members =
            keep_what_agrees(sorted + begin, end - begin, sorted + kept, name, remarks);
        qsort(sorted + kept, members, sizeof *sorted, compare_seeds);
        kept += members;
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
                              .place = calloc(count + 1, sizeof *groups->place),
                              .ensembles = calloc(count + 1, sizeof *groups->ensembles)};
    if (!groups->group || !groups->place || !groups->ensembles) {
        groups_free(groups);
        return false;
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!ensembles[i].done && !ensemble_is(&ensembles[i], "split"))
            continue; /* of ode, which has no runs */
        else if (!unlike_the_paper(&ensembles[i]))
            groups->ensembles[kept++] = &ensembles[i];
        else
            fprintf(remarks, "%s: %s: passed over, its %s is not that of the paper's model\n",
                    name, ensembles[i].path, unlike_the_paper(&ensembles[i]));
    qsort(groups->ensembles, kept, sizeof *groups->ensembles, compare_ensembles);
    cut_into_groups(groups, pass_over_others(groups->ensembles, kept, name, remarks));
    return true;
}

void groups_free(struct groups *groups) {
    free(groups->group);
    free(groups->place);
    free(groups->ensembles);
    *groups = (struct groups){0};
}

void groups_take(const struct groups *groups, const struct group *taken) {
    groups->place[taken - groups->group] = taken;
}

void groups_pass_over(const struct groups *groups, const struct group *passed,
                      const struct group *taken) {
    const struct group **place = &groups->place[passed - groups->group];
    if (!*place)
        *place = taken;
}

void groups_tell(const struct groups *groups, const char *name, const char *where,
                 FILE *remarks) {
    for (size_t g = 0; g < groups->count; g++) {
        const struct group *group = &groups->group[g], *taken = groups->place[g];
        if (!taken || taken == group)
            continue;
        const char *difference =
            parameters_difference(group_parameters(taken), group_parameters(group));
        for (size_t m = 0; m < group->count; m++)
            fprintf(remarks, "%s: %s: passed over%s, its %s is not that of %s\n", name,
                    group->members[m]->path, where, difference ? difference : "seed",
                    taken->members[0]->path);
    }
}

const struct parameters *group_parameters(const struct group *group) {
    return &group->members[0]->parameters;
}

void group_label(const struct group *group, char *label, size_t size) {
    const struct parameters *p = group_parameters(group);
    const char *engine = strcmp(p->command, "split") == 0 ? "splitting" : p->command;
    if (*value_word(p, "closure") && fabs((1.0 - p->cl) / 1e-5 - 1.0) < 1e-6)
        snprintf(label, size, "%s %s", engine, value_word(p, "closure"));
    else if (*value_word(p, "closure"))
        snprintf(label, size, "%s %s cl = 1 - %.4g", engine, value_word(p, "closure"),
                 1.0 - p->cl);
    else
        snprintf(label, size, "%s N = %" PRId64, p->command, p->N);
    const size_t length = strlen(label);
    if (p->criterion == CRITERION_EACH && length < size)
        snprintf(label + length, size - length, " each");
}

/* ---- times ------------------------------------------------------------------------------- */

/* The times of a member if it waited for and recorded them; NULL if not. */
static const int64_t *times_of(const struct ensemble *e, enum run_time time) {
    const struct parameters *p = &e->parameters;
    if (!p->no_attacker && p->until == (time == TIME_LEARN ? UNTIL_SYNC : UNTIL_LEARN))
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
    const struct parameters *p = group_parameters(group);
    return strcmp(p->command, "split") == 0 && strcmp(value_word(p, "event"), event) == 0;
}

struct split_mean group_split_mean(const struct group *group) {
    double sum = 0.0, squares = 0.0, weights = 0.0;
    struct split_mean mean = {NAN, NAN, 0};
    for (size_t m = 0; m < group->count; m++) {
        const struct parameters *p = &group->members[m]->parameters;
        const struct results *found = &group->members[m]->results;
        const bool passage = p->event == SPLIT_PASSAGE;
        const double weight = (double)splitting_work(p);
        sum += weight * (passage ? found->learning_time : found->lucky);
        squares +=
            pow(weight * (passage ? found->learning_time_error : found->lucky_error), 2.0);
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
    const bool never = !synced && ensemble_run_end(e, run) == END_STALLED;
    if (!synced && !never && e->steps[run] < limit) {
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
