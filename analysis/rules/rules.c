#include "rules/rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_min.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_sort.h>

#include "schema/description.h"
#include "schema/values.h"

const char *const rules_source_name[RULES_SOURCES] = {"random-walk", "hebbian", "anti-hebbian",
                                                      "iteration"};
const double rules_tail_quantile[RULES_TAILS] = {0.9, 0.99, 0.999};
const int64_t rules_from_L[RULES_FROM_L] = {1, 3, 6};
const char *const rules_effect_name[EFFECT_FITS] = {"b x + c x^2, x = L/sqrt(N) <= 0.1",
                                                    "b x + c x^2, x = L/sqrt(N)",
                                                    "b x + c x^2, x = L^q/sqrt(N)"};

/* ---- what is taken ----------------------------------------------------------------------- */

bool rules_take(const struct ensemble *e, const char **why) {
    static const char *const open[] = {"L",         "N",           "rule", "update", "method",
                                       "closure",   "criterion",   "cl",   "until",  "attack",
                                       "attackers", "no-attacker", NULL};
    const struct parameters *p = &e->parameters;
    *why = NULL;
    if (!ensemble_has_times(e))
        *why = "its engine has no part in it";
    else if (strcmp(value_word(p, "update"), "agreement") != 0)
        *why = "its parties move on mismatch";
    else if (!p->no_attacker)
        *why = "it has an attacker";
    else if (ensemble_is(e, "iterate") && p->criterion != CRITERION_MEAN)
        *why = "its criterion is each unit's overlap";
    else
        *why = parameters_unusual(p, open);
    return !*why;
}

static enum rules_source source_of(const struct parameters *p) {
    if (strcmp(p->command, "iterate") == 0)
        return BY_ITERATION;
    for (enum rules_source source = 0; source < BY_ITERATION; source++)
        if (strcmp(value_word(p, "rule"), rules_source_name[source]) == 0)
            return source;
    return RULES_SOURCES;
}

/* Three digits: those of the criterion, which is near 1, are not all good. */
static double size_of(const struct parameters *p) {
    if (source_of(p) != BY_ITERATION)
        return (double)p->N;
    const double L = (double)p->L, N = exp(-M_EULER) / (2.0 * L * (L + 1.0) * (1.0 - p->cl)),
                 unit = pow(10.0, floor(log10(N)) - 2.0);
    return unit * round(N / unit);
}

/* ---- points ------------------------------------------------------------------------------ */

/* Counts how runs ended, and puts the times of those that have synchronised to `times`. */
static void gather(struct rules_point *point) {
    for (size_t m = 0; m < point->pool->count; m++) {
        const struct ensemble *e = point->pool->members[m];
        for (int64_t i = 0; i < e->parameters.runs; i++) {
            if (!e->done[i])
                continue;
            const bool synchronised = e->t_sync[i] != ENSEMBLE_NOT_REACHED;
            if (synchronised)
                point->sorted[point->synchronised++] = (double)e->t_sync[i];
            else if (ensemble_run_end(e, i) == END_STALLED)
                point->stalled++;
            else
                point->limited++;
        }
    }
}

static void measure(struct rules_point *point) {
    const size_t n = (size_t)point->synchronised;
    const int64_t ended = point->synchronised + point->stalled;
    point->stalls =
        ended > 0 ? fraction_of(point->stalled, ended) : (struct fraction){0, 0, NAN, NAN, NAN};
    /* Of runs that the step limit has cut the quick ones would speak. */
    if (n == 0 || point->limited > 0)
        return;
    point->time = moments_of(point->sorted, n); /* in the order of the runs, as yet */
    gsl_sort(point->sorted, 1, n);
    for (int t = 0; t < RULES_TAILS; t++)
        point->tail[t] = tail_of(point->sorted, n, rules_tail_quantile[t]);
    for (enum sample_law law = 0; law < SAMPLE_LAWS; law++) {
        point->law[law] = law_with_moments(law, &point->time);
        point->test[law] = law_test(&point->law[law], point->sorted, n);
    }
}

