#include "physics/model/run.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct run_clock run_clock_at_start = {
    .t_sync = NOT_REACHED,
    .t_learn = NOT_REACHED,
    .at_sync = {NAN, NAN, NOT_REACHED, NOT_REACHED},
};

void run_init(struct run *run, int lane, const struct run_dynamics *dynamics,
              const struct model *model, struct observer observer) {
    const bool several =
        model->attacker && attack_capacity(&model->attack, model->protocol.K) > 1;
    run->dynamics = dynamics;
    run->model = *model;
    run->observer = observer;
    run->lane = lane;
    run->last_step = model->max_steps;
    run->stretches_until =
        observer.observe_stretch && !several ? observer.every_step_until : -1;
}

void *run_worker(size_t size, const struct run_dynamics *dynamics, const struct model *model,
                 struct observer observer) {
    struct run *run = calloc(1, size);
    if (run)
        run_init(run, 0, dynamics, model, observer);
    return run;
}

bool run_seeks_sync(const struct run *run) {
    return run->clock.t_sync == NOT_REACHED;
}

bool run_seeks_learn(const struct run *run) {
    return run->model.attacker && run->clock.t_learn == NOT_REACHED;
}

/* ---- what the observer sees -------------------------------------------------------------- */

void run_show_stretch(struct run *run) {
    struct run_stretch *seen = &run->seen;
    const double *ab[K_MAX], *ao[K_MAX];
    if (seen->count == 0)
        return;
    for (int i = 0; i < K_MAX; i++) {
        ab[i] = seen->rho_ab[i];
        ao[i] = seen->rho_ao[i];
    }
    run->clock.observe_at = run->observer.observe_stretch(run->observer.self, run->lane,
                                                          seen->first, seen->count, ab, ao);
    seen->count = 0;
}

/* All steps up to the end of the stretches are wanted. */
static void add_to_stretch(struct run *run, const struct overlaps *overlaps) {
    struct run_stretch *seen = &run->seen;
    const int n = seen->count++;
    for (int i = 0; i < run->model.protocol.K; i++) {
        seen->rho_ab[i][n] = overlaps->ab[i];
        seen->rho_ao[i][n] = overlaps->ao[i];
    }
    seen->first = run->clock.step - n;
    run->clock.observe_at = run->clock.step + 1;
    if (seen->count == RUN_STRETCH || run->clock.step == run->stretches_until)
        run_show_stretch(run);
}

void run_show_several(struct run *run, const double rho_ab[], const double rho_ao[],
                      const double rho_ao_mean[]) {
    static const double none[K_MAX] = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    const bool attacker = run->model.attacker;
    const struct overlaps overlaps = {rho_ab, attacker ? rho_ao : none,
                                      attacker ? rho_ao_mean : none};
    if (run->clock.step <= run->stretches_until)
        add_to_stretch(run, &overlaps);
    else
        run->clock.observe_at =
            run->observer.observe(run->observer.self, run->lane, run->clock.step, &overlaps);
}

void run_show(struct run *run, const double rho_ab[], const double rho_ao[]) {
    run_show_several(run, rho_ab, rho_ao, rho_ao);
}

/* ---- how it ends ------------------------------------------------------------------------- */

static bool decided(const struct run *run) {
    return !run->by_time && run_is_decided(&run->model, run->clock.t_sync, run->clock.t_learn);
}

static bool stalled(const struct run *run) {
    return run->model.stall > 0 && run_seeks_sync(run) &&
           run->clock.step - run->clock.last_update >= run->model.stall;
}

static bool ended(const struct run *run) {
    return run->clock.step >= run->last_step || decided(run) || stalled(run);
}

static enum run_end end_of(const struct run *run) {
    return decided(run) ? END_COMPLETE : stalled(run) ? END_STALLED : END_STEP_LIMIT;
}

static struct outcome outcome_of(const struct run *run) {
    const struct run_clock *c = &run->clock;
    const bool knows = !run->by_time && c->t_sync != NOT_REACHED;
    return (struct outcome){
        .t_sync = c->t_sync,
        .t_learn = c->t_learn,
        .steps = c->step,
        .t_a = knows ? c->last_difference : NOT_REACHED,
        .end = end_of(run),
        .at_sync = c->at_sync,
    };
}

/* ---- how it goes on ---------------------------------------------------------------------- */

