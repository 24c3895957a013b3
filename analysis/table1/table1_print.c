/* Table I for people: text and LaTeX. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "print/cells.h"
#include "print/number_text.h"
#include "schema/values.h"
#include "table1/table1.h"

/* ---- cells of the tables for people ------------------------------------------------------ */

enum { CELL_MAX = TABLE1_LABEL_MAX };

enum column { ENGINE, WEIGHT, RUNS, QUANTITY, MEASURED, CENSORED, PAPER, DISTANCE, COLUMNS };

struct row {
    char cell[COLUMNS][CELL_MAX];
};

/* What text and LaTeX write differently. */
struct notation {
    const char *title[COLUMNS];
    const char *quantity[QUANTITIES];
    const char *at_least;
    /* mean and spread; the third string is " (error)" or empty */
    void (*pair)(char cell[CELL_MAX], const char *mean, const char *spread, const char *error,
                 struct number_layout layout);
    void (*single)(char cell[CELL_MAX], const char *mantissa, struct number_layout layout);
    const char *minus; /* of a distance */
};

static void power_text(char power[32], struct number_layout layout) {
    snprintf(power, 32, "e%+03d", layout.exponent);
    if (!layout.scientific)
        power[0] = '\0';
}

static void pair_text(char cell[CELL_MAX], const char *mean, const char *spread,
                      const char *error, struct number_layout layout) {
    char power[32];
    power_text(power, layout);
    int length = snprintf(cell, CELL_MAX, "%s%s ± %s%s", mean, power, spread, power);
    if (*error && length > 0 && length < CELL_MAX)
        snprintf(cell + length, (size_t)(CELL_MAX - length), " (%s%s)", error, power);
}

static void single_text(char cell[CELL_MAX], const char *mantissa,
                        struct number_layout layout) {
    char power[32];
    power_text(power, layout);
    snprintf(cell, CELL_MAX, "%s%s", mantissa, power);
}

static void power_latex(char power[32], struct number_layout layout) {
    snprintf(power, 32, "\\cdot 10^{%d}", layout.exponent);
    if (!layout.scientific)
        power[0] = '\0';
}

static void pair_latex(char cell[CELL_MAX], const char *mean, const char *spread,
                       const char *error, struct number_layout layout) {
    char power[32];
    power_latex(power, layout);
    int length = snprintf(cell, CELL_MAX, "$%s%s \\pm %s%s", mean, power, spread, power);
    if (*error && length > 0 && length < CELL_MAX)
        length +=
            snprintf(cell + length, (size_t)(CELL_MAX - length), "\\;(%s%s)", error, power);
    if (length > 0 && length < CELL_MAX)
        snprintf(cell + length, (size_t)(CELL_MAX - length), "$");
}

static void single_latex(char cell[CELL_MAX], const char *mantissa,
                         struct number_layout layout) {
    char power[32];
    power_latex(power, layout);
    snprintf(cell, CELL_MAX, "$%s%s$", mantissa, power);
}

static const struct notation text_notation = {
    .title = {"engine", "L", "runs", "quantity", "measured", "censored", "paper", "distance"},
    .quantity = {"t_sync", "t_learn", "r"},
    .at_least = ">= ",
    .pair = pair_text,
    .single = single_text,
    .minus = "",
};

static const struct notation latex_notation = {
    .title = {"engine", "$L$", "runs", "quantity", "measured", "censored", "paper", "distance"},
    .quantity = {"$t_{\\mathrm{sync}}$", "$t_{\\mathrm{learn}}$", "$r$"},
    .at_least = "$\\ge$ ",
    .pair = pair_latex,
    .single = single_latex,
    .minus = "$",
};

static void measured_mean(char cell[CELL_MAX], const struct estimate *e,
                          const struct notation *notation) {
    const struct number_layout layout =
        number_layout(e->mean, number_last_digit(e->mean, e->se));
    char mean[NUMBER_TEXT_MAX], sd[NUMBER_TEXT_MAX], se[NUMBER_TEXT_MAX];
    number_mantissa(mean, e->mean, layout);
    if (isnan(e->sd)) {
        char single[CELL_MAX - 16];
        notation->single(cell, mean, layout);
        snprintf(single, sizeof single, "%.*s", (int)sizeof single - 1, cell);
        snprintf(cell, CELL_MAX, "%s (one run)", single);
        return;
    }
    number_mantissa(sd, e->sd, layout);
    number_mantissa(se, e->se, layout);
    notation->pair(cell, mean, sd, se, layout);
}

