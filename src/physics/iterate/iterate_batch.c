/* The analytical iteration, many runs side by side: the fast twin of iterate_plain.c.
 *
 * Same dynamics, same random numbers, same times run for run; the kernels of iterate_kernels.h
 * do the steps. A worker holds LANES_OF_BATCH runs. A call of `advance` takes them through up
 * to K + 1 stages, by what is still iterated:
 *     all pairs; after synchronisation o's K units; all but one of them; and so on down to one.
 * In each stage the runs that are in it queue for the slots of the kernel's group; when
 * one leaves its slot, because it ends, has made its steps or goes to the next stage, the next
 * in the queue takes its place.
 *
 * A unit of o is learned for good, and iterated no longer, when its gap 1 - rho has sunk below
 * 2^-110. It can only move back if o differs from A in it, which needs a random number below
 * arccos(rho) / pi < 2^-54, and the smallest that is ever drawn is 2^-33. Its overlap stays
 * recorded as it is then, 1 - rho < 2^-110, where the plain engine lets it sink on towards 0;
 * as a double rho is 1 in both, and to the sum that the criterion tests against at least
 * 2^-53 the gap adds less than the last bit. Not so of naive-strict and geometric, which may
 * stay behind in any unit while another is wrong: all of their units are iterated to the end.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "physics/iterate/iterate_kernels.h"
#include "physics/model/engine.h"
#include "physics/model/overlap_matrix.h"
#include "physics/model/run.h"
#include "vector/instruction_set.h"

enum { LANES_OF_BATCH = 256 };

/* What is still iterated: all pairs, or, after synchronisation, from K live units of o down to
 * one. */
enum stage { STAGE_ALL, STAGE_ALL_OF_O, STAGES = STAGE_ALL_OF_O + K_MAX };

/* A run while it is not in a slot. */
struct resident {
    bool occupied;
    enum stage stage;
    int64_t run;
    int64_t until; /* the step up to which the present call goes */
    struct run_clock clock;
    int live; /* units of o that are iterated: unit[0 .. live - 1], ascending */
    int unit[K_MAX];
    double gap[PAIRS][K_MAX]; /* 1 + rho^AB, 1 - rho^Ao, 1 + rho^Bo */
    double *f;                /* [PAIRS][K][half_matrix_size(L)] */
};

/* What is in an empty slot: what a run has left behind, or nothing that moves. */
enum no_lane { LEFT_BEHIND = -1, AT_REST = -2 };

struct worker {
    struct model model;
    struct observer observer;
    const struct iterate_kernels *kernels;
    struct iterate_setting setting;
    struct resident resident[LANES_OF_BATCH];
    struct iterate_group *group;
    int lane_of_slot[SLOTS]; /* or one of enum no_lane */
    int turn[STAGES];        /* the lane at which a call begins to take runs on */
    double *uniform;         /* the half matrix at the start of a run */
    double *memory;          /* what the pointers point into */
};

static int units_of(const struct worker *w) {
    return w->setting.K;
}

/* The gap of a unit of o that is learned for good. */
static double learned_for_good(const struct worker *w) {
    return w->setting.strict || w->setting.geometric ? 0.0 : 0x1p-110; /* none is below 0 */
}

static int live_units(const struct worker *w, enum stage stage) {
    return units_of(w) - (int)(stage - STAGE_ALL_OF_O);
}

static size_t unit_size(const struct worker *w) {
    return (size_t)half_matrix_size(w->model.L);
}

/* ---- from a lane to a slot and back ---------------------------------------------------- */

/* The unit of a pair that stands at place j of a group, or -1: o's units move up to close the
 * ranks when one is learned for good. */
static int unit_at(const struct resident *r, enum mirrored_pair pair, int j) {
    if (r->stage == STAGE_ALL)
        return j;
    return pair == PAIR_AO && j < r->live ? r->unit[j] : -1;
}

