#include "trajectory.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

struct model simulate_model(int L, int64_t N) {
    return (struct model){.seed = 20240229,
                          .L = L,
                          .initial = L,
                          .attacker = true,
                          .max_steps = 10000000,
                          .N = N,
                          .ties = TIES_ODD,
                          .until = UNTIL_BOTH};
}

static int64_t record(void *self, int lane, int64_t step, const double rho_ab[K],
                      const double rho_ao[K]) {
    struct trajectory *t = self;
    assert_int_equal(lane, 0);
    if ((t->count & (t->count - 1)) == 0) /* room for twice as many */
        t->seen = realloc(t->seen, (size_t)(t->count ? 2 * t->count : 1) * sizeof *t->seen);
    assert_non_null(t->seen);
    struct observation *o = &t->seen[t->count++];
    o->step = step;
    memcpy(o->rho_ab, rho_ab, sizeof o->rho_ab);
    memcpy(o->rho_ao, rho_ao, sizeof o->rho_ao);
    return step + 1;
}

struct trajectory run_observed(const char *method, const struct model *model, int64_t run,
                               int64_t stretch) {
    const struct engine *engine = engine_find("simulate", method);
    assert_non_null(engine);
    struct trajectory trajectory = {0};
    void *worker =
        engine->create(model, (struct observer){.observe = record, .self = &trajectory});
    assert_non_null(worker);
    engine->start(worker, 0, run);
    bool finished = false;
    while (!finished)
        engine->advance(worker, stretch, &trajectory.outcome, &finished);
    engine->destroy(worker);
    assert_int_equal(trajectory.count, trajectory.outcome.steps + 1);
    return trajectory;
}

void trajectory_free(struct trajectory *trajectory) {
    free(trajectory->seen);
    *trajectory = (struct trajectory){0};
}

void assert_same_trajectory(const struct trajectory *a, const struct trajectory *b) {
    assert_int_equal(a->outcome.t_sync, b->outcome.t_sync);
    assert_int_equal(a->outcome.t_learn, b->outcome.t_learn);
    assert_int_equal(a->outcome.steps, b->outcome.steps);
    assert_int_equal(a->outcome.t_a, b->outcome.t_a);
    assert_int_equal(a->count, b->count);
    for (int64_t j = 0; j < a->count; j++)
        assert_memory_equal(&a->seen[j], &b->seen[j], sizeof a->seen[j]);
}

static int64_t look_away(void *self, int lane, int64_t step, const double rho_ab[K],
                         const double rho_ao[K]) {
    (void)self, (void)lane, (void)step, (void)rho_ab, (void)rho_ao;
    return NOT_REACHED;
}

void run_outcomes(const char *method, const struct model *model, int64_t first, int64_t count,
                  struct outcome outcome[]) {
    const struct engine *engine = engine_find("simulate", method);
    assert_non_null(engine);
    void *worker = engine->create(model, (struct observer){.observe = look_away});
    assert_non_null(worker);
    for (int64_t j = 0; j < count; j++) {
        engine->start(worker, 0, first + j);
        bool finished = false;
        while (!finished)
            engine->advance(worker, model->max_steps, &outcome[j], &finished);
    }
    engine->destroy(worker);
}
