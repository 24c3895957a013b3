/* Random bits: the inputs of step t are the bits of the blocks RANDOM_CONTINUOUS_INPUTS of step
 * t, unit after unit, each unit beginning with a fresh block, bit j of a unit for input j
 * (1: +1). The initial weights come from RANDOM_CONTINUOUS_WEIGHTS, with the number of the
 * vector, 3 m + i for machine m and unit i, in place of the step, and two words a component.
 */
#include "physics/continuous/continuous.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "physics/continuous/spherical_unit.h"
#include "physics/model/engine.h"
#include "physics/model/run.h"
#include "random/random_stream.h"

enum { K = K_OF_PAPER };

/* How far the carried overlaps may be off the measured ones; tests hold that they are not. */
static const double carried_error = 1e-6;

struct worker {
    struct run run;
    int64_t renew_every; /* steps from one spherical_unit_renew to the next */
    struct spherical_unit unit[K];
    float byte_inputs[SPHERICAL_TABLE];
};

int64_t continuous_steps(double alpha, int64_t N) {
    return llround(alpha * (double)N);
}

static int machines(const struct worker *w) {
    return w->run.model.attacker ? 3 : 2;
}

/* ---- drawing ---- */

/* The sum of four uniform 16-bit numbers about its mean: an integer below 2^24, so that float
 * holds it and no rounding depends on the platform. All that the initial weights have to be is
 * independent and of the same distribution in every component and machine: for independent
 * x = +-1 the fields are then Gaussian and the overlaps 0 up to 1 / sqrt(N), whatever that
 * distribution is. Four terms bring it near the Gaussian of a truly isotropic direction (excess
 * kurtosis -0.3), which makes the corrections, of order 1 / N, small. */
static float draw_component(uint32_t first, uint32_t second) {
    const int32_t sum =
        (int32_t)((first & 0xffff) + (first >> 16) + (second & 0xffff) + (second >> 16));
    return (float)(sum - 2 * 0xffff);
}

static void draw_weights(struct worker *w) {
    for (int m = 0; m < machines(w); m++)
        for (int i = 0; i < K; i++)
            for (int64_t j = 0; j < w->run.model.N; j++) {
                const struct random_block block = random_block(
                    &w->run.stream, RANDOM_CONTINUOUS_WEIGHTS, K * m + i, (uint32_t)(j / 2));
                const int k = (int)(j % 2) * 2;
                w->unit[i].vector[m][j] = draw_component(block.word[k], block.word[k + 1]);
            }
}

static void draw_inputs(struct worker *w) {
    for (int i = 0; i < K; i++) {
        const int64_t blocks = w->unit[i].padded / SPHERICAL_BLOCK;
        uint32_t *inputs = w->unit[i].inputs;
        for (int64_t b = 0; b < blocks; b++) {
            const struct random_block block =
                random_block(&w->run.stream, RANDOM_CONTINUOUS_INPUTS, w->run.clock.step,
                             (uint32_t)(i * blocks + b));
            for (int k = 0; k < 4; k++)
                inputs[4 * b + k] = block.word[k];
        }
    }
}

/* ---- dynamics ---- */

/* Of the vectors as they are: B, not B'. */
struct vector_moves {
    bool updated;
    bool moved[K][MACHINES];
    int direction[MACHINES];
};

static struct vector_moves decide(struct worker *w) {
    unit_set tau[MACHINES] = {0};
    for (int i = 0; i < K; i++) {
        spherical_unit_fields(&w->unit[i]);
        for (int m = 0; m < machines(w); m++) {
            const double field = w->unit[i].field[m];
            if (field > 0.0 || (field == 0.0 && m != MACHINE_B))
                tau[m] |= 1u << i;
        }
    }
    struct moves moves = tree_parity_moves(&w->run.model.protocol, tau[MACHINE_A],
                                           tau[MACHINE_B] ^ all_units(K));
    if (moves.updated)
        moves.units[MACHINE_O] = tree_parity_followers(K, tau[MACHINE_O], moves.sigma);
    struct vector_moves v = {.updated = moves.updated,
                             .direction = {moves.sign, -moves.sign, moves.sign}};
    for (int i = 0; i < K; i++)
        for (int m = 0; m < machines(w); m++)
            v.moved[i][m] = moves.units[m] >> i & 1;
    return v;
}

static void move_weights(struct worker *w, const struct vector_moves *moves) {
    const double rate = w->run.model.eta / (double)w->run.model.N;
    for (int i = 0; i < K; i++)
        spherical_unit_move(&w->unit[i], rate, moves->moved[i], moves->direction);
}

static void renew(struct worker *w) {
    for (int i = 0; i < K; i++)
        if (w->unit[i].stale || w->run.clock.step % w->renew_every == 0)
            spherical_unit_renew(&w->unit[i]);
}

