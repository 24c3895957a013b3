#include "units/moves.h"

#include <math.h>

#include <gsl/gsl_math.h>

const char *const move_name[MOVES] = {"mutual repulsive", "mutual attractive",
                                      "one-way repulsive", "one-way attractive"};

static double mismatch(double rho) {
    return acos(fmax(-1.0, fmin(1.0, rho))) / M_PI;
}

/* Whether the overlap of a unit tells which way it moves: at 0 a repulsive step leaves it, and
 * at 1, but for the last digits, an attractive one. */
static bool tells(double rho) {
    return rho > 1e-9 && 1.0 - rho > 1e-9;
}

static void add_size(struct move_size *size, double ratio) {
    size->least = size->count > 0.0 ? fmin(size->least, ratio) : ratio;
    size->most = size->count > 0.0 ? fmax(size->most, ratio) : ratio;
    size->count += 1.0;
    size->sum += ratio;
}

static void add_sizes(struct moves_seen *moves, double L, double before, double after) {
    const double change = after - before;
    if (fabs(before) <= 1e-12 && fabs(change) > 1e-9)
        add_size(&moves->first, change * (L + 1.0) * gsl_pow_2(2.0 * L + 1.0) / (12.0 * L));
    if (1.0 - before < 1e-3 && change < 0.0)
        add_size(&moves->last, -change * (L + 1.0) * (2.0 * L + 1.0) / 3.0);
}

/* What a unit did, beside the probabilities of either. */
static void add(struct moves_seen *moves, size_t block, enum move_kind repulsive, double change,
                double p_repulsive, double p_attractive) {
    moves->seen[repulsive][block] += change < 0.0;
    moves->expected[repulsive][block] += p_repulsive;
    moves->seen[repulsive + 1][block] += change > 0.0;
    moves->expected[repulsive + 1][block] += p_attractive;
}

void moves_add_mutual(struct moves_seen *moves, size_t block, size_t K, double L,
                      const double before[], const double after[]) {
    const double p = K == 1 ? 1.0 : 0.5;
    for (size_t i = 0; i < K; i++) {
        double q = 1.0;
        for (size_t j = 0; j < K; j++)
            q *= j == i ? 1.0 : 1.0 - 2.0 * mismatch(before[j]);
        const double eps = mismatch(before[i]);
        if (tells(before[i]))
            add(moves, block, MOVE_MUTUAL_REPULSIVE, after[i] - before[i],
                eps * (1.0 - q) / 2.0, p * (1.0 - eps) * (1.0 + q) / 2.0);
        add_sizes(moves, L, before[i], after[i]);
    }
}

void moves_add_one_way(struct moves_seen *moves, size_t block, size_t K, double L,
                       const double before[], const double after[]) {
    const double p = K == 1 ? 1.0 : 0.5;
    for (size_t i = 0; i < K; i++) {
        const double eps = mismatch(before[i]);
        if (tells(before[i]))
            add(moves, block, MOVE_ONE_WAY_REPULSIVE, after[i] - before[i], eps,
                p * (1.0 - eps));
        add_sizes(moves, L, before[i], after[i]);
    }
}

struct drift_value moves_ratio(const struct moves_seen *moves, enum move_kind kind) {
    return drift_ratio(moves->seen[kind], moves->expected[kind]);
}