static void copy_matrices(struct worker *w, int lane, int slot, bool to_slot) {
    struct resident *r = &w->resident[lane];
    const size_t size = unit_size(w);
    const int K = units_of(w);
    for (enum mirrored_pair pair = 0; pair < PAIRS; pair++)
        for (int j = 0; j < K; j++) {
            const int i = unit_at(r, pair, j);
            if (i < 0 || (pair == PAIR_BO && !w->setting.nine))
                continue;
            double *outside = r->f + (pair * K + i) * size;
            double *inside = w->group->f + (pair * K + j) * size * SLOTS + slot;
            for (size_t e = 0; e < size; e++)
                if (to_slot)
                    inside[e * SLOTS] = outside[e];
                else
                    outside[e] = inside[e * SLOTS];
            if (to_slot)
                group_gap(w->group, K, pair, j)[slot] = r->gap[pair][i];
            else
                r->gap[pair][i] = group_gap(w->group, K, pair, j)[slot];
        }
}

static void enter_slot(struct worker *w, int lane, int slot) {
    struct iterate_group *g = w->group;
    const struct resident *r = &w->resident[lane];
    w->lane_of_slot[slot] = lane;
    g->step[slot] = r->clock.step;
    g->run[slot] = (uint64_t)r->run;
    g->t_sync[slot] = r->clock.t_sync;
    g->t_learn[slot] = r->clock.t_learn;
    g->last_difference[slot] = r->clock.last_difference;
    g->synced[slot] = r->clock.t_sync != NOT_REACHED ? UINT64_MAX : 0;
    g->learned[slot] = r->clock.t_learn != NOT_REACHED || !w->model.attacker ? UINT64_MAX : 0;
    for (int j = 0; j < units_of(w); j++)
        g->unit[j][slot] = UINT64_C(1) << r->unit[j];
    copy_matrices(w, lane, slot, true);
}

/* A slot that stays empty is computed along with the others: zeros, at rest. */
static void lay_to_rest(struct worker *w, int slot) {
    struct iterate_group *g = w->group;
    const int K = units_of(w);
    if (w->lane_of_slot[slot] == AT_REST)
        return;
    w->lane_of_slot[slot] = AT_REST;
    g->synced[slot] = g->learned[slot] = UINT64_MAX;
    for (int pair = 0; pair < PAIRS; pair++)
        for (int j = 0; j < K; j++) {
            group_gap(g, K, pair, j)[slot] = 0.0;
            for (size_t e = 0; e < unit_size(w); e++)
                g->f[((pair * K + j) * unit_size(w) + e) * SLOTS + slot] = 0.0;
        }
}

static void leave_slot(struct worker *w, int slot) {
    copy_matrices(w, w->lane_of_slot[slot], slot, false);
    w->lane_of_slot[slot] = LEFT_BEHIND;
}

/* ---- what a run does besides moving ---------------------------------------------------- */

static bool learned(const struct resident *r) {
    return r->clock.t_learn != NOT_REACHED;
}

static bool synchronised(const struct resident *r) {
    return r->clock.t_sync != NOT_REACHED;
}

/* Where to read the gaps of a run after each step of the last stretch: those that the kernel
 * iterates in its trace, step after step, the others where they stay. */
struct gap_history {
    const double *at[2][K_MAX]; /* of PAIR_AB and PAIR_AO, after the first step */
    size_t stride[2][K_MAX];    /* from a step to the next; 0 for what stays */
};

/* rho^AB, from 1 - rho^AB'. */
static double rho_ab_of(const struct worker *w, double gap) {
    return w->setting.mirror < 0 ? gap - 1.0 : 1.0 - gap;
}

