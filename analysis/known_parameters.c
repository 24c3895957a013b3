#include "known_parameters.h"

#include <stddef.h>
#include <string.h>

#include "cli/parameters.h"

static const struct parameter *find(const char *engine, const char *name) {
    const struct command *command = command_find(engine);
    for (size_t i = 0; command && i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (p->recorded && (p->commands & command->bit) && strcmp(p->name, name) == 0)
            return p;
    }
    return NULL;
}

bool known_parameter(const char *engine, const char *name) {
    return find(engine, name) != NULL;
}

bool known_parameter_range(const char *engine, const char *name, int64_t *low, int64_t *high) {
    const struct parameter *p = find(engine, name);
    if (!p || p->type != PARAMETER_INTEGER)
        return false;
    *low = (int64_t)p->low;
    *high = (int64_t)p->high;
    return true;
}

bool known_parameter_is_poolable(const char *name) {
    static const char *const poolable[] = {"seed",      "runs",  "replicates",
                                           "max-steps", "trace", "trace-until"};
    for (size_t i = 0; i < sizeof poolable / sizeof *poolable; i++)
        if (strcmp(name, poolable[i]) == 0)
            return true;
    return false;
}
