#include "attack/laws.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "schema/description.h"
#include "schema/values.h"

const double laws_target[LAWS_TARGETS] = {1e-3, 1e-6, 1e-9, 0x1p-64};
const char *const laws_target_name[LAWS_TARGETS] = {"10^-3", "10^-6", "10^-9", "2^-64"};
const char *const laws_range_name[LAWS_RANGES] = {"all L", "upper half"};

static const struct parameters *parameters_of(const struct success_row *row) {
    return group_parameters(row->pool);
}

/* ---- series ------------------------------------------------------------------------------ */

static bool is_infinite(const struct success_row *row) {
    return parameters_of(row)->N == 0;
}

/* cl is near 1, where it has lost digits. */
static bool same_criterion(double a, double b) {
    return fabs((1.0 - a) / (1.0 - b) - 1.0) < 1e-3;
}

static bool starts_uniform(const struct parameters *p) {
    return p->initial == p->L;
}

/* The iteration and what splits it. */
static bool are_one_process(const struct parameters *a, const struct parameters *b) {
    const struct parameters *iterated = strcmp(a->command, "iterate") == 0 ? a : b,
                            *split = iterated == a ? b : a;
    return strcmp(iterated->command, "iterate") == 0 && strcmp(split->command, "split") == 0 &&
           iterated->criterion == CRITERION_MEAN && starts_uniform(iterated) && a->K == b->K &&
           a->update == b->update && a->attack == b->attack && a->attackers == b->attackers &&
           a->closure == b->closure && same_criterion(a->cl, b->cl);
}

/* Whether two rows differ in L alone, and what follows L by default. */
static bool belong_together(const struct success_row *one, const struct success_row *other) {
    const struct parameters *a = parameters_of(one);
    struct parameters b = *parameters_of(other);
    if (are_one_process(a, &b))
        return true;
    if (strcmp(a->command, b.command) != 0)
        return false;
    if (starts_uniform(a) && starts_uniform(&b))
        b.initial = a->initial;
    b.L = a->L;
    /* Splitting's runs from each level say how much there is. */
    if (strcmp(a->command, "split") == 0) {
        b.initial = a->initial;
        b.trials = a->trials;
    }
    return !parameters_difference(a, &b);
}

static int compare_L(const void *a, const void *b) {
    const struct success_row *one = *(const struct success_row *const *)a,
                             *other = *(const struct success_row *const *)b;
    const int64_t difference = parameters_of(one)->L - parameters_of(other)->L;
    if (difference != 0)
        return difference < 0 ? -1 : 1;
    return strcmp(parameters_of(one)->command, parameters_of(other)->command);
}

/* Into the first of the series that it belongs to, or a new one. Rows beyond the bound are no
 * part of any law. */
static void add_row(struct laws_series series[], size_t *count, const struct success_row *row) {
    size_t place = 0;
    while (place < *count && !belong_together(series[place].row[0], row))
        place++;
    if (place == *count)
        ++*count;
    if (series[place].rows < LAWS_POINTS_MAX)
        series[place].row[series[place].rows++] = row;
}

static bool has_two_L(const struct laws_series *series) {
    return parameters_of(series->row[0])->L != parameters_of(series->row[series->rows - 1])->L;
}

static bool make_series(const struct success_table *table, struct laws *laws) {
    size_t count = 0;
    laws->series = calloc(table->count, sizeof *laws->series);
    if (!laws->series)
        return false;
    for (size_t r = 0; r < table->count; r++)
        add_row(laws->series, &count, &table->row[r]);
    for (size_t i = 0; i < count; i++) {
        struct laws_series *series = &laws->series[i];
        qsort(series->row, series->rows, sizeof series->row[0], compare_L);
        if (has_two_L(series))
            laws->series[laws->count++] = *series;
    }
    return true;
}

/* ---- curves ------------------------------------------------------------------------------ */

static void add_points(struct laws_series *series, enum success_criterion criterion) {
    struct laws_curve *curve = &series->curve[criterion];
    for (size_t r = 0; r < series->rows; r++) {
        const struct success *s = &series->row[r]->success[criterion];
        const double L = (double)parameters_of(series->row[r])->L;
        if (s->status == SUCCESS_COUNTED)
            curve->point[curve->points++] =
                (struct decay_point){.L = L, .count = s->count, .of = s->of};
        else if (s->status == SUCCESS_SPLIT && s->p > 0.0 && s->error > 0.0)
            curve->point[curve->points++] =
                (struct decay_point){.L = L, .p = s->p, .error = s->error};
    }
}

/* How many L points stand at from `first` on. */
static size_t different_L(const struct laws_curve *curve, size_t first) {
    size_t different = 0;
    for (size_t i = first; i < curve->points; i++)
        different += i == first || curve->point[i].L != curve->point[i - 1].L;
    return different;
}

