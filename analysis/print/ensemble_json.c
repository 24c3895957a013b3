#include "print/ensemble_json.h"

#include "schema/values.h"

static void write_parameter(const struct parameters *parameters, const struct parameter *p,
                            struct json *json) {
    const void *value = (const char *)parameters + p->offset;
    char name[ATTRIBUTE_NAME_MAX], text[64];
    value_name(p, name);
    switch (p->type) {
    case PARAMETER_INTEGER:
        json_whole(json, name, *(const int64_t *)value);
        break;
    case PARAMETER_REAL:
        json_real(json, name, *(const double *)value);
        break;
    case PARAMETER_FLAG:
        json_truth(json, name, *(const int64_t *)value != 0);
        break;
    case PARAMETER_LIST: /* of ode, whose solutions have one each */
        break;
    default:
        value_text(parameters, p, text, sizeof text);
        json_text(json, name, text);
        break;
    }
}

void ensemble_write_json(const struct parameters *parameters, struct json *json) {
    const int command = command_find(parameters->command)->bit;
    json_text(json, "engine", parameters->command);
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (p->recorded && !p->poolable && (p->commands & command))
            write_parameter(parameters, p, json);
    }
}
