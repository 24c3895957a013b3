/* The literal simulation at finite N, weight by weight: the plain engine.
 *
 * Three machines with K N weights each see the same inputs x = +-1; fields, hidden units,
 * outputs and moves are computed as they are defined. Everything but the overlaps is integer
 * arithmetic.
 *
 * sgn(0): under `odd` A and o take +1 and B takes -1, which keeps W^A = -W^B absorbing; under
 * `plus` all take +1; under `random` each machine and unit draws.
 *
 * Random bits: the inputs of step t are the bits of the blocks RANDOM_INPUTS of step t, unit
 * after unit, each unit beginning with a fresh block, bit j of a unit for input j (1: +1). The
 * initial weights come from RANDOM_WEIGHTS, step 0, one 32-bit word a weight, machine after
 * machine and unit after unit.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "physics/engine.h"
#include "random/random_stream.h"

/* Weights and inputs are held as 16-bit integers, which plain loops multiply and add eight at
 * a time even with the oldest vector instructions. A unit is padded to full random blocks with
 * inputs and weights 0, which add nothing to a field and never move. */
enum { BITS_PER_BLOCK = 128 };

struct worker {
    struct model model;
    struct observer observer;
    int64_t padded;                /* inputs of a unit, rounded up to whole blocks */
    int16_t *weights[MACHINES][K]; /* [padded] */
    int16_t *inputs[K];            /* [padded] */
    int16_t *memory;               /* holds all of the above */
    int16_t byte_inputs[256][8];   /* a byte of random bits as inputs */

    /* The run in the one lane. */
    bool occupied;
    struct random_stream stream;
    int64_t step;
    int64_t observe_at;
    int64_t t_sync, t_learn;
    int64_t last_difference; /* of the parties' internal representations, before t_sync */
};

static int machines(const struct worker *w) {
    return w->model.attacker ? 3 : 2;
}

/* ---- drawing ---- */

/* Weights uniform on -initial .. initial: the high half of word * (2 initial + 1), which is
 * uniform to within 2^-32. */
