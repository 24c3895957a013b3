#include "claims/claims.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

const char *const verdict_name[] = {
    [VERDICT_AGREES] = "agrees",
    [VERDICT_DIFFERS] = "differs",
    [VERDICT_NOT_MEASURED] = "not measured",
};

const char *const claim_says[CLAIMS] = {
    "t_sync is finite and does not grow with N as long as t_a > t_b: t_a, the steps up to the "
    "last difference between the internal representations, does not depend on N, and t_b, from "
    "there to synchronisation, grows as log N; L = 3: t_sync ~ 400, t_a ~ 300",
    "the overlaps are not self-averaging: their spread between runs stays finite as N grows",
    "L = 1: the distributions of t_sync and t_learn overlap; a finite fraction of runs is "
    "learned before it is synchronised",
    "L = 3: no run is learned before it is synchronised, in 10^5 simulations",
    "L = 3: the largest t_sync are below 1000",
    "continuous weights: eta_c ~ 2.68; fixed point of the attacker ~ 0.79; synchronisation "
    "time proportional to N",
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

bool claims_make(const struct ensemble ensembles[], size_t count, const struct groups *groups,
                 struct claims *claims) {
    *claims = (struct claims){0};
    claims_growth(groups, claims);
    claims_spread(groups, claims);
    claims_races(groups, claims);
    claims_equations(ensembles, count, claims);
    claims_continuous(groups, claims);
    const bool good = !claims->no_memory;
    if (!good)
        claims_free(claims);
    return good;
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
