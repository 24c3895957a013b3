/* tpmsync-reduce extend: Table I carried on to larger L, and how times grow with it. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_math.h>

#include "command.h"
#include "extend/extend.h"
#include "print/figure.h"
#include "read/option_reader.h"

static const struct option_text known[] = {
    FIGURE_FORMAT_CSV,
    FIGURE_DATA,
    FIGURE_PLOT,
    {.name = "from", .argument = "L", .standard = "2", .help = "the least L that is fitted"},
    OPTION_HELP,
};

const struct command_text extend_text = {
    .name = "extend",
    .summary = "Table I carried on to larger L by splitting, and how times grow with L",
    .operands = "FILE.h5...",
    .text =
        "Table I carried on to larger L: the mean t_learn as the mean t_sync of the iteration "
        "and the mean learning time after it by splitting; beside it the runs that were made "
        "to the end (brute force), where there are any, and the paper. How t_sync and t_learn "
        "grow with L: ln t = a + b L, a + b L^2, a + b ln L and a + b L + c L^2, weighted by "
        "the errors, with chi^2 and Akaike's criterion, chi^2 + 2 coefficients.\n"
        "\n"
        "The files are those of tpmsync, in any mix and order. Taken are those of\n"
        "split\tone at least, of event passage, with one criterion c_l: that of most of them\n"
        "iterate\tat the same criterion, the mean overlap, and six matrices: t_sync, and "
        "t_learn if the attacker is there\n"
        "simulate\twith the attacker until it has learned, ties odd: beside what N -> infinity "
        "predicts, at the criterion 1 - 0.1/(N L) if there is a file of split with it, else at "
        "that of the table\n"
        "\n"
        "Files that differ in seed, runs, step limit or trace alone are pooled; of those that "
        "differ in more, at one L, the fullest count, runs to the end before those of the "
        "parties alone, and the others are passed over by name.",
    .option = known,
    .options = sizeof known / sizeof *known,
    .closing =
        "r is the mean t_learn / the mean t_sync, since splitting makes no runs; the paper's r "
        "is the mean of t_learn / t_sync of the runs, which is given too where there are runs.",
    .example = "tpmsync-reduce extend --plot extend.pdf out/split-L*.h5 out/iterate-*.h5",
};

static bool is_passage(const struct group *group) {
    return group_is_split(group, "passage");
}

/* ---- data -------------------------------------------------------------------------------- */

static const char header[] =
    "# Mean times against L.\n"
    "#\n"
    "# Blocks t_sync, t_learn (by brute force, else by splitting):\n"
    "#   1    L\n"
    "#   2-3  mean and its standard error [steps]\n"
    "#   4    that error in ln t\n"
    "#   5-8  ln t minus the laws a + b L, a + b L^2, a + b ln L, a + b L + c L^2\n"
    "# Blocks splitting, brute: t_learn by one of these\n"
    "#   1    L\n"
    "#   2-3  mean and its standard error [steps]\n"
    "# Block paper:\n"
    "#   1    L\n"
    "#   2-3  t_sync and t_learn as printed [steps]\n"
    "# Block simulate:\n"
    "#   1-2  L and N\n"
    "#   3-4  t_learn and its standard error [steps]\n"
    "#   5-6  the same as N -> infinity predicts\n"
    "# Blocks law_t_sync, law_t_learn: log10 t of the laws, over the L that are fitted\n"
    "#   1    L\n"
    "#   2-5  the laws in the order above\n"
    "# Numbers that are missing are NaN.\n"
    "#\n";

static double law_log(const struct growth fit[], enum growth_law law, double L) {
    return fit[law].points > 0 ? growth_log(law, &fit[law], L) : NAN;
}

static void write_times(const struct extend_study *study, enum extend_time time,
                        struct figure_blocks *blocks) {
    figure_block(blocks, extend_time_name[time], "");
    for (size_t i = 0; i < study->rows; i++) {
        const struct extend_row *row = &study->row[i];
        const struct measured t = extend_time(row, time);
        fprintf(blocks->data, "%" PRId64 " %.8g %.4g %.4g", row->L, t.value, t.error,
                t.error / t.value);
        for (enum growth_law law = 0; law < GROWTH_LAWS; law++)
            fprintf(blocks->data, " %.5g",
                    (double)row->L < study->from
                        ? NAN
                        : log(t.value) - law_log(study->growth[time], law, (double)row->L));
        fputc('\n', blocks->data);
    }
}

