#include "trajectory.h"

#include <stdlib.h>

#include "unit.h"

struct model simulate_model(int L, int64_t N) {
    return (struct model){.seed = 20240229,
                          .protocol = {.K = UNITS},
                          .attack = {.machines = 1},
                          .L = L,
                          .initial = L,
                          .attacker = true,
                          .max_steps = 10000000,
                          .N = N,
                          .until = UNTIL_BOTH};
}

struct trajectory run_observed(const char *method, const struct model *model, int64_t run,
                               int64_t stretch) {
    const struct engine *engine = engine_find("simulate", method);
    assert_non_null(engine);
    struct path path = {0};
    const struct outcome outcome = run_one(engine, model, run, stretch, &path);
    assert_int_equal(path.count, outcome.steps + 1);
    return (struct trajectory){outcome, path.count, path.sight};
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

void run_outcomes(const char *method, const struct model *model, int64_t first, int64_t count,
                  struct outcome outcome[]) {
    const struct engine *engine = engine_find("simulate", method);
    assert_non_null(engine);
    void *worker = engine->create(model, (struct observer){.observe = see_nothing});
    assert_non_null(worker);
    for (int64_t j = 0; j < count; j++) {
        engine->start(worker, 0, first + j);
        bool finished = false;
        while (!finished)
            engine->advance(worker, model->max_steps, &outcome[j], &finished);
    }
    engine->destroy(worker);
}
