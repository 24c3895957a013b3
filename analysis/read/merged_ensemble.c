#include "read/merged_ensemble.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- runs -------------------------------------------------------------------------------- */

/* An array of every ensemble: where it stands there, and what an entry has. */
struct column {
    size_t offset, size;
};
#define COLUMN(member)                                                                         \
    { offsetof(struct ensemble, member), sizeof *((struct ensemble *)0)->member }

static const struct column columns[] = {
    COLUMN(t_sync), COLUMN(t_learn), COLUMN(steps), COLUMN(done),
    COLUMN(end),    COLUMN(t_a),     COLUMN(t_b),
};

static void *array_of(const struct ensemble *ensemble, const struct column *column) {
    void *array;
    memcpy(&array, (const char *)ensemble + column->offset, sizeof array);
    return array;
}

static bool all_hold(const struct ensemble *const members[], size_t count,
                     const struct column *column) {
    for (size_t m = 0; m < count; m++)
        if (!array_of(members[m], column))
            return false;
    return true;
}

static bool merge_column(const struct ensemble *const members[], size_t count,
                         const struct column *column, struct ensemble *merged) {
    if (!all_hold(members, count, column))
        return true;
    // NOLINTNEXTLINE(clang-analyzer-optin.portability.UnixAPI): there are runs
    char *const array = malloc((size_t)merged->parameters.runs * column->size);
    char *next = array;
    memcpy((char *)merged + column->offset, &array, sizeof array);
    for (size_t m = 0; array && m < count; m++) {
        const size_t bytes = (size_t)members[m]->parameters.runs * column->size;
        memcpy(next, array_of(members[m], column), bytes);
        next += bytes;
    }
    return array != NULL;
}

/* ---- curves ------------------------------------------------------------------------------ */

/* Runs, their mean and the sum of squares about it. */
struct moments {
    double n, mean, squares;
};

/* As if the runs of both were one sample. */
static void add(struct moments *to, int64_t count, double mean, double std) {
    const double n = (double)count, squares = n > 1.0 ? std * std * (n - 1.0) : 0.0,
                 difference = mean - to->mean, all = to->n + n;
    if (n == 0.0)
        return;
    to->squares += squares + difference * difference * to->n * n / all;
    to->mean += difference * n / all;
    to->n = all;
}

static double deviation(const struct moments *m) {
    return m->n > 1.0 ? sqrt(m->squares / (m->n - 1.0)) : NAN;
}

/* The row of a curve for an abscissa, at or behind *row, which it moves to; -1 if it has none.
 */
static ptrdiff_t row_at(const struct ensemble_curve *c, double abscissa, size_t *row) {
    while (*row < c->points && c->abscissa[*row] < abscissa)
        ++*row;
    if (*row == c->points)
        return (ptrdiff_t)c->points - 1;
    return c->abscissa[*row] == abscissa ? (ptrdiff_t)*row : -1;
}

/* The least abscissa behind `last` that any curve has; infinite behind all. */
static double next_abscissa(const struct ensemble *const members[], size_t count,
                            const size_t row[], double last) {
    double next = INFINITY;
    for (size_t m = 0; m < count; m++) {
        const struct ensemble_curve *c = &members[m]->curve;
        for (size_t i = row[m]; i < c->points; i++)
            if (c->abscissa[i] > last) {
                next = fmin(next, c->abscissa[i]);
                break;
            }
    }
    return next;
}

/* Adds the row for an abscissa, unless a member lacks it. */
static void merge_row(const struct ensemble *const members[], size_t count, size_t row[],
                      double abscissa, struct ensemble_curve *to) {
    struct moments ab = {0}, ao = {0};
    bool whole = true;
    for (size_t m = 0; m < count; m++) {
        const struct ensemble_curve *c = &members[m]->curve;
        const ptrdiff_t i = row_at(c, abscissa, &row[m]);
        whole = whole && i >= 0;
        if (i < 0)
            continue;
        add(&ab, c->count[i], c->rho_ab[i], c->rho_ab_std[i]);
        add(&ao, c->count[i], c->rho_ao[i], c->rho_ao_std[i]);
    }
    if (!whole)
        return;
    const size_t p = to->points++;
    to->abscissa[p] = abscissa;
    to->count[p] = (int64_t)ab.n;
    to->rho_ab[p] = ab.mean;
    to->rho_ab_std[p] = deviation(&ab);
    to->rho_ao[p] = ao.mean;
    to->rho_ao_std[p] = deviation(&ao);
}

static bool merge_curve(const struct ensemble *const members[], size_t count,
                        struct ensemble_curve *to) {
    size_t most = 1;
    for (size_t m = 0; m < count; m++) {
        most += members[m]->curve.points;
        if (members[m]->curve.points == 0)
            return true;
    }
    // NOLINTNEXTLINE(clang-analyzer-optin.portability.UnixAPI): there are members
    size_t *row = calloc(count, sizeof *row);
    *to = (struct ensemble_curve){.abscissa = calloc(most, sizeof *to->abscissa),
                                  .count = calloc(most, sizeof *to->count),
                                  .rho_ab = calloc(most, sizeof *to->rho_ab),
                                  .rho_ab_std = calloc(most, sizeof *to->rho_ab_std),
                                  .rho_ao = calloc(most, sizeof *to->rho_ao),
                                  .rho_ao_std = calloc(most, sizeof *to->rho_ao_std)};
    const bool good = row && to->abscissa && to->count && to->rho_ab && to->rho_ab_std &&
                      to->rho_ao && to->rho_ao_std;
    double abscissa = -INFINITY;
    while (good && isfinite(abscissa = next_abscissa(members, count, row, abscissa)))
        merge_row(members, count, row, abscissa, to);
    free(row);
    return good;
}

/* ---- ensembles --------------------------------------------------------------------------- */

bool ensemble_merge(const struct ensemble *const members[], size_t count,
                    struct ensemble *merged) {
    *merged = (struct ensemble){.path = strdup(members[0]->path),
                                .parameters = members[0]->parameters};
    merged->parameters.runs = 0;
    for (size_t m = 0; m < count; m++)
        merged->parameters.runs += members[m]->parameters.runs;
    bool good = merged->path != NULL;
    for (size_t c = 0; good && c < sizeof columns / sizeof *columns; c++)
        good = merge_column(members, count, &columns[c], merged);
    good = good && merge_curve(members, count, &merged->curve);
    if (!good)
        ensemble_free(merged);
    return good;
}

const struct ensemble *ensemble_of_run(const struct ensemble *const members[], size_t count,
                                       int64_t run, int64_t *own) {
    size_t m = 0;
    *own = run;
    for (; m + 1 < count && *own >= members[m]->parameters.runs; m++)
        *own -= members[m]->parameters.runs;
    return members[m];
}