static void write_laws(const struct extend_study *study, enum extend_time time,
                       struct figure_blocks *blocks) {
    double low = INFINITY, high = 0.0;
    for (size_t i = 0; i < study->rows; i++) {
        const double L = (double)study->row[i].L;
        if (L < study->from || !(extend_time(&study->row[i], time).error > 0.0))
            continue;
        low = fmin(low, L);
        high = fmax(high, L);
    }
    if (growth_best(study->growth[time], GROWTH_LAWS) == GROWTH_LAWS)
        return;
    figure_block(blocks, "law_", extend_time_name[time]);
    for (int i = 0; i <= 100; i++) {
        const double L = low + (high - low) * i / 100.0;
        fprintf(blocks->data, "%.6g", L);
        for (enum growth_law law = 0; law < GROWTH_LAWS; law++)
            fprintf(blocks->data, " %.6g", law_log(study->growth[time], law, L) / M_LN10);
        fputc('\n', blocks->data);
    }
}

/* Blocks without a row are left out. */
static void write_others(const struct extend_study *study, struct figure_blocks *blocks) {
    bool any[3] = {false, false, false};
    static const char *const name[3] = {"splitting", "brute", "paper"};
    for (int block = 0; block < 3; block++)
        for (size_t i = 0; i < study->rows; i++) {
            const struct extend_row *row = &study->row[i];
            const struct paper_value *sync = paper_table_find(&study->paper, row->L, T_SYNC),
                                     *learn = paper_table_find(&study->paper, row->L, T_LEARN);
            const bool brute = row->brute.runs > 0 && row->brute.lacking == 0;
            struct measured t = extend_split(row);
            if (block == 1)
                t = (struct measured){brute ? row->brute.mean : NAN, row->brute.error};
            if (block == 2)
                t = (struct measured){sync ? sync->mean : NAN, learn ? learn->mean : NAN};
            if (!isfinite(t.value))
                continue;
            if (!any[block])
                figure_block(blocks, name[block], "");
            any[block] = true;
            fprintf(blocks->data, "%" PRId64 " %.8g %.4g\n", row->L, t.value, t.error);
        }
    if (study->sizes > 0)
        figure_block(blocks, "simulate", "");
    for (size_t i = 0; i < study->sizes; i++) {
        const struct extend_size *size = &study->size[i];
        const bool whole = size->learn.lacking == 0;
        fprintf(blocks->data, "%" PRId64 " %" PRId64 " %.8g %.4g %.8g %.4g\n", size->L, size->N,
                whole ? size->learn.mean : NAN, whole ? size->learn.error : NAN,
                size->predicted.value, size->predicted.error);
    }
}

static void write_data(const struct extend_study *study, struct figure_blocks *blocks) {
    fputs(header, blocks->data);
    for (enum extend_time time = 0; time < EXTEND_TIMES; time++) {
        write_times(study, time, blocks);
        write_laws(study, time, blocks);
    }
    write_others(study, blocks);
}

/* ---- the command ------------------------------------------------------------------------- */

static bool make(const struct groups *groups, const struct figure_options *options,
                 FILE *summary, FILE *data, FILE *variables) {
    static extend_writer *const writers[] = {extend_write_text, extend_write_json,
                                             extend_write_csv};
    struct extend_study *study = calloc(1, sizeof *study);
    if (!study)
        return false;
    /* The paper is a reference beside the numbers: without it they stand alone. */
    if (!paper_table_load("tpmsync-reduce extend", NULL, &study->paper))
        study->paper.count = 0;
    extend_make(groups, options->from, study);
    struct figure_blocks blocks = {.data = data};
    groups_tell(groups, options->remarks->name, "", options->remarks->stream);
    study->remarks = options->remarks;
    writers[options->format](study, summary);
    write_data(study, &blocks);
    fprintf(variables, "blocks = \"%s\"; last = %" PRId64, blocks.names,
            study->row[study->rows - 1].L);
    free(study);
    return true;
}

int extend_command(int argc, char *argv[]) {
    static const struct figure figure = {
        .command = &extend_text,
        .essential = is_passage,
        .wanted = "the passage of a unit by splitting (tpmsync split)",
        .make_groups = make,
    };
    return figure_command(&figure, argc, argv);
}
