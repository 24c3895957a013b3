/* The state of a run, for every engine and the recorder; the first byte chooses. What is
 * accepted must go on: with overlaps that are overlaps, and to be saved again. */
#include "physics/model/saved_run.h"

#include <math.h>
#include <string.h>

#include "checkpoint/journal.h"
#include "physics/model/engine.h"
#include "record/recorder.h"
#include "target.h"

enum { LANES_MAX = 4096 };

static const struct model models[] = {
    {.seed = 1,
     .L = 1,
     .initial = 1,
     .attacker = true,
     .max_steps = 3000,
     .cl = 0.999,
     .N = 20,
     .until = UNTIL_BOTH,
     .eta = 1.0,
     .alpha_max = 20.0,
     .alpha_step = 0.5,
     .protocol = {.K = K_OF_PAPER, .ties = TIES_ODD},
     .attack = {.machines = 1}},
    {.seed = 1,
     .L = 2,
     .initial = 2,
     .attacker = false,
     .max_steps = 3000,
     .cl = 0.999,
     .closure = CLOSURE_NINE,
     .criterion = CRITERION_EACH,
     .N = 12,
     .until = UNTIL_SYNC,
     .eta = 3.0,
     .alpha_max = 20.0,
     .alpha_step = 0.5,
     .protocol = {.K = K_OF_PAPER, .ties = TIES_PLUS},
     .attack = {.machines = 1}},
    /* Of the weights alone: machines that branch. */
    {.seed = 1,
     .L = 2,
     .initial = 2,
     .attacker = true,
     .max_steps = 300,
     .cl = 0.999,
     .closure = CLOSURE_NINE,
     .N = 12,
     .until = UNTIL_BOTH,
     .eta = 3.0,
     .alpha_max = 20.0,
     .alpha_step = 0.5,
     .protocol = {.K = K_OF_PAPER, .update = UPDATE_AGREEMENT, .ties = TIES_MINUS},
     .attack = {.kind = ATTACK_GENETIC, .machines = 6}},
};
enum { MODELS = sizeof models / sizeof *models };

static const struct engine *const engines[] = {&engine_iterate_plain,   &engine_iterate_batch,
                                               &engine_occupancy_plain, &engine_occupancy_fast,
                                               &engine_weights_plain,   &engine_weights_planes,
                                               &engine_continuous};
enum { ENGINES = sizeof engines / sizeof *engines };

static int64_t look(void *self, int lane, int64_t step, const struct overlaps *overlaps) {
    const double *ab = overlaps->ab, *ao = overlaps->ao;
    const struct model *model = self;
    (void)lane;
    for (int i = 0; i < K_OF_PAPER; i++) {
        PROMISE(fabs(ab[i]) <= 1.0 + 1e-9);
        PROMISE(model->attacker ? fabs(ao[i]) <= 1.0 + 1e-9 : isnan(ao[i]));
    }
    return step + 1;
}

static void try_engine(const struct engine *engine, struct model model,
                       struct saved_run *saved) {
    static struct outcome outcome[LANES_MAX];
    static bool finished[LANES_MAX];
    struct saved_run again = {0};
    if (engine->fault && engine->fault(&model))
        return;
    void *worker = engine->create(&model, (struct observer){.observe = look, .self = &model});
    PROMISE(worker && engine->lanes <= LANES_MAX);
    if (engine->restore(worker, 0, 5, saved)) {
        finished[0] = false;
        engine->advance(worker, 20, outcome, finished);
        PROMISE(finished[0] || engine->save(worker, 0, &again));
        if (finished[0])
            PROMISE(outcome[0].steps <= model.max_steps);
    } else {
        engine->start(worker, 0, 5); /* the lane is as good as new */
    }
    saved_run_free(&again);
    engine->destroy(worker);
}

/* Whoever was restored sees some more steps, saves, and ends. */
static void go_on(struct recorder *recorder, int64_t step) {
    static const double rho[K_OF_PAPER] = {-0.25, 0.5, 1.0};
    static const struct overlaps overlaps = {rho, rho, rho};
    struct saved_run again = {0};
    struct row_chain chain;
    const struct observer observer = recorder_observer(recorder);
    for (int i = 0; i < 3 && step < INT64_MAX; i++)
        step = observer.observe(observer.self, 0, step, &overlaps);
    PROMISE(recorder_flush(recorder) && recorder_save(recorder, 0, &again));
    PROMISE(recorder_end_run(recorder, 0, &chain));
    saved_run_free(&again);
}

static void try_recorder(int64_t step, struct saved_run *saved) {
    struct mean_curve curve;
    const struct trace_schedule schedule = {TRACE_EVERY, 3, 100};
    struct journal *journal =
        journal_new(target_folder(), (struct journal_name){2, 0}, trace_row_width(&models[0]));
    PROMISE(journal && mean_curve_init(&curve, 3000));
    struct recorder *recorder = recorder_new(1, &curve, &schedule, &models[0], journal);
    PROMISE(recorder);
    if (recorder_restore(recorder, 0, saved))
        go_on(recorder, step);
    recorder_destroy(recorder);
    mean_curve_free(&curve);
    journal_destroy(journal);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    if (size < 1)
        return 0;
    const int choice = bytes[0] % (MODELS * ENGINES + 1);
    struct saved_run saved = {.bytes = malloc(size), .size = size - 1, .capacity = size};
    PROMISE(saved.bytes);
    memcpy(saved.bytes, bytes + 1, size - 1);
    if (choice < MODELS * ENGINES)
        try_engine(engines[choice % ENGINES], models[choice / ENGINES], &saved);
    else
        try_recorder(bytes[0], &saved);
    saved_run_free(&saved);
    return 0;
}
