#include "units/drift.h"

#include <math.h>

#include <gsl/gsl_math.h>

const char *const drift_name[DRIFTS] = {"mutual", "listening", "one-way", "mutual unit",
                                        "one-way unit"};

static size_t bin_of(double rho) {
    const double place = rho * DRIFT_BINS;
    return place < DRIFT_BINS ? (size_t)place : DRIFT_BINS - 1;
}

void drift_add(struct drift *drift, size_t block, double rho, double change, bool late) {
    if (late) {
        drift->late_steps[block] += 1.0;
        drift->late_rho[block] += rho;
    }
    if (rho < 0.0) {
        drift->outside += 1.0;
        return;
    }
    struct drift_sum *s = &drift->sum[block][bin_of(rho)];
    s->steps += 1.0;
    s->rho += rho;
    s->change += change;
    s->rho2 += rho * rho;
    s->rho_change += rho * change;
}

void drift_pool(struct drift *drift, const struct drift *more) {
    drift->outside += more->outside;
    for (int b = 0; b < DRIFT_BLOCKS; b++) {
        drift->late_steps[b] += more->late_steps[b];
        drift->late_rho[b] += more->late_rho[b];
        for (int i = 0; i < DRIFT_BINS; i++) {
            struct drift_sum *s = &drift->sum[b][i];
            const struct drift_sum *t = &more->sum[b][i];
            s->steps += t->steps;
            s->rho += t->rho;
            s->change += t->change;
            s->rho2 += t->rho2;
            s->rho_change += t->rho_change;
        }
    }
}

/* ---- means ------------------------------------------------------------------------------- */

struct drift_value drift_ratio(const double a[DRIFT_BLOCKS], const double b[DRIFT_BLOCKS]) {
    double sum_a = 0.0, sum_b = 0.0, squares = 0.0, blocks = 0.0;
    for (int i = 0; i < DRIFT_BLOCKS; i++) {
        sum_a += a[i];
        sum_b += b[i];
        blocks += b[i] > 0.0;
    }
    if (!(sum_b > 0.0))
        return (struct drift_value){NAN, NAN};
    const double ratio = sum_a / sum_b;
    for (int i = 0; i < DRIFT_BLOCKS; i++)
        squares += (a[i] - ratio * b[i]) * (a[i] - ratio * b[i]);
    return (struct drift_value){ratio, blocks < DRIFT_BLOCKS_LEAST
                                           ? NAN
                                           : sqrt(blocks / (blocks - 1.0) * squares) / sum_b};
}

/* The change over bins low .. high - 1. */
static struct drift_value mean_change(const struct drift *drift, size_t low, size_t high) {
    double change[DRIFT_BLOCKS] = {0}, steps[DRIFT_BLOCKS] = {0};
    for (int b = 0; b < DRIFT_BLOCKS; b++)
        for (size_t i = low; i < high; i++) {
            change[b] += drift->sum[b][i].change;
            steps[b] += drift->sum[b][i].steps;
        }
    return drift_ratio(change, steps);
}

struct drift_bin drift_bin(const struct drift *drift, size_t bin) {
    struct drift_bin found = {0.0, 0.0, mean_change(drift, bin, bin + 1)};
    for (int b = 0; b < DRIFT_BLOCKS; b++) {
        found.steps += drift->sum[b][bin].steps;
        found.rho += drift->sum[b][bin].rho;
    }
    found.rho /= found.steps;
    return found;
}

struct drift_value drift_late_mean(const struct drift *drift) {
    const struct drift_value mean = drift_ratio(drift->late_rho, drift->late_steps);
    return isnan(mean.error) ? (struct drift_value){NAN, NAN} : mean;
}

/* ---- the zero ---------------------------------------------------------------------------- */

/* The line through the changes in bins low .. high - 1, without one block (-1: of all). */
struct straight {
    double zero, slope;
};