static void measured_cell(char cell[CELL_MAX], const struct estimate *e,
                          const struct notation *notation) {
    switch (e->status) {
    case ESTIMATE_MEAN:
        measured_mean(cell, e, notation);
        break;
    case ESTIMATE_LOWER_BOUND: {
        const struct number_layout layout =
            number_layout(e->mean, number_last_digit(e->mean, NAN));
        char bound[NUMBER_TEXT_MAX], single[CELL_MAX];
        number_mantissa(bound, number_round_down(e->mean, layout), layout);
        notation->single(single, bound, layout);
        snprintf(cell, CELL_MAX, "%s%.*s", notation->at_least, CELL_MAX - 16, single);
        break;
    }
    case ESTIMATE_UNKNOWN:
        snprintf(cell, CELL_MAX, "unknown");
        break;
    case ESTIMATE_NOT_MEASURED:
        snprintf(cell, CELL_MAX, "not measured");
        break;
    }
}

/* The paper's value with the digits that the paper prints. */
static void paper_cell(char cell[CELL_MAX], const struct paper_value *paper,
                       const struct notation *notation) {
    snprintf(cell, CELL_MAX, "-");
    if (!paper)
        return;
    const int last = paper->rounding > 0.0 ? number_exponent(2.0 * paper->rounding)
                                           : number_last_digit(paper->mean, NAN);
    const struct number_layout layout = number_layout(paper->mean, last);
    char mean[NUMBER_TEXT_MAX], spread[NUMBER_TEXT_MAX];
    number_mantissa(mean, paper->mean, layout);
    number_mantissa(spread, paper->spread, layout);
    notation->pair(cell, mean, spread, "", layout);
}

static void distance_text(char *text, size_t size, double distance) {
    if (isnan(distance))
        snprintf(text, size, "-");
    else
        snprintf(text, size, fabs(distance) < 1e4 ? "%+.1f" : "%+.1e", distance);
}

/* Engine, L and runs stand in the first row of a group alone. */
static void make_row(struct row *row, const struct table1_group *group, enum quantity quantity,
                     const struct notation *notation) {
    *row = (struct row){0};
    const struct estimate *e = &group->estimate[quantity];
    if (quantity == 0) {
        table1_label(group, row->cell[ENGINE], CELL_MAX);
        snprintf(row->cell[WEIGHT], CELL_MAX, "%" PRId64, table1_parameters(group)->L);
        snprintf(row->cell[RUNS], CELL_MAX, "%" PRId64, group->runs);
    }
    snprintf(row->cell[QUANTITY], CELL_MAX, "%s", notation->quantity[quantity]);
    measured_cell(row->cell[MEASURED], e, notation);
    if (e->status == ESTIMATE_NOT_MEASURED)
        snprintf(row->cell[CENSORED], CELL_MAX, "-");
    else
        snprintf(row->cell[CENSORED], CELL_MAX, "%" PRId64, e->censored);
    paper_cell(row->cell[PAPER], e->paper, notation);

    char distance[32];
    distance_text(distance, sizeof distance, e->distance);
    const char *sign = isnan(e->distance) ? "" : notation->minus;
    snprintf(row->cell[DISTANCE], CELL_MAX, "%s%s%s", sign, distance, sign);
}

/* ---- text: columns ----------------------------------------------------------------------- */

static int cell_width(const char *text) {
    return text_width(text, strlen(text));
}

static void find_widths(const struct table1 *table, int width[COLUMNS]) {
    for (enum column c = 0; c < COLUMNS; c++)
        width[c] = cell_width(text_notation.title[c]);
    for (size_t g = 0; g < table->count; g++)
        for (enum quantity q = 0; q < QUANTITIES; q++) {
            struct row row;
            make_row(&row, &table->groups[g], q, &text_notation);
            for (enum column c = 0; c < COLUMNS; c++)
                if (cell_width(row.cell[c]) > width[c])
                    width[c] = cell_width(row.cell[c]);
        }
}

static void print_cell(FILE *out, enum column column, const char *text, int width) {
    const bool right =
        column == WEIGHT || column == RUNS || column == CENSORED || column == DISTANCE;
    const int padding = width - cell_width(text);
    const char *gap = column == 0 ? "" : "  ";
    if (right)
        fprintf(out, "%s%*s%s", gap, padding, "", text);
    else
        fprintf(out, "%s%s%*s", gap, text, padding, "");
}

