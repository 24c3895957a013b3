#include "print/ensemble_label.h"

#include <stdio.h>
#include <string.h>

#include "schema/description.h"
#include "schema/values.h"

static bool is_listed(const char *name, const char *const list[]) {
    for (int i = 0; list[i]; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

void ensemble_label_append(const struct parameters *parameters, const char *const named[],
                           char *label, size_t size) {
    const int command = command_find(parameters->command)->bit;
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        char value[64];
        if (!(p->commands & command) || !p->recorded || p->poolable ||
            is_listed(p->name, named) || parameters_is_standard(parameters, p))
            continue;
        const size_t used = strlen(label);
        value_text(parameters, p, value, sizeof value);
        if (p->type == PARAMETER_FLAG)
            snprintf(label + used, size - used, " %s", p->name);
        else
            snprintf(label + used, size - used, " %s=%s", p->name, value);
    }
}
