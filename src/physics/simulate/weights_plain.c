/* The literal simulation at finite N, weight by weight: the plain engine.
 *
 * A, B' and the machines of the attacker, with K N weights each, see the same inputs x = +-1;
 * fields, hidden units, outputs and moves are computed as they are defined. Everything but the
 * overlaps is integer arithmetic.
 *
 * Random bits: the inputs of step t are the bits of the blocks RANDOM_INPUTS of step t, unit
 * after unit, each unit beginning with a fresh block, bit j of a unit for input j (1: +1). The
 * initial weights of A, -B' and the attacker's first machine come from RANDOM_WEIGHTS, step 0,
 * one 32-bit word a weight, machine after machine and unit after unit; those of the attacker's
 * machine m stand where those of its first do, at step m.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "physics/simulate/population.h"
#include "physics/simulate/simulation.h"

/* Weights and inputs are held as 16-bit integers, which plain loops multiply and add eight at
 * a time even with the oldest vector instructions. A unit is padded to full random blocks with
 * inputs and weights 0, which add nothing to a field and never move. */
enum { BITS_PER_BLOCK = 128 };

struct worker {
    struct run run;
    int64_t padded; /* inputs of a unit, rounded up to whole blocks */
    struct population o;
    int16_t *weights;            /* [2 + o.capacity][K][padded]: A, B', o's places */
    int16_t *inputs;             /* [K][padded] */
    int16_t byte_inputs[256][8]; /* a byte of random bits as inputs */
    double *rho;                 /* [K][o.capacity], by places: overlaps with A, ... */
    int64_t *equal;              /* ... and how many weights equal A's */
};

static int units_of(const struct worker *w) {
    return w->run.model.protocol.K;
}

/* The weights of a unit of A, B' or what stands at a place. */
static int16_t *unit_of(const struct worker *w, int machine, int i) {
    return w->weights + (machine * (int64_t)units_of(w) + i) * w->padded;
}

/* Where the attacker's machine m is. */
static int machine_of(const struct worker *w, int m) {
    return MACHINE_O + w->o.place[m];
}

/* ---- drawing ---- */

/* A word as a weight uniform on -initial .. initial: the high half of word * (2 initial + 1),
 * which is uniform to within 2^-32. */
static int16_t weight_of(uint32_t word, int initial) {
    const uint64_t values = 2 * (uint64_t)initial + 1;
    return (int16_t)((int)(word * values >> 32) - initial);
}

/* The weights of a machine times `sign`, from the blocks of A, B or o at a step. */
static void draw_machine(struct worker *w, int machine, enum machine role, int64_t step,
                         int sign) {
    const struct model *model = &w->run.model;
    for (int i = 0; i < units_of(w); i++) {
        const uint32_t first = (uint32_t)(((int)role * units_of(w) + i) * (w->padded / 4));
        int16_t *weights = unit_of(w, machine, i);
        memset(weights, 0, (size_t)w->padded * sizeof *weights);
        for (int64_t j = 0; j < model->N; j += 4) {
            const struct random_block block =
                random_block(&w->run.stream, RANDOM_WEIGHTS, step, first + (uint32_t)(j / 4));
            for (int k = 0; k < 4 && j + k < model->N; k++)
                weights[j + k] = (int16_t)(sign * weight_of(block.word[k], model->initial));
        }
    }
}

