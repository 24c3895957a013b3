#include "claims/claim_parts.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const verdict_name[] = {
    [VERDICT_AGREES] = "agrees",
    [VERDICT_DIFFERS] = "differs",
    [VERDICT_UNDECIDED] = "undecided",
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
                                .high = NAN,
                                .needed = NAN};
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

/* ---- verdicts ---------------------------------------------------------------------------- */

/* Up to two digits: it is an estimate. */
static double rounded_up(double runs) {
    const double unit = pow(10.0, floor(log10(runs)) - 1.0);
    return unit > 1.0 ? ceil(runs / unit) * unit : ceil(runs);
}

void claims_undecided(struct claim_part *part, double needed) {
    const size_t length = strlen(part->measured);
    char *end = part->measured + length;
    part->verdict = VERDICT_UNDECIDED;
    if (!(needed < 1e15)) {
        snprintf(end, PART_TEXT_MAX - length, "; this does not decide");
        return;
    }
    part->needed = rounded_up(needed);
    snprintf(end, PART_TEXT_MAX - length,
             part->needed < 1e6 ? "; too few runs: %.0f would decide"
                                : "; too few runs: %.2g would decide",
             part->needed);
}

void claims_set_value(struct claim_part *part, double value, double error, double freedom,
                      int64_t runs) {
    const struct interval interval =
        student_interval(value, error, freedom, VERDICT_CONFIDENCE);
    part->value = value;
    part->error = error;
    part->runs = runs;
    part->low = interval.low;
    part->high = interval.high;
}

/* Runs that make the interval narrower by this factor, errors falling as their square root. */
static double runs_for(const struct claim_part *part, double factor) {
    return (double)part->runs * factor * factor;
}

void claims_judge_range(struct claim_part *part, struct interval claimed) {
    if (part->low >= claimed.low && part->high <= claimed.high)
        part->verdict = VERDICT_AGREES;
    else if (part->high < claimed.low || part->low > claimed.high)
        part->verdict = VERDICT_DIFFERS;
    else
        claims_undecided(part, runs_for(part, (part->high - part->low) / 2.0 /
                                                  fmin(fabs(part->value - claimed.low),
                                                       fabs(part->value - claimed.high))));
}

void claims_judge_exact(struct claim_part *part, double claimed, double tolerance) {
    const double far = fmax(claimed - part->low, part->high - claimed);
    if (part->low > claimed || part->high < claimed)
        part->verdict = VERDICT_DIFFERS;
    else if (far <= tolerance)
        part->verdict = VERDICT_AGREES;
    else
        claims_undecided(part, runs_for(part, far / tolerance));
}

static void judge_event(struct claim_part *part, int64_t seen, int64_t enough,
                        enum verdict if_seen, enum verdict if_never) {
    if (seen > 0)
        part->verdict = if_seen;
    else if (part->runs >= enough)
        part->verdict = if_never;
    else
        claims_undecided(part, (double)enough);
}

void claims_judge_possible(struct claim_part *part, int64_t seen, int64_t enough) {
    judge_event(part, seen, enough, VERDICT_AGREES, VERDICT_DIFFERS);
}

void claims_judge_impossible(struct claim_part *part, int64_t seen, int64_t enough) {
    judge_event(part, seen, enough, VERDICT_DIFFERS, VERDICT_AGREES);
}

enum verdict claims_verdict(const struct claims *claims, char claim) {
    bool is[VERDICT_NOT_MEASURED + 1] = {false};
    for (size_t i = 0; i < claims->count; i++)
        if (claims->part[i].claim == claim)
            is[claims->part[i].verdict] = true;
    return is[VERDICT_DIFFERS] ? VERDICT_DIFFERS
           : is[VERDICT_NOT_MEASURED] || !(is[VERDICT_UNDECIDED] || is[VERDICT_AGREES])
               ? VERDICT_NOT_MEASURED
           : is[VERDICT_UNDECIDED] ? VERDICT_UNDECIDED
                                   : VERDICT_AGREES;
}