/* Shows the observer step `step`, the n-th (from 0) of the history. */
static void observe(struct worker *w, int lane, int64_t step, const struct gap_history *h,
                    size_t n) {
    double rho_ab[K_MAX], rho_ao[K_MAX];
    for (int i = 0; i < units_of(w); i++) {
        rho_ab[i] = rho_ab_of(w, h->at[PAIR_AB][i][n * h->stride[PAIR_AB][i]]);
        rho_ao[i] = 1.0 - h->at[PAIR_AO][i][n * h->stride[PAIR_AO][i]];
    }
    const struct overlaps overlaps = {rho_ab, rho_ao, rho_ao};
    const int64_t next = w->observer.observe(w->observer.self, lane, step, &overlaps);
    w->resident[lane].clock.observe_at = next > step ? next : INT64_MAX;
}

/* `count` times the overlap of a unit that stands still. */
static const double *still_overlap(const struct worker *w, enum mirrored_pair pair, double gap,
                                   int count, double out[STRETCH]) {
    const double rho = pair == PAIR_AB ? rho_ab_of(w, gap) : 1.0 - gap;
    for (int n = 0; n < count; n++)
        out[n] = rho;
    return out;
}

/* Shows the observer `count` steps of the run in a slot, the n-th (from 0) of the last stretch
 * and those after it. */
static void observe_stretch(struct worker *w, int slot, int64_t first, int count, size_t n) {
    const int lane = w->lane_of_slot[slot];
    struct resident *r = &w->resident[lane];
    const int K = units_of(w);
    alignas(64) double still[2][K_MAX][STRETCH];
    const double *rho[2][K_MAX] = {{0}};
    for (enum mirrored_pair pair = PAIR_AB; pair <= PAIR_AO; pair++) {
        for (int j = 0; j < K; j++) {
            const int i = unit_at(r, pair, j);
            if (i >= 0)
                rho[pair][i] = group_overlap(w->group, K, slot, pair, j) + n;
        }
        for (int i = 0; i < K; i++)
            if (!rho[pair][i])
                rho[pair][i] = still_overlap(w, pair, r->gap[pair][i], count, still[pair][i]);
    }
    const int64_t next = w->observer.observe_stretch(w->observer.self, lane, first, count,
                                                     rho[PAIR_AB], rho[PAIR_AO]);
    r->clock.observe_at = next >= first + count ? next : INT64_MAX;
}

/* The history of the run in a lane that stands still. */
static struct gap_history still_history(const struct worker *w, int lane) {
    struct gap_history h = {0};
    for (enum mirrored_pair pair = PAIR_AB; pair <= PAIR_AO; pair++)
        for (int i = 0; i < units_of(w); i++)
            h.at[pair][i] = &w->resident[lane].gap[pair][i];
    return h;
}

static struct gap_history history_of_slot(const struct worker *w, int slot) {
    const int lane = w->lane_of_slot[slot], K = units_of(w);
    struct gap_history h = still_history(w, lane);
    for (enum mirrored_pair pair = PAIR_AB; pair <= PAIR_AO; pair++)
        for (int j = 0; j < K; j++) {
            const int i = unit_at(&w->resident[lane], pair, j);
            if (i < 0)
                continue;
            h.at[pair][i] = group_trace(w->group, K, 0, pair, j) + slot;
            h.stride[pair][i] = 2 * (size_t)K * SLOTS; /* from a step to the next */
        }
    return h;
}

/* Shows the observer step `step` of the run in a slot, the n-th (from 0) of the last stretch.
 */
static void observe_slot(struct worker *w, int slot, int64_t step, size_t n) {
    const struct gap_history history = history_of_slot(w, slot);
    observe(w, w->lane_of_slot[slot], step, &history, n);
}

/* The step at which a run ends, as far as is known; else INT64_MAX. */
static int64_t end_of_run(const struct worker *w, const struct resident *r) {
    if (!run_is_decided(&w->model, r->clock.t_sync, r->clock.t_learn))
        return r->clock.step >= w->model.max_steps ? w->model.max_steps : INT64_MAX;
    if (!w->model.attacker || w->model.until == UNTIL_SYNC)
        return r->clock.t_sync;
    if (w->model.until == UNTIL_LEARN)
        return r->clock.t_learn;
    return r->clock.t_sync > r->clock.t_learn ? r->clock.t_sync : r->clock.t_learn;
}

