#include "read/known_parameters.h"

#include <stdint.h>
#include <string.h>

#define AT(field) offsetof(struct ensemble_parameters, field)

const struct known_parameter known_parameters[] = {
    {"runs", AT(runs), 0, true},
    {"seed", AT(seed), 0, true},
    {"max-steps", AT(max_steps), FOR_CONTINUOUS, true},
    {"trace", KNOWN_NOT_KEPT, FOR_RUNS, true},
    {"trace-until", KNOWN_NOT_KEPT, FOR_RUNS, true},
    {"replicates", AT(replicates), 0, true}, /* the runs of a splitting */
    {"L", AT(L), 0, false},
    {"N", AT(N), 0, false},
    {"initial", AT(initial), 0, false},
    {"no-attacker", AT(no_attacker), 0, false},
    {"method", AT(method), FOR_ITERATE, false},
    {"closure", AT(closure), 0, false},
    {"criterion", AT(criterion), 0, false},
    {"cl", AT(cl), 0, false},
    {"ties", AT(ties), 0, false},
    {"until", AT(until), FOR_ITERATE, false},
    {"eta", AT(eta), 0, false}, /* of ode a list, which stands in /eta too */
    {"alpha-max", AT(alpha_max), 0, false},
    {"alpha-step", AT(alpha_step), 0, false},
    {"attacker", AT(attacker), 0, false},
    {"event", AT(event), 0, false},
    {"trials", AT(trials), 0, false},
};
const size_t known_parameter_count = sizeof known_parameters / sizeof *known_parameters;

const struct parameter *known_parameter_program(const char *engine, const char *name) {
    const struct command *command = command_find(engine);
    for (size_t i = 0; command && i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (p->recorded && (p->commands & command->bit) && strcmp(p->name, name) == 0)
            return p;
    }
    return NULL;
}

bool known_parameter_is(const char *engine, const char *name) {
    for (size_t i = 0; i < known_parameter_count; i++)
        if (strcmp(known_parameters[i].name, name) == 0)
            return known_parameter_program(engine, name) != NULL;
    return false;
}

/* ---- pooling ----------------------------------------------------------------------------- */

/* Whether the values of a parameter are the same. */
static bool is_same(const struct parameter *p, const void *a, const void *b) {
    switch (p->type) {
    case PARAMETER_INTEGER:
        return *(const int64_t *)a == *(const int64_t *)b;
    case PARAMETER_SEED:
        return *(const uint64_t *)a == *(const uint64_t *)b;
    case PARAMETER_REAL:
        return *(const double *)a == *(const double *)b;
    case PARAMETER_FLAG:
        return *(const bool *)a == *(const bool *)b;
    case PARAMETER_CHOICE:
        return strcmp(a, b) == 0;
    default: /* of ode, whose solutions are not pooled */
        return false;
    }
}

const char *ensemble_difference(const struct ensemble_parameters *a,
                                const struct ensemble_parameters *b) {
    if (strcmp(a->engine, b->engine) != 0)
        return "engine";
    for (size_t i = 0; i < known_parameter_count; i++) {
        const struct known_parameter *known = &known_parameters[i];
        const struct parameter *p = known_parameter_program(a->engine, known->name);
        if (p && !known->poolable &&
            !is_same(p, (const char *)a + known->offset, (const char *)b + known->offset))
            return known->name;
    }
    return NULL;
}
