/* What the number of hidden units does, for people. */
#include <inttypes.h>
#include <math.h>

#include "print/cells.h"
#include "print/number_text.h"
#include "schema/values.h"
#include "units/units.h"

enum {
    SOURCE_COLUMN = 30,
    TIME_COLUMN = 22,
    MEMORYLESS_COLUMN = 12,
    RATIO_COLUMN = 18,
    SUCCESS_COLUMN = 26,
    OFF_COLUMN = 7,
    VALUE_COLUMN = 22
};

/* ---- rows -------------------------------------------------------------------------------- */

static void source_cell(const struct units_row *row, FILE *out) {
    char text[64];
    if (row->N == 0)
        snprintf(text, sizeof text, "  iterate, 1 - c_l = %.3g", row->gap);
    else
        snprintf(text, sizeof text, "  N = %" PRId64 ", %s", row->N,
                 value_word(row->parameters, "rule"));
    fprintf(out, "%-*s", SOURCE_COLUMN, text);
}

/* ">= bound" rounded down, which no mean would be. */
static void bound_cell(FILE *out, int width, double bound) {
    char text[NUMBER_TEXT_MAX], cell[NUMBER_TEXT_MAX + 4];
    const struct number_layout layout = number_layout(bound, number_last_digit(bound, NAN));
    number_text(text, number_round_down(bound, layout), layout);
    snprintf(cell, sizeof cell, ">= %s", text);
    cell_text(out, width, cell);
}

static void time_cells(const struct units_time *time, FILE *out) {
    if (time->runs == 0 || units_time_is_mean(time))
        cell_pair(out, TIME_COLUMN, time->mean, time->error);
    else
        bound_cell(out, TIME_COLUMN, time->mean);
    cell_pair(out, MEMORYLESS_COLUMN, time->memoryless, NAN);
}

static void ratio_cell(const struct units_ratio *ratio, FILE *out) {
    if (isnan(ratio->means) || !isnan(ratio->error))
        cell_pair(out, RATIO_COLUMN, ratio->means, ratio->error);
    else
        bound_cell(out, RATIO_COLUMN, ratio->means);
}

static void success_cell(const struct fraction *success, FILE *out) {
    char text[64] = "-";
    if (success->of > 0)
        snprintf(text, sizeof text, "%.4f (%.4f .. %.4f)", success->value, success->low,
                 success->high);
    cell_text(out, SUCCESS_COLUMN, text);
}

static void off_cell(double off, FILE *out) {
    char text[16] = "-";
    if (isfinite(off))
        snprintf(text, sizeof text, "%+.1f", off);
    cell_text(out, OFF_COLUMN, text);
}

static void write_row(const struct units_row *row, FILE *out) {
    fprintf(out, "%3" PRId64 "%3" PRId64, row->L, row->K);
    source_cell(row, out);
    fprintf(out, "%7" PRId64 "%7" PRId64, row->sync.runs, row->sync.reached);
    time_cells(&row->sync, out);
    time_cells(&row->learn, out);
    ratio_cell(&row->ratio, out);
    success_cell(&row->success[UNITS_NAIVE], out);
    success_cell(&row->success[UNITS_GEOMETRIC], out);
    off_cell(row->off_sync, out);
    off_cell(row->off_learn, out);
    off_cell(row->off_success[UNITS_NAIVE], out);
    off_cell(row->off_success[UNITS_GEOMETRIC], out);
    fputc('\n', out);
}

static void write_rows(const struct units_study *study, FILE *out) {
    fprintf(out, "%3s%3s%-*s%7s%7s", "L", "K", SOURCE_COLUMN, "  source", "runs", "synced");
    cell_text(out, TIME_COLUMN, "t_sync");
    cell_text(out, MEMORYLESS_COLUMN, "memoryless");
    cell_text(out, TIME_COLUMN, "t_learn");
    cell_text(out, MEMORYLESS_COLUMN, "memoryless");
    cell_text(out, RATIO_COLUMN, "ratio");
    cell_text(out, SUCCESS_COLUMN, "P_E naive (95 %)");
    cell_text(out, SUCCESS_COLUMN, "P_E geometric (95 %)");
    fprintf(out, "%*s\n", 4 * OFF_COLUMN, "off: sync learn P naive P geo");
    for (size_t i = 0; i < study->rows; i++)
        write_row(&study->row[i], out);
    fputs("\nTimes in steps, mean ± standard error; >=: a lower bound, as the step limit has "
          "ended runs before;\nmemoryless: then all steps / the runs that got there. ratio: "
          "mean t_learn / mean t_sync. P_E: t_learn <=\nt_sync, of the runs that have "
          "synchronised, with Wilson's interval. off: the simulation minus the\niteration at "
          "the criterion 1 - 0.1/(N L), in standard errors of the difference.\n",
          out);
    for (size_t i = 0; i < study->rows; i++)
        if (study->row[i].stalled > 0)
            fprintf(out,
                    "K = %" PRId64 ", L = %" PRId64 ", N = %" PRId64 ": %" PRId64
                    " runs have stalled, which never synchronise, and are in no mean\n",
                    study->row[i].K, study->row[i].L, study->row[i].N, study->row[i].stalled);
}

/* ---- drifts ------------------------------------------------------------------------------ */

