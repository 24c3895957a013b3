/* The readings for people. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "print/cells.h"
#include "print/number_text.h"
#include "readings/readings.h"

enum { RANK = 5, LABEL = 32, NUMBER = 21, DISTANCE = 8, PERCENT = 9, FIT = 13, CELL_MAX = 96 };

/* To the left, in the width of a label. */
static void write_label(FILE *out, const char *label) {
    fprintf(out, "  %-*s", LABEL - 2, label);
}

static void write_rank(FILE *out, const struct reading *reading) {
    char text[CELL_MAX] = "-";
    if (reading->rank > 0)
        snprintf(text, sizeof text, "%d", reading->rank);
    cell_text(out, RANK, text);
    write_label(out, reading->label);
}

static void write_real(FILE *out, int width, const char *format, double value) {
    char text[CELL_MAX] = "-";
    if (isfinite(value))
        snprintf(text, sizeof text, format, value); /* NOLINT(*-nonliteral) */
    cell_text(out, width, text);
}

/* ---- the twelve numbers ------------------------------------------------------------------ */

static void write_paper_row(const struct readings_study *study, enum quantity quantity,
                            FILE *out) {
    cell_text(out, RANK, "");
    write_label(out, "paper, as printed");
    for (int place = 0; place < study->Ls; place++) {
        const struct paper_value *paper = readings_paper(study, place, quantity);
        char text[CELL_MAX] = "-";
        if (paper)
            snprintf(text, sizeof text, "%g ± %g", paper->mean, paper->spread);
        cell_text(out, NUMBER, text);
        cell_text(out, DISTANCE + PERCENT, "");
    }
    fputc('\n', out);
}

static void write_number(const struct readings_study *study, const struct reading *reading,
                         int place, enum quantity quantity, FILE *out) {
    const struct reading_runs *runs = reading->runs[place][quantity];
    const struct reading_number number = reading_number(reading, place, quantity, READING_MEAN);
    const struct paper_value *paper = readings_paper(study, place, quantity);
    const bool bound = runs && runs->lacking[quantity] > 0;
    if (bound)
        write_real(out, NUMBER, "≥ %.3g", runs->bound[quantity]);
    else
        cell_pair(out, NUMBER, number.value, number.error);
    write_real(out, DISTANCE, "%+.1f",
               reading_distance(study, reading, place, quantity, READING_MEAN));
    write_real(out, PERCENT, "%+.1f%%",
               paper && !bound ? 100.0 * (number.value / paper->mean - 1.0) : NAN);
}

static void write_quantity(const struct readings_study *study, enum quantity quantity,
                           FILE *out) {
    fprintf(out, "\n%s\n%*s  %-*s", quantity_name[quantity], RANK, "rank", LABEL - 2,
            "reading");
    for (int place = 0; place < study->Ls; place++) {
        char text[CELL_MAX];
        snprintf(text, sizeof text, "L = %" PRId64, study->L[place]);
        cell_text(out, NUMBER, text);
        cell_text(out, DISTANCE, "off");
        cell_text(out, PERCENT, "off");
    }
    fputc('\n', out);
    write_paper_row(study, quantity, out);
    for (size_t r = 0; r < study->count; r++) {
        write_rank(out, &study->reading[r]);
        for (int place = 0; place < study->Ls; place++)
            write_number(study, &study->reading[r], place, quantity, out);
        fputc('\n', out);
    }
}

/* ---- the distances ----------------------------------------------------------------------- */

static void write_fit(const struct reading *reading, FILE *out) {
    const struct reading_fit *fit = &reading->fit[READING_MEAN];
    char text[CELL_MAX];
    write_rank(out, reading);
    for (enum quantity q = 0; q < QUANTITIES; q++)
        write_real(out, FIT, "%.1f", fit->part[q]);
    write_real(out, FIT, "%.1f", fit->chi2);
    write_real(out, FIT, "%.1f", fit->misfit);
    snprintf(text, sizeof text, "%d of %d", fit->within, fit->numbers);
    cell_text(out, FIT, text);
    write_real(out, FIT, "%.1f", reading->fit[READING_OF_MEANS].misfit);
    write_real(out, FIT, "%.1f", reading->fit[READING_MEDIAN].misfit);
    fputc('\n', out);
}

static void write_fits(const struct readings_study *study, FILE *out) {
    static const char *const columns[] = {"t_sync", "t_learn",  "r",          "all",
                                          "misfit", "within 3", "r of means", "medians"};
    fprintf(out, "\nDistances: chi² of each quantity and of all; misfit\n%*s  %-*s", RANK,
            "rank", LABEL - 2, "reading");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        cell_text(out, FIT, columns[i]);
    fputc('\n', out);
    for (size_t r = 0; r < study->count; r++)
        write_fit(&study->reading[r], out);
    fputs("\noff: (number - paper) / sqrt(se² (1 + runs / runs of the paper) + rounding² / 3), "
          "in standard errors: se is ours, and that of\n"
          "the paper's runs if they were made so; rounding is half a unit of the last printed "
          "digit. And in % of the paper.\n"
          "chi²: sum of off². misfit: sum of min(off², 25), so that a number that is wrong by "
          "itself does not decide; by that is\n"
          "ranked. within 3: numbers with |off| <= 3. r of means, medians: the misfit with "
          "mean t_learn / mean t_sync for r, and\n"
          "with medians for all. /L, /Q in a criterion: divided by L, or by Q = L (L + 1)/3.\n",
          out);
}

/* ---- what none explains ------------------------------------------------------------------ */