static double distance(const struct rules_point *point) {
    const struct published_time *v = point->published;
    if (!v || point->limited > 0)
        return NAN;
    const double theirs = v->error > 0.0 ? v->error * v->error
                          : v->runs > 0  ? point->time.variance / (double)v->runs
                                         : 0.0,
                 ours = gsl_pow_2(point->time.mean.error);
    return (point->time.mean.value - v->mean) /
           sqrt(ours + theirs + v->rounding * v->rounding / 3.0);
}

/* False without memory. */
static bool make_point(const struct group *pool, const struct published_times *published,
                       struct rules_point *point) {
    const struct parameters *p = group_parameters(pool);
    const struct estimate unknown = {NAN, NAN};
    int64_t runs = 0;
    for (size_t m = 0; m < pool->count; m++)
        runs += pool->members[m]->parameters.runs;
    *point = (struct rules_point){.pool = pool,
                                  .source = source_of(p),
                                  .L = p->L,
                                  .N = size_of(p),
                                  .time = {0, unknown, NAN, unknown, unknown},
                                  .effect = unknown,
                                  .distance = NAN};
    point->sorted = malloc((size_t)(runs > 0 ? runs : 1) * sizeof *point->sorted);
    if (!point->sorted)
        return false;
    gather(point);
    measure(point);
    if (point->source != BY_ITERATION && point->synchronised > 0)
        point->published = published_times_find(published, p);
    point->distance = distance(point);
    return true;
}

#define THREE_WAY(a, b) (((a) > (b)) - ((a) < (b)))

/* Of one place that with most runs first. */
static int compare_points(const void *left, const void *right) {
    const struct rules_point *a = left, *b = right;
    const int orders[] = {
        THREE_WAY(a->source, b->source),
        THREE_WAY(a->L, b->L),
        THREE_WAY(a->N, b->N),
        THREE_WAY(b->synchronised, a->synchronised),
        parameters_order(group_parameters(a->pool), group_parameters(b->pool)),
    };
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (orders[i] != 0)
            return orders[i];
    return 0;
}

static bool one_place(const struct rules_point *a, const struct rules_point *b) {
    return a->source == b->source && a->L == b->L && fabs(a->N / b->N - 1.0) < 1e-3;
}

static void keep_the_fullest(struct rules_study *study) {
    size_t kept = 0;
    for (size_t i = 0; i < study->points; i++) {
        struct rules_point *point = &study->point[i];
        const struct rules_point *place = kept > 0 ? &study->point[kept - 1] : NULL;
        if (!place || !one_place(place, point)) {
            study->point[kept++] = *point;
            continue;
        }
        for (size_t m = 0; m < point->pool->count; m++)
            fprintf(study->remarks->stream,
                    "%s: %s: passed over, its %s is not that of %s, which has more runs\n",
                    study->remarks->name, point->pool->members[m]->path,
                    parameters_difference(group_parameters(place->pool),
                                          group_parameters(point->pool)),
                    place->pool->members[0]->path);
        free(point->sorted);
    }
    study->points = kept;
}

const struct rules_point *rules_find(const struct rules_study *study, enum rules_source source,
                                     int64_t L, double N) {
    const struct rules_point wanted = {.source = source, .L = L, .N = N};
    for (size_t i = 0; i < study->points; i++)
        if (one_place(&study->point[i], &wanted))
            return &study->point[i];
    return NULL;
}

const struct rules_point *rules_fullest(const struct rules_study *study) {
    const struct rules_point *fullest = NULL;
    for (size_t i = 0; i < study->points; i++)
        if (study->point[i].source != BY_ITERATION && study->point[i].limited == 0 &&
            (!fullest || study->point[i].synchronised > fullest->synchronised))
            fullest = &study->point[i];
    return fullest;
}