static void zero_cell(const struct drift_zero *zero, FILE *out) {
    if (zero->found)
        cell_pair(out, VALUE_COLUMN, zero->rho.value, zero->rho.error);
    else
        cell_text(out, VALUE_COLUMN, "none found");
}

static void write_trace(const struct units_trace *t, FILE *out) {
    fprintf(out, "%3" PRId64 "%3" PRId64 "%6" PRId64 "%7" PRId64, t->L, t->K, t->runs,
            t->until);
    zero_cell(&t->zero[DRIFT_MUTUAL], out);
    cell_pair(out, VALUE_COLUMN, t->late[DRIFT_MUTUAL].value, t->late[DRIFT_MUTUAL].error);
    zero_cell(&t->zero[DRIFT_MUTUAL_UNIT], out);
    zero_cell(&t->zero[DRIFT_LISTENING], out);
    zero_cell(&t->zero[DRIFT_ONE_WAY], out);
    zero_cell(&t->zero[DRIFT_ONE_WAY_UNIT], out);
    cell_pair(out, VALUE_COLUMN, t->lead.value, t->lead.error);
    fprintf(out, "%9d%8d%8d%8.3f\n", t->compared, t->larger, t->smaller, units_return(t->K));
}

static const char drifts_note[] =
    "\nFixed points: where the mean change falls through 0, by the zero of a line through up "
    "to "
    "%d bins of %g on\neither side, where the means of both sides and the slope are %g "
    "standard "
    "errors from 0; errors by the\njackknife over runs. mutual: of A and B up to t_sync; "
    "listening: of A and o up to t_sync; one-way: from\nthere to t_learn; of the mean over the "
    "units, or of a unit. late overlap: the mean over the later half of\nthe traced steps, "
    "where "
    "most runs have not synchronised by their end. there: the mutual change of a unit\nat "
    "the fixed point of o's unit, below. bins: where both changes are known; larger, smaller: "
    "the mutual\none, by %g standard errors. return: 4 (K - 1)/pi^2: below 1 synchronisation "
    "attracts, above 1 it repels\n(units alike, N infinite).\n";

static void write_drifts(const struct units_study *study, FILE *out) {
    if (study->traces == 0)
        return;
    fprintf(out,
            "\nThe expected change of the overlap in a step against the overlap\n"
            "%3s%3s%6s%7s",
            "L", "K", "runs", "until");
    static const char *const title[] = {
        "mutual",  "late overlap", "mutual unit",        "listening",
        "one-way", "one-way unit", "mutual change there"};
    for (size_t i = 0; i < sizeof title / sizeof *title; i++)
        cell_text(out, VALUE_COLUMN, title[i]);
    fprintf(out, "%9s%8s%8s%8s\n", "bins", "larger", "smaller", "return");
    for (size_t i = 0; i < study->traces; i++)
        write_trace(&study->trace[i], out);
    fprintf(out, drifts_note, DRIFT_REACH, 1.0 / DRIFT_BINS, DRIFT_SURE, DRIFT_SURE);
    for (size_t i = 0; i < study->listeners; i++) {
        fprintf(out, "one-way unit, L = %" PRId64 ", all K from 2 on:", study->listener[i].L);
        zero_cell(&study->listener[i].zero, out);
        fputc('\n', out);
    }
}

static void write_size(const struct move_size *size, FILE *out) {
    char text[64] = "-";
    if (size->count > 0.0)
        snprintf(text, sizeof text, "%.6f (%.0f)", size->sum / size->count, size->count);
    cell_text(out, VALUE_COLUMN, text);
}

static void write_moves(const struct units_study *study, FILE *out) {
    if (study->traces == 0)
        return;
    fprintf(out, "\nMoves of units, seen / expected\n%3s%3s", "L", "K");
    for (enum move_kind kind = 0; kind < MOVES; kind++)
        cell_text(out, VALUE_COLUMN, move_name[kind]);
    cell_text(out, VALUE_COLUMN, "first step");
    cell_text(out, VALUE_COLUMN, "repulsive near 1");
    fputc('\n', out);
    for (size_t i = 0; i < study->traces; i++) {
        const struct units_trace *t = &study->trace[i];
        fprintf(out, "%3" PRId64 "%3" PRId64, t->L, t->K);
        for (enum move_kind kind = 0; kind < MOVES; kind++) {
            const struct drift_value ratio = moves_ratio(&t->moves, kind);
            cell_pair(out, VALUE_COLUMN, ratio.value, ratio.error);
        }
        write_size(&t->moves.first, out);
        write_size(&t->moves.last, out);
        fputc('\n', out);
    }
    fputs(
        "\nExpected of the overlaps before each step: a unit differs with probability eps = "
        "arccos(rho)/pi, the parties\nmove if an even number of units does. first step: the "
        "change of a unit's overlap from 0, in units of\n12 L/((L+1)(2L+1)^2); repulsive near "
        "1: the fall from 1 - rho < 0.001, in units of 3/((L+1)(2L+1)); in\nbrackets how "
        "many.\n",
        out);
}

void units_write_text(const struct units_study *study, FILE *out) {
    fputs("What the number K of hidden units does; the parties move on agreement\n\n", out);
    write_rows(study, out);
    write_drifts(study, out);
    write_moves(study, out);
}
