/* What the number of hidden units does, for programs. */
#include <inttypes.h>
#include <math.h>

#include "arithmetic/shortest.h"
#include "print/cells.h"
#include "print/json.h"
#include "schema/values.h"
#include "units/units.h"

static const char *const attack_name[UNITS_ALONE] = {"naive", "geometric"};

static double mean_of(const struct units_time *time) {
    return units_time_is_mean(time) ? time->mean : NAN;
}

static double bound_of(const struct units_time *time) {
    return units_time_is_mean(time) ? NAN : time->mean;
}

/* ---- CSV --------------------------------------------------------------------------------- */

/* A number of a row or a trace, behind what it is of. */
static void line(FILE *out, const char *quantity, const char *name, double count, double value,
                 double error, const char *where) {
    if (isnan(value))
        return;
    fprintf(out, "%s,%s,%s,%.0f", where, quantity, name, count);
    cell_csv_real(out, ALL_DIGITS, value);
    cell_csv_real(out, ALL_DIGITS, error);
    fputc('\n', out);
}

static void csv_time(FILE *out, const char *quantity, const struct units_time *time,
                     const char *where) {
    const double runs = (double)time->runs;
    line(out, quantity, "mean", runs, mean_of(time), time->error, where);
    line(out, quantity, "lower bound", runs, bound_of(time), NAN, where);
    line(out, quantity, "reached", runs, time->runs > 0 ? (double)time->reached : NAN, NAN,
         where);
    line(out, quantity, "memoryless", runs, time->memoryless, NAN, where);
}

static void csv_row(const struct units_row *row, FILE *out) {
    char where[96], gap[SHORTEST_MAX];
    shortest_text(gap, row->gap);
    snprintf(where, sizeof where, "%s,%" PRId64 ",%" PRId64 ",%" PRId64 ",%s,%s",
             row->parameters->command, row->K, row->L, row->N, gap,
             value_word(row->parameters, "rule"));
    csv_time(out, "t_sync", &row->sync, where);
    csv_time(out, "t_learn", &row->learn, where);
    line(out, "t_sync", "stalled", (double)row->stalled, (double)row->stalled, NAN, where);
    const double runs = (double)row->learn.runs;
    line(out, "ratio", isnan(row->ratio.error) ? "lower bound" : "means", runs,
         row->ratio.means, row->ratio.error, where);
    line(out, "ratio", "runs", runs, row->ratio.runs, row->ratio.runs_error, where);
    line(out, "t_sync", "off", NAN, row->off_sync, NAN, where);
    line(out, "t_learn", "off", NAN, row->off_learn, NAN, where);
    for (enum units_attack a = UNITS_NAIVE; a < UNITS_ALONE; a++) {
        const struct fraction *f = &row->success[a];
        const double of = (double)f->of;
        line(out, attack_name[a], "success", of, f->value, NAN, where);
        line(out, attack_name[a], "low", of, f->low, NAN, where);
        line(out, attack_name[a], "high", of, f->high, NAN, where);
        line(out, attack_name[a], "off", NAN, row->off_success[a], NAN, where);
    }
}

static void csv_trace(const struct units_trace *t, FILE *out) {
    char where[96];
    snprintf(where, sizeof where, "trace,%" PRId64 ",%" PRId64 ",0,,", t->K, t->L);
    const double runs = (double)t->runs;
    for (enum drift_kind kind = 0; kind < DRIFTS; kind++) {
        const struct drift_zero *zero = &t->zero[kind];
        if (zero->found)
            line(out, drift_name[kind], "fixed point", runs, zero->rho.value, zero->rho.error,
                 where);
        line(out, drift_name[kind], "late overlap", runs, t->late[kind].value,
             t->late[kind].error, where);
    }
    line(out, "mutual", "change at the one-way fixed point", runs, t->lead.value, t->lead.error,
         where);
    line(out, "mutual", "return", runs, units_return(t->K), NAN, where);
    for (enum move_kind kind = 0; kind < MOVES; kind++) {
        const struct drift_value ratio = moves_ratio(&t->moves, kind);
        line(out, move_name[kind], "seen / expected", runs, ratio.value, ratio.error, where);
    }
}

void units_write_csv(const struct units_study *study, FILE *out) {
    fputs("source,K,L,N,gap,rule,quantity,name,count,value,error\n", out);
    for (size_t i = 0; i < study->rows; i++)
        csv_row(&study->row[i], out);
    for (size_t i = 0; i < study->traces; i++)
        csv_trace(&study->trace[i], out);
}

/* ---- JSON -------------------------------------------------------------------------------- */

static void json_time(const char *name, const struct units_time *time, struct json *json) {
    json_open(json, name, '{');
    json_real(json, "mean", mean_of(time));
    json_real(json, "se", time->error);
    json_real(json, "lower_bound", bound_of(time));
    json_real(json, "memoryless", time->memoryless);
    json_whole(json, "runs", time->runs);
    json_whole(json, "reached", time->reached);
    json_close(json, '}');
}