static struct straight fit(const struct drift *drift, size_t low, size_t high, int without) {
    struct drift_sum s = {0};
    for (int b = 0; b < DRIFT_BLOCKS; b++)
        for (size_t i = low; i < high && b != without; i++) {
            const struct drift_sum *t = &drift->sum[b][i];
            s.steps += t->steps;
            s.rho += t->rho;
            s.change += t->change;
            s.rho2 += t->rho2;
            s.rho_change += t->rho_change;
        }
    const double slope =
        (s.steps * s.rho_change - s.rho * s.change) / (s.steps * s.rho2 - s.rho * s.rho);
    return (struct straight){(s.rho - s.change / slope) / s.steps, slope};
}

static bool has_block(const struct drift *drift, size_t low, size_t high, int block) {
    for (size_t i = low; i < high; i++)
        if (drift->sum[block][i].steps > 0.0)
            return true;
    return false;
}

/* The fit with errors by leaving out one block after the other. */
static void fit_zero(const struct drift *drift, size_t low, size_t high,
                     struct drift_zero *zero) {
    const struct straight all = fit(drift, low, high, -1);
    double zeros = 0.0, slopes = 0.0, blocks = 0.0;
    for (int b = 0; b < DRIFT_BLOCKS; b++) {
        if (!has_block(drift, low, high, b))
            continue;
        const struct straight one = fit(drift, low, high, b);
        zeros += (one.zero - all.zero) * (one.zero - all.zero);
        slopes += (one.slope - all.slope) * (one.slope - all.slope);
        blocks += 1.0;
    }
    const double scale = (blocks - 1.0) / blocks;
    zero->rho = (struct drift_value){all.zero, sqrt(scale * zeros)};
    zero->slope = (struct drift_value){all.slope, sqrt(scale * slopes)};
}

struct drift_value drift_at(const struct drift *drift, double rho) {
    const size_t bin = bin_of(rho), reach = DRIFT_REACH / 2,
                 low = bin < reach ? 0 : bin - reach,
                 high = bin + reach >= DRIFT_BINS ? DRIFT_BINS : bin + reach + 1;
    if (isnan(mean_change(drift, low, bin).error) ||
        isnan(mean_change(drift, bin + 1, high).error))
        return (struct drift_value){NAN, NAN};
    const struct straight all = fit(drift, low, high, -1);
    const double value = all.slope * (rho - all.zero);
    double squares = 0.0, blocks = 0.0;
    for (int b = 0; b < DRIFT_BLOCKS; b++) {
        if (!has_block(drift, low, high, b))
            continue;
        const struct straight one = fit(drift, low, high, b);
        squares += gsl_pow_2(one.slope * (rho - one.zero) - value);
        blocks += 1.0;
    }
    return (struct drift_value){value, sqrt((blocks - 1.0) / blocks * squares)};
}

static double in_errors(struct drift_value v) {
    return v.value / v.error;
}

struct drift_zero drift_zero(const struct drift *drift) {
    struct drift_zero zero = {false, {NAN, NAN}, {NAN, NAN}, NAN, NAN};
    size_t best = 0;
    double clearest = 0.0;
    for (size_t at = 1; at < DRIFT_BINS; at++) {
        const size_t low = at < DRIFT_REACH ? 0 : at - DRIFT_REACH,
                     high = at + DRIFT_REACH > DRIFT_BINS ? DRIFT_BINS : at + DRIFT_REACH;
        const double below = in_errors(mean_change(drift, low, at)),
                     above = in_errors(mean_change(drift, at, high)),
                     clear = isnan(below) || isnan(above) ? 0.0 : fmin(below, -above);
        if (!(clear > clearest))
            continue;
        clearest = clear;
        best = at;
        zero.below = below;
        zero.above = above;
    }
    if (best == 0)
        return zero;
    fit_zero(drift, best < DRIFT_REACH ? 0 : best - DRIFT_REACH,
             best + DRIFT_REACH > DRIFT_BINS ? DRIFT_BINS : best + DRIFT_REACH, &zero);
    zero.found = clearest >= DRIFT_SURE && in_errors(zero.slope) <= -DRIFT_SURE;
    return zero;
}