/* Whether something has come to rest that the present stage still iterates. */
static bool stage_is_over(const struct worker *w, int slot, const struct resident *r) {
    if (r->stage == STAGE_ALL)
        return synchronised(r);
    for (int j = 0; j < r->live; j++)
        if (group_gap(w->group, units_of(w), PAIR_AO, j)[slot] < learned_for_good(w))
            return true;
    return false;
}

/* Sorts out what has come to rest; to be called outside of the slots. */
static void enter_next_stage(const struct worker *w, struct resident *r) {
    if (!synchronised(r))
        return;
    int live = 0;
    for (int j = 0; j < r->live; j++)
        if (r->gap[PAIR_AO][r->unit[j]] >= learned_for_good(w))
            r->unit[live++] = r->unit[j];
    r->live = live;
    assert(live > 0); /* else the criterion is met, whatever cl */
    r->stage = (enum stage)(STAGE_ALL_OF_O + (units_of(w) - live));
}

/* The last step that may be shown in a stretch. */
static int64_t every_step_until(const struct worker *w) {
    return w->observer.observe_stretch ? w->observer.every_step_until : -1;
}

/* Shows the observer what it wants to see of the steps begin + 1 .. last, which the last call
 * of the kernel has made; and step `last` in any case if the run ends there. */
static void observe_steps(struct worker *w, int slot, int64_t begin, int64_t last, bool ends) {
    const int lane = w->lane_of_slot[slot];
    const struct resident *r = &w->resident[lane];
    const int64_t every = every_step_until(w);
    const int64_t until = last < every ? last : every;
    int64_t seen = begin;
    while (r->clock.observe_at <= last) {
        const int64_t first = r->clock.observe_at;
        seen = first < until ? until : first;
        if (first < until)
            observe_stretch(w, slot, first, (int)(until - first + 1),
                            (size_t)(first - begin - 1));
        else
            observe_slot(w, slot, first, (size_t)(first - begin - 1));
    }
    if (ends && seen < last)
        observe_slot(w, slot, last, (size_t)(last - begin - 1));
}

/* How far o is after the n-th step (from 0) of the last stretch, in which the run has
 * synchronised. */
static struct at_sync at_sync_of(const struct worker *w, int slot, size_t n) {
    const struct gap_history h = history_of_slot(w, slot);
    const struct resident *r = &w->resident[w->lane_of_slot[slot]];
    double sum = 0.0;
    for (int i = 0; i < units_of(w); i++)
        sum += 1.0 - h.at[PAIR_AO][i][n * h.stride[PAIR_AO][i]];
    return (struct at_sync){
        .rho_ao = sum / units_of(w), /* NaN without o */
        .equal = NAN,
        .learned = learned(r) && r->clock.t_learn <= r->clock.t_sync,
        .machines = w->model.attacker,
    };
}

/* Reads from a slot what the stretch of `steps` steps has done to its run, and empties the slot
 * if the run has ended, made its steps, or is for another stage. */
