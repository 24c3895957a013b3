/* The description of an ensemble asks engines what they cannot do. The simulated ranks have a
 * modelled engine alone, which is not asked. */
#include "physics/model/engine.h"
#include "physics/simulate/simulation.h"
#include "physics/split/learning_splitting.h"

const struct engine engine_iterate_plain = {.command = "iterate", .method = "plain"};

const struct engine *engine_find(const char *command, const char *method) {
    (void)command, (void)method;
    return NULL;
}

const char *learning_splitting_fault(const struct model *model) {
    (void)model;
    return NULL;
}

bool simulation_prefers_weights(const struct model *model) {
    (void)model;
    return false;
}
