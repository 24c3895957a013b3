#include "statistics/growth.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_multifit.h>

const char *const growth_law_name[GROWTH_LAWS] = {"linear", "square", "power", "both"};
const char *const growth_law_text[GROWTH_LAWS] = {"a + b L", "a + b L^2", "a + b ln L",
                                                  "a + b L + c L^2"};
static const size_t terms_of[GROWTH_LAWS] = {2, 2, 2, 3};

/* What coefficient `term` is multiplied with. */
static double factor(enum growth_law law, size_t term, double L) {
    if (term == 0)
        return 1.0;
    switch (law) {
    case GROWTH_SQUARE:
        return L * L;
    case GROWTH_POWER:
        return log(L);
    default:
        return term == 1 ? L : L * L;
    }
}

double growth_log(enum growth_law law, const struct growth *fit, double L) {
    double sum = 0.0;
    for (size_t term = 0; term < fit->terms; term++)
        sum += fit->coefficient[term] * factor(law, term, L);
    return sum;
}

double growth_log_error(enum growth_law law, const struct growth *fit, double L) {
    double variance = 0.0;
    for (size_t k = 0; k < fit->terms; k++)
        for (size_t l = 0; l < fit->terms; l++)
            variance += factor(law, k, L) * fit->covariance[k][l] * factor(law, l, L);
    return sqrt(variance);
}

static bool are_measured(const double time[], const double error[], size_t points) {
    for (size_t i = 0; i < points; i++)
        if (!(time[i] > 0.0 && isfinite(time[i]) && error[i] > 0.0 && isfinite(error[i])))
            return false;
    return true;
}

/* All that GSL needs room for. */
struct system {
    gsl_matrix *factors, *covariance;
    gsl_vector *log_time, *weight, *solution;
    gsl_multifit_linear_workspace *work;
};

static bool make_system(struct system *s, size_t points, size_t terms) {
    *s = (struct system){
        .factors = gsl_matrix_alloc(points, terms),
        .covariance = gsl_matrix_alloc(terms, terms),
        .log_time = gsl_vector_alloc(points),
        .weight = gsl_vector_alloc(points),
        .solution = gsl_vector_alloc(terms),
        .work = gsl_multifit_linear_alloc(points, terms),
    };
    return s->factors && s->covariance && s->log_time && s->weight && s->solution && s->work;
}

static void free_system(struct system *s) {
    gsl_matrix_free(s->factors);
    gsl_matrix_free(s->covariance);
    gsl_vector_free(s->log_time);
    gsl_vector_free(s->weight);
    gsl_vector_free(s->solution);
    gsl_multifit_linear_free(s->work);
}

static void judge(enum growth_law law, const struct system *s, const double L[],
                  struct growth *fit) {
    double squares = 0.0;
    for (size_t k = 0; k < fit->terms; k++) {
        fit->coefficient[k] = gsl_vector_get(s->solution, k);
        for (size_t l = 0; l < fit->terms; l++)
            fit->covariance[k][l] = gsl_matrix_get(s->covariance, k, l);
        fit->error[k] = sqrt(fit->covariance[k][k]);
    }
    for (size_t i = 0; i < fit->points; i++)
        squares += pow(gsl_vector_get(s->log_time, i) - growth_log(law, fit, L[i]), 2.0);
    fit->rms = sqrt(squares / (double)fit->points);
    fit->p = gsl_cdf_chisq_Q(fit->chi2, (double)(fit->points - fit->terms));
    fit->aic = fit->chi2 + 2.0 * (double)fit->terms;
}

bool growth_fit(enum growth_law law, const double L[], const double time[],
                const double error[], size_t points, struct growth *fit) {
    const size_t terms = terms_of[law];
    *fit = (struct growth){0};
    if (points <= terms || !are_measured(time, error, points))
        return false;
    struct system s;
    bool good = make_system(&s, points, terms);
    for (size_t i = 0; good && i < points; i++) {
        gsl_vector_set(s.log_time, i, log(time[i]));
        gsl_vector_set(s.weight, i, pow(time[i] / error[i], 2.0));
        for (size_t term = 0; term < terms; term++)
            gsl_matrix_set(s.factors, i, term, factor(law, term, L[i]));
    }
    double chi2;
    good = good && gsl_multifit_wlinear(s.factors, s.weight, s.log_time, s.solution,
                                        s.covariance, &chi2, s.work) == 0;
    if (good) {
        *fit = (struct growth){.points = points, .terms = terms, .chi2 = chi2};
        judge(law, &s, L, fit);
    }
    free_system(&s);
    return good;
}

enum growth_law growth_best(const struct growth fit[], enum growth_law laws) {
    enum growth_law best = GROWTH_LAWS;
    for (enum growth_law law = 0; law < laws; law++)
        if (fit[law].points > 0 && (best == GROWTH_LAWS || fit[law].aic < fit[best].aic))
            best = law;
    return best;
}
