/* What the tests of saved runs have in common: every engine with the models that it is tried
 * on, and an audience that keeps what it sees of several runs.
 */
#ifndef TPMSYNC_TESTS_SAVED_RUN_SITUATIONS_H
#define TPMSYNC_TESTS_SAVED_RUN_SITUATIONS_H

#include "physics/run_engine.h"

/* An engine and a model. */
struct situation {
    const struct engine *engine;
    struct model model;
};

/* All of them, each engine before and after synchronisation and learning: `count` of them, in
 * static memory. `small`: only those with few weights, and runs of at most 120 steps. */
const struct situation *situations(bool small, int *count);

/* Says which one is tried, to be found above a failure. */
void situation_print(const struct situation *situation);

enum { RUNS_MAX = 6, LANES_MAX = 4096 };

struct audience {
    struct path path[RUNS_MAX];
    int path_of_lane[LANES_MAX];
    bool deaf; /* nothing may be shown now */
};

/* An observer that wants every step up to 50 and then some. With `stretches` it takes them
 * together. */
struct observer audience_observer(struct audience *audience, bool stretches);
void audience_free(struct audience *audience);

/* Advances one lane, with no other occupied, until its run ends. */
struct outcome run_to_end(const struct engine *engine, void *worker, int lane, int64_t slice);

/* The same bits; rho_ao may be any NaN in both. */
bool same_sight(const struct sight *a, const struct sight *b);

#endif
