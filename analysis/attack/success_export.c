/* Success of attackers for programs: CSV and JSON, in full precision. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "attack/success.h"
#include "print/cells.h"
#include "print/ensemble_json.h"
#include "print/json.h"
#include "schema/values.h"

static const char *const status_name[] = {
    [SUCCESS_COUNTED] = "counted",
    [SUCCESS_SPLIT] = "split",
    [SUCCESS_NOT_RECORDED] = "not recorded",
    [SUCCESS_NO_RUN] = "no run",
};

static const char *const time_status_name[] = {
    [TIME_IS_MEAN] = "mean",
    [TIME_IS_BOUND] = "lower bound",
    [TIME_IS_UNKNOWN] = "unknown",
    [TIME_NOT_MEASURED] = "not measured",
};

static const char *const end_name[SUCCESS_ENDS] = {
    [END_COMPLETE] = "complete", [END_STEP_LIMIT] = "step_limit", [END_STALLED] = "stalled"};

static double mean_of(const struct success_time *time) {
    return time->status == TIME_IS_MEAN ? time->mean : NAN;
}

static double bound_of(const struct success_time *time) {
    return time->status == TIME_IS_BOUND ? time->mean : NAN;
}

/* ---- CSV --------------------------------------------------------------------------------- */

static const char *const parameter_columns[] = {
    "N",           "L",          "K",         "rule",    "update", "attack",  "attackers",
    "attack-wait", "vote-every", "selection", "fitness", "method", "closure", "criterion",
    "cl",          "ties",       "until",     "initial", "trials",
};
enum { PARAMETER_COLUMNS = sizeof parameter_columns / sizeof *parameter_columns };

static void csv_title(const char *name, FILE *out) {
    fputc(',', out);
    for (const char *at = name; *at; at++)
        fputc(*at == '-' ? '_' : *at, out);
}

static void csv_parameters(const struct parameters *parameters, FILE *out) {
    fputs(parameters->command, out);
    for (int i = 0; i < PARAMETER_COLUMNS; i++) {
        const struct parameter *p = parameter_find(parameters->command, parameter_columns[i]);
        char value[64] = "";
        if (p)
            value_text(parameters, p, value, sizeof value);
        fprintf(out, ",%s", value);
    }
}

static void csv_time(const struct success_time *time, FILE *out) {
    cell_csv_real(out, ALL_DIGITS, mean_of(time));
    cell_csv_real(out, ALL_DIGITS, time->error);
    cell_csv_real(out, ALL_DIGITS, bound_of(time));
}

static void csv_line(const struct success_row *row, enum success_criterion criterion,
                     FILE *out) {
    const struct success *s = &row->success[criterion];
    csv_parameters(group_parameters(row->pool), out);
    fputc(',', out);
    for (size_t m = 0; m < row->pool->count; m++)
        fprintf(out, "%s%" PRIu64, m == 0 ? "" : " ", row->pool->members[m]->parameters.seed);
    fprintf(out, ",%" PRId64 ",%" PRId64, row->runs, row->not_done);
    for (int end = 0; end < SUCCESS_ENDS; end++)
        fprintf(out, ",%" PRId64, row->ended[end]);
    fprintf(out, ",%" PRId64, row->synchronised);
    csv_time(&row->t_sync, out);
    csv_time(&row->t_learn, out);
    fprintf(out, ",%s,%s,%" PRId64 ",%" PRId64, success_criterion_name[criterion],
            status_name[s->status], s->count, s->of);
    cell_csv_real(out, ALL_DIGITS, s->p);
    cell_csv_real(out, ALL_DIGITS, s->low);
    cell_csv_real(out, ALL_DIGITS, s->high);
    cell_csv_real(out, ALL_DIGITS, s->error);
    cell_csv_real(out, ALL_DIGITS, s->published ? s->published->success : NAN);
    cell_csv_real(out, ALL_DIGITS, s->published ? s->published->rounding : NAN);
    cell_csv_real(out, ALL_DIGITS, s->distance);
    fputc('\n', out);
}