static void print_rows(const struct table1 *table, FILE *out) {
    int width[COLUMNS];
    find_widths(table, width);
    for (enum column c = 0; c < COLUMNS; c++)
        print_cell(out, c, text_notation.title[c], width[c]);
    fputc('\n', out);
    cell_rule(out, width, COLUMNS);
    for (size_t g = 0; g < table->count; g++)
        for (enum quantity q = 0; q < QUANTITIES; q++) {
            struct row row;
            make_row(&row, &table->groups[g], q, &text_notation);
            for (enum column c = 0; c < COLUMNS; c++)
                print_cell(out, c, row.cell[c], width[c]);
            fputc('\n', out);
        }
    cell_rule(out, width, COLUMNS);
}

/* TABLE1_FAR as text. */
#define TEXT_OF(macro)      TEXT_OF_TOKEN(macro)
#define TEXT_OF_TOKEN(text) #text
#define FAR                 TEXT_OF(TABLE1_FAR)

/* ---- text: notes ------------------------------------------------------------------------- */

/* Writes a line about a row, without its name, or returns false if there is nothing to say. */
typedef bool remark(const struct table1_group *group, enum quantity quantity, char *line,
                    size_t size);

static bool remark_bound(const struct table1_group *group, enum quantity quantity, char *line,
                         size_t size) {
    const struct estimate *e = &group->estimate[quantity];
    const int length = snprintf(line, size, "%" PRId64 " of %" PRId64 " runs censored",
                                e->censored, group->runs);
    if (group->stalled > 0)
        snprintf(line + length, size - (size_t)length,
                 ", %" PRId64 " of them stalled: these never synchronise", group->stalled);
    return e->status == ESTIMATE_LOWER_BOUND;
}

static bool remark_unknown(const struct table1_group *group, enum quantity quantity, char *line,
                           size_t size) {
    const struct estimate *e = &group->estimate[quantity];
    snprintf(line, size, "%" PRId64 " of %" PRId64 " runs without t_sync", e->unknown,
             group->runs);
    return e->status == ESTIMATE_UNKNOWN;
}

static bool remark_not_measured(const struct table1_group *group, enum quantity quantity,
                                char *line, size_t size) {
    const struct parameters *p = table1_parameters(group);
    if (p->no_attacker)
        snprintf(line, size, "no attacker took part");
    else
        snprintf(line, size, "runs ended at until=%s", value_word(p, "until"));
    return group->estimate[quantity].status == ESTIMATE_NOT_MEASURED;
}

static bool remark_not_done(const struct table1_group *group, enum quantity quantity,
                            char *line, size_t size) {
    snprintf(line, size, "%" PRId64 " of %" PRId64 " runs", group->not_done,
             group->runs + group->not_done);
    return quantity == 0 && group->not_done > 0;
}

static bool is_far(const struct estimate *e) {
    return fabs(e->distance) > TABLE1_FAR; /* false for NaN */
}

static bool remark_far(const struct table1_group *group, enum quantity quantity, char *line,
                       size_t size) {
    const struct estimate *e = &group->estimate[quantity];
    if (!is_far(e))
        return false;
    char distance[32];
    distance_text(distance, sizeof distance, e->distance);
    snprintf(line, size, "measured / paper = %.3g, distance %s", e->mean / e->paper->mean,
             distance);
    return true;
}

static bool remark_not_reproduced(const struct table1_group *group, enum quantity quantity,
                                  char *line, size_t size) {
    return table1_like_paper(group) && remark_far(group, quantity, line, size);
}

static bool remark_other_conditions(const struct table1_group *group, enum quantity quantity,
                                    char *line, size_t size) {
    return !table1_like_paper(group) && remark_far(group, quantity, line, size);
}

/* A heading and the rows that a remark applies to; nothing if there are none. */
static void print_remarks(const struct table1 *table, FILE *out, remark *applies,
                          bool name_quantity, const char *heading) {
    bool headed = false;
    for (size_t g = 0; g < table->count; g++)
        for (enum quantity q = 0; q < QUANTITIES; q++) {
            char line[CELL_MAX], label[CELL_MAX];
            if (!applies(&table->groups[g], q, line, sizeof line))
                continue;
            if (!headed)
                fprintf(out, "\n%s\n", heading);
            headed = true;
            table1_label(&table->groups[g], label, sizeof label);
            fprintf(out, "  %s, L = %" PRId64 "%s%s: %s\n", label,
                    table1_parameters(&table->groups[g])->L, name_quantity ? ", " : "",
                    name_quantity ? quantity_name[q] : "", line);
        }
}