static void write_unexplained(const struct readings_study *study, int place,
                              enum quantity quantity, FILE *out) {
    const struct paper_value *paper = readings_paper(study, place, quantity);
    const struct reading_nearest nearest = readings_nearest(study, place, quantity);
    if (!nearest.reading)
        return;
    const struct reading_number number =
        reading_number(nearest.reading, place, quantity, nearest.statistic);
    char text[NUMBER_PAIR_MAX];
    number_pair(text, number.value, number.error);
    fprintf(out,
            "  %s, L = %" PRId64 ": paper %g; nearest %s (%s; %s), %+.1f standard errors; "
            "paper / nearest = %.3g\n",
            quantity_name[quantity], study->L[place], paper->mean, text, nearest.reading->label,
            reading_statistic_text[nearest.statistic], nearest.distance,
            paper->mean / number.value);
}

static void write_all_unexplained(const struct readings_study *study, FILE *out) {
    int count = 0;
    for (enum quantity q = 0; q < QUANTITIES; q++)
        for (int place = 0; place < study->Ls; place++) {
            if (!readings_paper(study, place, q) || readings_explain(study, place, q))
                continue;
            if (count++ == 0)
                fputs("\nNumbers before ± that no reading explains within 3 standard errors, "
                      "as mean or median:\n",
                      out);
            write_unexplained(study, place, q, out);
        }
    if (count == 0)
        fputs("\nEvery number before ± is within 3 standard errors of some reading.\n", out);
}

/* ---- the number after ± ------------------------------------------------------------------ */

static void write_spread_misfits(const struct readings_study *study, FILE *out) {
    enum { SENSE = 30 };
    const struct reading *stated = NULL, *best = NULL;
    for (size_t r = 0; r < study->count; r++) {
        if (study->reading[r].as_stated && study->reading[r].rank > 0)
            stated = &study->reading[r];
        if (study->reading[r].rank == 1)
            best = &study->reading[r];
    }
    fprintf(out, "\nThe number after ±: misfit, and numbers within 3 standard errors\n  %-*s",
            SENSE, "sense");
    const struct reading *const shown[] = {stated, best != stated ? best : NULL};
    for (int i = 0; i < 2; i++)
        if (shown[i])
            cell_text(out, 2 * FIT + 6, shown[i]->label);
    cell_text(out, FIT, "least");
    fputs("  by\n", out);
    for (enum reading_statistic s = READING_SPREADS; s < READING_STATISTICS; s++) {
        const struct reading *least = readings_best(study, s);
        fprintf(out, "  %-*s", SENSE, reading_statistic_text[s]);
        for (int i = 0; i < 2; i++) {
            char text[CELL_MAX];
            if (!shown[i])
                continue;
            write_real(out, FIT + 6, "%.1f", shown[i]->fit[s].misfit);
            snprintf(text, sizeof text, "%d of %d", shown[i]->fit[s].within,
                     shown[i]->fit[s].numbers);
            cell_text(out, FIT, text);
        }
        write_real(out, FIT, "%.1f", least ? least->fit[s].misfit : NAN);
        fprintf(out, "  %s\n", least ? least->label : "-");
    }
}

/* What the paper prints, in units of a statistic of one reading. */
static void write_spread_ratios(const struct readings_study *study,
                                const struct reading *reading, FILE *out) {
    enum { SENSE = 30, RATIO_CELL = 9 };
    fprintf(out, "\nPrinted ± / the same of `%s`\n  %-*s", reading->label, SENSE, "sense");
    for (enum quantity q = 0; q < QUANTITIES; q++)
        for (int place = 0; place < study->Ls; place++) {
            char text[CELL_MAX];
            snprintf(text, sizeof text, "%s%" PRId64, quantity_name[q], study->L[place]);
            cell_text(out, RATIO_CELL + (place == 0 ? 2 : 0), text);
        }
    fputc('\n', out);
    for (enum reading_statistic s = READING_SPREADS; s < READING_STATISTICS; s++) {
        fprintf(out, "  %-*s", SENSE, reading_statistic_text[s]);
        for (enum quantity q = 0; q < QUANTITIES; q++)
            for (int place = 0; place < study->Ls; place++)
                write_real(out, RATIO_CELL + (place == 0 ? 2 : 0), "%.2f",
                           reading_printed(readings_paper(study, place, q), s) /
                               reading_number(reading, place, q, s).value);
        fputc('\n', out);
    }
}

static void write_ratios(const struct readings_study *study, FILE *out) {
    fprintf(out,
            "\nr / (t_learn / t_sync), of the printed means and of `%s`; a mean over runs is "
            "larger than a ratio of means:\n",
            study->reading[0].label);
    for (int place = 0; place < study->Ls; place++) {
        const struct reading_number paper = readings_paper_ratio(study, place);
        if (isnan(paper.value))
            continue;
        fprintf(out, "  L = %" PRId64 ": paper %.3f (its rounding makes %.3f); here %.3f\n",
                study->L[place], paper.value, paper.error,
                reading_ratio(&study->reading[0], place));
    }
}

/* ---- all --------------------------------------------------------------------------------- */

void readings_write_text(const struct readings_study *study, FILE *out) {
    fputs("What did the paper compute? Readings of Table I: mean ± standard error in steps (r: "
          "none), and how far off the paper\n",
          out);
    for (enum quantity q = 0; q < QUANTITIES; q++)
        write_quantity(study, q, out);
    write_fits(study, out);
    write_all_unexplained(study, out);
    if (study->count == 0 || study->reading[0].rank == 0)
        return;
    write_spread_misfits(study, out);
    write_spread_ratios(study, &study->reading[0], out);
    write_ratios(study, out);
}
