/* Success of attackers for people: text and LaTeX. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "attack/success.h"
#include "print/cells.h"
#include "print/number_text.h"
#include "schema/values.h"

/* ---- cells ------------------------------------------------------------------------------- */

enum { CELL_MAX = ENSEMBLE_LABEL_MAX };

/* Up to T_LEARN they say something of all of a row, behind it of one criterion. */
enum column {
    ENGINE,
    INPUTS,
    WEIGHT,
    UNITS,
    RULE,
    UPDATE,
    ATTACK,
    MACHINES_OF_O,
    RUNS,
    COMPLETE,
    LIMIT,
    STALLED,
    T_SYNC,
    T_LEARN,
    CRITERION,
    SUCCESSES,
    PROBABILITY,
    PUBLISHED,
    DISTANCE,
    COLUMNS
};

struct line {
    char cell[COLUMNS][CELL_MAX];
};

/* What text and LaTeX write differently. */
struct notation {
    const char *title[COLUMNS];
    const char *infinite, *plus_minus, *at_least, *math; /* around numbers: "" or "$" */
};

static const struct notation text_notation = {
    .title = {"engine", "N", "L", "K", "rule", "update", "attack", "M", "runs", "complete",
              "limit", "stalled", "t_sync", "t_learn", "criterion", "successes", "P_E (95 %)",
              "published", "distance"},
    .infinite = "∞",
    .plus_minus = " ± ",
    .at_least = ">= ",
    .math = "",
};

static const struct notation latex_notation = {
    .title = {"engine", "$N$", "$L$", "$K$", "rule", "update", "attack", "$M$", "runs",
              "complete", "limit", "stalled", "$t_{\\mathrm{sync}}$", "$t_{\\mathrm{learn}}$",
              "criterion", "successes", "$P_E$ (95\\,\\%)", "published", "distance"},
    .infinite = "$\\infty$",
    .plus_minus = " \\pm ",
    .at_least = "\\ge ",
    .math = "$",
};

static void word_cell(char cell[CELL_MAX], const struct parameters *p, const char *name) {
    const char *word = value_word(p, name);
    snprintf(cell, CELL_MAX, "%s", *word ? word : "-");
}

/* A number in the layout; LaTeX has no e+05. */
static void number_cell(char text[NUMBER_TEXT_MAX], double value, struct number_layout layout,
                        const struct notation *n) {
    number_text(text, value, layout);
    if (!*n->math || !layout.scientific)
        return;
    number_mantissa(text, value, layout);
    const size_t used = strlen(text);
    snprintf(text + used, NUMBER_TEXT_MAX - used, "\\cdot 10^{%d}", layout.exponent);
}

static void time_cell(char cell[CELL_MAX], const struct success_time *time,
                      const struct notation *n) {
    char mean[NUMBER_TEXT_MAX], error[NUMBER_TEXT_MAX] = "";
    if (time->status == TIME_NOT_MEASURED || time->status == TIME_IS_UNKNOWN) {
        snprintf(cell, CELL_MAX, time->status == TIME_NOT_MEASURED ? "not measured" : "-");
        return;
    }
    const bool bound = time->status == TIME_IS_BOUND, pair = !bound && !isnan(time->error);
    const struct number_layout layout =
        number_layout(time->mean, number_last_digit(time->mean, time->error));
    number_cell(mean, bound ? number_round_down(time->mean, layout) : time->mean, layout, n);
    if (pair)
        number_cell(error, time->error, layout, n);
    snprintf(cell, CELL_MAX, "%s%s%s%s%s%s", n->math, bound ? n->at_least : "", mean,
             pair ? n->plus_minus : "", error, n->math);
}

/* Small probabilities keep three digits. */
static void probability_cell(char cell[CELL_MAX], const struct success *s,
                             const struct notation *n) {
    static const char *const words[] = {
        [SUCCESS_NOT_RECORDED] = "not recorded", [SUCCESS_NO_RUN] = "no run synchronised"};
    if (s->status == SUCCESS_NOT_RECORDED || s->status == SUCCESS_NO_RUN)
        snprintf(cell, CELL_MAX, "%s", words[s->status]);
    else
        snprintf(cell, CELL_MAX,
                 s->p >= 0.01 ? "%s%.4f%s (%.4f .. %.4f)" : "%s%.3g%s (%.3g .. %.3g)", n->math,
                 s->p, n->math, s->low, s->high);
}

