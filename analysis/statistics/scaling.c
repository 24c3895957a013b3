#include "statistics/scaling.h"

#include <math.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_multifit_nlinear.h>

#include "statistics/sample.h"

const char *const scaling_law_name[SCALING_LAWS] = {"square", "power", "half", "half-power",
                                                    "two-term"};
const char *const scaling_law_text[SCALING_LAWS] = {
    "a L^2 (ln N + c)", "a L^p (ln N + c)", "a (L + 1/2)^2 (ln N + c)",
    "a (L + 1/2)^p (ln N + c)", "a ln N / r(L) + b L^p"};
const char *const scaling_term_name[SCALING_LAWS][SCALING_TERMS_MAX] = {
    {"a", "c"}, {"a", "c", "p"}, {"a", "c"}, {"a", "c", "p"}, {"a", "b", "p"}};

static size_t terms_of(enum scaling_law law) {
    return scaling_term_name[law][2] ? 3 : 2;
}

double scaling_rate(double L) {
    return -0.5 * log(cos(M_PI / (2.0 * L + 1.0)));
}

double scaling_tail_rate(double L) {
    return -log1p((cos(M_PI / (2.0 * L + 1.0)) - 1.0) / 2.0);
}

double scaling_time(enum scaling_law law, const double c[], double L, double N) {
    const double logarithm = log(N);
    switch (law) {
    case SCALING_SQUARE:
        return c[0] * L * L * (logarithm + c[1]);
    case SCALING_POWER:
        return c[0] * pow(L, c[2]) * (logarithm + c[1]);
    case SCALING_HALF:
        return c[0] * gsl_pow_2(L + 0.5) * (logarithm + c[1]);
    case SCALING_HALF_POWER:
        return c[0] * pow(L + 0.5, c[2]) * (logarithm + c[1]);
    default:
        return c[0] * logarithm / scaling_rate(L) + c[1] * pow(L, c[2]);
    }
}

/* ---- fitting ----------------------------------------------------------------------------- */

struct task {
    enum scaling_law law;
    const struct scaling_point *point;
    size_t points, terms;
};

static double residual(const struct task *task, size_t i, const double c[]) {
    const struct scaling_point *p = &task->point[i];
    return (scaling_time(task->law, c, p->L, p->N) - p->time) / p->error;
}

static void read_vector(const gsl_vector *vector, size_t count, double values[]) {
    for (size_t k = 0; k < count; k++)
        values[k] = gsl_vector_get(vector, k);
}

static int all_residuals(const gsl_vector *x, void *data, gsl_vector *f) {
    const struct task *task = data;
    double c[SCALING_TERMS_MAX];
    read_vector(x, task->terms, c);
    for (size_t i = 0; i < task->points; i++)
        gsl_vector_set(f, i, residual(task, i, c));
    return GSL_SUCCESS;
}

/* Where the search begins: the time of a law with a coefficient near that of 1/r. */
static void begin_at(enum scaling_law law, gsl_vector *x) {
    gsl_vector_set(x, 0, law == SCALING_TWO_TERM ? 1.0 : 16.0 / (M_PI * M_PI));
    gsl_vector_set(x, 1, 10.0);
    if (x->size > 2)
        gsl_vector_set(x, 2, 2.0);
}

static bool determined(const struct scaling_point point[], size_t points, size_t terms) {
    bool by_L = false, by_N = false;
    for (size_t i = 0; i < points; i++) {
        by_L = by_L || point[i].L != point[0].L;
        by_N = by_N || point[i].N != point[0].N;
        if (!(point[i].error > 0.0) || !isfinite(point[i].error) || !isfinite(point[i].time))
            return false;
    }
    return points > terms && by_L && by_N;
}

static void judge(const struct task *task, struct scaling *fit) {
    double squares = 0.0;
    fit->chi2 = fit->worst = 0.0;
    for (size_t i = 0; i < task->points; i++) {
        const struct scaling_point *p = &task->point[i];
        const double off =
            p->time / scaling_time(task->law, fit->coefficient, p->L, p->N) - 1.0;
        fit->chi2 += gsl_pow_2(residual(task, i, fit->coefficient));
        fit->worst = fabs(off) > fabs(fit->worst) ? off : fit->worst;
        squares += off * off;
    }
    fit->rms = sqrt(squares / (double)task->points);
    fit->p = chi2_exceeded(fit->chi2, (double)(task->points - task->terms));
}

static bool search(struct task *task, gsl_vector *x, gsl_matrix *covariance,
                   struct scaling *fit) {
    const gsl_multifit_nlinear_parameters how = gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_fdf system = {
        .f = all_residuals, .n = task->points, .p = task->terms, .params = task};
    gsl_multifit_nlinear_workspace *work =
        gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &how, task->points, task->terms);
    int why;
    begin_at(task->law, x);
    const bool good = work && gsl_multifit_nlinear_init(x, &system, work) == GSL_SUCCESS &&
                      gsl_multifit_nlinear_driver(500, 1e-10, 1e-10, 0.0, NULL, NULL, &why,
                                                  work) == GSL_SUCCESS &&
                      gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(work), 0.0,
                                                 covariance) == GSL_SUCCESS;
    if (good) {
        read_vector(gsl_multifit_nlinear_position(work), task->terms, fit->coefficient);
        for (size_t k = 0; k < task->terms; k++)
            fit->error[k] = sqrt(gsl_matrix_get(covariance, k, k));
    }
    gsl_multifit_nlinear_free(work);
    return good;
}

bool scaling_fit(enum scaling_law law, const struct scaling_point point[], size_t points,
                 struct scaling *fit) {
    struct task task = {law, point, points, terms_of(law)};
    *fit = (struct scaling){.terms = task.terms};
    if (!determined(point, points, task.terms))
        return false;
    gsl_vector *x = gsl_vector_alloc(task.terms);
    gsl_matrix *covariance = gsl_matrix_alloc(task.terms, task.terms);
    /* A search that fails is told from what it returns; GSL would end the program. */
    gsl_error_handler_t *before = gsl_set_error_handler_off();
    const bool good = x && covariance && search(&task, x, covariance, fit);
    gsl_set_error_handler(before);
    if (good) {
        fit->points = points;
        judge(&task, fit);
    }
    gsl_vector_free(x);
    gsl_matrix_free(covariance);
    return good;
}