static void harvest(struct worker *w, int slot, int steps, struct outcome outcome[],
                    bool finished[]) {
    const int lane = w->lane_of_slot[slot];
    struct resident *r = &w->resident[lane];
    const int64_t begin = r->clock.step;
    const bool was_synchronised = synchronised(r);
    r->clock.step = begin + steps;
    r->clock.t_sync = w->group->t_sync[slot];
    r->clock.t_learn = w->group->t_learn[slot];
    if (!was_synchronised && synchronised(r))
        r->clock.at_sync = at_sync_of(w, slot, (size_t)(r->clock.t_sync - begin - 1));
    r->clock.last_difference = w->group->last_difference[slot];
    const int64_t end = end_of_run(w, r);
    const int64_t last = end < r->clock.step ? end : r->clock.step;
    if (r->clock.observe_at <= last || end == last)
        observe_steps(w, slot, begin, last, end == last);
    if (end == last) {
        /* The kernel has gone on to the end of the stretch and may have reached more. */
        const bool sync = synchronised(r) && r->clock.t_sync <= end;
        const bool learn = learned(r) && r->clock.t_learn <= end;
        r->occupied = false;
        outcome[lane] = (struct outcome){
            .t_sync = sync ? r->clock.t_sync : NOT_REACHED,
            .t_learn = learn ? r->clock.t_learn : NOT_REACHED,
            .steps = end,
            .t_a = sync ? r->clock.last_difference : NOT_REACHED,
            .end = run_is_decided(&w->model, sync ? r->clock.t_sync : NOT_REACHED,
                                  learn ? r->clock.t_learn : NOT_REACHED)
                       ? END_COMPLETE
                       : END_STEP_LIMIT,
            .at_sync = sync ? r->clock.at_sync : run_clock_at_start.at_sync,
        };
        finished[lane] = true;
        w->lane_of_slot[slot] = LEFT_BEHIND;
        return;
    }
    if (r->clock.step == r->until || stage_is_over(w, slot, r)) {
        leave_slot(w, slot);
        enter_next_stage(w, r);
    }
}

/* ---- the stages ------------------------------------------------------------------------ */

static void run_kernel(struct worker *w, enum stage stage, int steps) {
    if (stage == STAGE_ALL)
        w->kernels->all(&w->setting, w->group, steps);
    else
        w->kernels->attacker(&w->setting, w->group, steps, live_units(w, stage));
}

/* Makes the overlaps of the last call of the kernel if any run may show a stretch of them. */
static void make_overlaps(struct worker *w, enum stage stage, int steps) {
    bool wanted = false;
    for (int slot = 0; slot < SLOTS; slot++) {
        const int lane = w->lane_of_slot[slot];
        wanted = wanted || (lane >= 0 && w->resident[lane].clock.step < every_step_until(w));
    }
    if (!wanted)
        return;
    if (stage == STAGE_ALL)
        w->kernels->overlaps(&w->setting, w->group, PAIR_AB, units_of(w), steps);
    w->kernels->overlaps(&w->setting, w->group, PAIR_AO,
                         stage == STAGE_ALL ? units_of(w) : live_units(w, stage), steps);
}

/* The next lane from *next on that has steps to make in this stage, or -1. */
static int next_in_queue(const struct worker *w, enum stage stage, int *next) {
    while (*next < LANES_OF_BATCH) {
        const int lane = (*next)++;
        const struct resident *r = &w->resident[lane];
        if (r->occupied && r->stage == stage && r->clock.step < r->until)
            return lane;
    }
    return -1;
}

/* Fills the empty slots from the queue; returns how many steps all runs in the slots may make,
 * 0 if there are none. */
static int fill_slots(struct worker *w, enum stage stage, int *next) {
    int64_t steps = STRETCH;
    bool all_empty = true;
    for (int slot = 0; slot < SLOTS; slot++) {
        if (w->lane_of_slot[slot] < 0) {
            const int lane = next_in_queue(w, stage, next);
            if (lane < 0) {
                lay_to_rest(w, slot);
                continue;
            }
            enter_slot(w, lane, slot);
        }
        const struct resident *r = &w->resident[w->lane_of_slot[slot]];
        all_empty = false;
        if (r->until - r->clock.step < steps)
            steps = r->until - r->clock.step;
    }
    return all_empty ? 0 : (int)steps;
}