static void common_cells(struct line *line, const struct success_row *row,
                         const struct notation *n) {
    const struct parameters *p = group_parameters(row->pool);
    const bool split = strcmp(p->command, "split") == 0;
    char(*cell)[CELL_MAX] = line->cell;
    success_label(row, cell[ENGINE]);
    if (p->N > 0)
        snprintf(cell[INPUTS], CELL_MAX, "%" PRId64, p->N);
    else
        snprintf(cell[INPUTS], CELL_MAX, "%s", n->infinite);
    snprintf(cell[WEIGHT], CELL_MAX, "%" PRId64, p->L);
    snprintf(cell[UNITS], CELL_MAX, "%" PRId64, p->K);
    word_cell(cell[RULE], p, "rule");
    word_cell(cell[UPDATE], p, "update");
    word_cell(cell[ATTACK], p, "attack");
    snprintf(cell[MACHINES_OF_O], CELL_MAX, "%" PRId64, p->attackers);
    snprintf(cell[RUNS], CELL_MAX, "%" PRId64, row->runs);
    for (int end = 0; end < SUCCESS_ENDS; end++)
        if (split)
            snprintf(cell[COMPLETE + end], CELL_MAX, "-");
        else
            snprintf(cell[COMPLETE + end], CELL_MAX, "%" PRId64, row->ended[end]);
    time_cell(cell[T_SYNC], &row->t_sync, n);
    time_cell(cell[T_LEARN], &row->t_learn, n);
}

static void make_line(struct line *line, const struct success_row *row,
                      enum success_criterion criterion, const struct notation *n) {
    const struct success *s = &row->success[criterion];
    char(*cell)[CELL_MAX] = line->cell;
    *line = (struct line){0};
    if (criterion == 0)
        common_cells(line, row, n);
    snprintf(cell[CRITERION], CELL_MAX, "%s", success_criterion_name[criterion]);
    snprintf(cell[SUCCESSES], CELL_MAX, "-");
    if (s->status == SUCCESS_COUNTED)
        snprintf(cell[SUCCESSES], CELL_MAX, "%" PRId64 " of %" PRId64, s->count, s->of);
    probability_cell(cell[PROBABILITY], s, n);
    snprintf(cell[PUBLISHED], CELL_MAX, "-");
    if (s->published)
        snprintf(cell[PUBLISHED], CELL_MAX, "%.4g", s->published->success);
    snprintf(cell[DISTANCE], CELL_MAX, "-");
    if (!isnan(s->distance))
        snprintf(cell[DISTANCE], CELL_MAX, "%s%+.1f%s", n->math, s->distance, n->math);
}

/* ---- text -------------------------------------------------------------------------------- */

static int cell_width(const char *text) {
    return text_width(text, strlen(text));
}

static void find_widths(const struct success_table *table, int width[COLUMNS]) {
    for (enum column c = 0; c < COLUMNS; c++)
        width[c] = cell_width(text_notation.title[c]);
    for (size_t r = 0; r < table->count; r++)
        for (enum success_criterion i = 0; i < SUCCESS_CRITERIA; i++) {
            struct line line;
            make_line(&line, &table->row[r], i, &text_notation);
            for (enum column c = 0; c < COLUMNS; c++)
                if (cell_width(line.cell[c]) > width[c])
                    width[c] = cell_width(line.cell[c]);
        }
}

static bool is_to_the_right(enum column c) {
    return c == INPUTS || c == WEIGHT || c == UNITS || (MACHINES_OF_O <= c && c <= T_LEARN) ||
           c == SUCCESSES || c >= PUBLISHED;
}

static void print_cell(FILE *out, enum column c, const char *text, int width) {
    const int padding = width - cell_width(text);
    fputs(c == 0 ? "" : "  ", out);
    if (is_to_the_right(c))
        fprintf(out, "%*s%s", padding, "", text);
    else
        fprintf(out, "%s%*s", text, padding, "");
}

static void print_lines(const struct success_table *table, FILE *out) {
    int width[COLUMNS];
    find_widths(table, width);
    for (enum column c = 0; c < COLUMNS; c++)
        print_cell(out, c, text_notation.title[c], width[c]);
    fputc('\n', out);
    cell_rule(out, width, COLUMNS);
    for (size_t r = 0; r < table->count; r++)
        for (enum success_criterion i = 0; i < SUCCESS_CRITERIA; i++) {
            struct line line;
            make_line(&line, &table->row[r], i, &text_notation);
            for (enum column c = 0; c < COLUMNS; c++)
                print_cell(out, c, line.cell[c], width[c]);
            fputc('\n', out);
        }
    cell_rule(out, width, COLUMNS);
}

/* ---- text: notes ------------------------------------------------------------------------- */

static void print_name(const struct success_row *row, FILE *out) {
    const struct parameters *p = group_parameters(row->pool);
    char label[ENSEMBLE_LABEL_MAX];
    success_label(row, label);
    fprintf(out, "  %s, L = %" PRId64 ", %s of %" PRId64 ": ", label, p->L,
            value_word(p, "attack"), p->attackers);
}

