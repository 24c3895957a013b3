#include "statistics/decay.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_multifit.h>

const char *const decay_law_name[DECAY_LAWS] = {"constant", "exponential", "fermi", "square",
                                                "quadratic"};
const char *const decay_law_text[DECAY_LAWS] = {"e^a", "e^(-y (L - L0))",
                                                "1 / (1 + e^(beta (L - mu)))", "e^(a - c L^2)",
                                                "e^(a - b L - c L^2)"};
const char *const decay_parameter[DECAY_LAWS][DECAY_TERMS_MAX] = {
    {"a"}, {"y", "L0"}, {"beta", "mu"}, {"a", "c"}, {"a", "b", "c"}};
static const size_t terms_of[DECAY_LAWS] = {1, 2, 2, 2, 3};

/* ---- laws -------------------------------------------------------------------------------- */

/* What coefficient `term` is multiplied with. */
static double factor(enum decay_law law, size_t term, double L) {
    if (term == 0)
        return 1.0;
    return term == 2 || law == DECAY_SQUARE ? L * L : L;
}

/* Its derivative. */
static double factor_slope(enum decay_law law, size_t term, double L) {
    if (term == 0)
        return 0.0;
    return term == 2 || law == DECAY_SQUARE ? 2.0 * L : 1.0;
}

static double polynomial(enum decay_law law, const struct decay *fit, double L) {
    double sum = 0.0;
    for (size_t term = 0; term < fit->terms; term++)
        sum += fit->coefficient[term] * factor(law, term, L);
    return sum;
}

/* ln P where the polynomial has the value x. */
static double log_of(enum decay_law law, double x) {
    if (law != DECAY_FERMI)
        return x;
    return x > 0.0 ? -log1p(exp(-x)) : x - log1p(exp(x));
}

/* The value of the polynomial where P is e^log_p < 1. */
static double link_of(enum decay_law law, double log_p) {
    return law == DECAY_FERMI ? log_p - log1p(-exp(log_p)) : log_p;
}

/* d ln P / dx at P = e^log_p. */
static double slope_of(enum decay_law law, double log_p) {
    return law == DECAY_FERMI ? -expm1(log_p) : 1.0;
}

/* ---- likelihood -------------------------------------------------------------------------- */

static double log_or_nothing(double times, double of) {
    return times > 0.0 ? times * log(of) : 0.0;
}

/* A point's part of the deviance; infinite where the law leaves 0 .. 1. */
static double deviance_of(const struct decay_point *point, double log_p) {
    if (point->of == 0)
        return pow((log(point->p) - log_p) * point->p / point->error, 2.0);
    const double n = (double)point->of, k = (double)point->count, failures = n - k;
    if (log_p >= 0.0)
        return failures > 0.0 || log_p > 0.0 ? INFINITY : 0.0;
    const double saturated = log_or_nothing(k, k / n) + log_or_nothing(failures, failures / n),
                 here = k * log_p + failures * log(-expm1(log_p));
    return fmax(2.0 * (saturated - here), 0.0);
}

static double deviance(enum decay_law law, const struct decay *fit,
                       const struct decay_point point[]) {
    double sum = 0.0;
    for (size_t i = 0; i < fit->points; i++)
        sum += deviance_of(&point[i], log_of(law, polynomial(law, fit, point[i].L)));
    return sum;
}

/* Weight and working response of scoring: of the value x of the polynomial, what the point says
 * it should be, and its information on it. */
static void score(enum decay_law law, const struct decay_point *point, double x, double *weight,
                  double *response) {
    const double log_p = log_of(law, x), slope = slope_of(law, log_p);
    if (point->of == 0) {
        *weight = pow(slope * point->p / point->error, 2.0);
        *response = x + (log(point->p) - log_p) / slope;
        return;
    }
    /* var(k/n) = P (1 - P)/n, dP/dx = P slope. */
    const double n = (double)point->of, p = exp(log_p);
    *weight = n * p * slope * slope / -expm1(log_p);
    *response = x + ((double)point->count / n / p - 1.0) / slope;
}

/* ---- scoring ----------------------------------------------------------------------------- */

/* All that GSL needs room for. */
struct system {
    gsl_matrix *factors, *covariance;
    gsl_vector *response, *weight, *solution;
    gsl_multifit_linear_workspace *work;
};

