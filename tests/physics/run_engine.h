/* Runs an engine to the end of runs, for tests. */
#ifndef TPMSYNC_TESTS_RUN_ENGINE_H
#define TPMSYNC_TESTS_RUN_ENGINE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "physics/model/engine.h"
#include "unit.h"

/* What was observed of one run, at every step. */
struct path {
    int64_t count, capacity;
    struct sight {
        int64_t step;
        double ab[UNITS], ao[UNITS], ao_mean[UNITS];
    } * sight;
};

static inline int64_t see_every_step(void *self, int lane, int64_t step,
                                     const struct overlaps *overlaps) {
    struct path *path = self;
    (void)lane;
    if (path->count == path->capacity) {
        path->capacity = path->capacity ? 2 * path->capacity : 1024;
        path->sight = realloc(path->sight, (size_t)path->capacity * sizeof *path->sight);
        assert_non_null(path->sight);
    }
    struct sight *sight = &path->sight[path->count++];
    sight->step = step;
    memcpy(sight->ab, overlaps->ab, sizeof sight->ab);
    memcpy(sight->ao, overlaps->ao, sizeof sight->ao);
    memcpy(sight->ao_mean, overlaps->ao_mean, sizeof sight->ao_mean);
    return step + 1;
}

static inline int64_t see_nothing(void *self, int lane, int64_t step,
                                  const struct overlaps *overlaps) {
    (void)self, (void)lane, (void)step, (void)overlaps;
    return INT64_MAX;
}

/* One run, in slices of `slice` steps; path may be NULL. */
static inline struct outcome run_one(const struct engine *engine, const struct model *model,
                                     int64_t run, int64_t slice, struct path *path) {
    const struct observer observer = {.observe = path ? see_every_step : see_nothing,
                                      .self = path};
    void *worker = engine->create(model, observer);
    struct outcome outcome;
    bool finished = false;
    engine->start(worker, 0, run);
    while (!finished)
        engine->advance(worker, slice, &outcome, &finished);
    engine->destroy(worker);
    return outcome;
}

#endif