/* How many rows made like the paper's were compared with it, and how many are not far. */
static void print_agreement(const struct table1 *table, FILE *out) {
    int compared = 0, near = 0;
    for (size_t g = 0; g < table->count; g++)
        for (enum quantity q = 0; q < QUANTITIES; q++) {
            const struct estimate *e = &table->groups[g].estimate[q];
            if (!table1_like_paper(&table->groups[g]) || isnan(e->distance))
                continue;
            compared++;
            near += !is_far(e);
        }
    if (compared > 0)
        fprintf(out,
                "\nOf %d values computed under the paper's conditions, %d %s within " FAR
                " standard errors of it.\n",
                compared, near, near == 1 ? "lies" : "lie");
}

static void print_legend(const struct paper_table *paper, FILE *out) {
    fputs("\n"
          "t_sync    steps until A and B are synchronised\n"
          "t_learn   steps until the attacker has learned A\n"
          "r         t_learn / t_sync of a run, averaged over the runs\n"
          "measured  mean ± standard deviation between runs (standard error of the mean)\n"
          "paper     mean ± spread, as printed there\n"
          "distance  (measured - paper) / sqrt(se² + spread²/runs + rounding²/3), in standard\n"
          "          errors: se is that of the measured mean, spread²/runs belongs to the\n"
          "          paper's mean, and rounding is half a unit of its last printed digit\n",
          out);
    if (*paper->source)
        fprintf(out, "source    %s\n", paper->source);
}

void table1_write_text(const struct table1 *table, const struct paper_table *paper, FILE *out) {
    fputs("Table I: steps to synchronise and to learn, and their ratio\n\n", out);
    print_rows(table, out);
    print_legend(paper, out);
    print_remarks(table, out, remark_not_done, false,
                  "Not done yet, and left out, so that times are too small, and not compared:");
    print_remarks(
        table, out, remark_bound, true,
        "Lower bounds (>=), not means: runs that did not get there are counted at the "
        "steps they made:");
    print_remarks(table, out, remark_unknown, true, "Unknown, not even a bound:");
    print_remarks(table, out, remark_not_measured, true,
                  "Not measured, since the runs did not wait for it:");
    print_agreement(table, out);
    print_remarks(table, out, remark_not_reproduced, true,
                  "Not reproduced (computed under the paper's conditions, further than " FAR
                  " standard errors from it):");
    print_remarks(table, out, remark_other_conditions, true,
                  "Further than " FAR
                  " standard errors from the paper, but computed by another engine "
                  "or with other\nparameters than the paper's (iterate six, mean overlap, "
                  "cl = 1 - 1e-5, weights uniform on -L .. L):");
}

/* ---- LaTeX ------------------------------------------------------------------------------- */

static void latex_row(const char *const cell[COLUMNS], FILE *out) {
    for (enum column c = 0; c < COLUMNS; c++)
        fprintf(out, "%s%s", c == 0 ? "" : " & ", cell[c]);
    fputs(" \\\\\n", out);
}

void table1_write_latex(const struct table1 *table, const struct paper_table *paper,
                        FILE *out) {
    fprintf(out, "%% Table I. To be input into a document; needs no package.\n%% Paper: %s\n",
            paper->source);
    fputs("\\begin{tabular}{lrrllrlr}\n\\hline\n", out);
    latex_row(latex_notation.title, out);
    for (size_t g = 0; g < table->count; g++) {
        fputs("\\hline\n", out);
        for (enum quantity q = 0; q < QUANTITIES; q++) {
            struct row row;
            make_row(&row, &table->groups[g], q, &latex_notation);
            const char *cell[COLUMNS];
            for (enum column c = 0; c < COLUMNS; c++)
                cell[c] = row.cell[c];
            latex_row(cell, out);
        }
    }
    fputs(
        "\\hline\n\\end{tabular}\n\n"
        "\\noindent{\\footnotesize Measured: mean $\\pm$ standard deviation between runs\n"
        "(standard error of the mean); $\\ge$: a lower bound, since the step limit ended some\n"
        "runs or it has stalled, which are counted at the steps they made. Paper: mean "
        "$\\pm$ spread as "
        "printed.\n"
        "Distance: $(\\mathrm{measured} - \\mathrm{paper}) / \\sqrt{\\mathrm{se}^2 +\n"
        "\\mathrm{spread}^2/\\mathrm{runs} + \\mathrm{rounding}^2/3}$ with rounding half a "
        "unit\n"
        "of the last printed digit of the paper's mean.\\par}\n",
        out);
}