static void draw_weights(struct worker *w) {
    const uint64_t values = 2 * (uint64_t)w->model.initial + 1;
    for (int m = 0; m < machines(w); m++)
        for (int i = 0; i < K; i++) {
            const uint32_t first = (uint32_t)((m * K + i) * (w->padded / 4));
            for (int64_t j = 0; j < w->model.N; j += 4) {
                const struct random_block block =
                    random_block(&w->stream, RANDOM_WEIGHTS, 0, first + (uint32_t)(j / 4));
                for (int k = 0; k < 4 && j + k < w->model.N; k++)
                    w->weights[m][i][j + k] =
                        (int16_t)((int)(block.word[k] * values >> 32) - w->model.initial);
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
            const struct random_block block =
                random_block(&w->stream, RANDOM_INPUTS, w->step, (uint32_t)(i * blocks + b));
            for (int k = 0; k < 4; k++)
                spread_word(w->byte_inputs, block.word[k], x + b * BITS_PER_BLOCK + 32 * k);
        }
        memset(x + w->model.N, 0, sizeof *x * (size_t)(w->padded - w->model.N));
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

static int sign_of_zero(enum ties ties, enum machine machine, uint32_t random_bit) {
    switch (ties) {
    case TIES_ODD:
        return machine == MACHINE_B ? -1 : 1;
    case TIES_PLUS:
        return 1;
    default:
        return random_bit ? 1 : -1;
    }
}

static struct representations hidden_units(const struct worker *w) {
    uint32_t tie_bits = 0;
    if (w->model.ties == TIES_RANDOM)
        tie_bits = random_block(&w->stream, RANDOM_TIES, w->step, 0).word[0];

    struct representations ir;
    for (int m = 0; m < MACHINES; m++)
        for (int i = 0; i < K; i++) {
            ir.tau[m][i] = 1;
            if (m >= machines(w))
                continue;
            const int64_t field = dot(w->weights[m][i], w->inputs[i], w->padded);
            ir.tau[m][i] = field > 0   ? 1
                           : field < 0 ? -1
                                       : sign_of_zero(w->model.ties, (enum machine)m,
                                                      tie_bits >> (m * K + i) & 1);
        }
    return ir;
}

static void move_weights(struct worker *w, const struct moves *moves) {
    for (int m = 0; m < machines(w); m++)
        for (int i = 0; i < K; i++)
            if (moves->moved[m][i])
                move_unit(w->weights[m][i], w->inputs[i], w->padded, moves->direction[m],
                          w->model.L);
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
    if (w->t_sync == NOT_REACHED && all_units_equal(w, MACHINE_B, -1))
        w->t_sync = w->step;
    if (w->model.attacker && w->t_learn == NOT_REACHED && all_units_equal(w, MACHINE_O, +1))
        w->t_learn = w->step;
}

static bool ended(const struct worker *w) {
    if (w->step >= w->model.max_steps)
        return true;
    const bool sync = w->t_sync != NOT_REACHED, learn = w->t_learn != NOT_REACHED;
    if (!w->model.attacker || w->model.until == UNTIL_SYNC)
        return sync;
    return learn && (sync || w->model.until == UNTIL_LEARN);
}

/* R / sqrt(Q Q'); 0 if a vector vanishes, which only a handful of inputs allows. */
static double overlap_of(const int16_t *a, const int16_t *b, int64_t n) {
    const double norms = (double)dot(a, a, n) * (double)dot(b, b, n);
    return norms > 0.0 ? (double)dot(a, b, n) / sqrt(norms) : 0.0;
}

static void observe(struct worker *w) {
    double rho_ab[K], rho_ao[K];
    for (int i = 0; i < K; i++) {
        const int16_t *a = w->weights[MACHINE_A][i];
        rho_ab[i] = overlap_of(a, w->weights[MACHINE_B][i], w->padded);
        rho_ao[i] =
            w->model.attacker ? overlap_of(a, w->weights[MACHINE_O][i], w->padded) : NAN;
    }
    w->observe_at = w->observer.observe(w->observer.self, 0, w->step, rho_ab, rho_ao);
}

static void make_step(struct worker *w) {
    w->step++;
    draw_inputs(w);
    const struct representations ir = hidden_units(w);
    if (w->t_sync == NOT_REACHED && tree_parity_parties_differ(&ir))
        w->last_difference = w->step;
    const struct moves moves = tree_parity_moves(&ir);
    move_weights(w, &moves);
    if (moves.updated || w->step == 1)
        test_times(w);
}

/* ---- the engine ---- */

static void destroy(void *worker) {
    struct worker *w = worker;
    if (w)
        free(w->memory);
    free(w);
}

static void *create(const struct model *model, struct observer observer) {
    assert(1 <= model->initial && model->initial <= model->L && model->L <= L_MAX);
    struct worker *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->model = *model;
    w->observer = observer;
    fill_byte_inputs(w->byte_inputs);
    w->padded = (model->N + BITS_PER_BLOCK - 1) / BITS_PER_BLOCK * BITS_PER_BLOCK;
    const size_t vectors = (size_t)machines(w) * K + K;
    /* padded is a multiple of 128 inputs, so that every vector is aligned to a cache line. */
    w->memory = aligned_alloc(64, vectors * (size_t)w->padded * sizeof *w->memory);
    if (!w->memory) {
        free(w);
        return NULL;
    }
    int16_t *next = w->memory;
    for (int m = 0; m < machines(w); m++)
        for (int i = 0; i < K; i++, next += w->padded)
            w->weights[m][i] = next;
    for (int i = 0; i < K; i++, next += w->padded)
        w->inputs[i] = next;
    return w;
}

static void start(void *worker, int lane, int64_t run) {
    struct worker *w = worker;
    (void)lane;
    assert(lane == 0 && !w->occupied);
    w->occupied = true;
    w->stream = random_stream(w->model.seed, run);
    w->step = 0;
    w->t_sync = w->t_learn = NOT_REACHED;
    w->last_difference = 0;
    const size_t vectors = (size_t)machines(w) * K + K;
    memset(w->memory, 0, vectors * (size_t)w->padded * sizeof *w->memory);
    draw_weights(w);
    observe(w);
}

static void advance(void *worker, int64_t steps, struct outcome outcome[], bool finished[]) {
    struct worker *w = worker;
    if (!w->occupied)
        return;
    for (int64_t made = 0; made < steps; made++) {
        make_step(w);
        const bool last = ended(w);
        if (last || w->step == w->observe_at)
            observe(w);
        if (last) {
            w->occupied = false;
            outcome[0] = (struct outcome){
                .t_sync = w->t_sync,
                .t_learn = w->t_learn,
                .steps = w->step,
                .t_a = w->t_sync == NOT_REACHED ? NOT_REACHED : w->last_difference,
            };
            finished[0] = true;
            return;
        }
    }
}

const struct engine engine_weights_plain = {
    .command = "simulate",
    .method = "weights-plain",
    .lanes = 1,
    .create = create,
    .destroy = destroy,
    .start = start,
    .advance = advance,
};