/* ---- what is measured ---- */

/* Whether the mean of 1 - sign rho^Am has come down to 1 - cl. The vectors are measured only
 * where the carried overlaps leave it open. */
static bool criterion_met(struct worker *w, enum machine m, int sign) {
    const double limit = 1.0 - w->run.model.cl;
    double carried = 0.0, measured = 0.0;
    for (int i = 0; i < K; i++)
        carried += 1.0 - sign * spherical_unit_carried_rho(&w->unit[i], m);
    if (carried / K > limit + carried_error)
        return false;
    if (carried / K < limit - carried_error)
        return true;
    for (int i = 0; i < K; i++) {
        const struct overlap overlap = spherical_unit_overlap(&w->unit[i], m);
        measured += sign > 0 ? overlap.one_minus : overlap.one_plus;
    }
    return measured / K <= limit;
}

static void test_criteria(struct worker *w) {
    if (w->run.clock.t_sync == NOT_REACHED && criterion_met(w, MACHINE_B, -1))
        w->run.clock.t_sync = w->run.clock.step;
    if (w->run.model.attacker && w->run.clock.t_learn == NOT_REACHED &&
        criterion_met(w, MACHINE_O, +1))
        w->run.clock.t_learn = w->run.clock.step;
}

static void observe(void *worker) {
    struct worker *w = worker;
    double rho_ab[K], rho_ao[K];
    for (int i = 0; i < K; i++) {
        rho_ab[i] = overlap_rho(spherical_unit_overlap(&w->unit[i], MACHINE_B));
        if (w->run.model.attacker)
            rho_ao[i] = overlap_rho(spherical_unit_overlap(&w->unit[i], MACHINE_O));
    }
    run_show(&w->run, rho_ab, rho_ao);
}

static void make_step(void *worker) {
    struct worker *w = worker;
    draw_inputs(w);
    const struct vector_moves moves = decide(w);
    move_weights(w, &moves);
    renew(w);
    if (moves.updated || w->run.clock.step == 1)
        test_criteria(w);
}

static void begin(void *worker) {
    struct worker *w = worker;
    for (int i = 0; i < K; i++)
        spherical_unit_clear(&w->unit[i]);
    draw_weights(w);
    for (int i = 0; i < K; i++)
        spherical_unit_renew(&w->unit[i]);
}

/* ---- the engine ---- */

/* The carried overlaps are part of the dynamics as well as the vectors: what they decide would
 * come out differently if they were measured at another step. */
static bool put(const void *worker, int i, struct saved_run *saved) {
    const struct worker *w = worker;
    return spherical_unit_save(&w->unit[i], saved);
}

static bool get(void *worker, int i, struct saved_run *saved) {
    struct worker *w = worker;
    return spherical_unit_restore(&w->unit[i], saved);
}

static const struct run_dynamics dynamics = {.begin = begin,
                                             .make_step = make_step,
                                             .observe = observe,
                                             .parts_of_unit = 1,
                                             .put = put,
                                             .get = get};

static void destroy(void *worker) {
    struct worker *w = worker;
    if (w)
        for (int i = 0; i < K; i++)
            spherical_unit_destroy(&w->unit[i]);
    free(w);
}

static void *create(const struct model *model, struct observer observer) {
    assert(1 <= model->N && model->eta > 0.0 && model->alpha_max >= 0.0);
    assert(0.0 < model->cl && model->cl < 1.0);
    if (!random_blocks_suffice((model->N + 1) / 2)) /* of a vector; two components a block */
        return NULL;
    struct worker *w = run_worker(sizeof *w, &dynamics, model, observer);
    if (!w)
        return NULL;
    w->run.by_time = true;
    const int64_t alpha_steps = continuous_steps(model->alpha_max, model->N);
    if (alpha_steps < model->max_steps)
        w->run.last_step = alpha_steps > 0 ? alpha_steps : 1; /* a step is made at any rate */
    /* Errors of |V|^2 may grow exponentially, with a rate of order eta^2 / N, so that steps
     * must be counted against N; 256 costs a few percent. */
    w->renew_every = model->N < 8 ? 1 : model->N < 2048 ? model->N / 8 : 256;
    spherical_byte_inputs(w->byte_inputs);
    for (int i = 0; i < K; i++)
        if (!spherical_unit_init(&w->unit[i], model->N, machines(w), w->byte_inputs)) {
            destroy(w);
            return NULL;
        }
    return w;
}

const struct engine engine_continuous = {
    .command = "continuous",
    .method = "",
    .lanes = 1,
    .create = create,
    .destroy = destroy,
    .start = run_start,
    .advance = run_advance,
    .save = run_save,
    .restore = run_restore,
};
