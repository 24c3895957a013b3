#include "random/binomial_any.h"

#include <assert.h>
#include <math.h>

#include "arithmetic/elementary.h"

static const double inversion_below = 14.0; /* mean */

/* ---- inversion -------------------------------------------------------------------------- */

/* x^n by squaring. */
static double power(double x, int64_t n) {
    double value = 1.0;
    for (; n > 0; n >>= 1, x *= x)
        if (n & 1)
            value *= x;
    return value;
}

/* f(k + 1) = f(k) (n - k) / (k + 1) p / q, from f(0) = q^n on. With a mean below 14 what is
 * beyond the last k is below 1e-60; a u that rounding leaves over there is drawn anew. */
static int64_t by_inversion(int64_t n, double p, struct random_words *words) {
    enum { LAST = 110 };
    const double q = 1.0 - p, odds = p / q, first = power(q, n);
    for (;;) {
        double f = first, u = random_words_uniform(words);
        for (int k = 0; k <= LAST; k++) {
            if (u < f)
                return k;
            u -= f;
            f *= odds * (double)(n - k) / (k + 1);
        }
    }
}

/* ---- rejection -------------------------------------------------------------------------- */

/* The distribution relative to its mode is below a hat on four regions, as the paper has them:
 * a triangle about the mode, which is accepted as it is; a parallelogram on either side of it;
 * and two exponential tails. The edges are cumulative areas. */
struct hat {
    double n, p, q, mode, variance;
    double middle, half_width; /* of the triangle, of height 1 */
    double height;             /* of the parallelogram beyond the triangle, and of the tails */
    double left, right;        /* where the tails begin */
    double fall_left, fall_right;
    double to_triangle, to_parallelogram, to_left_tail, all;
};

/* floor(x) for 0 <= x < 2^63, without a call. */
static double whole(double x) {
    return (double)(int64_t)x;
}

static double fall(double a) {
    return a * (1.0 + 0.5 * a);
}

static struct hat make_hat(double n, double p) {
    struct hat h = {.n = n, .p = p, .q = 1.0 - p};
    const double mean = n * p, top = mean + p;
    h.mode = whole(top);
    h.variance = mean * h.q;
    h.middle = h.mode + 0.5;
    h.half_width = whole(2.195 * sqrt(h.variance) - 4.6 * h.q) + 0.5;
    h.height = 0.134 + 20.5 / (15.3 + h.mode);
    h.left = h.middle - h.half_width;
    h.right = h.middle + h.half_width;
    h.fall_left = fall((top - h.left) / (top - h.left * p));
    h.fall_right = fall((h.right - top) / (h.right * h.q));
    h.to_triangle = h.half_width;
    h.to_parallelogram = h.half_width * (1.0 + h.height + h.height);
    h.to_left_tail = h.to_parallelogram + h.height / h.fall_left;
    h.all = h.to_left_tail + h.height / h.fall_right;
    return h;
}

/* f(k) / f(mode), as the product of its |k - mode| factors odds (n + 1 - i) / i. */
static double product_ratio(const struct hat *h, double k) {
    const double odds = h->p / h->q;
    const bool beyond = k > h->mode;
    const int64_t low = (int64_t)(beyond ? h->mode : k), high = (int64_t)(beyond ? k : h->mode);
    double above = 1.0, below = 1.0;
    for (int64_t i = low + 1; i <= high; i++) {
        above *= odds * (h->n + 1.0 - (double)i);
        below *= (double)i;
    }
    return beyond ? above / below : below / above;
}

/* Stirling: ln j! = (j + 1/2) ln(j + 1) - (j + 1) + ln(2 pi) / 2 + stirling(j + 1). */
static double stirling(double x) {
    const double z = 1.0 / (x * x);
    return (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z / 1188)))) / x;
}

/* ln(f(k) / f(mode)). The logarithms are of ratios near 1, and exact where these are. */
static double log_ratio(const struct hat *h, double k) {
    const double above = h->mode + 1.0, below = h->n - h->mode + 1.0;
    const double k_above = k + 1.0, k_below = h->n - k + 1.0;
    return h->middle * elementary_log_ratio(above, k_above) +
           (h->n - h->mode + 0.5) * elementary_log_ratio(below, k_below) +
           (k - h->mode) * elementary_log_ratio(k_below * h->p, k_above * h->q) +
           stirling(above) + stirling(below) - stirling(k_above) - stirling(k_below);
}

/* Whether v <= f(k) / f(mode). Between two bounds on the logarithm nothing need be computed. */
static bool accepted(const struct hat *h, double k, double v) {
    const double distance = fabs(k - h->mode), variance = h->variance;
    /* Few factors; and for a small mode always, since Stirling wants numbers of some size. */
    if (distance <= 20.0 || h->mode < 40.0)
        return v <= product_ratio(h, k);
    const double log_v = elementary_log(v);
    if (distance < 0.5 * variance - 1.0) {
        const double normal = -distance * distance / (2.0 * variance);
        const double error = distance / variance *
                             ((distance * (distance / 3.0 + 0.625) + 1.0 / 6) / variance + 0.5);
        if (log_v < normal - error)
            return true;
        if (log_v > normal + error)
            return false;
    }
    return log_v <= log_ratio(h, k);
}

static int64_t by_rejection(int64_t n, double p, struct random_words *words) {
    const struct hat h = make_hat((double)n, p);
    for (;;) {
        const double u = random_words_uniform(words) * h.all;
        double v = random_words_uniform(words), k;
        if (u <= h.to_triangle)
            return (int64_t)(h.middle - h.half_width * v + u);
        if (u <= h.to_parallelogram) {
            const double x = h.left + (u - h.to_triangle) / h.height;
            v = v * h.height + 1.0 - fabs(x - h.middle) / h.half_width;
            k = whole(x);
            if (v > 1.0)
                continue;
        } else if (u <= h.to_left_tail) {
            k = floor(h.left + elementary_log(v) / h.fall_left);
            v *= (u - h.to_parallelogram) * h.fall_left;
        } else {
            k = floor(h.right - elementary_log(v) / h.fall_right);
            v *= (u - h.to_left_tail) * h.fall_right;
        }
        if (v > 0.0 && 0.0 <= k && k <= h.n && accepted(&h, k, v))
            return (int64_t)k;
    }
}

int64_t binomial_any(int64_t n, double p, struct random_words *words) {
    assert(0 <= n && n <= INT32_MAX && 0.0 < p && p <= 0.5);
    if (n == 0)
        return 0;
    return (double)n * p < inversion_below ? by_inversion(n, p, words)
                                           : by_rejection(n, p, words);
}