static void draw_weights(struct worker *w) {
    draw_machine(w, MACHINE_A, MACHINE_A, 0, 1);
    draw_machine(w, MACHINE_B, MACHINE_B, 0, -1);
    for (int m = 0; m < w->o.machines; m++)
        draw_machine(w, machine_of(w, m), MACHINE_O, m, 1);
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
    for (int i = 0; i < units_of(w); i++) {
        int16_t *x = w->inputs + i * w->padded;
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

static void fields(const struct worker *w, int machine, int64_t field[K_MAX]) {
    for (int i = 0; i < units_of(w); i++)
        field[i] = dot(unit_of(w, machine, i), w->inputs + i * w->padded, w->padded);
}

static void move_machine(struct worker *w, int machine, unit_set units, int sign) {
    for (int i = 0; i < units_of(w); i++)
        if (units >> i & 1)
            move_unit(unit_of(w, machine, i), w->inputs + i * w->padded, w->padded, sign,
                      w->run.model.L);
}

static void copy_place(void *worker, int from, int to) {
    const struct worker *w = worker;
    const size_t weights = (size_t)(units_of(w) * w->padded);
    memcpy(unit_of(w, MACHINE_O + to, 0), unit_of(w, MACHINE_O + from, 0),
           weights * sizeof *w->weights);
}

static void move_attacker(struct worker *w, const struct moves *moves) {
    for (int m = 0; m < w->o.machines; m++) {
        fields(w, machine_of(w, m), w->o.field[m]);
        w->o.tau[m] = simulation_representation(&w->run, MACHINE_O + m, w->o.field[m]);
    }
    population_answer(&w->o, &w->run, moves, copy_place);
    for (int m = 0; m < w->o.machines; m++)
        move_machine(w, machine_of(w, m), w->o.moves[m], moves->sign);
}

/* ---- what is measured ---- */

/* Whether a machine equals A; leaves at the first stretch that differs. */
static bool equals_a(const struct worker *w, int machine) {
    enum { STRETCH = BITS_PER_BLOCK };
    const int16_t *restrict a = unit_of(w, MACHINE_A, 0);
    const int16_t *restrict b = unit_of(w, machine, 0);
    for (int64_t begin = 0; begin < units_of(w) * w->padded; begin += STRETCH) {
        int different = 0;
        for (int64_t j = begin; j < begin + STRETCH; j++)
            different |= a[j] ^ b[j];
        if (different)
            return false;
    }
    return true;
}

static void measure_parties(struct worker *w, struct unit_products products[K_MAX]) {
    for (int i = 0; i < units_of(w); i++) {
        const int16_t *a = unit_of(w, MACHINE_A, i), *b = unit_of(w, MACHINE_B, i);
        products[i] = (struct unit_products){
            .aa = dot(a, a, w->padded), .bb = dot(b, b, w->padded), .ab = dot(a, b, w->padded)};
    }
}

static int64_t equal_weights(const int16_t *a, const int16_t *o, int64_t N) {
    int64_t equal = 0;
    for (int64_t j = 0; j < N; j++)
        equal += a[j] == o[j];
    return equal;
}

/* `counts`: whether equal weights are wanted, too. */
static struct simulation_attackers measure_attackers(struct worker *w, bool counts) {
    struct simulation_attackers o = {.machines = w->o.machines};
    for (int i = 0; i < units_of(w) && w->o.machines > 0; i++) {
        const int16_t *a = unit_of(w, MACHINE_A, i);
        const int64_t aa = dot(a, a, w->padded);
        double *rho = w->rho + (ptrdiff_t)i * w->o.capacity;
        int64_t *equal = w->equal + (ptrdiff_t)i * w->o.capacity;
        for (int m = 0; m < w->o.machines; m++) {
            const int16_t *unit = unit_of(w, machine_of(w, m), i);
            const int place = w->o.place[m];
            rho[place] =
                simulation_overlap(dot(a, unit, w->padded), aa, dot(unit, unit, w->padded));
            equal[place] = counts ? equal_weights(a, unit, w->run.model.N) : 0;
        }
        o.state[i] = w->o.place;
        o.rho[i] = rho;
        o.equal[i] = equal;
    }
    return o;
}

static void test_times(struct worker *w) {
    struct run *run = &w->run;
    for (int m = 0; run_seeks_learn(run) && m < w->o.machines; m++)
        if (equals_a(w, machine_of(w, m)))
            run->clock.t_learn = run->clock.step;
    if (run_seeks_sync(run) && equals_a(w, MACHINE_B)) {
        const struct simulation_attackers o = measure_attackers(w, true);
        simulation_synchronises_machines(run, &o);
    }
}

static void make_step(void *worker) {
    struct worker *w = worker;
    int64_t a[K_MAX], b[K_MAX];
    draw_inputs(w);
    fields(w, MACHINE_A, a);
    fields(w, MACHINE_B, b);
    const struct moves moves = simulation_parties(&w->run, a, b);
    if (moves.updated) {
        if (w->run.model.attacker)
            move_attacker(w, &moves);
        move_machine(w, MACHINE_A, moves.units[MACHINE_A], moves.sign);
        move_machine(w, MACHINE_B, moves.units[MACHINE_B], moves.sign);
    }
    if (moves.updated || w->run.clock.step == 1)
        test_times(w);
}

static void observe(void *worker) {
    struct worker *w = worker;
    struct unit_products products[K_MAX];
    double best[K_MAX], mean[K_MAX];
    const struct simulation_attackers o = measure_attackers(w, false);
    measure_parties(w, products);
    simulation_overlaps(&w->run, &o, best, mean);
    simulation_show(&w->run, products, best, mean);
}

static void begin(void *worker) {
    struct worker *w = worker;
    population_begin(&w->o, &w->run.model);
    draw_weights(w);
}

/* ---- a run as bytes ---- */

static bool put_machine(const struct worker *w, int machine, struct saved_run *saved) {
    const size_t size = (size_t)w->run.model.N * sizeof *w->weights;
    for (int i = 0; i < units_of(w); i++)
        if (!saved_run_put(saved, unit_of(w, machine, i), size))
            return false;
    return true;
}

static bool get_machine(struct worker *w, int machine, struct saved_run *saved) {
    const int L = w->run.model.L;
    const int64_t N = w->run.model.N;
    for (int i = 0; i < units_of(w); i++) {
        int16_t *weights = unit_of(w, machine, i);
        if (!saved_run_get(saved, weights, (size_t)N * sizeof *weights))
            return false;
        memset(weights + N, 0, (size_t)(w->padded - N) * sizeof *weights);
        for (int64_t j = 0; j < N; j++)
            if (weights[j] < -L || weights[j] > L)
                return false;
    }
    return true;
}

/* The attacker's machines, then the weights of all machines without the padding. */
static bool put(const void *worker, int n, struct saved_run *saved) {
    const struct worker *w = worker;
    (void)n;
    bool kept = population_put(&w->o, saved) && put_machine(w, MACHINE_A, saved) &&
                put_machine(w, MACHINE_B, saved);
    for (int m = 0; kept && m < w->o.machines; m++)
        kept = put_machine(w, machine_of(w, m), saved);
    return kept;
}

static bool get(void *worker, int n, struct saved_run *saved) {
    struct worker *w = worker;
    (void)n;
    bool good = population_get(&w->o, saved) && get_machine(w, MACHINE_A, saved) &&
                get_machine(w, MACHINE_B, saved);
    for (int m = 0; good && m < w->o.machines; m++)
        good = get_machine(w, machine_of(w, m), saved);
    return good;
}

/* ---- the engine ---- */

static const struct run_dynamics dynamics = {.begin = begin,
                                             .make_step = make_step,
                                             .observe = observe,
                                             .parts = 1,
                                             .put = put,
                                             .get = get};

static void destroy(void *worker) {
    struct worker *w = worker;
    if (!w)
        return;
    population_free(&w->o);
    free(w->weights);
    free(w->inputs);
    free(w->rho);
    free(w->equal);
    free(w);
}

static void *create(const struct model *model, struct observer observer) {
    assert(1 <= model->initial && model->initial <= model->L && model->L <= L_MAX);
    const int K = model->protocol.K;
    const int64_t padded = (model->N + BITS_PER_BLOCK - 1) / BITS_PER_BLOCK * BITS_PER_BLOCK;
    if (!random_blocks_suffice(MACHINES * K * (padded / 4)))
        return NULL;
    struct worker *w = run_worker(sizeof *w, &dynamics, model, observer);
    if (!w)
        return NULL;
    fill_byte_inputs(w->byte_inputs);
    w->padded = padded;
    const bool good = population_init(&w->o, model);
    /* padded is a multiple of 128 inputs, so that every unit is aligned to a cache line. */
    const size_t unit = (size_t)padded * sizeof(int16_t);
    w->weights = aligned_alloc(64, ((size_t)w->o.capacity + 2) * (size_t)K * unit);
    w->inputs = aligned_alloc(64, (size_t)K * unit);
    const size_t states = (size_t)K * (size_t)w->o.capacity;
    w->rho = malloc((states + 1) * sizeof *w->rho); /* never none */
    w->equal = malloc((states + 1) * sizeof *w->equal);
    if (good && w->weights && w->inputs && w->rho && w->equal)
        return w;
    destroy(w);
    return NULL;
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
