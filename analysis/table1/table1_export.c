/* Table I for programs: CSV and JSON, in full precision. */
#include <inttypes.h>
#include <math.h>

#include "table1/table1.h"

/* ---- CSV --------------------------------------------------------------------------------- */

static const char *const status_name[] = {
    [ESTIMATE_MEAN] = "mean",
    [ESTIMATE_LOWER_BOUND] = "lower bound",
    [ESTIMATE_UNKNOWN] = "unknown",
    [ESTIMATE_NOT_MEASURED] = "not measured",
};

/* A number in full precision after a comma; nothing but the comma for NaN. */
static void csv_number(FILE *out, double value) {
    if (isnan(value))
        fputc(',', out);
    else
        fprintf(out, ",%.17g", value);
}

/* Words are plain (see ensemble_reader.c) and need no quotes. */
static void csv_parameters(const struct table1_group *group, FILE *out) {
    const struct ensemble_parameters *p = table1_parameters(group);
    fprintf(out, "%s,%s,%" PRId64 ",%" PRId64 ",%s,%s", p->engine, p->method, p->L, p->initial,
            p->closure, p->criterion);
    csv_number(out, p->cl > 0.0 ? p->cl : NAN);
    csv_number(out, p->N > 0 ? (double)p->N : NAN);
    fprintf(out, ",%s,%s,%d,", p->ties, p->until, p->no_attacker);
    for (size_t m = 0; m < group->member_count; m++)
        fprintf(out, "%s%" PRIu64, m == 0 ? "" : " ", group->members[m]->parameters.seed);
    fprintf(out, ",%" PRId64 ",%" PRId64 ",%" PRId64, group->runs, group->not_done,
            group->censored);
}

static void csv_estimate(const struct estimate *e, enum quantity quantity, FILE *out) {
    fprintf(out, ",%s,%s", quantity_name[quantity], status_name[e->status]);
    csv_number(out, e->status == ESTIMATE_MEAN ? e->mean : NAN);
    csv_number(out, e->sd);
    csv_number(out, e->se);
    csv_number(out, e->status == ESTIMATE_LOWER_BOUND ? e->mean : NAN);
    fprintf(out, ",%" PRId64 ",%" PRId64, e->censored, e->unknown);
    csv_number(out, e->paper ? e->paper->mean : NAN);
    csv_number(out, e->paper ? e->paper->spread : NAN);
    csv_number(out, e->paper ? e->paper->rounding : NAN);
    csv_number(out, e->paper ? (double)e->paper->runs : NAN);
    csv_number(out, e->distance);
    fputc('\n', out);
}

void table1_write_csv(const struct table1 *table, const struct paper_table *paper, FILE *out) {
    (void)paper;
    fputs("engine,method,L,initial,closure,criterion,cl,N,ties,until,no_attacker,seeds,runs,"
          "runs_not_done,runs_censored,quantity,status,mean,sd,se,lower_bound,censored,unknown,"
          "paper_mean,paper_spread,paper_rounding,paper_runs,distance\n",
          out);
    for (size_t g = 0; g < table->count; g++)
        for (enum quantity q = 0; q < QUANTITIES; q++) {
            csv_parameters(&table->groups[g], out);
            csv_estimate(&table->groups[g].estimate[q], q, out);
        }
}

/* ---- JSON -------------------------------------------------------------------------------- */

