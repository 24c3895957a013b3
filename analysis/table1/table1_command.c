/* tpmsync-reduce table1: options and files in, Table I out. */
#include "command.h"
#include "print/figure.h"
#include "read/option_reader.h"
#include "table1/table1.h"

static const struct option_text known[] = {
    FIGURE_FORMAT_LATEX,
    {.name = "paper",
     .argument = "FILE.csv",
     .help = "the paper's values: comma-separated, columns L, quantity, mean, spread, "
             "rounding, runs; without it, table1.csv in the folder that the environment "
             "variable TPMSYNC_DATA names, else the one installed with this program"},
    OPTION_HELP,
};

const struct command_text table1_text = {
    .name = "table1",
    .summary = "Table I: t_sync, t_learn and r beside the paper's values",
    .operands = "FILE.h5...",
    .text = "Table I of the paper: for every engine, set of parameters and L, the mean, the "
            "standard deviation between runs and the standard error of the mean of\n"
            "t_sync\tsteps until A and B are synchronised\n"
            "t_learn\tsteps until the attacker has learned\n"
            "r\tt_learn / t_sync of a run\n"
            "beside the paper's values and the distance from them, where the machines are the "
            "paper's: others (K, update, rule, attack) have rows of their own.\n"
            "\n"
            "The files are those that `tpmsync iterate` and `tpmsync simulate` wrote, in any "
            "mix and order. Files that differ in seed, runs, step limit or trace alone are "
            "pooled; the same seed twice is refused, since the same runs would be counted "
            "twice. Files of other engines are passed over with a remark.",
    .option = known,
    .options = sizeof known / sizeof *known,
    .closing = "Runs that the step limit ended are censored. A mean over runs of which some "
               "are censored is given as a lower bound (>=), with those runs counted at the "
               "steps they made; so are runs that have stalled, whose parties will never "
               "synchronise. r of a run that has not synchronised is unknown. What the "
               "runs did not wait for (--until, --no-attacker) is not measured. Runs not done "
               "yet are left out, and their number is told.\n"
               "\n"
               "The distance is in standard errors:\n"
               "  (measured - paper) / sqrt(se^2 + spread^2/runs + rounding^2/3)\n"
               "with se the standard error of the measured mean, spread the number that the "
               "paper prints after ±, runs the number of runs behind it, and rounding half a "
               "unit of the last printed digit of the paper's mean.",
    .example = "tpmsync-reduce table1 --format latex out/table1-*.h5 > table1.tex",
};

static bool takes(const struct ensemble *ensemble, const char **why) {
    *why = "its engine is not part of Table I";
    return ensemble_has_times(ensemble);
}

/* False without memory. */
static bool make(const struct pools *pools, const struct figure_options *options, FILE *summary,
                 FILE *data, FILE *variables) {
    static table1_writer *const writers[] = {
        [FIGURE_TEXT] = table1_write_text,
        [FIGURE_JSON] = table1_write_json,
        [FIGURE_CSV] = table1_write_csv,
        [FIGURE_LATEX] = table1_write_latex,
    };
    const struct paper_table *paper = options->published;
    struct table1 table;
    (void)data;
    (void)variables;
    if (!table1_make(pools, paper, &table, options->remarks->stream))
        return false;
    table.remarks = options->remarks;
    writers[options->format](&table, paper, summary);
    table1_free(&table);
    return true;
}

static bool load_paper(const char *name, const char *given, void *table) {
    return paper_table_load(name, given, table);
}

int table1_command(int argc, char *argv[]) {
    static const struct figure_published paper = {
        .option = "paper",
        .file = "table1.csv",
        .size = sizeof(struct paper_table),
        .load = load_paper,
    };
    static const struct figure figure = {
        .command = &table1_text,
        .takes = takes,
        .order = table1_order,
        .wanted = "times from the engines iterate or simulate",
        .make_pools = make,
        .published = &paper,
    };
    return figure_command(&figure, argc, argv);
}