static void advance_stage(struct worker *w, enum stage stage, struct outcome outcome[],
                          bool finished[]) {
    int next = 0, steps;
    while ((steps = fill_slots(w, stage, &next)) > 0) {
        run_kernel(w, stage, steps);
        make_overlaps(w, stage, steps);
        for (int slot = 0; slot < SLOTS; slot++)
            if (w->lane_of_slot[slot] >= 0)
                harvest(w, slot, steps, outcome, finished);
    }
}

/* `count` runs of a stage are taken on, from where the last call has ended. */
static void take_turns(struct worker *w, enum stage stage, int count, int64_t steps) {
    for (int lane = w->turn[stage]; count > 0; lane = (lane + 1) % LANES_OF_BATCH) {
        struct resident *r = &w->resident[lane];
        if (!r->occupied || r->stage != stage)
            continue;
        const int64_t left = w->model.max_steps - r->clock.step;
        r->until = r->clock.step + (steps < left ? steps : left);
        w->turn[stage] = (lane + 1) % LANES_OF_BATCH;
        count--;
    }
}

/* Which runs this call takes on. The slots are full as long as a stage has a multiple of SLOTS
 * runs: what is over waits for a later call, unless no stage fills its slots. */
static void choose_runs(struct worker *w, int64_t steps) {
    int room[STAGES] = {0};
    bool any_is_full = false;
    for (int lane = 0; lane < LANES_OF_BATCH; lane++) {
        struct resident *r = &w->resident[lane];
        r->until = r->clock.step;
        room[r->stage] += r->occupied;
    }
    for (enum stage stage = STAGE_ALL; stage < STAGES; stage++)
        any_is_full = any_is_full || room[stage] >= SLOTS;
    for (enum stage stage = STAGE_ALL; stage < STAGES; stage++)
        take_turns(w, stage, any_is_full ? room[stage] - room[stage] % SLOTS : room[stage],
                   steps);
}

static void advance(void *worker, int64_t steps, struct outcome outcome[], bool finished[]) {
    struct worker *w = worker;
    choose_runs(w, steps);
    for (enum stage stage = STAGE_ALL; stage < STAGES; stage++)
        advance_stage(w, stage, outcome, finished);
}

/* ---- the engine ------------------------------------------------------------------------ */

/* The largest sum whose K-th part, as rounded by the division of the plain engine, is <= limit.
 */
static double largest_sum(int K, double limit) {
    double sum = K * limit;
    while (sum / K > limit)
        sum = nextafter(sum, 0.0);
    while (nextafter(sum, INFINITY) / K <= limit)
        sum = nextafter(sum, INFINITY);
    return sum;
}

static struct iterate_setting setting_of(const struct model *model) {
    const double limit = 1.0 - model->cl;
    return (struct iterate_setting){
        .K = model->protocol.K,
        .L = model->L,
        .mirror = tree_parity_mirror(model->protocol.update),
        .attacker = model->attacker,
        .nine = model->closure == CLOSURE_NINE,
        .strict = model->attack.kind == ATTACK_NAIVE_STRICT,
        .geometric = model->attack.kind == ATTACK_GEOMETRIC,
        .each = model->criterion == CRITERION_EACH,
        .uniform = model->initial == model->L,
        .gap_limit = limit,
        .sum_limit = largest_sum(model->protocol.K, limit),
        .keys = vector_keys(model->seed),
    };
}

/* For K = 3 and the naive attacker, or for any. */
struct kernels {
    const struct iterate_kernels *of_three, *any;
};

static struct kernels kernels_of_set(void) {
    switch (instruction_set()) {
#ifdef TPMSYNC_X86_KERNELS
    case ISA_AVX512:
        return (struct kernels){&iterate_kernels_avx512, &iterate_kernels_any_avx512};
    case ISA_AVX2:
        return (struct kernels){&iterate_kernels_avx2, &iterate_kernels_any_avx2};
#endif
    default:
        return (struct kernels){&iterate_kernels_baseline, &iterate_kernels_any_baseline};
    }
}