void success_write_csv(const struct success_table *table, FILE *out) {
    fputs("engine", out);
    for (int i = 0; i < PARAMETER_COLUMNS; i++)
        csv_title(strcmp(parameter_columns[i], "criterion") == 0 ? "halting-criterion"
                                                                 : parameter_columns[i],
                  out);
    fputs(",seeds,runs,runs_not_done,complete,step_limit,stalled,synchronised,t_sync,t_sync_se,"
          "t_sync_lower_bound,t_learn,t_learn_se,t_learn_lower_bound,criterion,status,count,of,"
          "p,low,high,error,published,published_rounding,distance\n",
          out);
    for (size_t r = 0; r < table->count; r++)
        for (enum success_criterion c = 0; c < SUCCESS_CRITERIA; c++)
            csv_line(&table->row[r], c, out);
}

/* ---- JSON -------------------------------------------------------------------------------- */

static void json_time(const char *name, const struct success_time *time, struct json *json) {
    json_open(json, name, '{');
    json_text(json, "status", time_status_name[time->status]);
    json_real(json, "mean", mean_of(time));
    json_real(json, "se", time->error);
    json_real(json, "lower_bound", bound_of(time));
    json_whole(json, "runs", time->runs);
    json_whole(json, "lacking", time->lacking);
    json_close(json, '}');
}

static void json_published(const struct published *v, struct json *json) {
    if (!v) {
        json_text(json, "published", NULL);
        return;
    }
    json_open(json, "published", '{');
    json_real(json, "success", v->success);
    json_real(json, "rounding", v->rounding);
    json_text(json, "criterion",
              v->criterion < SUCCESS_CRITERIA ? success_criterion_name[v->criterion] : NULL);
    json_text(json, "source", v->source);
    json_text(json, "conditions", v->conditions);
    json_close(json, '}');
}

static void json_success(const struct success *s, enum success_criterion criterion,
                         struct json *json) {
    json_open(json, NULL, '{');
    json_text(json, "criterion", success_criterion_name[criterion]);
    json_text(json, "status", status_name[s->status]);
    json_whole(json, "count", s->count);
    json_whole(json, "of", s->of);
    json_real(json, "p", s->p);
    json_real(json, "low", s->low);
    json_real(json, "high", s->high);
    json_real(json, "error", s->error);
    json_published(s->published, json);
    json_real(json, "distance", s->distance);
    json_close(json, '}');
}

static void json_row(const struct success_row *row, struct json *json) {
    const struct group *pool = row->pool;
    json_open(json, NULL, '{');
    ensemble_write_json(group_parameters(pool), json);
    json_open(json, "files", '[');
    for (size_t m = 0; m < pool->count; m++) {
        json_open(json, NULL, '{');
        json_natural(json, "seed", pool->members[m]->parameters.seed);
        json_text(json, "path", pool->members[m]->path);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_whole(json, "runs", row->runs);
    json_whole(json, "runs_not_done", row->not_done);
    json_open(json, "ended", '{');
    for (int end = 0; end < SUCCESS_ENDS; end++)
        json_whole(json, end_name[end], row->ended[end]);
    json_close(json, '}');
    json_whole(json, "synchronised", row->synchronised);
    json_time("t_sync", &row->t_sync, json);
    json_time("t_learn", &row->t_learn, json);
    json_open(json, "success", '[');
    for (enum success_criterion c = 0; c < SUCCESS_CRITERIA; c++)
        json_success(&row->success[c], c, json);
    json_close(json, ']');
    json_close(json, '}');
}

void success_write_json(const struct success_table *table, struct json *json) {
    json_text(json, "table", "attack");
    json_text(json, "interval", "Wilson, 95 %; of splitting ± 1.96 standard errors");
    json_text(
        json, "distance",
        "(p - published) / sqrt(published (1 - published) (1/of + 1/runs of the source) + "
        "rounding^2/3); of splitting error^2 in place of the part with 1/of");
    json_open(json, "groups", '[');
    for (size_t r = 0; r < table->count; r++)
        json_row(&table->row[r], json);
    json_close(json, ']');
}