/* ---- fits -------------------------------------------------------------------------------- */

static bool has_mean(const struct rules_point *point) {
    return point->limited == 0 && point->time.mean.error > 0.0;
}

static bool is_fitted(const struct rules_study *study, const struct rules_point *point,
                      enum rules_source source) {
    return point->source == source && point->N >= study->from && has_mean(point);
}

static void fit_growth(struct rules_study *study, enum rules_source source, int64_t L,
                       double scratch[]) {
    double *x = scratch, *y = x + study->points, *error = y + study->points;
    size_t points = 0;
    for (size_t i = 0; i < study->points; i++) {
        const struct rules_point *p = &study->point[i];
        if (!is_fitted(study, p, source) || p->L != L)
            continue;
        x[points] = log(p->N);
        y[points] = p->time.mean.value;
        error[points++] = p->time.mean.error;
    }
    struct rules_growth growth = {.source = source, .L = L};
    if (line_fit(x, y, error, NULL, points, &growth.line))
        study->growth[study->growths++] = growth;
}

static void fit_exponent(struct rules_study *study, enum rules_source source, double N,
                         double scratch[]) {
    double *L = scratch, *time = L + study->points, *error = time + study->points;
    size_t points = 0;
    for (size_t i = 0; i < study->points; i++) {
        const struct rules_point *p = &study->point[i];
        if (p->source != source || fabs(p->N / N - 1.0) > 1e-3 || !has_mean(p) ||
            p->L < rules_from_L[1])
            continue;
        L[points] = (double)p->L;
        time[points] = p->time.mean.value;
        error[points++] = p->time.mean.error;
    }
    struct rules_exponent exponent = {.source = source, .N = N};
    if (growth_fit(GROWTH_POWER, L, time, error, points, &exponent.growth))
        study->exponent[study->exponents++] = exponent;
}

/* Each L, and each N, of each source once. */
static void fit_lines(struct rules_study *study, double scratch[]) {
    for (size_t i = 0; i < study->points; i++) {
        const struct rules_point *p = &study->point[i];
        bool new_L = true, new_N = true;
        for (size_t j = 0; j < i; j++) {
            const struct rules_point *q = &study->point[j];
            new_L = new_L && !(q->source == p->source && q->L == p->L);
            new_N = new_N && !(q->source == p->source && fabs(q->N / p->N - 1.0) < 1e-3);
        }
        if (new_L)
            fit_growth(study, p->source, p->L, scratch);
        if (new_N)
            fit_exponent(study, p->source, p->N, scratch);
    }
}

static void fit_scaling(struct rules_study *study, struct scaling_point scratch[]) {
    static const enum rules_source sources[] = {BY_RANDOM_WALK, BY_ITERATION};
    for (int s = 0; s < 2; s++)
        for (int f = 0; f < RULES_FROM_L; f++) {
            size_t points = 0;
            for (size_t i = 0; i < study->points; i++) {
                const struct rules_point *p = &study->point[i];
                if (is_fitted(study, p, sources[s]) && p->L >= rules_from_L[f])
                    scratch[points++] = (struct scaling_point){
                        (double)p->L, p->N, p->time.mean.value, p->time.mean.error};
            }
            struct rules_scaling *scaling = &study->scaling[s][f];
            *scaling = (struct rules_scaling){.source = sources[s], .from_L = rules_from_L[f]};
            for (enum scaling_law law = 0; law < SCALING_LAWS; law++)
                scaling_fit(law, scratch, points, &scaling->fit[law]);
        }
}

/* ---- finite N ---------------------------------------------------------------------------- */