static bool make_system(struct system *s, size_t points, size_t terms) {
    *s = (struct system){
        .factors = gsl_matrix_alloc(points, terms),
        .covariance = gsl_matrix_alloc(terms, terms),
        .response = gsl_vector_alloc(points),
        .weight = gsl_vector_alloc(points),
        .solution = gsl_vector_alloc(terms),
        .work = gsl_multifit_linear_alloc(points, terms),
    };
    return s->factors && s->covariance && s->response && s->weight && s->solution && s->work;
}

static void free_system(struct system *s) {
    gsl_matrix_free(s->factors);
    gsl_matrix_free(s->covariance);
    gsl_vector_free(s->response);
    gsl_vector_free(s->weight);
    gsl_vector_free(s->solution);
    gsl_multifit_linear_free(s->work);
}

/* The least squares that scoring has at the coefficients of `fit`. */
static bool solve(enum decay_law law, const struct decay *fit, const struct decay_point point[],
                  struct system *s) {
    for (size_t i = 0; i < fit->points; i++) {
        double weight, response;
        score(law, &point[i], polynomial(law, fit, point[i].L), &weight, &response);
        gsl_vector_set(s->weight, i, weight);
        gsl_vector_set(s->response, i, response);
        for (size_t term = 0; term < fit->terms; term++)
            gsl_matrix_set(s->factors, i, term, factor(law, term, point[i].L));
    }
    double squares;
    return gsl_multifit_wlinear(s->factors, s->weight, s->response, s->solution, s->covariance,
                                &squares, s->work) == 0;
}

/* A step towards the solution, halved until the deviance does not grow. False if it grows
 * however small the step is: that is the end of the search. */
static bool step(enum decay_law law, const struct system *s, const struct decay_point point[],
                 struct decay *fit) {
    double length = 1.0;
    for (int halvings = 0; halvings < 30; halvings++, length /= 2.0) {
        struct decay next = *fit;
        for (size_t term = 0; term < fit->terms; term++)
            next.coefficient[term] +=
                length * (gsl_vector_get(s->solution, term) - fit->coefficient[term]);
        next.deviance = deviance(law, &next, point);
        if (next.deviance <= fit->deviance) {
            *fit = next;
            return true;
        }
    }
    return false;
}

/* Where the search begins: the same P at all L, which every law allows. */
static double middle_log(const struct decay_point point[], size_t points) {
    double sum = 0.0;
    for (size_t i = 0; i < points; i++)
        sum +=
            log(point[i].of > 0 ? ((double)point[i].count + 0.5) / ((double)point[i].of + 1.0)
                                : fmin(point[i].p, 0.5));
    return sum / (double)points;
}

static bool search(enum decay_law law, const struct decay_point point[], struct system *s,
                   struct decay *fit) {
    enum { STEPS_MAX = 1000 };
    fit->coefficient[0] = link_of(law, middle_log(point, fit->points));
    fit->deviance = deviance(law, fit, point);
    for (int i = 0; i < STEPS_MAX; i++) {
        const double before = fit->deviance;
        if (!solve(law, fit, point, s))
            return false;
        if (!step(law, s, point, fit) || before - fit->deviance <= 1e-10 * (1.0 + before))
            return solve(law, fit, point, s);
    }
    return false;
}

/* ---- what follows from a fit ------------------------------------------------------------- */

/* The standard error of sum_k gradient_k coefficient_k. */
static double error_along(const struct decay *fit, const double gradient[DECAY_TERMS_MAX]) {
    double variance = 0.0;
    for (size_t k = 0; k < fit->terms; k++)
        for (size_t l = 0; l < fit->terms; l++)
            variance += gradient[k] * fit->covariance[k][l] * gradient[l];
    return variance < 0.0 ? 0.0 : sqrt(variance);
}

/* a + b L of the polynomial is -rate (L - position). */
static void name_parameters(enum decay_law law, struct decay *fit) {
    const double *c = fit->coefficient;
    double gradient[DECAY_TERMS_MAX] = {0};
    for (size_t k = 0; k < fit->terms; k++) {
        fit->parameter[k] = k == 0 ? c[k] : -c[k];
        fit->error[k] = sqrt(fit->covariance[k][k]);
    }
    if (law != DECAY_EXPONENTIAL && law != DECAY_FERMI)
        return;
    fit->parameter[0] = -c[1];
    fit->error[0] = sqrt(fit->covariance[1][1]);
    fit->parameter[1] = -c[0] / c[1];
    gradient[0] = -1.0 / c[1];
    gradient[1] = c[0] / (c[1] * c[1]);
    fit->error[1] = error_along(fit, gradient);
}

