/* The literal simulation at finite N, weight by weight: the plain engine.
 *
 * Three machines with K N weights each see the same inputs x = +-1; fields, hidden units,
 * outputs and moves are computed as they are defined. Everything but the overlaps is integer
 * arithmetic.
 *
 * Random bits: the inputs of step t are the bits of the blocks RANDOM_INPUTS of step t, unit
 * after unit, each unit beginning with a fresh block, bit j of a unit for input j (1: +1). The
 * initial weights come from RANDOM_WEIGHTS, step 0, one 32-bit word a weight, machine after
 * machine and unit after unit.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "physics/simulate/simulation.h"

/* Weights and inputs are held as 16-bit integers, which plain loops multiply and add eight at
 * a time even with the oldest vector instructions. A unit is padded to full random blocks with
 * inputs and weights 0, which add nothing to a field and never move. */
enum { BITS_PER_BLOCK = 128 };

struct worker {
    struct run run;
    int64_t padded;                /* inputs of a unit, rounded up to whole blocks */
    int16_t *weights[MACHINES][K]; /* [padded] */
    int16_t *inputs[K];            /* [padded] */
    int16_t *memory;               /* holds all of the above */
    int16_t byte_inputs[256][8];   /* a byte of random bits as inputs */
};

static int machines(const struct worker *w) {
    return simulation_machines(&w->run);
}

/* ---- drawing ---- */

/* Weights uniform on -initial .. initial: the high half of word * (2 initial + 1), which is
 * uniform to within 2^-32. */
static void draw_weights(struct worker *w) {
    const uint64_t values = 2 * (uint64_t)w->run.model.initial + 1;
    for (int m = 0; m < machines(w); m++)
        for (int i = 0; i < K; i++) {
            const uint32_t first = (uint32_t)((m * K + i) * (w->padded / 4));
            for (int64_t j = 0; j < w->run.model.N; j += 4) {
                const struct random_block block =
                    random_block(&w->run.stream, RANDOM_WEIGHTS, 0, first + (uint32_t)(j / 4));
                for (int k = 0; k < 4 && j + k < w->run.model.N; k++)
                    w->weights[m][i][j + k] =
                        (int16_t)((int)(block.word[k] * values >> 32) - w->run.model.initial);
            }
        }
}

/* The eight inputs that a byte stands for: bit 1 is +1, bit 0 is -1. */
static void fill_byte_inputs(int16_t table[256][8]) {
    for (int byte = 0; byte < 256; byte++)
        for (int k = 0; k < 8; k++)
            table[byte][k] = byte >> k & 1 ? 1 : -1;
}

/* The bits of a word as inputs, lowest bit first. */
static void spread_word(const int16_t table[256][8], uint32_t word, int16_t x[32]) {
    for (int byte = 0; byte < 4; byte++)
        memcpy(x + 8 * byte, table[word >> (8 * byte) & 255], sizeof table[0]);
}

static void draw_inputs(struct worker *w) {
    const int64_t blocks = w->padded / BITS_PER_BLOCK;
    for (int i = 0; i < K; i++) {
        int16_t *x = w->inputs[i];
        for (int64_t b = 0; b < blocks; b++) {
            const struct random_block block = random_block(
                &w->run.stream, RANDOM_INPUTS, w->run.clock.step, (uint32_t)(i * blocks + b));
            for (int k = 0; k < 4; k++)
                spread_word(w->byte_inputs, block.word[k], x + b * BITS_PER_BLOCK + 32 * k);
        }
        memset(x + w->run.model.N, 0, sizeof *x * (size_t)(w->padded - w->run.model.N));
    }
}

/* ---- dynamics ---- */

/* sum_j a_j b_j; |a_j b_j| <= L_MAX^2 and n <= 10^7 keep the sum of a stretch in 32 bits. */
static int64_t dot(const int16_t *restrict a, const int16_t *restrict b, int64_t n) {
    enum { STRETCH = 1 << 20 };
    int64_t total = 0;
    for (int64_t begin = 0; begin < n; begin += STRETCH) {
        const int64_t end = begin + STRETCH < n ? begin + STRETCH : n;
        int32_t sum = 0;
        for (int64_t j = begin; j < end; j++)
            sum += (int32_t)a[j] * (int32_t)b[j];
        total += sum;
    }
    return total;
}

/* W <- clip(W + direction x). */
static void move_unit(int16_t *restrict weights, const int16_t *restrict x, int64_t n,
                      int direction, int L) {
    const int16_t top = (int16_t)L, bottom = (int16_t)-L, sign = (int16_t)direction;
    for (int64_t j = 0; j < n; j++) {
        int16_t moved = (int16_t)(weights[j] + (int16_t)(sign * x[j]));
        moved = moved > top ? top : moved;
        weights[j] = moved < bottom ? bottom : moved;
    }
}

static struct representations hidden_units(struct worker *w) {
    int64_t field[MACHINES][K] = {{0}};
    for (int m = 0; m < machines(w); m++)
        for (int i = 0; i < K; i++)
            field[m][i] = dot(w->weights[m][i], w->inputs[i], w->padded);
    return simulation_hidden_units(&w->run, field);
}