/* Runs that no mean of t_sync and no P is over. */
static void print_not_synchronised(const struct success_table *table, FILE *out) {
    bool headed = false;
    for (size_t r = 0; r < table->count; r++) {
        const struct success_row *row = &table->row[r];
        const int64_t stalled = row->ended[END_STALLED], limited = row->t_sync.lacking;
        if (stalled + limited + row->not_done == 0)
            continue;
        if (!headed)
            fputs("\nP_E is over the runs that have synchronised. Left out of it:\n", out);
        headed = true;
        print_name(row, out);
        fprintf(out,
                "of %" PRId64 " runs %" PRId64 " stalled, which never synchronise; %" PRId64
                " ended by the step limit before; %" PRId64 " not done yet\n",
                row->runs + row->not_done, stalled, limited, row->not_done);
    }
}

/* The first row and criterion that a value stands beside. */
static bool is_first_use(const struct success_table *table, const struct published *v,
                         size_t row, enum success_criterion criterion) {
    for (size_t r = 0; r <= row; r++)
        for (enum success_criterion c = 0; c < SUCCESS_CRITERIA; c++) {
            if (r == row && c == criterion)
                return true;
            if (table->row[r].success[c].published == v)
                return false;
        }
    return true;
}

/* Sources are told once each, in the order of the table; `escape` before what LaTeX reads as
 * its own. */
static void print_sources(const struct success_table *table, const char *begin, bool latex,
                          FILE *out) {
    for (size_t r = 0; r < table->count; r++)
        for (enum success_criterion c = 0; c < SUCCESS_CRITERIA; c++) {
            const struct published *v = table->row[r].success[c].published;
            if (!v || !is_first_use(table, v, r, c))
                continue;
            char text[2 * PUBLISHED_FIELD_MAX + 128];
            snprintf(text, sizeof text, "%.4g: %s; %s%s", v->success, v->source, v->conditions,
                     v->criterion == SUCCESS_CRITERIA ? "; it does not say by which criterion"
                                                      : "");
            fputs(begin, out);
            for (const char *at = text; *at; at++)
                fprintf(out, "%s%c", latex && strchr("#$%&_{}", *at) ? "\\" : "", *at);
            fputc('\n', out);
        }
}

static bool any_published(const struct success_table *table) {
    for (size_t r = 0; r < table->count; r++)
        for (enum success_criterion c = 0; c < SUCCESS_CRITERIA; c++)
            if (table->row[r].success[c].published)
                return true;
    return false;
}

void success_write_text(const struct success_table *table, FILE *out) {
    fputs("Success of attackers\n\n", out);
    print_lines(table, out);
    fputs(
        "\n"
        "complete, limit, stalled   how the runs ended: all found that they waited for; step "
        "limit;\n"
        "              no update of the parties for so long that they never will synchronise\n"
        "t_sync        steps to synchronise: mean ± standard error, without stalled runs; >=: "
        "a\n"
        "              lower bound, as the step limit has ended runs before; t_learn likewise\n"
        "sync-exact    a machine of the attacker equals A when A and B synchronise\n"
        "ever-exact    a machine equals A then or has before: t_learn <= t_sync; of splitting\n"
        "              t_learn < t_sync\n"
        "sync-overlap  the overlap of the best machine with A is 0.98 or more then\n"
        "sync-equal    98 % of that machine's weights equal A's then\n"
        "P_E           successes / runs that have synchronised, with Wilson's interval of 95 "
        "%; of\n"
        "              splitting ± 1.96 standard errors, runs are replicates\n",
        out);
    print_not_synchronised(table, out);
    if (any_published(table)) {
        fputs("\nPublished; the distance is in standard errors, those of the source and its "
              "rounding included:\n",
              out);
        print_sources(table, "  ", false, out);
    }
}

/* ---- LaTeX ------------------------------------------------------------------------------- */

static void latex_line(const struct line *line, FILE *out) {
    for (enum column c = 0; c < COLUMNS; c++)
        fprintf(out, "%s%s", c == 0 ? "" : " & ", line->cell[c]);
    fputs(" \\\\\n", out);
}

void success_write_latex(const struct success_table *table, FILE *out) {
    struct line line;
    fputs("% Success of attackers. To be input into a document; needs no package.\n"
          "\\begin{tabular}{lrrrlllrrrrrrrlrlrr}\n\\hline\n",
          out);
    for (enum column c = 0; c < COLUMNS; c++)
        snprintf(line.cell[c], CELL_MAX, "%s", latex_notation.title[c]);
    latex_line(&line, out);
    for (size_t r = 0; r < table->count; r++) {
        fputs("\\hline\n", out);
        for (enum success_criterion c = 0; c < SUCCESS_CRITERIA; c++) {
            make_line(&line, &table->row[r], c, &latex_notation);
            latex_line(&line, out);
        }
    }
    fputs(
        "\\hline\n\\end{tabular}\n\n"
        "\\noindent{\\footnotesize $P_E$ is over the runs that have synchronised, with "
        "Wilson's\ninterval of 95\\,\\%; times are means without stalled runs, $\\ge$: a lower "
        "bound.\n",
        out);
    print_sources(table, "Published ", true, out);
    fputs("\\par}\n", out);
}