static void fit_from(const struct laws_curve *curve, size_t first, struct laws_fits *fits) {
    fits->best = DECAY_LAWS;
    if (different_L(curve, first) < LAWS_L_MIN)
        return;
    fits->points = curve->points - first;
    fits->from = curve->point[first].L;
    fits->to = curve->point[curve->points - 1].L;
    for (enum decay_law law = 0; law < DECAY_LAWS; law++)
        decay_fit(law, &curve->point[first], fits->points, &fits->fit[law]);
    fits->best = decay_best(fits->fit);
}

/* The first point of the upper half of the L; 0: there are too few L for one. */
static size_t upper_half(const struct laws_curve *curve) {
    const size_t different = different_L(curve, 0);
    size_t wanted, seen = 0;
    if (different <= LAWS_UPPER_MIN)
        return 0;
    wanted = (different + 1) / 2;
    wanted = wanted < LAWS_UPPER_MIN ? LAWS_UPPER_MIN : wanted;
    for (size_t i = 0; i < curve->points; i++) {
        seen += i == 0 || curve->point[i].L != curve->point[i - 1].L;
        if (seen == different - wanted + 1)
            return i;
    }
    return 0;
}

static void make_curve(struct laws_series *series, enum success_criterion criterion) {
    struct laws_curve *curve = &series->curve[criterion];
    add_points(series, criterion);
    fit_from(curve, 0, &curve->range[LAWS_ALL]);
    const size_t first = upper_half(curve);
    curve->range[LAWS_UPPER].best = DECAY_LAWS;
    if (first > 0)
        fit_from(curve, first, &curve->range[LAWS_UPPER]);
}

/* ---- times ------------------------------------------------------------------------------- */

static bool has_time(const struct success_row *row) {
    return row->t_sync.status == TIME_IS_MEAN && row->t_sync.error > 0.0;
}

static void fit_time(struct laws_series *series) {
    enum { TIMES_MIN = 4 };
    double L[LAWS_POINTS_MAX], time[LAWS_POINTS_MAX], error[LAWS_POINTS_MAX];
    size_t points = 0;
    for (size_t r = 0; r < series->rows; r++)
        if (has_time(series->row[r])) {
            L[points] = (double)parameters_of(series->row[r])->L;
            time[points] = series->row[r]->t_sync.mean;
            error[points++] = series->row[r]->t_sync.error;
        }
    /* At small L it is no power yet, and at L^2 near N no more what it was. */
    const size_t first = points > 2 * TIMES_MIN ? points / 2
                         : points > TIMES_MIN   ? points - TIMES_MIN
                                                : 0;
    growth_fit(GROWTH_POWER, L + first, time + first, error + first, points - first,
               &series->time);
}

/* t_sync at L: measured, or by the law, whose residuals are counted as its error, too. */
static struct decay_value time_at(const struct laws_series *series, int64_t L, bool *beyond) {
    *beyond = false;
    for (size_t r = 0; r < series->rows; r++)
        if (has_time(series->row[r]) && parameters_of(series->row[r])->L == L)
            return (struct decay_value){series->row[r]->t_sync.mean,
                                        series->row[r]->t_sync.error};
    if (series->time.points == 0)
        return (struct decay_value){NAN, NAN};
    *beyond = true;
    const double time = exp(growth_log(GROWTH_POWER, &series->time, (double)L));
    return (struct decay_value){
        time, time * hypot(growth_log_error(GROWTH_POWER, &series->time, (double)L),
                           series->time.rms)};
}

/* ---- what a designer needs --------------------------------------------------------------- */

/* Rows stand by L, so that those of one L are neighbours, any of which may say it. */
static int64_t measured_need(const struct laws_series *series, double target) {
    int64_t need = 0;
    for (size_t r = series->rows; r > 0;) {
        const int64_t L = parameters_of(series->row[r - 1])->L;
        bool below = false;
        for (; r > 0 && parameters_of(series->row[r - 1])->L == L; r--)
            below = below || series->row[r - 1]->success[series->judged].high < target;
        if (!below)
            break;
        need = L;
    }
    return need;
}

/* Over all L if the best law is not rejected there at 1 %, else over the upper half. */
static enum laws_range trusted_range(const struct laws_curve *curve) {
    const struct laws_fits *all = &curve->range[LAWS_ALL], *upper = &curve->range[LAWS_UPPER];
    const bool rejected = all->best == DECAY_LAWS || all->fit[all->best].p < 0.01;
    return rejected && upper->points > 0 && upper->best < DECAY_LAWS ? LAWS_UPPER : LAWS_ALL;
}

