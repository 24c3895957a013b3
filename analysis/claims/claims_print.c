/* The claims for people and for programs. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claims_print.h"
#include "print/cells.h"
#include "print/json.h"

/* What the paper says in claim (a) + i. */
static const char *const claim_says[CLAIMS] = {
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

/* ---- text -------------------------------------------------------------------------------- */

enum { LINE_MAX_WIDTH = 96 };

/* Writes words that go on in column `at`, broken into lines that are indented by `indent`. */
static void write_wrapped(FILE *out, const char *text, int at, int indent) {
    bool first = true;
    while (*text) {
        const size_t bytes = strcspn(text, " ");
        const int width = text_width(text, bytes);
        if (!first && at + 1 + width > LINE_MAX_WIDTH) {
            fprintf(out, "\n%*s", indent, "");
            at = indent;
        } else if (!first) {
            fputc(' ', out);
            at++;
        }
        fwrite(text, 1, bytes, out);
        first = false;
        at += width;
        text += bytes;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

static const char *const shout[] = {
    [VERDICT_AGREES] = "agrees",
    [VERDICT_DIFFERS] = "DIFFERS",
    [VERDICT_UNDECIDED] = "undecided",
    [VERDICT_NOT_MEASURED] = "not measured",
};

static void write_part(const struct claim_part *part, FILE *out) {
    fprintf(out, "    %s: %s\n", part->name, shout[part->verdict]);
    fputs("        measured:  ", out);
    write_wrapped(out, part->measured, 19, 19);
    fputs("        criterion: ", out);
    write_wrapped(out, part->criterion, 19, 19);
}

void claims_write_text(const struct claims *claims, FILE *out) {
    fputs("The paper's claims, as measured\n", out);
    for (int c = 0; c < CLAIMS; c++) {
        const char claim = (char)('a' + c);
        const char *verdict = shout[claims_verdict(claims, claim)];
        fprintf(out, "\n(%c) %s: ", claim, verdict);
        write_wrapped(out, claim_says[c], 6 + (int)strlen(verdict), 4);
        for (size_t i = 0; i < claims->count; i++)
            if (claims->part[i].claim == claim)
                write_part(&claims->part[i], out);
    }
    fputs(
        "\nA claim agrees if all of its parts do and differs if one does; otherwise something\n"
        "that it needs is not measured, or its runs are too few to decide. Verdicts follow "
        "from\n"
        "intervals of 99.7 %, as those in brackets; numbers after ± are standard errors.\n",
        out);
}

/* ---- CSV --------------------------------------------------------------------------------- */

/* The texts hold no quotes. */
void claims_write_csv(const struct claims *claims, FILE *out) {
    fputs("claim,claim_verdict,part,verdict,value,error,low,high,runs,needed,measured,"
          "criterion\n",
          out);
    for (size_t i = 0; i < claims->count; i++) {
        const struct claim_part *part = &claims->part[i];
        fprintf(out, "%c,%s,\"%s\",%s", part->claim,
                verdict_name[claims_verdict(claims, part->claim)], part->name,
                verdict_name[part->verdict]);
        cell_csv_real(out, ALL_DIGITS, part->value);
        cell_csv_real(out, ALL_DIGITS, part->error);
        cell_csv_real(out, ALL_DIGITS, part->low);
        cell_csv_real(out, ALL_DIGITS, part->high);
        fprintf(out, ",%" PRId64, part->runs);
        cell_csv_real(out, ALL_DIGITS, part->needed);
        fprintf(out, ",\"%s\",\"%s\"\n", part->measured, part->criterion);
    }
}

/* ---- JSON -------------------------------------------------------------------------------- */

static void json_part(const struct claim_part *part, struct json *json) {
    json_open(json, NULL, '{');
    json_text(json, "name", part->name);
    json_text(json, "verdict", verdict_name[part->verdict]);
    json_real(json, "value", part->value);
    json_real(json, "error", part->error);
    json_real(json, "low", part->low);
    json_real(json, "high", part->high);
    json_whole(json, "runs", part->runs);
    json_real(json, "needed", part->needed);
    json_text(json, "measured", part->measured);
    json_text(json, "criterion", part->criterion);
    json_text(json, "why", part->verdict == VERDICT_DIFFERS && *part->why ? part->why : NULL);
    json_close(json, '}');
}

void claims_write_json(const struct claims *claims, FILE *out) {
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    json_open(&json, "claims", '[');
    for (int c = 0; c < CLAIMS; c++) {
        const char claim[] = {(char)('a' + c), '\0'};
        json_open(&json, NULL, '{');
        json_text(&json, "claim", claim);
        json_text(&json, "verdict", verdict_name[claims_verdict(claims, *claim)]);
        json_text(&json, "says", claim_says[c]);
        json_open(&json, "parts", '[');
        for (size_t i = 0; i < claims->count; i++)
            if (claims->part[i].claim == *claim)
                json_part(&claims->part[i], &json);
        json_close(&json, ']');
        json_close(&json, '}');
    }
    json_close(&json, ']');
    remarks_write_json(claims->remarks, &json);
    json_close(&json, '}');
}
