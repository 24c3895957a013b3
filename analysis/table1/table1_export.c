/* Table I for programs: CSV and JSON, in full precision. */
#include <inttypes.h>
#include <math.h>

#include "print/cells.h"
#include "print/ensemble_json.h"
#include "print/json.h"
#include "schema/values.h"
#include "table1/table1.h"

/* ---- CSV --------------------------------------------------------------------------------- */

static const char *const status_name[] = {
    [ESTIMATE_MEAN] = "mean",
    [ESTIMATE_LOWER_BOUND] = "lower bound",
    [ESTIMATE_UNKNOWN] = "unknown",
    [ESTIMATE_NOT_MEASURED] = "not measured",
};

/* Words are plain (see ensemble_reader.c) and need no quotes. */
static void csv_parameters(const struct table1_group *group, FILE *out) {
    const struct parameters *p = table1_parameters(group);
    fprintf(out, "%s,%s,%" PRId64 ",%" PRId64 ",%s,%s", p->command, value_word(p, "method"),
            p->L, p->initial, value_word(p, "closure"), value_word(p, "criterion"));
    cell_csv_real(out, ALL_DIGITS, p->cl > 0.0 ? p->cl : NAN);
    cell_csv_real(out, ALL_DIGITS, p->N > 0 ? (double)p->N : NAN);
    fprintf(out, ",%s,%s,%" PRId64 ",", value_word(p, "ties"), value_word(p, "until"),
            p->no_attacker);
    for (size_t m = 0; m < group->member_count; m++)
        fprintf(out, "%s%" PRIu64, m == 0 ? "" : " ", group->members[m]->parameters.seed);
    fprintf(out, ",%" PRId64 ",%" PRId64 ",%" PRId64, group->runs, group->not_done,
            group->censored);
}

static void csv_estimate(const struct estimate *e, enum quantity quantity, FILE *out) {
    fprintf(out, ",%s,%s", quantity_name[quantity], status_name[e->status]);
    cell_csv_real(out, ALL_DIGITS, e->status == ESTIMATE_MEAN ? e->mean : NAN);
    cell_csv_real(out, ALL_DIGITS, e->sd);
    cell_csv_real(out, ALL_DIGITS, e->se);
    cell_csv_real(out, ALL_DIGITS, e->status == ESTIMATE_LOWER_BOUND ? e->mean : NAN);
    fprintf(out, ",%" PRId64 ",%" PRId64, e->censored, e->unknown);
    cell_csv_real(out, ALL_DIGITS, e->paper ? e->paper->mean : NAN);
    cell_csv_real(out, ALL_DIGITS, e->paper ? e->paper->spread : NAN);
    cell_csv_real(out, ALL_DIGITS, e->paper ? e->paper->rounding : NAN);
    cell_csv_real(out, ALL_DIGITS, e->paper ? (double)e->paper->runs : NAN);
    cell_csv_real(out, ALL_DIGITS, e->distance);
}

/* What the paper has no choice of; behind all else, as columns of older tables are read by
 * their numbers. */
static const char *const machine_columns[] = {
    "K",           "update",     "rule",      "attack",  "attackers",
    "attack-wait", "vote-every", "selection", "fitness",
};
enum { MACHINE_COLUMNS = sizeof machine_columns / sizeof *machine_columns };

static void csv_machine_titles(FILE *out) {
    for (int i = 0; i < MACHINE_COLUMNS; i++) {
        fputc(',', out);
        for (const char *at = machine_columns[i]; *at; at++)
            fputc(*at == '-' ? '_' : *at, out);
    }
    fputs(",runs_stalled\n", out);
}

static void csv_machine(const struct table1_group *group, FILE *out) {
    const struct parameters *parameters = table1_parameters(group);
    for (int i = 0; i < MACHINE_COLUMNS; i++) {
        const struct parameter *p = parameter_find(parameters->command, machine_columns[i]);
        char value[64] = "";
        if (p)
            value_text(parameters, p, value, sizeof value);
        fprintf(out, ",%s", value);
    }
    fprintf(out, ",%" PRId64 "\n", group->stalled);
}

void table1_write_csv(const struct table1 *table, const struct paper_table *paper, FILE *out) {
    (void)paper;
    fputs("engine,method,L,initial,closure,criterion,cl,N,ties,until,no_attacker,seeds,runs,"
          "runs_not_done,runs_censored,quantity,status,mean,sd,se,lower_bound,censored,unknown,"
          "paper_mean,paper_spread,paper_rounding,paper_runs,distance",
          out);
    csv_machine_titles(out);
    for (size_t g = 0; g < table->count; g++)
        for (enum quantity q = 0; q < QUANTITIES; q++) {
            csv_parameters(&table->groups[g], out);
            csv_estimate(&table->groups[g].estimate[q], q, out);
            csv_machine(&table->groups[g], out);
        }
}

/* ---- JSON -------------------------------------------------------------------------------- */

static void json_group(const struct table1_group *group, struct json *json) {
    char label[TABLE1_LABEL_MAX];
    table1_label(group, label, sizeof label);
    json_text(json, "label", label);
    ensemble_write_json(table1_parameters(group), json);
    json_open(json, "files", '[');
    for (size_t m = 0; m < group->member_count; m++) {
        json_open(json, NULL, '{');
        json_natural(json, "seed", group->members[m]->parameters.seed);
        json_text(json, "path", group->members[m]->path);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_whole(json, "runs", group->runs);
    json_whole(json, "runs_not_done", group->not_done);
    json_whole(json, "runs_censored", group->censored);
    json_whole(json, "runs_stalled", group->stalled);
    json_truth(json, "like_paper", table1_like_paper(group));
}

static void json_paper(const struct paper_value *paper, struct json *json) {
    if (!paper) {
        json_text(json, "paper", NULL);
        return;
    }
    json_open(json, "paper", '{');
    json_real(json, "mean", paper->mean);
    json_real(json, "spread", paper->spread);
    json_real(json, "rounding", paper->rounding);
    json_whole(json, "runs", paper->runs);
    json_close(json, '}');
}

static void json_estimate(const struct estimate *e, enum quantity quantity, struct json *json) {
    json_open(json, quantity_name[quantity], '{');
    json_text(json, "status", status_name[e->status]);
    json_real(json, "mean", e->status == ESTIMATE_MEAN ? e->mean : NAN);
    json_real(json, "sd", e->sd);
    json_real(json, "se", e->se);
    json_real(json, "lower_bound", e->status == ESTIMATE_LOWER_BOUND ? e->mean : NAN);
    json_whole(json, "censored", e->censored);
    json_whole(json, "unknown", e->unknown);
    json_paper(e->paper, json);
    json_real(json, "distance", e->distance);
    json_close(json, '}');
}

void table1_write_json(const struct table1 *table, const struct paper_table *paper, FILE *out) {
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    json_text(&json, "table", "Table I");
    json_text(&json, "paper", paper->source);
    json_text(
        &json, "distance",
        "(mean - paper) / sqrt(se^2 + spread^2/runs + rounding^2/3), rounding half a unit of "
        "the last printed digit of the paper's mean");
    json_open(&json, "groups", '[');
    for (size_t g = 0; g < table->count; g++) {
        json_open(&json, NULL, '{');
        json_group(&table->groups[g], &json);
        for (enum quantity q = 0; q < QUANTITIES; q++)
            json_estimate(&table->groups[g].estimate[q], q, &json);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    remarks_write_json(table->remarks, &json);
    json_close(&json, '}');
}
