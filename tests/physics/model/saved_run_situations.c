#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "saved_run_situations.h"

enum { SITUATIONS_MAX = 128 };

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

/* Other protocols and attackers; of three units, as those who look at them have it. Those with
 * one machine are for the lumped engines, too. The genetic ones branch all the time, and
 * saved_run.c interrupts them in between: in up to 16, 64 and 40 machines. */
struct attacked {
    enum update update;
    enum rule rule;
    enum ties ties;
    int L;
    int64_t N;
    struct attack attack;
    int64_t max_steps, stall;
};

static const struct attacked attacked[] = {
    {UPDATE_AGREEMENT,
     RULE_RANDOM_WALK,
     TIES_MINUS,
     1,
     20,
     {.kind = ATTACK_NAIVE, .machines = 7},
     800,
     0},
    {UPDATE_AGREEMENT,
     RULE_HEBBIAN,
     TIES_RANDOM,
     2,
     30,
     {.kind = ATTACK_NAIVE_STRICT, .machines = 1},
     600,
     4},
    {UPDATE_MISMATCH,
     RULE_ANTI_HEBBIAN,
     TIES_ODD,
     2,
     40,
     {.kind = ATTACK_GEOMETRIC, .machines = 1},
     600,
     0},
    {UPDATE_AGREEMENT,
     RULE_RANDOM_WALK,
     TIES_MINUS,
     3,
     60,
     {.kind = ATTACK_GEOMETRIC, .machines = 20},
     800,
     0},
    {UPDATE_AGREEMENT,
     RULE_HEBBIAN,
     TIES_MINUS,
     2,
     25,
     {.kind = ATTACK_MAJORITY, .machines = 9, .wait = 40, .vote_every = 3},
     600,
     0},
    {UPDATE_MISMATCH,
     RULE_HEBBIAN,
     TIES_PLUS,
     1,
     20,
     {.kind = ATTACK_GENETIC, .machines = 4},
     300,
     0},
    {UPDATE_AGREEMENT,
     RULE_RANDOM_WALK,
     TIES_MINUS,
     3,
     130,
     {.kind = ATTACK_GENETIC, .machines = 16},
     500,
     0},
    {UPDATE_AGREEMENT,
     RULE_HEBBIAN,
     TIES_MINUS,
     2,
     40,
     {.kind = ATTACK_GENETIC,
      .machines = 40,
      .selection = SELECTION_RUTTOR,
      .fitness_right = 4,
      .fitness_of = 7},
     300,
     0},
    {UPDATE_AGREEMENT,
     RULE_RANDOM_WALK,
     TIES_ODD,
     3,
     50,
     {.kind = ATTACK_GENETIC,
      .machines = 40,
      .selection = SELECTION_RUTTOR_GEOMETRIC,
      .fitness_right = 10,
      .fitness_of = 20},
     300,
     0},
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

static struct model attacked_model(const struct attacked *m) {
    return (struct model){
        .seed = 20240714,
        .protocol = {.K = UNITS, .update = m->update, .rule = m->rule, .ties = m->ties},
        .attack = m->attack,
        .L = m->L,
        .initial = m->L,
        .attacker = true,
        .max_steps = m->max_steps,
        .stall = m->stall,
        .N = m->N,
        .until = UNTIL_BOTH};
}

/* The iteration of the same, N -> infinity. */
static struct model iterated_model(const struct attacked *m) {
    struct model model = attacked_model(m);
    model.seed = 764;
    model.closure = CLOSURE_NINE;
    model.cl = 0.99;
    model.stall = 0;
    return model;
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
    if (!engine->fault || !engine->fault(&model))
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
    for (size_t j = 0; j < sizeof attacked / sizeof *attacked; j++) {
        const struct model model = attacked_model(&attacked[j]),
                           iterated = iterated_model(&attacked[j]);
        add(&engine_weights_plain, model, small);
        add(&engine_weights_planes, model, small);
        add(&engine_occupancy_plain, model, small);
        add(&engine_occupancy_fast, model, small);
        add(&engine_iterate_plain, iterated, small);
        add(&engine_iterate_batch, iterated, small);
    }
    *count = filled;
    return table;
}

void situation_print(const struct situation *situation) {
    const struct model *m = &situation->model;
    printf("%s %s: L = %d, initial %d, attacker %d, closure %d, criterion %d, N = %lld, "
           "ties %d, until %d, eta = %g, at most %lld steps; update %d, rule %d, attack %d of "
           "%d, selection %d\n",
           situation->engine->command, situation->engine->method, m->L, m->initial, m->attacker,
           m->closure, m->criterion, (long long)m->N, m->protocol.ties, m->until, m->eta,
           (long long)m->max_steps, m->protocol.update, m->protocol.rule, m->attack.kind,
           m->attack.machines, m->attack.selection);
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

/* The same bits, or any NaN in both. */
static bool same_values(const double a[UNITS], const double b[UNITS]) {
    for (int i = 0; i < UNITS; i++)
        if (!(isnan(a[i]) && isnan(b[i])) && memcmp(&a[i], &b[i], sizeof a[i]) != 0)
            return false;
    return true;
}

bool same_sight(const struct sight *a, const struct sight *b) {
    return a->step == b->step && memcmp(a->ab, b->ab, sizeof a->ab) == 0 &&
           same_values(a->ao, b->ao) && same_values(a->ao_mean, b->ao_mean);
}