static const struct iterate_kernels *kernels(const struct iterate_setting *setting) {
    const struct kernels kernels = kernels_of_set();
    const bool naive = !setting->strict && !setting->geometric;
    return setting->K == K_OF_PAPER && naive ? kernels.of_three : kernels.any;
}

static void destroy(void *worker) {
    struct worker *w = worker;
    if (!w)
        return;
    free(w->memory);
    free(w->group);
    free(w);
}

static void *create(const struct model *model, struct observer observer) {
    assert(1 <= model->initial && model->initial <= model->L && model->L <= L_MAX);
    struct worker *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->model = *model;
    w->observer = observer;
    w->setting = setting_of(model);
    w->kernels = kernels(&w->setting);
    const size_t of_run = PAIRS * (size_t)units_of(w) * unit_size(w);
    const size_t doubles = of_run * (SLOTS + LANES_OF_BATCH) + unit_size(w);
    w->group = aligned_alloc(alignof(struct iterate_group), sizeof *w->group);
    w->memory = aligned_alloc(64, (doubles * sizeof(double) + 63) / 64 * 64);
    if (!w->group || !w->memory) {
        destroy(w);
        return NULL;
    }
    memset(w->group, 0, sizeof *w->group);
    w->group->f = w->memory;
    for (int slot = 0; slot < SLOTS; slot++)
        w->lane_of_slot[slot] = LEFT_BEHIND;
    for (int lane = 0; lane < LANES_OF_BATCH; lane++)
        w->resident[lane].f = w->memory + of_run * (size_t)(SLOTS + lane);
    w->uniform = w->memory + of_run * (SLOTS + LANES_OF_BATCH);
    struct overlap_matrix uniform;
    overlap_matrix_init(&uniform, model->L, model->initial);
    memcpy(w->uniform, uniform.f, unit_size(w) * sizeof *w->uniform);
    return w;
}

/* Puts the start of a run into an empty lane, which stays empty. */
static void lay_out_start(struct worker *w, int lane, int64_t run) {
    struct resident *r = &w->resident[lane];
    const int K = units_of(w);
    assert(0 <= lane && lane < LANES_OF_BATCH && !r->occupied);
    for (int pair = 0; pair < PAIRS; pair++)
        for (int i = 0; i < K; i++) {
            memcpy(r->f + (size_t)(pair * K + i) * unit_size(w), w->uniform,
                   unit_size(w) * sizeof *r->f);
            r->gap[pair][i] = w->model.attacker || pair == PAIR_AB ? 1.0 : NAN;
        }
    r->stage = STAGE_ALL;
    r->run = run;
    r->clock = run_clock_at_start;
    r->live = K;
    for (int i = 0; i < K; i++)
        r->unit[i] = i;
}

static void start(void *worker, int lane, int64_t run) {
    struct worker *w = worker;
    lay_out_start(w, lane, run);
    w->resident[lane].occupied = true;
    const struct gap_history history = still_history(w, lane);
    observe(w, lane, 0, &history, 0);
}

/* ---- a run as bytes -------------------------------------------------------------------- */

/* Between calls of `advance` no run is in a slot, and a run has been sorted into its stage: the
 * stage, and which units of o are live, follow from the times and the gaps. */

/* Whether the matrix of a unit is needed. In the first stage that of A and o is even after o
 * has learned: the kernel goes on finding the gap from it, which the observer sees. */
static bool matrix_is_needed(const struct worker *w, const struct resident *r,
                             enum mirrored_pair pair, int i) {
    if (synchronised(r))
        return pair == PAIR_AO && r->gap[PAIR_AO][i] >= learned_for_good(w);
    switch (pair) {
    case PAIR_AB:
        return true;
    case PAIR_AO:
        return w->model.attacker;
    default:
        return w->model.attacker && w->setting.nine && !learned(r);
    }
}

