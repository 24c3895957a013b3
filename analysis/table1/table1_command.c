/* tpmsync-reduce table1: options and files in, Table I out. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "print/output_file.h"
#include "read/option_reader.h"
#include "table1/table1.h"

struct options {
    table1_writer *write;
    const char *paper; /* NULL: look for it */
    bool help;
};

static const struct option_text known[] = {
    {.name = "format",
     .argument = "text|csv|json|latex",
     .standard = "text",
     .help = "how the table is written"},
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
               "paper prints after +-, runs the number of runs behind it, and rounding half a "
               "unit of the last printed digit of the paper's mean.",
    .example = "tpmsync-reduce table1 --format latex out/table1-*.h5 > table1.tex",
};

/* ---- options ----------------------------------------------------------------------------- */

/* Reads the options, and moves the files behind them to argv[optind ..]. Names all faults. */
static bool parse_options(int argc, char *argv[], struct options *options) {
    /* In the order of the formats of the option. */
    static table1_writer *const writers[] = {table1_write_text, table1_write_csv,
                                             table1_write_json, table1_write_latex};
    const struct option_text *option;
    const char *value;
    bool good = true;
    *options = (struct options){.write = table1_write_text};
    while ((option = option_next(&table1_text, argc, argv, &value, &good)))
        if (strcmp(option->name, "format") == 0) {
            const int format = option_choice(argv[0], option, value);
            options->write = writers[format >= 0 ? format : 0];
            good &= format >= 0;
        } else if (strcmp(option->name, "paper") == 0) {
            options->paper = value;
        } else {
            options->help = true;
        }
    if (optind == argc && !options->help) {
        fprintf(stderr, "%s: no files are given\n", argv[0]);
        good = false;
    }
    if (!options->help) {
        good &= output_files_check(argv[0], NULL, 0, (const char *const *)argv + optind,
                                   (size_t)(argc - optind));
        good &= output_files_check(argv[0], NULL, 0, &options->paper, 1);
    }
    return good || options->help;
}

/* ---- input ------------------------------------------------------------------------------- */

/* Reads the files that hold times into ensembles[0 .. *read - 1], and remarks on the others.
 * Names all faulty files; false if there are any, or if nothing is left. */
static bool read_files(struct remarks *remarks, int count, char *const paths[],
                       struct ensemble ensembles[], int *read) {
    const char *name = remarks->name;
    int kept = 0, faulty = 0;
    for (int i = 0; i < count; i++) {
        char why[1024];
        if (!ensemble_read(paths[i], &ensembles[kept], why, sizeof why)) {
            fprintf(stderr, "%s: %s: %s\n", name, paths[i], why);
            faulty++;
        } else if (!ensemble_has_times(&ensembles[kept])) {
            fprintf(remarks->stream, "%s: %s: passed over, engine %s is not part of Table I\n",
                    name, paths[i], ensembles[kept].parameters.command);
            ensemble_free(&ensembles[kept]);
        } else {
            kept++;
        }
    }
    *read = kept;
    if (faulty == 0 && kept == 0)
        fprintf(stderr, "%s: no file is from the engines iterate or simulate\n", name);
    return faulty == 0 && kept > 0;
}

/* ---- the command ------------------------------------------------------------------------- */

static int write_table(const char *name, const struct table1 *table,
                       const struct paper_table *paper, table1_writer *write) {
    write(table, paper, stdout);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return REDUCE_DONE;
    perror(name);
    return REDUCE_FAILED;
}

static int reduce(struct remarks *remarks, const struct options *options, int count,
                  char *const paths[], struct ensemble ensembles[]) {
    const char *name = remarks->name;
    struct paper_table paper;
    struct table1 table;
    const bool paper_good = paper_table_load(name, options->paper, &paper);
    int read;
    const bool files_good = read_files(remarks, count, paths, ensembles, &read);
    if (read == 0)
        return REDUCE_BAD_INPUT;
    /* With faults already found the table is made for its complaints: all that is wrong, at
     * once. */
    const enum table1_result result =
        table1_make(ensembles, (size_t)read, &paper, &table, remarks->stream);
    if (result == TABLE1_NO_MEMORY) {
        fprintf(stderr, "%s: no memory\n", name);
        return REDUCE_FAILED;
    }
    table.remarks = remarks;
    int status = REDUCE_BAD_INPUT;
    if (result == TABLE1_DONE && files_good && paper_good)
        status = write_table(name, &table, &paper, options->write);
    table1_free(&table);
    return status;
}

int table1_command(int argc, char *argv[]) {
    struct options options;
    if (!parse_options(argc, argv, &options)) {
        fprintf(stderr, "Try `%s --help`.\n", argv[0]);
        return REDUCE_BAD_INPUT;
    }
    if (options.help) {
        command_print_help(&table1_text);
        return REDUCE_DONE;
    }
    const int count = argc - optind;
    struct ensemble *ensembles = calloc((size_t)count, sizeof *ensembles);
    struct remarks remarks;
    if (!ensembles || !remarks_open(&remarks, argv[0])) {
        fprintf(stderr, "%s: no memory\n", argv[0]);
        free(ensembles);
        return REDUCE_FAILED;
    }
    const int status = reduce(&remarks, &options, count, argv + optind, ensembles);
    remarks_close(&remarks);
    for (int i = 0; i < count; i++)
        ensemble_free(&ensembles[i]);
    free(ensembles);
    return status;
}
