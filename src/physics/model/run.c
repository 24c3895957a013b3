#include "physics/model/run.h"

#include <assert.h>
#include <math.h>

void run_init(struct run *run, const struct model *model, struct observer observer) {
    *run = (struct run){.model = *model, .observer = observer, .last_step = model->max_steps};
}

void run_begin(struct run *run, int64_t number) {
    assert(!run->occupied);
    run->occupied = true;
    run->stream = random_stream(run->model.seed, number);
    run->clock = (struct run_clock){.t_sync = NOT_REACHED, .t_learn = NOT_REACHED};
}

bool run_seeks_sync(const struct run *run) {
    return run->clock.t_sync == NOT_REACHED;
}

bool run_seeks_learn(const struct run *run) {
    return run->model.attacker && run->clock.t_learn == NOT_REACHED;
}

void run_show(struct run *run, const double rho_ab[K], double rho_ao[K]) {
    for (int i = 0; i < K && !run->model.attacker; i++)
        rho_ao[i] = NAN;
    run->clock.observe_at =
        run->observer.observe(run->observer.self, 0, run->clock.step, rho_ab, rho_ao);
}

static bool ended(const struct run *run) {
    const struct run_clock *c = &run->clock;
    return c->step >= run->last_step ||
           (!run->by_time && run_is_decided(&run->model, c->t_sync, c->t_learn));
}

static struct outcome outcome_of(const struct run *run) {
    const struct run_clock *c = &run->clock;
    const bool knows = !run->by_time && c->t_sync != NOT_REACHED;
    return (struct outcome){
        .t_sync = c->t_sync,
        .t_learn = c->t_learn,
        .steps = c->step,
        .t_a = knows ? c->last_difference : NOT_REACHED,
    };
}

void run_advance(struct run *run, void *worker, const struct run_steps *steps, int64_t count,
                 struct outcome outcome[], bool finished[]) {
    if (!run->occupied)
        return;
    for (int64_t made = 0; made < count; made++) {
        run->clock.step++;
        steps->make_step(worker);
        const bool last = ended(run);
        if (last || run->clock.step == run->clock.observe_at)
            steps->observe(worker);
        if (last) {
            run->occupied = false;
            outcome[0] = outcome_of(run);
            finished[0] = true;
            return;
        }
    }
}

/* ---- a run as bytes --------------------------------------------------------------------- */

bool run_save(const struct run *run, struct saved_run *saved) {
    assert(run->occupied);
    return run_clock_put(saved, &run->clock);
}

bool run_restore(struct run *run, int64_t number, struct saved_run *saved) {
    assert(!run->occupied);
    if (!run_clock_get(saved, &run->clock, run->model.attacker, run->last_step))
        return false;
    run->stream = random_stream(run->model.seed, number);
    return !ended(run);
}

bool run_clock_put(struct saved_run *saved, const struct run_clock *clock) {
    return SAVED_RUN_PUT(saved, clock->step) && SAVED_RUN_PUT(saved, clock->observe_at) &&
           SAVED_RUN_PUT(saved, clock->t_sync) && SAVED_RUN_PUT(saved, clock->t_learn) &&
           SAVED_RUN_PUT(saved, clock->last_difference);
}

/* Whether a time is unknown or lies in the past. */
static bool reached_or_not(int64_t time, int64_t step) {
    return time == NOT_REACHED || (1 <= time && time <= step);
}

bool run_clock_get(struct saved_run *saved, struct run_clock *clock, bool attacker,
                   int64_t last_step) {
    if (!SAVED_RUN_GET(saved, clock->step) || !SAVED_RUN_GET(saved, clock->observe_at) ||
        !SAVED_RUN_GET(saved, clock->t_sync) || !SAVED_RUN_GET(saved, clock->t_learn) ||
        !SAVED_RUN_GET(saved, clock->last_difference))
        return false;
    const int64_t differed_until = clock->t_sync == NOT_REACHED ? clock->step : clock->t_sync;
    return 0 <= clock->step && clock->step < last_step &&
           reached_or_not(clock->t_sync, clock->step) &&
           reached_or_not(clock->t_learn, clock->step) &&
           (attacker || clock->t_learn == NOT_REACHED) && 0 <= clock->last_difference &&
           clock->last_difference <= differed_until;
}