static bool save(const void *worker, int lane, struct saved_run *saved) {
    const struct worker *w = worker;
    const struct resident *r = &w->resident[lane];
    assert(0 <= lane && lane < LANES_OF_BATCH && r->occupied);
    const int K = units_of(w);
    bool kept = run_clock_put(saved, &r->clock);
    for (int pair = 0; kept && pair < PAIRS; pair++)
        kept = saved_run_put(saved, r->gap[pair], (size_t)K * sizeof r->gap[pair][0]);
    for (enum mirrored_pair pair = 0; pair < PAIRS; pair++)
        for (int i = 0; kept && i < K; i++)
            if (matrix_is_needed(w, r, pair, i))
                kept = saved_run_put(saved, r->f + (size_t)(pair * K + i) * unit_size(w),
                                     unit_size(w) * sizeof *r->f);
    return kept;
}

static bool half_matrix_is_possible(const struct worker *w, const double half[]) {
    const int values = 2 * w->model.L + 1, last = values * values - 1;
    struct overlap_matrix whole;
    whole.L = w->model.L;
    for (int e = 0; e <= last; e++)
        whole.f[e] = half[2 * e <= last ? e : last - e];
    return overlap_matrix_is_possible(&whole, w->model.initial);
}

static bool get_gaps(const struct worker *w, struct resident *r, struct saved_run *saved) {
    const size_t size = (size_t)units_of(w) * sizeof r->gap[0][0];
    bool got = true;
    for (int pair = 0; got && pair < PAIRS; pair++)
        got = saved_run_get(saved, r->gap[pair], size);
    return got;
}

/* Whether these are gaps: in [0, 2], and NaN where there is no attacker. */
static bool gaps_fit(const struct worker *w, const struct resident *r) {
    for (enum mirrored_pair pair = 0; pair < PAIRS; pair++)
        for (int i = 0; i < units_of(w); i++) {
            const double gap = r->gap[pair][i];
            if (pair == PAIR_AB || w->model.attacker ? !(0.0 <= gap && gap <= 2.0)
                                                     : !isnan(gap))
                return false;
        }
    return true;
}

static bool restore(void *worker, int lane, int64_t run, struct saved_run *saved) {
    struct worker *w = worker;
    struct resident *r = &w->resident[lane];
    lay_out_start(w, lane, run);
    if (!run_clock_get(saved, &r->clock, w->model.attacker, w->model.max_steps) ||
        r->clock.observe_at <= r->clock.step || end_of_run(w, r) != INT64_MAX ||
        !get_gaps(w, r, saved) || !gaps_fit(w, r))
        return false;
    bool moves = false;
    for (enum mirrored_pair pair = 0; pair < PAIRS; pair++)
        for (int i = 0; i < units_of(w); i++) {
            if (!matrix_is_needed(w, r, pair, i))
                continue;
            double *f = r->f + (size_t)(pair * units_of(w) + i) * unit_size(w);
            if (!saved_run_get(saved, f, unit_size(w) * sizeof *f) ||
                !half_matrix_is_possible(w, f))
                return false;
            moves = true;
        }
    if (!moves)
        return false;
    enter_next_stage(w, r);
    r->occupied = true;
    return true;
}

static bool kernels_know(enum attack_kind kind) {
    return kind == ATTACK_NAIVE || kind == ATTACK_NAIVE_STRICT || kind == ATTACK_GEOMETRIC;
}

static const char *fault(const struct model *model) {
    const char *fault = engine_iterate_plain.fault(model);
    if (fault || !model->attacker || kernels_know(model->attack.kind))
        return fault;
    return "its kernels know naive, naive-strict and geometric; --method plain takes any of "
           "one machine";
}

const struct engine engine_iterate_batch = {
    .command = "iterate",
    .method = "batch",
    .lanes = LANES_OF_BATCH,
    .fault = fault,
    .create = create,
    .destroy = destroy,
    .start = start,
    .advance = advance,
    .save = save,
    .restore = restore,
};
