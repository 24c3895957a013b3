/* The simulation weight by weight, with the weights in bit planes: the fast twin of
 * weights_plain.c.
 *
 * Random numbers, weights, fields and moves are those of the plain engine, bit for bit; only
 * the place of an input within its unit is another (weight_plane_kernels.h). With b_j = 1 for
 * x_j = +1,
 *     h = sum_j (2 b_j - 1) (u_j - L) = 2 sum_j b_j u_j - sum_j u_j - L (2 sum_j b_j - N),
 * where the sum of u changes in moves only and is remembered.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "physics/simulate/population.h"
#include "physics/simulate/simulation.h"
#include "physics/simulate/weight_plane_kernels.h"
#include "vector/layout.h"

enum { INPUTS_PER_BLOCK = 128, INPUTS_PER_BATCH = 2048 };

struct worker {
    struct run run;
    const struct weight_plane_kernels *kernels;
    struct plane_shape shape;
    size_t unit; /* words of a unit's planes */
    struct population o;
    uint64_t *planes; /* [2 + o.capacity][K][unit]: u of A, B', o's places */
    int64_t *sums;    /* [2 + o.capacity][K]: of u over a unit */
    uint64_t *inputs; /* `filled`, and plus and minus */
    uint64_t *plus[K_MAX], *minus[K_MAX]; /* the inputs of a step */
    int64_t ones[K_MAX];                  /* inputs that are +1 */
};

static int units_of(const struct worker *w) {
    return w->run.model.protocol.K;
}

/* The planes of a unit of A, B' or what stands at a place, and their sum. */
static uint64_t *unit_of(const struct worker *w, int machine, int i) {
    return w->planes + ((size_t)machine * (size_t)units_of(w) + (size_t)i) * w->unit;
}

static int64_t *sum_of(const struct worker *w, int machine, int i) {
    return w->sums + (size_t)machine * (size_t)units_of(w) + i;
}

