#include "physics/model/engine.h"

#include <math.h>
#include <string.h>

static const struct engine *const engines[] = {
    &engine_iterate_batch,   &engine_iterate_plain,  &engine_occupancy_fast,
    &engine_occupancy_plain, &engine_weights_planes, &engine_weights_plain,
    &engine_continuous,
};

bool run_is_decided(const struct model *model, int64_t t_sync, int64_t t_learn) {
    const bool sync = t_sync != NOT_REACHED, learn = t_learn != NOT_REACHED;
    if (!model->attacker || model->until == UNTIL_SYNC)
        return sync;
    return learn && (sync || model->until == UNTIL_LEARN);
}

double model_typical_steps(const struct model *m) {
    const bool waits_for_learning = m->attacker && m->until != UNTIL_SYNC;
    double learning = 100.0;
    for (int L = 1; L < m->L; L++)
        learning *= 30.0;
    const double steps = waits_for_learning ? learning : 60.0 * (double)(m->L * m->L);
    return fmin(steps, (double)m->max_steps);
}

const struct engine *engine_find(const char *command, const char *method) {
    for (size_t i = 0; i < sizeof engines / sizeof *engines; i++)
        if (strcmp(engines[i]->command, command) == 0 &&
            strcmp(engines[i]->method, method) == 0)
            return engines[i];
    return NULL;
}
