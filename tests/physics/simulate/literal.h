/* The simulation once more, as the definitions are written down: A, B and one naive machine o,
 * B being B and never its mirror image, and each rule in its own words. With arrays of its own,
 * and the random numbers that random_stream.h and weights_plain.c promise. */
#ifndef TPMSYNC_TESTS_LITERAL_H
#define TPMSYNC_TESTS_LITERAL_H

#include "physics/model/engine.h"
#include "random/random_stream.h"
#include "unit.h"

enum { LITERAL_N_MAX = 128 }; /* one random block of inputs a unit */

struct literal {
    struct model model;
    struct random_stream stream;
    int64_t step;
    bool updated, differed; /* in this step: the parties moved; their representations differed,
                             * by what synchronised ones have */
    int w[MACHINES][K_MAX][LITERAL_N_MAX];
};

/* N <= LITERAL_N_MAX, one naive machine, initial = L. */
static inline void literal_start(struct literal *l, const struct model *model, int64_t run) {
    const int K = model->protocol.K;
    *l = (struct literal){.model = *model, .stream = random_stream(model->seed, run)};
    for (int m = 0; m < MACHINES; m++)
        for (int i = 0; i < K; i++)
            for (int j = 0; j < model->N; j++) {
                const uint32_t block = (uint32_t)((m * K + i) * 32 + j / 4);
                const uint32_t word =
                    random_block(&l->stream, RANDOM_WEIGHTS, 0, block).word[j % 4];
                l->w[m][i][j] = (int)((uint64_t)word * (2 * model->L + 1) >> 32) - model->L;
            }
    /* On agreement B begins with the opposite of what it has on mismatch. */
    for (int i = 0; i < K && model->protocol.update == UPDATE_AGREEMENT; i++)
        for (int j = 0; j < model->N; j++)
            l->w[MACHINE_B][i][j] *= -1;
}

/* sgn(0) of a machine as it is. */
static inline int literal_tie(const struct literal *l, int machine, int i) {
    const int bit = machine * l->model.protocol.K + i;
    switch (l->model.protocol.ties) {
    case TIES_ODD:
        return machine == MACHINE_B ? -1 : 1;
    case TIES_PLUS:
        return 1;
    case TIES_MINUS:
        return -1;
    default:
        return random_block(&l->stream, RANDOM_TIES, l->step, 0).word[bit / 32] >> bit % 32 & 1
                   ? 1
                   : -1;
    }
}

/* By what multiple of x machine m moves where it does, at the outputs of A and B. */
static inline int literal_direction(const struct literal *l, int machine, int sigma_a,
                                    int sigma_b) {
    const struct protocol *p = &l->model.protocol;
    const int watched = machine == MACHINE_B ? sigma_b : sigma_a; /* o: A's for its own */
    if (p->rule == RULE_HEBBIAN)
        return watched;
    if (p->rule == RULE_ANTI_HEBBIAN)
        return -watched;
    return machine == MACHINE_B && p->update == UPDATE_MISMATCH ? -1 : 1;
}

static inline void literal_step(struct literal *l) {
    const struct protocol *p = &l->model.protocol;
    const int L = l->model.L, same = p->update == UPDATE_MISMATCH ? -1 : 1;
    int x[K_MAX][LITERAL_N_MAX], tau[MACHINES][K_MAX], sigma[MACHINES];
    l->step++;
    for (int i = 0; i < p->K; i++)
        for (int j = 0; j < l->model.N; j++) {
            const struct random_block block =
                random_block(&l->stream, RANDOM_INPUTS, l->step, (uint32_t)i);
            x[i][j] = block.word[j / 32] >> (j % 32) & 1 ? 1 : -1;
        }
    for (int m = 0; m < MACHINES; m++) {
        sigma[m] = 1;
        for (int i = 0; i < p->K; i++) {
            int h = 0;
            for (int j = 0; j < l->model.N; j++)
                h += l->w[m][i][j] * x[i][j];
            tau[m][i] = h > 0 ? 1 : h < 0 ? -1 : literal_tie(l, m, i);
            sigma[m] *= tau[m][i];
        }
    }
    l->differed = false;
    for (int i = 0; i < p->K; i++)
        l->differed = l->differed || tau[MACHINE_A][i] != same * tau[MACHINE_B][i];
    l->updated = sigma[MACHINE_A] == same * sigma[MACHINE_B];
    for (int m = 0; m < MACHINES && l->updated; m++) {
        const int watched = m == MACHINE_B ? sigma[MACHINE_B] : sigma[MACHINE_A];
        const int direction = literal_direction(l, m, sigma[MACHINE_A], sigma[MACHINE_B]);
        for (int i = 0; i < p->K; i++)
            for (int j = 0; j < l->model.N && tau[m][i] == watched; j++) {
                const int w = l->w[m][i][j] + direction * x[i][j];
                l->w[m][i][j] = w > L ? L : w < -L ? -L : w;
            }
    }
}

/* Whether a machine has `sign` times A's weights. */
static inline bool literal_equals_a(const struct literal *l, int machine, int sign) {
    for (int i = 0; i < l->model.protocol.K; i++)
        for (int j = 0; j < l->model.N; j++)
            if (l->w[machine][i][j] != sign * l->w[MACHINE_A][i][j])
                return false;
    return true;
}

static inline double literal_overlap(const struct literal *l, int machine, int i) {
    double r = 0, qa = 0, qb = 0;
    for (int j = 0; j < l->model.N; j++) {
        const int a = l->w[MACHINE_A][i][j], b = l->w[machine][i][j];
        r += a * b;
        qa += a * a;
        qb += b * b;
    }
    return qa * qb > 0 ? r / sqrt(qa * qb) : 0.0;
}

#endif
