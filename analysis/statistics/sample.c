#include "statistics/sample.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>

const char *const sample_law_name[SAMPLE_LAWS] = {
    "Poisson", "normal", "log-normal", "Gumbel", "shifted gamma", "shifted log-normal"};

/* ---- moments ----------------------------------------------------------------------------- */

/* Sums of powers of values less a common one, from which nothing cancels. */
struct sums {
    double n, first, second, third;
};

static void add_sums(struct sums *sums, const struct sums *more, double sign) {
    sums->n += sign * more->n;
    sums->first += sign * more->first;
    sums->second += sign * more->second;
    sums->third += sign * more->third;
}

static double variance_of(const struct sums *s) {
    return (s->second - s->first * s->first / s->n) / (s->n - 1.0);
}

static double dispersion_of(const struct sums *s, double origin) {
    return variance_of(s) / (origin + s->first / s->n);
}

static double skewness_of(const struct sums *s) {
    const double m = s->first / s->n, square = s->second / s->n, cube = s->third / s->n,
                 variance = square - m * m;
    return (cube - 3.0 * m * square + 2.0 * m * m * m) / pow(variance, 1.5);
}

struct moments moments_of(const double values[], size_t n) {
    const double origin = values[0];
    struct sums block[SAMPLE_BLOCKS] = {{0}}, all = {0};
    for (size_t i = 0; i < n; i++) {
        const double x = values[i] - origin;
        const struct sums one = {1.0, x, x * x, x * x * x};
        add_sums(&block[i % SAMPLE_BLOCKS], &one, 1.0);
        add_sums(&all, &one, 1.0);
    }
    struct moments m = {.n = (int64_t)n,
                        .mean = {origin + all.first / all.n, NAN},
                        .variance = NAN,
                        .dispersion = {NAN, NAN},
                        .skewness = {NAN, NAN}};
    if (n < 2)
        return m;
    m.variance = variance_of(&all);
    m.mean.error = sqrt(m.variance / all.n);
    m.dispersion.value = dispersion_of(&all, origin);
    if (!(m.variance > 0.0))
        return m;
    m.skewness.value = skewness_of(&all);
    if (n < 2 * SAMPLE_BLOCKS)
        return m;
    double dispersion = 0.0, skewness = 0.0;
    for (int b = 0; b < SAMPLE_BLOCKS; b++) {
        struct sums rest = all;
        add_sums(&rest, &block[b], -1.0);
        dispersion += gsl_pow_2(dispersion_of(&rest, origin) - m.dispersion.value);
        skewness += gsl_pow_2(skewness_of(&rest) - m.skewness.value);
    }
    const double factor = (SAMPLE_BLOCKS - 1.0) / SAMPLE_BLOCKS;
    m.dispersion.error = sqrt(factor * dispersion);
    m.skewness.error = sqrt(factor * skewness);
    return m;
}

/* ---- the tail ---------------------------------------------------------------------------- */

struct tail tail_of(const double sorted[], size_t n, double q) {
    const size_t at = (size_t)GSL_MIN_DBL(ceil(q * (double)n), (double)n);
    struct tail tail = {
        .beyond = sorted[at > 0 ? at - 1 : 0], .rate = {NAN, NAN}, .scatter = {NAN, NAN}};
    size_t first = at;
    while (first < n && sorted[first] <= tail.beyond)
        first++;
    const double count = (double)(n - first);
    if (count < TAIL_COUNT_MIN)
        return tail;
    double sum = 0.0, squares = 0.0;
    for (size_t i = first; i < n; i++) {
        sum += sorted[i] - tail.beyond;
        squares += gsl_pow_2(sorted[i] - tail.beyond);
    }
    const double mean = sum / count, root = 1.0 / sqrt(count);
    if (!(mean > 1.0))
        return tail;
    const double rate = -log1p(-1.0 / mean);
    tail.count = (int64_t)count;
    tail.rate = (struct estimate){rate, rate * root};
    tail.scatter = (struct estimate){
        sqrt(squares / count - mean * mean) / (mean * sqrt(1.0 - 1.0 / mean)), root};
    return tail;
}

/* ---- laws -------------------------------------------------------------------------------- */

/* exp(sigma^2) of a log-normal law with this skewness: (w + 2) sqrt(w - 1) = skewness. */
static double log_normal_factor(double skewness) {
    const double half = 1.0 + skewness * skewness / 2.0,
                 c = cbrt(half + skewness * sqrt(1.0 + skewness * skewness / 4.0));
    return c + 1.0 / c - 1.0;
}