/* Where the attacker's machine m is. */
static int machine_of(const struct worker *w, int m) {
    return MACHINE_O + w->o.place[m];
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

/* The weights of a unit times `sign`, uniform on -initial .. initial, in the plain engine's
 * order: those of unit i of A, B or o at a step. */
static void draw_unit(struct worker *w, int machine, int i, enum machine role, int64_t step,
                      int sign) {
    const struct model *model = &w->run.model;
    const uint64_t values = 2 * (uint64_t)model->initial + 1;
    const uint32_t first =
        (uint32_t)(((int)role * units_of(w) + i) * (w->shape.blocks * (INPUTS_PER_BLOCK / 4)));
    uint64_t *unit = unit_of(w, machine, i);
    int64_t sum = 0;
    memset(unit, 0, w->unit * sizeof *unit);
    for (int64_t j = 0; j < model->N; j += 4) {
        const struct random_block block =
            random_block(&w->run.stream, RANDOM_WEIGHTS, step, first + (uint32_t)(j / 4));
        for (int k = 0; k < 4 && j + k < model->N; k++) {
            const int weight = (int)(block.word[k] * values >> 32) - model->initial;
            const int u = sign * weight + model->L;
            set_weight(&w->shape, unit, j + k, u);
            sum += u;
        }
    }
    *sum_of(w, machine, i) = sum;
}

static void draw_weights(struct worker *w) {
    for (int i = 0; i < units_of(w); i++) {
        draw_unit(w, MACHINE_A, i, MACHINE_A, 0, 1);
        draw_unit(w, MACHINE_B, i, MACHINE_B, 0, -1);
        for (int m = 0; m < w->o.machines; m++)
            draw_unit(w, machine_of(w, m), i, MACHINE_O, m, 1);
    }
}

/* ---- dynamics ---------------------------------------------------------------------------- */

static void fields(const struct worker *w, int machine, int64_t field[K_MAX]) {
    const struct plane_shape *shape = &w->shape;
    for (int i = 0; i < units_of(w); i++) {
        const int64_t set = w->kernels->sum(shape, unit_of(w, machine, i), w->plus[i]);
        field[i] = 2 * set - *sum_of(w, machine, i) - shape->L * (2 * w->ones[i] - shape->N);
    }
}

static void move_machine(struct worker *w, int machine, unit_set units, int sign) {
    for (int i = 0; i < units_of(w); i++)
        if (units >> i & 1)
            *sum_of(w, machine, i) = w->kernels->move(&w->shape, unit_of(w, machine, i),
                                                      sign > 0 ? w->plus[i] : w->minus[i],
                                                      sign > 0 ? w->minus[i] : w->plus[i]);
}

static void copy_place(void *worker, int from, int to) {
    const struct worker *w = worker;
    const size_t K = (size_t)units_of(w);
    memcpy(unit_of(w, MACHINE_O + to, 0), unit_of(w, MACHINE_O + from, 0),
           K * w->unit * sizeof *w->planes);
    memcpy(sum_of(w, MACHINE_O + to, 0), sum_of(w, MACHINE_O + from, 0), K * sizeof *w->sums);
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

/* ---- what is measured ------------------------------------------------------------------- */

static bool equals_a(const struct worker *w, int machine) {
    for (int i = 0; i < units_of(w); i++)
        if (!w->kernels->equal(&w->shape, unit_of(w, MACHINE_A, i), unit_of(w, machine, i)))
            return false;
    return true;
}

/* sum W W' = sum (u - L) (u' - L). */
static int64_t product(const struct worker *w, int i, int first, int second) {
    const int64_t L = w->shape.L;
    return w->kernels->product(&w->shape, unit_of(w, first, i), unit_of(w, second, i)) -
           L * (*sum_of(w, first, i) + *sum_of(w, second, i)) + L * L * w->shape.N;
}

static void party_products(const struct worker *w, struct unit_products products[K_MAX]) {
    for (int i = 0; i < units_of(w); i++)
        products[i] = (struct unit_products){.aa = product(w, i, MACHINE_A, MACHINE_A),
                                             .bb = product(w, i, MACHINE_B, MACHINE_B),
                                             .ab = product(w, i, MACHINE_A, MACHINE_B)};
}

static void attacker_products(const void *worker, int m, struct unit_products products[K_MAX]) {
    const struct worker *w = worker;
    const int machine = machine_of(w, m);
    for (int i = 0; i < units_of(w); i++) {
        products[i].oo = product(w, i, machine, machine);
        products[i].ao = product(w, i, MACHINE_A, machine);
    }
}

/* Inputs beyond N are 0 in both. */
static int64_t equal_weights(const void *worker, int m) {
    const struct worker *w = worker;
    const int planes = w->shape.planes;
    int64_t equal = 0;
    for (int i = 0; i < units_of(w); i++) {
        const uint64_t *a = unit_of(w, MACHINE_A, i), *o = unit_of(w, machine_of(w, m), i);
        for (int64_t word = 0; word < w->shape.vectors * LANES; word++) {
            uint64_t differ = 0;
            const int64_t at = word / LANES * planes * LANES + word % LANES;
            for (int p = 0; p < planes; p++)
                differ |= a[at + p * LANES] ^ o[at + p * LANES];
            equal += __builtin_popcountll(~differ & w->shape.filled[word]);
        }
    }
    return equal;
}

static struct simulation_attackers attackers_of(const struct worker *w) {
    return (struct simulation_attackers){w->o.machines, attacker_products, equal_weights};
}

static void test_times(struct worker *w) {
    struct run *run = &w->run;
    for (int m = 0; run_seeks_learn(run) && m < w->o.machines; m++)
        if (equals_a(w, machine_of(w, m)))
            run->clock.t_learn = run->clock.step;
    if (run_seeks_sync(run) && equals_a(w, MACHINE_B)) {
        struct unit_products products[K_MAX];
        const struct simulation_attackers o = attackers_of(w);
        party_products(w, products);
        simulation_synchronises_machines(run, &o, products);
    }
}

static void make_step(void *worker) {
    struct worker *w = worker;
    int64_t a[K_MAX], b[K_MAX];
    w->kernels->draw(&w->shape, units_of(w), &w->run.stream, w->run.clock.step, w->plus,
                     w->minus, w->ones);
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
    const struct simulation_attackers o = attackers_of(w);
    party_products(w, products);
    simulation_observe_machines(&w->run, &o, products);
}

static void begin(void *worker) {
    struct worker *w = worker;
    population_begin(&w->o, &w->run.model);
    draw_weights(w);
}

/* ---- the engine ------------------------------------------------------------------------- */

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

static bool put_machine(const struct worker *w, int machine, struct saved_run *saved) {
    return saved_run_put(saved, unit_of(w, machine, 0),
                         (size_t)units_of(w) * w->unit * sizeof *w->planes);
}

static bool get_machine(struct worker *w, int machine, struct saved_run *saved) {
    if (!saved_run_get(saved, unit_of(w, machine, 0),
                       (size_t)units_of(w) * w->unit * sizeof *w->planes))
        return false;
    for (int i = 0; i < units_of(w); i++) {
        const uint64_t *unit = unit_of(w, machine, i);
        if (!planes_fit(&w->shape, unit))
            return false;
        *sum_of(w, machine, i) = w->kernels->sum(&w->shape, unit, w->shape.filled);
    }
    return true;
}

/* The attacker's machines, then the planes of all machines; the sums follow from them. */
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
    free(w->planes);
    free(w->sums);
    free(w->inputs);
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
    const size_t K = (size_t)units_of(w), machines = (size_t)w->o.capacity + 2;
    const size_t inputs = (size_t)w->shape.vectors * LANES;
    w->unit = inputs * (size_t)w->shape.planes;
    w->planes = aligned_alloc(VECTOR_BYTES, machines * K * w->unit * sizeof *w->planes);
    w->sums = malloc(machines * K * sizeof *w->sums);
    w->inputs = aligned_alloc(VECTOR_BYTES, (2 * K + 1) * inputs * sizeof *w->inputs);
    if (!w->planes || !w->sums || !w->inputs)
        return false;
    for (size_t i = 0; i < K; i++) {
        w->plus[i] = w->inputs + (2 * i + 1) * inputs;
        w->minus[i] = w->inputs + (2 * i + 2) * inputs;
    }
    mark_filled(&w->shape, w->inputs);
    w->shape.filled = w->inputs;
    return true;
}

static void *create(const struct model *model, struct observer observer) {
    assert(1 <= model->initial && model->initial <= model->L && model->L <= L_MAX);
    struct worker *w = run_worker(sizeof *w, &dynamics, model, observer);
    if (!w)
        return NULL;
    w->kernels = weight_plane_kernels();
    w->shape = weight_plane_shape(model->L, model->N);
    const int64_t blocks = w->shape.blocks * (INPUTS_PER_BLOCK / 4);
    if (random_blocks_suffice(MACHINES * units_of(w) * blocks) &&
        population_init(&w->o, model) && allocate_planes(w))
        return w;
    destroy(w);
    return NULL;
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
