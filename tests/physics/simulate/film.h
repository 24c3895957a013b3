/* Runs of an engine of `simulate` with any protocol and attacker, and all that they show. */
#ifndef TPMSYNC_TESTS_FILM_H
#define TPMSYNC_TESTS_FILM_H

#include <stdlib.h>
#include <string.h>

#include "physics/model/engine.h"
#include "unit.h"

struct frame {
    int64_t step;
    double overlap[3 * K_MAX]; /* ab, ao, mean of ao */
};

/* What was shown; to be freed: frame. */
struct film {
    int K;
    int64_t count, capacity;
    struct frame *frame;
    struct outcome outcome;
};

static inline int64_t see(void *self, int lane, int64_t step, const struct overlaps *overlaps) {
    struct film *film = self;
    (void)lane;
    if (film->count == film->capacity) {
        film->capacity = film->capacity ? 2 * film->capacity : 1024;
        film->frame = realloc(film->frame, (size_t)film->capacity * sizeof *film->frame);
        assert_non_null(film->frame);
    }
    struct frame *frame = &film->frame[film->count++];
    *frame = (struct frame){.step = step};
    for (int i = 0; i < film->K; i++) {
        frame->overlap[i] = overlaps->ab[i];
        frame->overlap[K_MAX + i] = overlaps->ao[i];
        frame->overlap[2 * K_MAX + i] = overlaps->ao_mean[i];
    }
    return step + 1 + (step > 40) * (step % 5); /* later not every step */
}

/* All of run `run`, seen at every step up to 40 and then some.
 * In slices of `slice` steps; after each the run goes on in another worker, if `moves_on`. */
static inline struct film film_of(const struct engine *engine, const struct model *model,
                                  int64_t run, int64_t slice, bool moves_on) {
    struct film film = {.K = model->protocol.K};
    const struct observer observer = {.observe = see, .self = &film};
    void *worker = engine->create(model, observer);
    assert_non_null(worker);
    bool finished = false;
    engine->start(worker, 0, run);
    for (;;) {
        engine->advance(worker, slice, &film.outcome, &finished);
        if (finished)
            break;
        if (!moves_on)
            continue;
        struct saved_run saved = {0};
        assert_true(engine->save(worker, 0, &saved));
        engine->destroy(worker);
        worker = engine->create(model, observer);
        assert_true(engine->restore(worker, 0, run, &saved));
        assert_true(saved_run_is_read(&saved));
        saved_run_free(&saved);
    }
    engine->destroy(worker);
    return film;
}

static inline void assert_same_double(double a, double b) {
    assert_memory_equal(&a, &b, sizeof a);
}

static inline void assert_same_film(const struct film *a, const struct film *b) {
    const struct outcome *x = &a->outcome, *y = &b->outcome;
    assert_int_equal(x->t_sync, y->t_sync);
    assert_int_equal(x->t_learn, y->t_learn);
    assert_int_equal(x->steps, y->steps);
    assert_int_equal(x->t_a, y->t_a);
    assert_int_equal(x->end, y->end);
    assert_int_equal(x->at_sync.learned, y->at_sync.learned);
    assert_int_equal(x->at_sync.machines, y->at_sync.machines);
    assert_same_double(x->at_sync.rho_ao, y->at_sync.rho_ao);
    assert_same_double(x->at_sync.equal, y->at_sync.equal);
    assert_int_equal(a->count, b->count);
    for (int64_t n = 0; n < a->count; n++)
        assert_memory_equal(&a->frame[n], &b->frame[n], sizeof *a->frame);
}

#endif
