#include "modelled_engine.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

struct engine_model modelled_engine_model;

struct worker {
    struct observer observer;
    int64_t steps[MODEL_LANES]; /* of the run in a lane */
    struct modelled_lanes lanes;
};

static void destroy(void *worker) {
    struct worker *w = worker;
    if (!w)
        return;
    modelled_lanes_free(&w->lanes);
    free(w);
}

static void *create(const struct model *model, struct observer observer) {
    struct worker *w = calloc(1, sizeof *w);
    (void)model;
    if (!w)
        return NULL;
    w->observer = observer;
    if (modelled_lanes_init(&w->lanes, MODEL_LANES))
        return w;
    destroy(w);
    return NULL;
}

static void observe(struct worker *w, int lane, int64_t step) {
    static const double rho[K_OF_PAPER];
    static const struct overlaps overlaps = {rho, rho, rho};
    w->observer.observe(w->observer.self, lane, step, &overlaps);
}

static void start(void *worker, int lane, int64_t run) {
    struct worker *w = worker;
    modelled_lanes_put(&w->lanes, lane, engine_model_start(&modelled_engine_model, run));
    w->steps[lane] = modelled_run_steps(&w->lanes.run[lane]);
    observe(w, lane, 0);
}

static void advance(void *worker, int64_t steps, struct outcome outcome[], bool finished[]) {
    struct worker *w = worker;
    const double seconds =
        engine_model_advance(&modelled_engine_model, &w->lanes, steps, finished);
    const struct timespec nap = {(time_t)seconds, (long)(1e9 * (seconds - floor(seconds)))};
    nanosleep(&nap, NULL);
    for (int l = 0; l < MODEL_LANES; l++)
        if (finished[l]) {
            observe(w, l, w->steps[l]);
            outcome[l] = (struct outcome){
                .t_sync = (int64_t)modelled_engine_model.sync,
                .t_learn = w->steps[l],
                .steps = w->steps[l],
            };
        }
}

/* As many bytes as a run of `iterate --L 4` takes in each stage (bench-scale-engine). */
static bool save(const void *worker, int lane, struct saved_run *saved) {
    static const size_t size[MODEL_STAGES] = {2080, 1096, 768, 440};
    static const unsigned char bytes[2080];
    const struct worker *w = worker;
    return saved_run_put(saved, bytes, size[w->lanes.run[lane].stage]);
}

/* These ensembles are not resumed. */
static bool restore(void *worker, int lane, int64_t run, struct saved_run *saved) {
    (void)worker, (void)lane, (void)run, (void)saved;
    return false;
}

const struct engine modelled_engine = {
    .command = "iterate",
    .method = "modelled",
    .lanes = MODEL_LANES,
    .create = create,
    .destroy = destroy,
    .start = start,
    .advance = advance,
    .save = save,
    .restore = restore,
};