struct fitted_law law_with_moments(enum sample_law law, const struct moments *m) {
    const double mean = m->mean.value, deviation = sqrt(m->variance), g = m->skewness.value;
    struct fitted_law fit = {.law = law};
    if (!(mean > 0.0) || (law != LAW_POISSON && !(deviation > 0.0)) ||
        (law >= LAW_SHIFTED_GAMMA && !(g > 0.0)))
        return fit;
    fit.parameters = law == LAW_POISSON ? 1 : law < LAW_SHIFTED_GAMMA ? 2 : 3;
    switch (law) {
    case LAW_LOG_NORMAL:
        fit.shape = sqrt(log1p(m->variance / (mean * mean)));
        fit.scale = log(mean) - fit.shape * fit.shape / 2.0;
        break;
    case LAW_GUMBEL:
        fit.scale = deviation * sqrt(6.0) / M_PI;
        fit.location = mean - M_EULER * fit.scale;
        break;
    case LAW_SHIFTED_GAMMA:
        fit.shape = 4.0 / (g * g);
        fit.scale = deviation * g / 2.0;
        fit.location = mean - fit.shape * fit.scale;
        break;
    case LAW_SHIFTED_LOG_NORMAL: {
        const double w = log_normal_factor(g);
        fit.shape = sqrt(log(w));
        fit.scale = log(m->variance / (w * (w - 1.0))) / 2.0;
        fit.location = mean - exp(fit.scale) * sqrt(w);
        break;
    }
    default:
        fit.location = mean;
        fit.scale = deviation;
    }
    return fit;
}

double law_cdf(const struct fitted_law *fit, double t) {
    const double x = t + 0.5 - fit->location;
    switch (fit->law) {
    case LAW_POISSON:
        /* Of so large a mean it is normal, and GSL's series for it do not converge. */
        if (fit->location > 1e6)
            return gsl_cdf_gaussian_P(x, sqrt(fit->location));
        return t < 0.0 ? 0.0 : gsl_cdf_poisson_P((unsigned)t, fit->location);
    case LAW_NORMAL:
        return gsl_cdf_gaussian_P(x, fit->scale);
    case LAW_GUMBEL:
        return gsl_cdf_gumbel1_P(x, 1.0 / fit->scale, 1.0);
    case LAW_SHIFTED_GAMMA:
        return x > 0.0 ? gsl_cdf_gamma_P(x, fit->shape, fit->scale) : 0.0;
    default:
        return x > 0.0 ? gsl_cdf_lognormal_P(x, fit->scale, fit->shape) : 0.0;
    }
}

/* The largest distance is at one of the values, or just below it. */
static double largest_distance(const struct fitted_law *fit, const double sorted[], size_t n) {
    double largest = 0.0;
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && sorted[end] == sorted[i];)
            end++;
        const double at = law_cdf(fit, sorted[i]), below = law_cdf(fit, sorted[i] - 1.0);
        largest = fmax(largest, fabs(at - (double)end / (double)n));
        largest = fmax(largest, fabs(below - (double)i / (double)n));
    }
    return largest;
}

double chi2_exceeded(double chi2, double freedom) {
    return chi2 < 1e5 ? gsl_cdf_chisq_Q(chi2, freedom) : 0.0;
}

struct law_test law_test(const struct fitted_law *fit, const double sorted[], size_t n) {
    struct law_test test = {NAN, NAN, NAN, 0};
    if (fit->parameters == 0)
        return test;
    test.distance = largest_distance(fit, sorted, n);
    if (n < LAW_VALUES_MIN)
        return test;
    double chi2 = 0.0, below = 0.0;
    int64_t bins = 0;
    for (size_t begin = 0, end; begin < n; begin = end) {
        /* As many as make a bin, and those of the same value. */
        end = GSL_MIN(begin + n / LAW_BINS, n);
        while (end < n && sorted[end] == sorted[end - 1])
            end++;
        if (n - end < n / LAW_BINS / 2)
            end = n;
        const double up_to = end < n ? law_cdf(fit, sorted[end - 1]) : 1.0,
                     expected = (double)n * (up_to - below);
        chi2 += gsl_pow_2((double)(end - begin) - expected) / fmax(expected, 1e-9);
        below = up_to;
        bins++;
    }
    test.freedom = bins - 1 - fit->parameters;
    if (test.freedom < 1)
        return (struct law_test){test.distance, NAN, NAN, 0};
    test.chi2 = chi2;
    test.p = chi2_exceeded(chi2, (double)test.freedom);
    return test;
}