/* Bytes of the UTF-8 character that begins here; 0 if none does. */
static int utf8_length(const char *text) {
    const unsigned char first = (unsigned char)*text;
    const int length = first < 0x80                    ? 1
                       : first >= 0xc2 && first < 0xe0 ? 2
                       : first >= 0xe0 && first < 0xf0 ? 3
                       : first >= 0xf0 && first < 0xf5 ? 4
                                                       : 0;
    for (int i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

/* A string literal; bytes that are not UTF-8, as file names may hold, become U+FFFD. */
static void json_string(FILE *out, const char *text) {
    fputc('"', out);
    while (*text) {
        const int length = utf8_length(text);
        if (length == 0)
            fputs("\\ufffd", out);
        else if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else if ((unsigned char)*text < 0x20)
            fprintf(out, "\\u%04x", (unsigned)*text);
        else
            fwrite(text, 1, (size_t)length, out);
        text += length > 0 ? length : 1;
    }
    fputc('"', out);
}

/* "name": value, with null for NaN, which JSON lacks. */
static void json_number(FILE *out, const char *name, double value) {
    if (isnan(value))
        fprintf(out, "\"%s\": null", name);
    else
        fprintf(out, "\"%s\": %.17g", name, value);
}

static void json_word(FILE *out, const char *name, const char *word) {
    if (*word)
        fprintf(out, ", \"%s\": \"%s\"", name, word);
}

static void json_parameters(const struct table1_group *group, FILE *out) {
    const struct ensemble_parameters *p = table1_parameters(group);
    fprintf(out, "\"engine\": \"%s\", \"L\": %" PRId64 ", \"initial\": %" PRId64, p->engine,
            p->L, p->initial);
    json_word(out, "method", p->method);
    json_word(out, "closure", p->closure);
    json_word(out, "criterion", p->criterion);
    if (p->cl > 0.0)
        fprintf(out, ", \"cl\": %.17g", p->cl);
    if (p->N > 0)
        fprintf(out, ", \"N\": %" PRId64, p->N);
    json_word(out, "ties", p->ties);
    json_word(out, "until", p->until);
    fprintf(out, ", \"no_attacker\": %s,\n     \"files\": [",
            p->no_attacker ? "true" : "false");
    for (size_t m = 0; m < group->member_count; m++) {
        fprintf(out, "%s{\"seed\": %" PRIu64 ", \"path\": ", m == 0 ? "" : ", ",
                group->members[m]->parameters.seed);
        json_string(out, group->members[m]->path);
        fputc('}', out);
    }
    fprintf(out,
            "],\n     \"runs\": %" PRId64 ", \"runs_not_done\": %" PRId64
            ", \"runs_censored\": %" PRId64 ", \"like_paper\": %s",
            group->runs, group->not_done, group->censored,
            table1_like_paper(group) ? "true" : "false");
}

static void json_estimate(const struct estimate *e, enum quantity quantity, FILE *out) {
    fprintf(out, ",\n     \"%s\": {\"status\": \"%s\", ", quantity_name[quantity],
            status_name[e->status]);
    json_number(out, "mean", e->status == ESTIMATE_MEAN ? e->mean : NAN);
    fputs(", ", out);
    json_number(out, "sd", e->sd);
    fputs(", ", out);
    json_number(out, "se", e->se);
    fputs(", ", out);
    json_number(out, "lower_bound", e->status == ESTIMATE_LOWER_BOUND ? e->mean : NAN);
    fprintf(out, ", \"censored\": %" PRId64 ", \"unknown\": %" PRId64 ",\n       \"paper\": ",
            e->censored, e->unknown);
    if (e->paper)
        fprintf(out,
                "{\"mean\": %.17g, \"spread\": %.17g, \"rounding\": %.17g, \"runs\": %" PRId64
                "}, ",
                e->paper->mean, e->paper->spread, e->paper->rounding, e->paper->runs);
    else
        fputs("null, ", out);
    json_number(out, "distance", e->distance);
    fputc('}', out);
}

void table1_write_json(const struct table1 *table, const struct paper_table *paper, FILE *out) {
    fputs("{\"table\": \"Table I\",\n \"paper\": ", out);
    json_string(out, paper->source);
    fputs(",\n \"distance\": \"(mean - paper) / sqrt(se^2 + spread^2/runs + rounding^2/3), "
          "rounding half a unit of the last printed digit of the paper's mean\",\n"
          " \"groups\": [",
          out);
    for (size_t g = 0; g < table->count; g++) {
        fprintf(out, "%s\n    {", g == 0 ? "" : ",");
        json_parameters(&table->groups[g], out);
        for (enum quantity q = 0; q < QUANTITIES; q++)
            json_estimate(&table->groups[g].estimate[q], q, out);
        fputc('}', out);
    }
    fputs("\n  ]\n}\n", out);
}
