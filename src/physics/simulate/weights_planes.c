/* The simulation weight by weight, with the weights in bit planes: the fast twin of
 * weights_plain.c.
 *
 * Random numbers, weights, fields and moves are those of the plain engine, bit for bit; only
 * the place of an input within its unit is another (weight_plane_kernels.h).
 *
 * B is held by its opposite, L - W^B: synchronised parties have equal planes, B moves the other
 * way, and its field and its products change sign. With b_j = 1 for x_j = +1,
 *     h = sum_j (2 b_j - 1) (u_j - L) = 2 sum_j b_j u_j - sum_j u_j - L (2 sum_j b_j - N),
 * where the sum of u changes in moves only and is remembered.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "physics/simulate/simulation.h"
#include "physics/simulate/weight_plane_kernels.h"
#include "vector/layout.h"

enum { INPUTS_PER_BLOCK = 128, INPUTS_PER_BATCH = 2048 };

struct worker {
    struct run run;
    const struct weight_plane_kernels *kernels;
    struct plane_shape shape;
    uint64_t *memory;             /* all of the following arrays, after `filled` */
    uint64_t *units[MACHINES][K]; /* planes of u */
    int64_t sums[MACHINES][K];    /* of u over a unit */
    uint64_t *plus[K], *minus[K]; /* the inputs of a step */
    int64_t ones[K];              /* inputs that are +1 */
};

/* +1, or -1 for a machine that is held by its opposite. */
static int held_as(int machine) {
    return machine == MACHINE_B ? -1 : 1;
}

/* ---- layout ------------------------------------------------------------------------------ */

struct plane_shape weight_plane_shape(int L, int64_t N) {
    struct plane_shape shape = {.L = L, .N = N};
    while (1 << shape.planes <= 2 * L)
        shape.planes++;
    shape.blocks = (N + INPUTS_PER_BLOCK - 1) / INPUTS_PER_BLOCK;
    shape.vectors = (N + INPUTS_PER_BATCH - 1) / INPUTS_PER_BATCH * 4;
    return shape;
}

void weight_plane_bit(int64_t j, int64_t *word, int *bit) {
    const int64_t block = j / INPUTS_PER_BLOCK;
    const int64_t vector = block / 16 * 4 + j / 32 % 4; /* word j / 32 % 4 of a block */
    *word = vector * LANES + block % 8;
    *bit = (int)(block / 8 % 2 * 32 + j % 32);
}

static size_t unit_bytes(const struct plane_shape *shape) {
    return (size_t)(shape->vectors * shape->planes) * VECTOR_BYTES;
}

/* u of input j, in a unit that was zero. */
static void set_weight(const struct plane_shape *shape, uint64_t unit[], int64_t j, int u) {
    int64_t word;
    int bit;
    weight_plane_bit(j, &word, &bit);
    uint64_t *planes = unit + word / LANES * shape->planes * LANES + word % LANES;
    for (int p = 0; p < shape->planes; p++)
        planes[p * LANES] |= (uint64_t)(u >> p & 1) << bit;
}

/* ---- the start --------------------------------------------------------------------------- */

/* Weights uniform on -initial .. initial, in the plain engine's order. */
static void draw_unit(struct worker *w, int m, int i) {
    const struct model *model = &w->run.model;
    const uint64_t values = 2 * (uint64_t)model->initial + 1;
    const uint32_t first = (uint32_t)((m * K + i) * (w->shape.blocks * (INPUTS_PER_BLOCK / 4)));
    w->sums[m][i] = 0;
    for (int64_t j = 0; j < model->N; j += 4) {
        const struct random_block block =
            random_block(&w->run.stream, RANDOM_WEIGHTS, 0, first + (uint32_t)(j / 4));
        for (int k = 0; k < 4 && j + k < model->N; k++) {
            const int weight = (int)(block.word[k] * values >> 32) - model->initial;
            const int u = held_as(m) * weight + model->L;
            set_weight(&w->shape, w->units[m][i], j + k, u);
            w->sums[m][i] += u;
        }
    }
}

static void draw_weights(struct worker *w) {
    for (int m = 0; m < simulation_machines(&w->run); m++)
        for (int i = 0; i < K; i++) {
            memset(w->units[m][i], 0, unit_bytes(&w->shape));
            draw_unit(w, m, i);
        }
}

/* ---- dynamics ---------------------------------------------------------------------------- */

static struct representations hidden_units(struct worker *w) {
    const struct plane_shape *shape = &w->shape;
    int64_t field[MACHINES][K] = {{0}};
    for (int m = 0; m < simulation_machines(&w->run); m++)
        for (int i = 0; i < K; i++) {
            const int64_t set = w->kernels->sum(shape, w->units[m][i], w->plus[i]);
            const int64_t held =
                2 * set - w->sums[m][i] - shape->L * (2 * w->ones[i] - shape->N);
            field[m][i] = held_as(m) * held;
        }
    return simulation_hidden_units(&w->run, field);
}

static void move_units(struct worker *w, const struct moves *moves) {
    for (int m = 0; m < simulation_machines(&w->run); m++)
        for (int i = 0; i < K; i++) {
            if (!moves->moved[m][i])
                continue;
            const bool along = moves->direction[m] * held_as(m) > 0;
            w->sums[m][i] =
                w->kernels->move(&w->shape, w->units[m][i], along ? w->plus[i] : w->minus[i],
                                 along ? w->minus[i] : w->plus[i]);
        }
}

/* ---- what is measured ------------------------------------------------------------------- */

