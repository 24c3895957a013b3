#include "claims/claim_parts.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *const verdict_name[] = {
    [VERDICT_AGREES] = "agrees",
    [VERDICT_DIFFERS] = "differs",
    [VERDICT_NOT_MEASURED] = "not measured",
};

void claims_write(char text[PART_TEXT_MAX], const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, PART_TEXT_MAX, format, arguments);
    va_end(arguments);
}

struct claim_part *claims_add(struct claims *claims, char claim, const char *name, ...) {
    struct claim_part *part = &claims->nowhere;
    if (claims->count == claims->room && !claims->no_memory) {
        const size_t room = claims->room ? 2 * claims->room : 32;
        struct claim_part *grown = realloc(claims->part, room * sizeof *grown);
        claims->no_memory = !grown;
        if (grown) {
            claims->part = grown;
            claims->room = room;
        }
    }
    if (!claims->no_memory)
        part = &claims->part[claims->count++];
    *part = (struct claim_part){.claim = claim,
                                .verdict = VERDICT_NOT_MEASURED,
                                .value = NAN,
                                .error = NAN,
                                .low = NAN,
                                .high = NAN};
    va_list arguments;
    va_start(arguments, name);
    vsnprintf(part->name, sizeof part->name, name, arguments);
    va_end(arguments);
    return part;
}

void claims_free(struct claims *claims) {
    free(claims->part);
    *claims = (struct claims){0};
}

enum verdict claims_verdict(const struct claims *claims, char claim) {
    bool some = false, all = true;
    for (size_t i = 0; i < claims->count; i++) {
        const struct claim_part *part = &claims->part[i];
        if (part->claim != claim)
            continue;
        if (part->verdict == VERDICT_DIFFERS)
            return VERDICT_DIFFERS;
        some = true;
        all = all && part->verdict == VERDICT_AGREES;
    }
    return some && all ? VERDICT_AGREES : VERDICT_NOT_MEASURED;
}