static void judge(enum decay_law law, const struct system *s, const struct decay_point point[],
                  struct decay *fit) {
    for (size_t k = 0; k < fit->terms; k++)
        for (size_t l = 0; l < fit->terms; l++)
            fit->covariance[k][l] = gsl_matrix_get(s->covariance, k, l);
    for (size_t i = 0; i < fit->points; i++)
        fit->at_edge = fit->at_edge ||
                       (law != DECAY_FERMI && decay_log(law, fit, point[i].L).value > -1e-6);
    for (size_t k = 0; fit->at_edge && k < fit->terms; k++)
        for (size_t l = 0; l < fit->terms; l++)
            fit->covariance[k][l] = NAN;
    name_parameters(law, fit);
    fit->aic = fit->deviance + 2.0 * (double)fit->terms;
    fit->p = fit->points > fit->terms
                 ? gsl_cdf_chisq_Q(fit->deviance, (double)(fit->points - fit->terms))
                 : NAN;
}

/* Whether there is a maximum: with successes alone, or none, the laws run away. */
static bool can_be_fitted(const struct decay_point point[], size_t points) {
    bool success = false, failure = false;
    for (size_t i = 0; i < points; i++) {
        const bool estimated = point[i].of == 0;
        if (estimated && !(point[i].p > 0.0 && point[i].error > 0.0 &&
                           isfinite(point[i].p / point[i].error)))
            return false;
        success = success || estimated || point[i].count > 0;
        failure = failure || estimated || point[i].count < point[i].of;
    }
    return success && failure;
}

bool decay_fit(enum decay_law law, const struct decay_point point[], size_t points,
               struct decay *fit) {
    const size_t terms = terms_of[law];
    *fit = (struct decay){0};
    if (points < terms || !can_be_fitted(point, points))
        return false;
    struct decay found = {.points = points, .terms = terms};
    struct system s;
    const bool good = make_system(&s, points, terms) && search(law, point, &s, &found);
    if (good) {
        judge(law, &s, point, &found);
        *fit = found;
    }
    free_system(&s);
    return good;
}

struct decay_value decay_log(enum decay_law law, const struct decay *fit, double L) {
    const double x = polynomial(law, fit, L), log_p = log_of(law, x);
    double gradient[DECAY_TERMS_MAX];
    for (size_t term = 0; term < fit->terms; term++)
        gradient[term] = slope_of(law, log_p) * factor(law, term, L);
    return (struct decay_value){log_p, error_along(fit, gradient)};
}

/* Where the polynomial falls through x: the root at which its derivative is negative. */
static double root_of(enum decay_law law, const struct decay *fit, double x) {
    const double *c = fit->coefficient, a = c[0] - x;
    if (law == DECAY_CONSTANT)
        return NAN;
    if (law == DECAY_SQUARE)
        return c[1] < 0.0 ? sqrt(-a / c[1]) : NAN;
    if (law != DECAY_QUADRATIC)
        return c[1] < 0.0 ? -a / c[1] : NAN;
    /* The root at which c[1] + 2 c[2] L = -root, in the form that cancels least. */
    const double root = sqrt(c[1] * c[1] - 4.0 * a * c[2]);
    return c[1] < 0.0 ? 2.0 * a / (root - c[1]) : -(c[1] + root) / (2.0 * c[2]);
}

struct decay_value decay_reach(enum decay_law law, const struct decay *fit, double log_p) {
    const double x = link_of(law, log_p), L = root_of(law, fit, x);
    if (!(L > 0.0 && isfinite(L)))
        return (struct decay_value){NAN, NAN};
    double gradient[DECAY_TERMS_MAX], slope = 0.0;
    for (size_t term = 0; term < fit->terms; term++) {
        gradient[term] = factor(law, term, L);
        slope += fit->coefficient[term] * factor_slope(law, term, L);
    }
    return (struct decay_value){L, error_along(fit, gradient) / fabs(slope)};
}

double decay_residual(enum decay_law law, const struct decay *fit,
                      const struct decay_point *point) {
    const double log_p = decay_log(law, fit, point->L).value,
                 measured = point->of > 0 ? (double)point->count / (double)point->of : point->p;
    return copysign(sqrt(deviance_of(point, log_p)), measured - exp(log_p));
}

enum decay_law decay_best(const struct decay fit[DECAY_LAWS]) {
    enum decay_law best = DECAY_LAWS;
    for (enum decay_law law = 0; law < DECAY_LAWS; law++)
        if (fit[law].points > 0 && (best == DECAY_LAWS || fit[law].aic < fit[best].aic))
            best = law;
    return best;
}