static void move_weights(struct worker *w, const struct moves *moves) {
    for (int m = 0; m < machines(w); m++)
        for (int i = 0; i < K; i++)
            if (moves->moved[m][i])
                move_unit(w->weights[m][i], w->inputs[i], w->padded, moves->direction[m],
                          w->run.model.L);
}

/* ---- what is measured ---- */

/* Whether a = sign b; leaves at the first stretch that differs. */
static bool equal_up_to_sign(const int16_t *restrict a, const int16_t *restrict b, int64_t n,
                             int sign) {
    enum { STRETCH = BITS_PER_BLOCK };
    for (int64_t begin = 0; begin < n; begin += STRETCH) {
        int different = 0;
        for (int64_t j = begin; j < begin + STRETCH; j++)
            different |= a[j] ^ (int16_t)(sign * b[j]);
        if (different)
            return false;
    }
    return true;
}

static bool all_units_equal(const struct worker *w, enum machine other, int sign) {
    for (int i = 0; i < K; i++)
        if (!equal_up_to_sign(w->weights[MACHINE_A][i], w->weights[other][i], w->padded, sign))
            return false;
    return true;
}

static void test_times(struct worker *w) {
    struct run *run = &w->run;
    if (run_seeks_sync(run) && all_units_equal(w, MACHINE_B, -1))
        run->clock.t_sync = run->clock.step;
    if (run_seeks_learn(run) && all_units_equal(w, MACHINE_O, +1))
        run->clock.t_learn = run->clock.step;
}

static void products(const void *worker, struct unit_products products[K]) {
    const struct worker *w = worker;
    const int64_t n = w->padded;
    for (int i = 0; i < K; i++) {
        const int16_t *a = w->weights[MACHINE_A][i], *b = w->weights[MACHINE_B][i];
        products[i] =
            (struct unit_products){.aa = dot(a, a, n), .bb = dot(b, b, n), .ab = dot(a, b, n)};
        if (!w->run.model.attacker)
            continue;
        const int16_t *o = w->weights[MACHINE_O][i];
        products[i].oo = dot(o, o, n);
        products[i].ao = dot(a, o, n);
    }
}

static void make_step(void *worker) {
    struct worker *w = worker;
    draw_inputs(w);
    const struct representations ir = hidden_units(w);
    const struct moves moves = tree_parity_moves(&ir);
    move_weights(w, &moves);
    if (moves.updated || w->run.clock.step == 1)
        test_times(w);
}

static void observe(void *worker) {
    struct worker *w = worker;
    struct unit_products seen[K];
    products(w, seen);
    simulation_observe(&w->run, seen);
}

static void begin(void *worker) {
    draw_weights(worker);
}

/* ---- the engine ---- */

/* The weights of the machines that take part, unit after unit, without the padding. */
static struct run_part part(void *worker, int n) {
    struct worker *w = worker;
    if (n / K >= machines(w))
        return (struct run_part){NULL, 0};
    return (struct run_part){w->weights[n / K][n % K],
                             (size_t)w->run.model.N * sizeof(int16_t)};
}

static bool accept(void *worker, int n) {
    const struct worker *w = worker;
    const int16_t *weights = w->weights[n / K][n % K];
    const int L = w->run.model.L;
    for (int64_t j = 0; j < w->run.model.N; j++)
        if (weights[j] < -L || weights[j] > L)
            return false;
    return true;
}

static const struct run_dynamics dynamics = {.begin = begin,
                                             .make_step = make_step,
                                             .observe = observe,
                                             .parts = MACHINES * K,
                                             .part = part,
                                             .accept = accept};

static void destroy(void *worker) {
    struct worker *w = worker;
    if (w)
        free(w->memory);
    free(w);
}

static void *create(const struct model *model, struct observer observer) {
    assert(1 <= model->initial && model->initial <= model->L && model->L <= L_MAX);
    const int64_t padded = (model->N + BITS_PER_BLOCK - 1) / BITS_PER_BLOCK * BITS_PER_BLOCK;
    if (!random_blocks_suffice(MACHINES * K * (padded / 4)))
        return NULL;
    struct worker *w = run_worker(sizeof *w, &dynamics, model, observer);
    if (!w)
        return NULL;
    fill_byte_inputs(w->byte_inputs);
    w->padded = padded;
    const size_t vectors = (size_t)machines(w) * K + K;
    /* padded is a multiple of 128 inputs, so that every vector is aligned to a cache line. */
    w->memory = aligned_alloc(64, vectors * (size_t)w->padded * sizeof *w->memory);
    if (!w->memory) {
        free(w);
        return NULL;
    }
    memset(w->memory, 0, vectors * (size_t)w->padded * sizeof *w->memory); /* the padding */
    int16_t *next = w->memory;
    for (int m = 0; m < machines(w); m++)
        for (int i = 0; i < K; i++, next += w->padded)
            w->weights[m][i] = next;
    for (int i = 0; i < K; i++, next += w->padded)
        w->inputs[i] = next;
    return w;
}

const struct engine engine_weights_plain = {
    .command = "simulate",
    .method = "weights-plain",
    .lanes = 1,
    .create = create,
    .destroy = destroy,
    .start = run_start,
    .advance = run_advance,
    .save = run_save,
    .restore = run_restore,
};