void run_start(void *worker, int lane, int64_t number) {
    struct run *run = worker;
    (void)lane;
    assert(lane == 0 && !run->occupied);
    run->occupied = true;
    run->stream = random_stream(run->model.seed, number);
    run->clock = run_clock_at_start;
    run->dynamics->begin(worker);
    run->dynamics->observe(worker);
    run_show_stretch(run);
}

bool run_after_step(void *worker, struct outcome *outcome) {
    struct run *run = worker;
    const bool last = ended(run);
    if (last || run->clock.step == run->clock.observe_at)
        run->dynamics->observe(worker);
    if (last) {
        run->occupied = false;
        *outcome = outcome_of(run);
    }
    return last;
}

void run_advance(void *worker, int64_t steps, struct outcome outcome[], bool finished[]) {
    struct run *run = worker;
    run->held = false;
    for (int64_t made = 0; run->occupied && !run->held && made < steps; made++) {
        run->clock.step++;
        run->dynamics->make_step(worker);
        if (run_after_step(worker, outcome))
            finished[0] = true;
    }
    run_show_stretch(run);
}

/* ---- a run as bytes --------------------------------------------------------------------- */

static int parts_of(const struct run *run) {
    return run->dynamics->parts + run->dynamics->parts_of_unit * run->model.protocol.K;
}

bool run_save(const void *worker, int lane, struct saved_run *saved) {
    const struct run *run = worker;
    const struct run_dynamics *dynamics = run->dynamics;
    (void)lane;
    assert(lane == 0 && run->occupied);
    bool kept = run_clock_put(saved, &run->clock);
    for (int n = 0; kept && n < parts_of(run); n++) {
        if (!dynamics->part) {
            kept = dynamics->put(worker, n, saved);
            continue;
        }
        const struct run_part part = dynamics->part((void *)worker, n); /* looked at only */
        kept = part.size == 0 || saved_run_put(saved, part.at, part.size);
    }
    return kept;
}

static bool get_part(void *worker, const struct run_dynamics *dynamics, int n,
                     struct saved_run *saved) {
    if (!dynamics->part)
        return dynamics->get(worker, n, saved);
    const struct run_part part = dynamics->part(worker, n);
    return part.size == 0 ||
           (saved_run_get(saved, part.at, part.size) && dynamics->accept(worker, n));
}

bool run_restore(void *worker, int lane, int64_t number, struct saved_run *saved) {
    struct run *run = worker;
    (void)lane;
    assert(lane == 0 && !run->occupied);
    if (!run_clock_get(saved, &run->clock, run->model.attacker, run->last_step) || ended(run))
        return false;
    run->stream = random_stream(run->model.seed, number);
    for (int n = 0; n < parts_of(run); n++)
        if (!get_part(worker, run->dynamics, n, saved))
            return false;
    run->occupied = true;
    return true;
}

static_assert(sizeof(struct run_clock) == 11 * sizeof(int64_t), "no padding is saved");

bool run_clock_put(struct saved_run *saved, const struct run_clock *clock) {
    return SAVED_RUN_PUT(saved, *clock);
}

/* Whether a time is unknown or lies in the past. */
static bool reached_or_not(int64_t time, int64_t step) {
    return time == NOT_REACHED || (1 <= time && time <= step);
}

/* Whether it is empty, which it is before the synchronisation and where the engine does not
 * know, or can be. */
static bool at_sync_fits(const struct at_sync *at, bool synchronised) {
    if (at->machines == NOT_REACHED)
        return isnan(at->rho_ao) && isnan(at->equal) && at->learned == NOT_REACHED;
    return synchronised && !(fabs(at->rho_ao) > 1.0 + 1e-9) &&
           !(at->equal < 0.0 || at->equal > 1.0) && 0 <= at->learned &&
           at->learned <= at->machines;
}

bool run_clock_get(struct saved_run *saved, struct run_clock *clock, bool attacker,
                   int64_t last_step) {
    struct run_clock got;
    if (!SAVED_RUN_GET(saved, got))
        return false;
    const int64_t differed_until = got.t_sync == NOT_REACHED ? got.step : got.t_sync;
    if (got.step < 0 || got.step >= last_step || !reached_or_not(got.t_sync, got.step) ||
        !reached_or_not(got.t_learn, got.step) || (!attacker && got.t_learn != NOT_REACHED) ||
        got.last_difference < 0 || got.last_difference > differed_until || got.updates < 0 ||
        got.updates > got.step || got.last_update < got.updates || got.last_update > got.step ||
        !at_sync_fits(&got.at_sync, got.t_sync != NOT_REACHED))
        return false;
    *clock = got;
    return true;
}
