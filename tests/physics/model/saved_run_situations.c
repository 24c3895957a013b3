#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "saved_run_situations.h"

enum { SITUATIONS_MAX = 64 };

/* ---- the models ---- */

struct iteration {
    int L, initial;
    bool attacker;
    enum closure closure;
    enum criterion criterion;
    double gap; /* 1 - cl */
    int64_t max_steps;
};

/* The seed is one under which some runs of L = 1 learn before they synchronise, with either
 * closure. With the small gap units are learned for good one after another. */
static const struct iteration iterations[] = {
    {1, 1, true, CLOSURE_SIX, CRITERION_MEAN, 1e-5, 10000},
    {1, 1, true, CLOSURE_NINE, CRITERION_EACH, 1e-5, 10000},
    {1, 1, true, CLOSURE_SIX, CRITERION_MEAN, 0x1p-50, 4000},
    {2, 2, true, CLOSURE_NINE, CRITERION_MEAN, 1e-3, 3000},
    {2, 2, false, CLOSURE_SIX, CRITERION_MEAN, 1e-5, 1000},
    {2, 1, true, CLOSURE_NINE, CRITERION_MEAN, 1e-5, 1500},
    {4, 4, true, CLOSURE_SIX, CRITERION_EACH, 1e-5, 1500},
    {4, 2, true, CLOSURE_NINE, CRITERION_MEAN, 1e-5, 200},
    {1, 1, true, CLOSURE_NINE, CRITERION_MEAN, 1e-5, 40},
};

struct finite_size {
    int L, initial;
    bool attacker;
    int64_t N;
    enum ties ties;
    enum until until;
    int64_t max_steps;
};

/* N beyond a thousand for the lumped engines alone. */
static const struct finite_size finite_sizes[] = {
    {1, 1, true, 100, TIES_ODD, UNTIL_BOTH, 2000},
    {2, 2, true, 60, TIES_ODD, UNTIL_LEARN, 2000},
    {4, 4, true, 30, TIES_ODD, UNTIL_BOTH, 700},
    {2, 1, false, 130, TIES_ODD, UNTIL_SYNC, 1000},
    {1, 1, true, 50, TIES_PLUS, UNTIL_LEARN, 300},
    {1, 1, true, 50, TIES_RANDOM, UNTIL_BOTH, 300},
    {3, 3, false, 200, TIES_RANDOM, UNTIL_BOTH, 200},
    {1, 1, true, 1000000000, TIES_ODD, UNTIL_BOTH, 1000},
};

struct spherical {
    int64_t N;
    bool attacker;
    double eta, alpha_max, gap;
    int64_t max_steps;
};

/* Below eta_c and above, and N on both sides of where renewals become frequent. */
static const struct spherical sphericals[] = {
    {5, true, 3.0, 100.0, 1e-3, 1000000},  {130, true, 3.0, 6.0, 1e-1, 1000000},
    {130, false, 1.0, 2.0, 1e-1, 1000000}, {2100, true, 3.0, 10.0, 1e-3, 700},
    {100, true, 500.0, 3.0, 1e-1, 200},
};

static struct model iterate_model(const struct iteration *m) {
    return (struct model){.seed = 764,
                          .protocol = {.K = UNITS},
                          .attack = {.machines = 1},
                          .L = m->L,
                          .initial = m->initial,
                          .attacker = m->attacker,
                          .max_steps = m->max_steps,
                          .closure = m->closure,
                          .criterion = m->criterion,
                          .cl = 1.0 - m->gap};
}

static struct model simulate_model(const struct finite_size *m) {
    return (struct model){.seed = 20240712,
                          .protocol = {.K = UNITS, .ties = m->ties},
                          .attack = {.machines = 1},
                          .L = m->L,
                          .initial = m->initial,
                          .attacker = m->attacker,
                          .max_steps = m->max_steps,
                          .N = m->N,
                          .until = m->until};
}

static struct model continuous_model(const struct spherical *m) {
    return (struct model){.seed = 20240713,
                          .protocol = {.K = UNITS},
                          .attack = {.machines = 1},
                          .L = 1,
                          .initial = 1,
                          .attacker = m->attacker,
                          .max_steps = m->max_steps,
                          .cl = 1.0 - m->gap,
                          .N = m->N,
                          .eta = m->eta,
                          .alpha_max = m->alpha_max};
}

