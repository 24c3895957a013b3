#include "physics/split/head_start.h"

#include <assert.h>

#include "random/random_stream.h"

/* The latest state that the observer saw. */
struct view {
    int K, mirror;  /* of the protocol */
    double to_sync; /* mean of 1 - rho^AB'; it stays when the parties are synchronised */
    double to_learn[K_MAX]; /* 1 - rho^Ao; to 1e-16, which is far below any `learned` */
};

static int64_t observe(void *self, int lane, int64_t step, const struct overlaps *overlaps) {
    struct view *view = self;
    (void)lane;
    view->to_sync = 0.0;
    for (int i = 0; i < view->K; i++) {
        view->to_sync += (1.0 - view->mirror * overlaps->ab[i]) / view->K;
        view->to_learn[i] = 1.0 - overlaps->ao[i];
    }
    return step + 1;
}

enum way { OPEN, AHEAD, BACK }; /* what becomes of a unit, from the synchronisation on */

/* Whoever has been back in the basin once has no head start any more. Returns whether all is
 * decided. */
static bool decide(const struct view *view, double leave, double learned, enum way way[K_MAX]) {
    bool decided = true;
    for (int i = 0; i < view->K; i++) {
        if (way[i] == OPEN)
            way[i] = view->to_learn[i] <= learned ? AHEAD
                     : view->to_learn[i] > leave  ? BACK
                                                  : OPEN;
        decided = decided && way[i] != OPEN;
    }
    return decided;
}

/* Makes one run, and says how many of its units were on their way; -1 without memory. */
static int make_run(const struct model *model, int64_t run, double leave, double learned) {
    const struct engine *engine = &engine_iterate_plain;
    struct view view = {.K = model->protocol.K,
                        .mirror = tree_parity_mirror(model->protocol.update)};
    struct outcome outcome;
    /* A worker for each run: one that is left before its end cannot be used again. */
    void *worker = engine->create(model, (struct observer){.observe = observe, .self = &view});
    if (!worker)
        return -1;
    engine->start(worker, 0, run);
    enum way way[K_MAX] = {OPEN};
    bool finished = false, decided = false;
    while (!finished && !decided) {
        engine->advance(worker, 1, &outcome, &finished);
        if (view.to_sync <= 1.0 - model->cl)
            decided = decide(&view, leave, learned, way);
    }
    int ahead = 0;
    for (int i = 0; i < view.K; i++) /* synchronised and learned: what is open is there */
        ahead += way[i] != BACK;
    engine->destroy(worker);
    return ahead;
}

bool head_start_run(const struct model *model, int64_t replicate, int runs, double leave,
                    double learned, struct head_start *head_start) {
    assert(model->attacker && 0.0 < learned && learned < leave);
    struct model own = *model;
    own.seed = random_seed(model->seed, replicate, RANDOM_HEAD_START_SEED);
    own.until = UNTIL_BOTH;
    *head_start = (struct head_start){{0}};
    for (int run = 0; run < runs; run++) {
        const int ahead = make_run(&own, run, leave, learned);
        if (ahead < 0)
            return false;
        head_start->count[ahead]++;
    }
    return true;
}