static void json_success(const struct units_row *row, struct json *json) {
    for (enum units_attack a = UNITS_NAIVE; a < UNITS_ALONE; a++) {
        const struct fraction *f = &row->success[a];
        json_open(json, attack_name[a], '{');
        json_whole(json, "count", f->count);
        json_whole(json, "of", f->of);
        json_real(json, "p", f->value);
        json_real(json, "low", f->low);
        json_real(json, "high", f->high);
        json_real(json, "off", row->off_success[a]);
        json_close(json, '}');
    }
}

static void json_files(const struct group *pool, struct json *json) {
    for (size_t m = 0; pool && m < pool->count; m++)
        json_text(json, NULL, pool->members[m]->path);
}

static void json_row(const struct units_study *study, const struct units_row *row,
                     struct json *json) {
    const bool complete = !isnan(row->ratio.error);
    json_open(json, NULL, '{');
    json_text(json, "engine", row->parameters->command);
    json_whole(json, "K", row->K);
    json_whole(json, "L", row->L);
    json_whole(json, "N", row->N);
    json_real(json, "gap", row->gap);
    json_truth(json, "against_K", units_is_drawn(study, row));
    json_text(json, "rule", row->N > 0 ? value_word(row->parameters, "rule") : NULL);
    json_open(json, "files", '[');
    for (enum units_attack a = 0; a < UNITS_ATTACKS; a++)
        json_files(row->pool[a], json);
    json_close(json, ']');
    json_time("t_sync", &row->sync, json);
    json_time("t_learn", &row->learn, json);
    json_whole(json, "stalled", row->stalled);
    json_open(json, "ratio", '{');
    json_real(json, "means", complete ? row->ratio.means : NAN);
    json_real(json, "se", row->ratio.error);
    json_real(json, "lower_bound", complete ? NAN : row->ratio.means);
    json_real(json, "runs", row->ratio.runs);
    json_real(json, "runs_se", row->ratio.runs_error);
    json_close(json, '}');
    json_success(row, json);
    json_real(json, "off_sync", row->off_sync);
    json_real(json, "off_learn", row->off_learn);
    json_close(json, '}');
}

static void json_value(const char *name, struct drift_value v, struct json *json) {
    json_open(json, name, '{');
    json_real(json, "value", v.value);
    json_real(json, "se", v.error);
    json_close(json, '}');
}

static void json_zero(const struct drift_zero *zero, struct json *json) {
    json_truth(json, "fixed_point_found", zero->found);
    json_real(json, "rho", zero->found ? zero->rho.value : NAN);
    json_real(json, "se", zero->found ? zero->rho.error : NAN);
    json_real(json, "slope", zero->found ? zero->slope.value : NAN);
    json_real(json, "below", zero->below);
    json_real(json, "above", zero->above);
}

static void json_drift(const struct units_trace *t, enum drift_kind kind, struct json *json) {
    json_open(json, drift_name[kind], '{');
    json_zero(&t->zero[kind], json);
    json_real(json, "late_share", t->late_share[kind]);
    json_value("late", t->late[kind], json);
    json_close(json, '}');
}

static void json_size(const char *name, const struct move_size *size, struct json *json) {
    json_open(json, name, '{');
    json_whole(json, "count", (int64_t)size->count);
    json_real(json, "mean", size->count > 0.0 ? size->sum / size->count : NAN);
    json_real(json, "least", size->count > 0.0 ? size->least : NAN);
    json_real(json, "most", size->count > 0.0 ? size->most : NAN);
    json_close(json, '}');
}

static void json_trace(const struct units_trace *t, struct json *json) {
    json_open(json, NULL, '{');
    json_whole(json, "K", t->K);
    json_whole(json, "L", t->L);
    json_whole(json, "runs", t->runs);
    json_whole(json, "until", t->until);
    for (enum drift_kind kind = 0; kind < DRIFTS; kind++)
        json_drift(t, kind, json);
    json_value("mutual_at_one_way", t->lead, json);
    json_whole(json, "bins", t->compared);
    json_whole(json, "larger", t->larger);
    json_whole(json, "smaller", t->smaller);
    json_real(json, "return", units_return(t->K));
    json_open(json, "moves", '[');
    for (enum move_kind kind = 0; kind < MOVES; kind++) {
        json_open(json, NULL, '{');
        json_text(json, "name", move_name[kind]);
        json_value("seen_per_expected", moves_ratio(&t->moves, kind), json);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_size("first_step", &t->moves.first, json);
    json_size("repulsive_near_1", &t->moves.last, json);
    json_close(json, '}');
}

void units_write_json(const struct units_study *study, FILE *out) {
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    json_text(&json, "table", "units");
    json_open(&json, "rows", '[');
    for (size_t i = 0; i < study->rows; i++)
        json_row(study, &study->row[i], &json);
    json_close(&json, ']');
    json_open(&json, "traces", '[');
    for (size_t i = 0; i < study->traces; i++)
        json_trace(&study->trace[i], &json);
    json_close(&json, ']');
    json_open(&json, "one_way_unit", '[');
    for (size_t i = 0; i < study->listeners; i++) {
        const struct units_listener *o = &study->listener[i];
        json_open(&json, NULL, '{');
        json_whole(&json, "L", o->L);
        json_zero(&o->zero, &json);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    remarks_write_json(study->remarks, &json);
    json_close(&json, '}');
}