static void find_effects(struct rules_study *study) {
    for (size_t i = 0; i < study->points; i++) {
        struct rules_point *p = &study->point[i];
        if (p->source != BY_HEBBIAN && p->source != BY_ANTI_HEBBIAN)
            continue;
        const struct rules_point *walk = rules_find(study, BY_RANDOM_WALK, p->L, p->N);
        if (!walk || !has_mean(walk) || !has_mean(p))
            continue;
        const struct estimate *t = &p->time.mean, *t0 = &walk->time.mean;
        p->effect = (struct estimate){log(t->value / t0->value),
                                      hypot(t->error / t->value, t0->error / t0->value)};
    }
}

/* Room for the points that one effect is fitted to. */
struct effect_system {
    gsl_matrix *x, *covariance;
    gsl_vector *y, *weight, *solution;
    gsl_multifit_linear_workspace *work;
    double *L, *N; /* [points] */
};

static bool is_of_effect(const struct rules_point *p, const struct rules_effect *effect) {
    return p->source == effect->source && p->effect.error > 0.0 && p->N >= RULES_EFFECT_FROM &&
           (double)p->L / sqrt(p->N) <= effect->up_to;
}

static bool make_system(struct effect_system *s, const struct rules_study *study,
                        const struct rules_effect *effect) {
    const size_t points = effect->points;
    *s = (struct effect_system){gsl_matrix_alloc(points, 2),
                                gsl_matrix_alloc(2, 2),
                                gsl_vector_alloc(points),
                                gsl_vector_alloc(points),
                                gsl_vector_alloc(2),
                                gsl_multifit_linear_alloc(points, 2),
                                calloc(points, sizeof(double)),
                                calloc(points, sizeof(double))};
    if (!s->x || !s->covariance || !s->y || !s->weight || !s->solution || !s->work || !s->L ||
        !s->N)
        return false;
    for (size_t i = 0, at = 0; i < study->points; i++) {
        const struct rules_point *p = &study->point[i];
        if (!is_of_effect(p, effect))
            continue;
        s->L[at] = (double)p->L;
        s->N[at] = p->N;
        gsl_vector_set(s->y, at, p->effect.value);
        gsl_vector_set(s->weight, at++, gsl_pow_2(1.0 / p->effect.error));
    }
    return true;
}

static void free_system(struct effect_system *s) {
    gsl_matrix_free(s->x);
    gsl_matrix_free(s->covariance);
    gsl_vector_free(s->y);
    gsl_vector_free(s->weight);
    gsl_vector_free(s->solution);
    gsl_multifit_linear_free(s->work);
    free(s->L);
    free(s->N);
}

/* chi^2 of the best b and c with this q. */
static double solve(double q, struct effect_system *s) {
    double chi2 = NAN;
    for (size_t i = 0; i < s->y->size; i++) {
        const double x = pow(s->L[i], q) / sqrt(s->N[i]);
        gsl_matrix_set(s->x, i, 0, x);
        gsl_matrix_set(s->x, i, 1, x * x);
    }
    gsl_multifit_wlinear(s->x, s->weight, s->y, s->solution, s->covariance, &chi2, s->work);
    return chi2;
}

static double solve_for(double q, void *system) {
    return solve(q, system);
}

/* The q of the least chi^2 within bounds; its error from the curvature there. */
static struct estimate best_power(struct effect_system *s) {
    enum { POWERS = 200 };
    static const double low = 0.0, high = 4.0, step = 4.0 / POWERS;
    double best = low, least = INFINITY;
    for (int k = 0; k <= POWERS; k++) {
        const double q = low + k * step, chi2 = solve(q, s);
        if (chi2 < least) {
            least = chi2;
            best = q;
        }
    }
    if (best < low + step || best > high - 1.5 * step)
        return (struct estimate){NAN, NAN};
    gsl_function chi2 = {solve_for, s};
    gsl_min_fminimizer *search = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent);
    if (!search)
        return (struct estimate){NAN, NAN};
    /* Where neighbours are as good, GSL has nothing to search in, and would end the program. */
    gsl_error_handler_t *before = gsl_set_error_handler_off();
    if (gsl_min_fminimizer_set(search, &chi2, best, best - step, best + step) == GSL_SUCCESS) {
        for (int i = 0; i < 50; i++)
            gsl_min_fminimizer_iterate(search);
        best = gsl_min_fminimizer_x_minimum(search);
    }
    gsl_set_error_handler(before);
    gsl_min_fminimizer_free(search);
    const double curvature =
        (solve(best + step, s) + solve(best - step, s) - 2.0 * solve(best, s)) / (step * step);
    return (struct estimate){best, sqrt(2.0 / curvature)};
}