/* Whether a machine is held in the same planes as A. */
static bool same_as_a(const struct worker *w, enum machine other) {
    for (int i = 0; i < K; i++)
        if (!w->kernels->equal(&w->shape, w->units[MACHINE_A][i], w->units[other][i]))
            return false;
    return true;
}

static void test_times(struct worker *w) {
    struct run *run = &w->run;
    if (run_seeks_sync(run) && same_as_a(w, MACHINE_B))
        run->clock.t_sync = run->clock.step;
    if (run_seeks_learn(run) && same_as_a(w, MACHINE_O))
        run->clock.t_learn = run->clock.step;
}

/* sum W W' = sum (u - L) (u' - L), with the signs that the machines are held with. */
static int64_t product(const struct worker *w, int i, enum machine first, enum machine second) {
    const int64_t L = w->shape.L;
    const int64_t held =
        w->kernels->product(&w->shape, w->units[first][i], w->units[second][i]) -
        L * (w->sums[first][i] + w->sums[second][i]) + L * L * w->shape.N;
    return held_as(first) * held_as(second) * held;
}

static void products(const void *worker, struct unit_products products[K]) {
    const struct worker *w = worker;
    for (int i = 0; i < K; i++) {
        struct unit_products *p = &products[i];
        *p = (struct unit_products){0};
        p->aa = product(w, i, MACHINE_A, MACHINE_A);
        p->bb = product(w, i, MACHINE_B, MACHINE_B);
        p->ab = product(w, i, MACHINE_A, MACHINE_B);
        if (!w->run.model.attacker)
            continue;
        p->oo = product(w, i, MACHINE_O, MACHINE_O);
        p->ao = product(w, i, MACHINE_A, MACHINE_O);
    }
}

static void make_step(void *worker) {
    struct worker *w = worker;
    w->kernels->draw(&w->shape, &w->run.stream, w->run.clock.step, w->plus, w->minus, w->ones);
    const struct representations ir = hidden_units(w);
    const struct moves moves = tree_parity_moves(&ir);
    move_units(w, &moves);
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

/* ---- the engine ------------------------------------------------------------------------- */

/* The planes of the machines that take part; the sums follow from them. */
static struct run_part part(void *worker, int n) {
    struct worker *w = worker;
    if (n / K >= simulation_machines(&w->run))
        return (struct run_part){NULL, 0};
    return (struct run_part){w->units[n / K][n % K], unit_bytes(&w->shape)};
}

/* Whether 0 <= u <= 2 L everywhere and nothing stands beyond input N. */
static bool planes_fit(const struct plane_shape *shape, const uint64_t unit[]) {
    for (int64_t word = 0; word < shape->vectors * LANES; word++) {
        const uint64_t *planes = unit + word / LANES * shape->planes * LANES + word % LANES;
        uint64_t any = 0;
        uint64_t above = 0, level = UINT64_MAX; /* u > 2 L, u = 2 L, by the planes so far */
        for (int p = shape->planes - 1; p >= 0; p--) {
            const uint64_t u = planes[p * LANES],
                           limit = 2 * shape->L >> p & 1 ? UINT64_MAX : 0;
            any |= u;
            above |= level & u & ~limit;
            level &= ~(u ^ limit);
        }
        if (above || (any & ~shape->filled[word]))
            return false;
    }
    return true;
}

static bool accept(void *worker, int n) {
    struct worker *w = worker;
    const uint64_t *unit = w->units[n / K][n % K];
    if (!planes_fit(&w->shape, unit))
        return false;
    w->sums[n / K][n % K] = w->kernels->sum(&w->shape, unit, w->shape.filled);
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

static void mark_filled(const struct plane_shape *shape, uint64_t filled[]) {
    memset(filled, 0, (size_t)shape->vectors * VECTOR_BYTES);
    for (int64_t j = 0; j < shape->N; j++) {
        int64_t word;
        int bit;
        weight_plane_bit(j, &word, &bit);
        filled[word] |= (uint64_t)1 << bit;
    }
}

static bool allocate_planes(struct worker *w) {
    struct plane_shape *shape = &w->shape;
    const int machines = simulation_machines(&w->run);
    const size_t inputs = (size_t)shape->vectors * LANES;
    const size_t unit = inputs * (size_t)shape->planes;
    const size_t words = (size_t)(machines * K) * unit + (2 * K + 1) * inputs;
    w->memory = aligned_alloc(VECTOR_BYTES, words * sizeof *w->memory);
    if (!w->memory)
        return false;
    uint64_t *next = w->memory + inputs;
    for (int m = 0; m < machines; m++)
        for (int i = 0; i < K; i++, next += unit)
            w->units[m][i] = next;
    for (int i = 0; i < K; i++, next += 2 * inputs) {
        w->plus[i] = next;
        w->minus[i] = next + inputs;
    }
    mark_filled(shape, w->memory);
    shape->filled = w->memory;
    return true;
}

static void *create(const struct model *model, struct observer observer) {
    assert(1 <= model->initial && model->initial <= model->L && model->L <= L_MAX);
    struct worker *w = run_worker(sizeof *w, &dynamics, model, observer);
    if (!w)
        return NULL;
    w->kernels = weight_plane_kernels();
    w->shape = weight_plane_shape(model->L, model->N);
    if (!random_blocks_suffice(MACHINES * K * (w->shape.blocks * (INPUTS_PER_BLOCK / 4))) ||
        !allocate_planes(w)) {
        destroy(w);
        return NULL;
    }
    return w;
}

const struct engine engine_weights_planes = {
    .command = "simulate",
    .method = "weights",
    .lanes = 1,
    .create = create,
    .destroy = destroy,
    .start = run_start,
    .advance = run_advance,
    .save = run_save,
    .restore = run_restore,
};
