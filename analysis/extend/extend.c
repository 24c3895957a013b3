#include "extend/extend.h"

#include <math.h>
#include <string.h>

#include "physics/protocol/tree_parity.h"

const char *const extend_time_name[EXTEND_TIMES] = {"t_sync", "t_learn"};

_Static_assert((int)EXTEND_ROWS_MAX >= (int)L_MAX, "a row for every L that files may have");

static const struct measured unknown = {NAN, NAN};

/* ---- groups ------------------------------------------------------------------------------ */

/* cl is near 1, where it has lost digits. */
static bool same_criterion(double a, double b) {
    return fabs((1.0 - a) / (1.0 - b) - 1.0) < 1e-3;
}

static bool is_passage(const struct group *group) {
    return group_is_split(group, "passage");
}

static bool is_iteration(const struct group *group) {
    const struct parameters *p = group_parameters(group);
    return strcmp(p->command, "iterate") == 0 && p->closure == CLOSURE_SIX &&
           p->criterion == CRITERION_MEAN;
}

/* The first group of a kind; NULL: none. The others stand back for it. */
static const struct group *find(const struct groups *groups,
                                bool (*is_kind)(const struct group *), int64_t L, double cl) {
    const struct group *found = NULL;
    for (size_t g = 0; g < groups->count; g++) {
        const struct group *group = &groups->group[g];
        const struct parameters *p = group_parameters(group);
        if (!is_kind(group) || p->L != L || !same_criterion(p->cl, cl))
            continue;
        if (found)
            groups_pass_over(groups, group, found);
        else
            groups_take(groups, found = group);
    }
    return found;
}

/* The closure makes no difference after synchronisation; six stands first. */
static const struct group *find_passage(const struct groups *groups, int64_t L, double cl) {
    return find(groups, is_passage, L, cl);
}

static const struct group *find_iteration(const struct groups *groups, int64_t L, double cl) {
    return find(groups, is_iteration, L, cl);
}

/* The criterion of most groups that split a passage; of equals the first, with the least cl. */
static double usual_criterion(const struct groups *groups) {
    double usual = NAN;
    int most = 0;
    for (size_t g = 0; g < groups->count; g++) {
        const double cl = group_parameters(&groups->group[g])->cl;
        int count = 0;
        for (size_t h = 0; h < groups->count; h++)
            count += is_passage(&groups->group[g]) && is_passage(&groups->group[h]) &&
                     same_criterion(cl, group_parameters(&groups->group[h])->cl);
        if (count > most) {
            most = count;
            usual = cl;
        }
    }
    return usual;
}

/* ---- rows -------------------------------------------------------------------------------- */

static struct extend_row make_row(const struct groups *groups, int64_t L, double cl) {
    const struct run_mean none = {NAN, NAN, 0, 0};
    struct extend_row row = {L, none, none, none, {NAN, NAN, 0}};
    const struct group *iteration = find_iteration(groups, L, cl),
                       *passage = find_passage(groups, L, cl);
    if (iteration) {
        row.sync = group_mean(iteration, TIME_SYNC);
        row.brute = group_mean(iteration, TIME_LEARN);
        row.ratio = group_ratio(iteration);
    }
    if (passage)
        row.after = group_split_mean(passage);
    return row;
}

static struct measured whole(const struct run_mean *mean) {
    return mean->lacking > 0 ? unknown : (struct measured){mean->mean, mean->error};
}

struct measured extend_split(const struct extend_row *row) {
    const struct measured sync = whole(&row->sync);
    return (struct measured){sync.value + row->after.value,
                             hypot(sync.error, row->after.error)};
}

struct measured extend_time(const struct extend_row *row, enum extend_time time) {
    if (time == EXTEND_SYNC)
        return whole(&row->sync);
    const struct measured brute = whole(&row->brute);
    return brute.error > 0.0 ? brute : extend_split(row);
}

double extend_distance(const struct extend_row *row) {
    const struct measured split = extend_split(row), brute = whole(&row->brute);
    return (split.value - brute.value) / hypot(split.error, brute.error);
}

static struct measured quotient(struct measured a, struct measured b) {
    const double value = a.value / b.value;
    return (struct measured){value, value * hypot(a.error / a.value, b.error / b.value)};
}

struct measured extend_ratio(const struct extend_row *row) {
    return quotient(extend_time(row, EXTEND_LEARN), whole(&row->sync));
}

struct measured extend_size_ratio(const struct extend_size *size) {
    return quotient(whole(&size->learn), size->predicted);
}

/* ---- finite N ---------------------------------------------------------------------------- */

/* The prediction, with what it needs of the table where it has no files of its own. */
static struct extend_size make_size(const struct groups *groups, const struct group *simulation,
                                    double usual) {
    const struct parameters *p = group_parameters(simulation);
    struct extend_size size = {p->L, p->N, group_mean(simulation, TIME_LEARN), unknown,
                               1.0 - 0.1 / ((double)p->N * (double)p->L)};
    if (!find_passage(groups, p->L, size.cl))
        size.cl = usual;
    struct extend_row row = make_row(groups, p->L, size.cl);
    if (!find_iteration(groups, p->L, size.cl))
        row.sync = make_row(groups, p->L, usual).sync;
    size.predicted = extend_split(&row);
    return size;
}

static void add_sizes(const struct groups *groups, struct extend_study *study) {
    for (size_t g = 0; g < groups->count && study->sizes < EXTEND_SIZES_MAX; g++) {
        if (strcmp(group_parameters(&groups->group[g])->command, "simulate") != 0)
            continue;
        const struct extend_size size = make_size(groups, &groups->group[g], study->cl);
        if (size.learn.runs > 0 && isfinite(size.predicted.value))
            study->size[study->sizes++] = size;
    }
}

/* ---- the study --------------------------------------------------------------------------- */

static void fit_growth(struct extend_study *study, enum extend_time time) {
    double L[EXTEND_ROWS_MAX], value[EXTEND_ROWS_MAX], error[EXTEND_ROWS_MAX];
    size_t points = 0;
    for (size_t i = 0; i < study->rows; i++) {
        const struct measured t = extend_time(&study->row[i], time);
        if ((double)study->row[i].L < study->from || !(t.error > 0.0))
            continue;
        L[points] = (double)study->row[i].L;
        value[points] = t.value;
        error[points++] = t.error;
    }
    for (enum growth_law law = 0; law < GROWTH_LAWS; law++)
        growth_fit(law, L, value, error, points, &study->growth[time][law]);
}

void extend_make(const struct groups *groups, double from, struct extend_study *study) {
    study->cl = usual_criterion(groups);
    study->from = from;
    study->rows = study->sizes = 0;
    for (int64_t L = 1; L <= EXTEND_ROWS_MAX; L++) {
        const struct extend_row row = make_row(groups, L, study->cl);
        if (row.sync.runs > 0 || row.after.replicates > 0)
            study->row[study->rows++] = row;
    }
    add_sizes(groups, study);
    for (enum extend_time time = 0; time < EXTEND_TIMES; time++)
        fit_growth(study, time);
}