static bool fit_effect(const struct rules_study *study, enum rules_effect_fit kind,
                       struct rules_effect *effect) {
    const int64_t terms = kind == EFFECT_FREE ? 3 : 2;
    for (size_t i = 0; i < study->points; i++)
        effect->points += is_of_effect(&study->point[i], effect);
    if ((int64_t)effect->points < terms + 2) {
        effect->points = 0;
        return true;
    }
    struct effect_system s;
    const bool good = make_system(&s, study, effect);
    if (good && kind == EFFECT_FREE)
        effect->q = best_power(&s);
    if (good && isfinite(effect->q.value)) {
        effect->chi2 = solve(effect->q.value, &s);
        effect->freedom = (int64_t)effect->points - terms;
        effect->p = chi2_exceeded(effect->chi2, (double)effect->freedom);
        effect->b = (struct estimate){gsl_vector_get(s.solution, 0),
                                      sqrt(gsl_matrix_get(s.covariance, 0, 0))};
        effect->c = (struct estimate){gsl_vector_get(s.solution, 1),
                                      sqrt(gsl_matrix_get(s.covariance, 1, 1))};
    } else {
        effect->points = 0;
    }
    free_system(&s);
    return good;
}

static bool fit_effects(struct rules_study *study) {
    static const enum rules_source sources[] = {BY_HEBBIAN, BY_ANTI_HEBBIAN};
    bool good = true;
    for (int s = 0; s < 2; s++)
        for (enum rules_effect_fit kind = 0; kind < EFFECT_FITS; kind++) {
            struct rules_effect *effect = &study->effect[s][kind];
            *effect = (struct rules_effect){.source = sources[s],
                                            .up_to = kind == EFFECT_SMALL ? 0.1 : INFINITY,
                                            .q = {1.0, NAN}};
            good = good && fit_effect(study, kind, effect);
        }
    return good;
}

/* ---- the study --------------------------------------------------------------------------- */

static bool make_points(const struct pools *pools, struct rules_study *study) {
    bool good = true;
    for (size_t g = 0; g < pools->count && good; g++) {
        good = make_point(&pools->pool[g], study->published, &study->point[study->points]);
        study->points += good;
    }
    qsort(study->point, study->points, sizeof *study->point, compare_points);
    return good;
}

bool rules_make(const struct pools *pools, double from, struct rules_study *study) {
    study->from = from;
    study->points = study->growths = study->exponents = 0;
    study->point = calloc(pools->count, sizeof *study->point);
    study->growth = calloc(pools->count, sizeof *study->growth);
    study->exponent = calloc(pools->count, sizeof *study->exponent);
    struct scaling_point *scratch = calloc(pools->count, sizeof *scratch);
    bool good = study->point && study->growth && study->exponent && scratch &&
                make_points(pools, study);
    if (good) {
        keep_the_fullest(study);
        find_effects(study);
        fit_lines(study, (double *)scratch);
        fit_scaling(study, scratch);
        good = fit_effects(study);
    }
    free(scratch);
    if (!good)
        rules_free(study);
    return good;
}

void rules_free(struct rules_study *study) {
    for (size_t i = 0; study->point && i < study->points; i++)
        free(study->point[i].sorted);
    free(study->point);
    free(study->growth);
    free(study->exponent);
    study->point = NULL;
    study->growth = NULL;
    study->exponent = NULL;
}