static void make_need(struct laws_series *series, double target, struct laws_need *need) {
    const struct laws_curve *curve = &series->curve[series->judged];
    *need = (struct laws_need){.measured = measured_need(series, target),
                               .range = trusted_range(curve),
                               .low = NAN,
                               .high = NAN,
                               .standing_low = NAN,
                               .standing_high = NAN,
                               .t_sync = {NAN, NAN}};
    const struct laws_fits *fits = &curve->range[need->range];
    need->best = fits->best;
    for (enum decay_law law = 0; law < DECAY_LAWS; law++) {
        need->by[law] = fits->fit[law].points > 0
                            ? decay_reach(law, &fits->fit[law], log(target))
                            : (struct decay_value){NAN, NAN};
        need->low = fmin(need->low, need->by[law].value);
        need->high = fmax(need->high, need->by[law].value);
        if (fits->fit[law].points == 0 || fits->fit[law].p < 0.01)
            continue;
        need->standing_low = fmin(need->standing_low, need->by[law].value);
        need->standing_high = fmax(need->standing_high, need->by[law].value);
    }
    const double L = need->best < DECAY_LAWS ? ceil(need->by[need->best].value) : NAN;
    if (!(L <= 1e9))
        return;
    need->L = (int64_t)L;
    need->extrapolated = L > curve->range[LAWS_ALL].to;
    need->t_sync = time_at(series, need->L, &need->t_sync_extrapolated);
}

/* ---- counting against splitting ---------------------------------------------------------- */

/* The errors of ln P are those of the Gaussian distribution, so five successes are needed. */
static void make_pairs(struct laws_series *series) {
    const struct laws_curve *curve = &series->curve[EARLY_EXACT];
    for (size_t i = 0; i + 1 < curve->points; i++)
        for (size_t j = i + 1; j < curve->points && curve->point[j].L == curve->point[i].L;
             j++) {
            const struct decay_point *counted = &curve->point[i], *split = &curve->point[j];
            if (counted->count < 5 || split->of > 0)
                continue;
            const double p = (double)counted->count / (double)counted->of,
                         error = sqrt((1.0 - p) / (double)counted->count);
            series->pair[series->pairs++] =
                (struct laws_pair){(int64_t)counted->L, p, split->p,
                                   log(split->p / p) / hypot(error, split->error / split->p)};
            if (series->pairs == LAWS_POINTS_MAX)
                return;
        }
}

/* ---- finite N ---------------------------------------------------------------------------- */

static bool is_of_size(const struct success_row *simulated,
                       const struct success_row *iterated) {
    const struct parameters *s = parameters_of(simulated), *i = parameters_of(iterated);
    return s->N > 0 && strcmp(i->command, "iterate") == 0 && i->closure == CLOSURE_NINE &&
           i->criterion == CRITERION_MEAN && s->K == i->K && s->L == i->L &&
           s->update == i->update && s->attack == i->attack && s->attackers == i->attackers &&
           starts_uniform(s) && starts_uniform(i) &&
           same_criterion(i->cl, 1.0 - 0.1 / ((double)s->N * (double)s->L));
}

static bool make_sizes(const struct success_table *table, struct laws *laws) {
    size_t room = 0;
    for (size_t s = 0; s < table->count; s++)
        for (size_t i = 0; i < table->count; i++) {
            const struct success_row *simulated = &table->row[s], *iterated = &table->row[i];
            if (!is_of_size(simulated, iterated))
                continue;
            const struct success *a = &simulated->success[SYNC_OVERLAP],
                                 *b = &iterated->success[SYNC_OVERLAP];
            if (a->status != SUCCESS_COUNTED || b->status != SUCCESS_COUNTED)
                continue;
            if (laws->sizes == room) {
                room = 2 * room + 8;
                struct laws_size *grown = realloc(laws->size, room * sizeof *grown);
                if (!grown)
                    return false;
                laws->size = grown;
            }
            laws->size[laws->sizes++] =
                (struct laws_size){simulated, iterated, a->p - b->p,
                                   sqrt(a->p * (1.0 - a->p) / (double)a->of +
                                        b->p * (1.0 - b->p) / (double)b->of)};
        }
    return true;
}

/* ---- all of it --------------------------------------------------------------------------- */

bool laws_make(const struct success_table *table, struct laws *laws) {
    *laws = (struct laws){0};
    bool good = make_series(table, laws) && make_sizes(table, laws);
    for (size_t i = 0; good && i < laws->count; i++) {
        struct laws_series *series = &laws->series[i];
        series->judged = is_infinite(series->row[0]) ? EARLY_EXACT : SYNC_EXACT;
        for (enum success_criterion c = 0; c < SUCCESS_CRITERIA; c++)
            make_curve(series, c);
        fit_time(series);
        for (int target = 0; target < LAWS_TARGETS; target++)
            make_need(series, laws_target[target], &series->need[target]);
        make_pairs(series);
    }
    good = good && laws_judge(laws);
    if (!good)
        laws_free(laws);
    return good;
}

void laws_free(struct laws *laws) {
    free(laws->series);
    free(laws->size);
    for (enum laws_claim claim = 0; claim < LAWS_CLAIMS; claim++)
        free(laws->finding[claim]);
    *laws = (struct laws){0};
}