/* ---- the table ---- */

static struct situation table[SITUATIONS_MAX];
static int filled;

/* A small model is one whose state has a few thousand bytes. */
static void add(const struct engine *engine, struct model model, bool small) {
    if (small && (model.L > 2 || (model.N > 200 && model.N < 1000000)))
        return;
    if (small && model.max_steps > 120)
        model.max_steps = 120;
    assert_true(filled < SITUATIONS_MAX);
    table[filled++] = (struct situation){engine, model};
}

const struct situation *situations(bool small, int *count) {
    filled = 0;
    for (size_t j = 0; j < sizeof iterations / sizeof *iterations; j++) {
        add(&engine_iterate_plain, iterate_model(&iterations[j]), small);
        add(&engine_iterate_batch, iterate_model(&iterations[j]), small);
    }
    for (size_t j = 0; j < sizeof finite_sizes / sizeof *finite_sizes; j++) {
        const struct model model = simulate_model(&finite_sizes[j]);
        add(&engine_occupancy_plain, model, small);
        add(&engine_occupancy_fast, model, small);
        if (model.N > 1000)
            continue;
        add(&engine_weights_plain, model, small);
        add(&engine_weights_planes, model, small);
    }
    for (size_t j = 0; j < sizeof sphericals / sizeof *sphericals; j++)
        add(&engine_continuous, continuous_model(&sphericals[j]), small);
    *count = filled;
    return table;
}

void situation_print(const struct situation *situation) {
    const struct model *m = &situation->model;
    printf("%s %s: L = %d, initial %d, attacker %d, closure %d, criterion %d, N = %lld, "
           "ties %d, until %d, eta = %g, at most %lld steps\n",
           situation->engine->command, situation->engine->method, m->L, m->initial, m->attacker,
           m->closure, m->criterion, (long long)m->N, m->protocol.ties, m->until, m->eta,
           (long long)m->max_steps);
}

/* ---- who looks ---- */

enum { EVERY_STEP_UNTIL = 50 };

static int64_t next_wanted(int64_t step) {
    return step < EVERY_STEP_UNTIL ? step + 1 : step + 1 + step % 23;
}

static int64_t see(void *self, int lane, int64_t step, const struct overlaps *overlaps) {
    struct audience *a = self;
    assert_true(!a->deaf && lane < LANES_MAX);
    see_every_step(&a->path[a->path_of_lane[lane]], lane, step, overlaps);
    return next_wanted(step);
}

static int64_t see_stretch(void *self, int lane, int64_t first, int count,
                           const double *const rho_ab[UNITS],
                           const double *const rho_ao[UNITS]) {
    for (int n = 0; n < count; n++) {
        const double ab[UNITS] = {rho_ab[0][n], rho_ab[1][n], rho_ab[2][n]};
        const double ao[UNITS] = {rho_ao[0][n], rho_ao[1][n], rho_ao[2][n]};
        see(self, lane, first + n, &(struct overlaps){ab, ao, ao});
    }
    return next_wanted(first + count - 1);
}

struct observer audience_observer(struct audience *audience, bool stretches) {
    return (struct observer){.observe = see,
                             .self = audience,
                             .observe_stretch = stretches ? see_stretch : NULL,
                             .every_step_until = EVERY_STEP_UNTIL};
}

void audience_free(struct audience *audience) {
    for (int j = 0; j < RUNS_MAX; j++)
        free(audience->path[j].sight);
    free(audience);
}

struct outcome run_to_end(const struct engine *engine, void *worker, int lane, int64_t slice) {
    static struct outcome outcome[LANES_MAX];
    static bool finished[LANES_MAX];
    while (!finished[lane])
        engine->advance(worker, slice, outcome, finished);
    finished[lane] = false;
    return outcome[lane];
}

bool same_sight(const struct sight *a, const struct sight *b) {
    if (a->step != b->step || memcmp(a->ab, b->ab, sizeof a->ab) != 0)
        return false;
    for (int i = 0; i < UNITS; i++)
        if (!(isnan(a->ao[i]) && isnan(b->ao[i])) &&
            memcmp(&a->ao[i], &b->ao[i], sizeof a->ao[i]) != 0)
            return false;
    return true;
}
