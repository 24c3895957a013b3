/* tpmsync-reduce attack: options and files in, the success of attackers out. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attack/success.h"
#include "command.h"
#include "print/output_file.h"
#include "read/option_reader.h"

struct options {
    success_writer *write;
    const char *published; /* NULL: look for it */
    bool help;
};

static const struct option_text known[] = {
    {.name = "format",
     .argument = "text|csv|json|latex",
     .standard = "text",
     .help = "how the table is written"},
    {.name = "published",
     .argument = "FILE.csv",
     .help =
         "the published values: comma-separated, with the columns of data/attacks.csv; without "
         "it, attacks.csv in the folder that the environment variable TPMSYNC_DATA names, "
         "else the one installed with this program"},
    OPTION_HELP,
};

const struct command_text attack_text = {
    .name = "attack",
    .summary = "success of attackers under every criterion, beside published values",
    .operands = "FILE.h5...",
    .text =
        "Success of attackers: for every set of parameters the number of runs and how they "
        "ended, the mean t_sync and t_learn, and the probability P_E of success, which "
        "is counted in several ways:\n"
        "sync-exact\ta machine of the attacker equals A when A and B synchronise\n"
        "ever-exact\ta machine equals A then or has before: t_learn <= t_sync\n"
        "early-exact\tit has before: t_learn < t_sync, the lucky attacker\n"
        "sync-overlap\tthe overlap of the best machine with A is 0.98 or more then\n"
        "sync-equal\t98 % of that machine's weights equal A's then\n"
        "with Wilson's intervals of 95 %, beside published values where there are any.\n"
        "\n"
        "The files are those that `tpmsync simulate`, `tpmsync iterate` and `tpmsync split "
        "--event lucky` wrote, with an attacker and not --until learn, in any mix and order; "
        "others are passed over with a remark. Files that differ in what they hold, not in "
        "what it is of (seed, runs, step limit, stall, trace), are pooled; the same seed "
        "twice is refused.",
    .option = known,
    .options = sizeof known / sizeof *known,
    .closing =
        "P_E is over the runs whose parties have synchronised. Runs that have stalled, whose "
        "parties never will, and runs that the step limit ended before are counted by "
        "themselves and are in no P_E. Mean times are without stalled runs, and a lower bound "
        "(>=) where the step limit has ended some of the others. What a file does not say is "
        "not recorded: older ones know ever-exact and early-exact alone, and the iteration has "
        "no equal weights. Splitting gives early-exact.\n"
        "\n"
        "The distance from a published value P0 is in standard errors:\n"
        "  (P - P0) / sqrt(P0 (1 - P0) (1/n + 1/runs) + rounding^2/3)\n"
        "with n runs of ours, runs of the source, if it says how many, and half a unit of its "
        "last printed digit. Files whose N is within 2 % of the source's are compared.",
    .example = "tpmsync-reduce attack --format latex out/attack-*.h5 > attack.tex",
};

/* ---- options ----------------------------------------------------------------------------- */

/* Reads the options, and moves the files behind them to argv[optind ..]. Names all faults. */
static bool parse_options(int argc, char *argv[], struct options *options) {
    /* In the order of the formats of the option. */
    static success_writer *const writers[] = {success_write_text, success_write_csv,
                                              success_write_json, success_write_latex};
    const struct option_text *option;
    const char *value;
    bool good = true;
    *options = (struct options){.write = success_write_text};
    while ((option = option_next(&attack_text, argc, argv, &value, &good)))
        if (strcmp(option->name, "format") == 0) {
            const int format = option_choice(argv[0], option, value);
            options->write = writers[format >= 0 ? format : 0];
            good &= format >= 0;
        } else if (strcmp(option->name, "published") == 0) {
            options->published = value;
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
        good &= output_files_check(argv[0], NULL, 0, &options->published, 1);
    }
    return good || options->help;
}

/* ---- input ------------------------------------------------------------------------------- */

/* Reads the files that have to do with it into ensembles[0 .. *read - 1], and remarks on the
 * others. Names all faulty files; false if there are any, or if nothing is left. */
static bool read_files(struct remarks *remarks, int count, char *const paths[],
                       struct ensemble ensembles[], int *read) {
    const char *name = remarks->name, *reason;
    int kept = 0, faulty = 0;
    for (int i = 0; i < count; i++) {
        char why[1024];
        if (!ensemble_read(paths[i], &ensembles[kept], why, sizeof why)) {
            fprintf(stderr, "%s: %s: %s\n", name, paths[i], why);
            faulty++;
        } else if (!success_takes(&ensembles[kept], &reason)) {
            fprintf(remarks->stream, "%s: %s: passed over, %s\n", name, paths[i], reason);
            ensemble_free(&ensembles[kept]);
        } else {
            kept++;
        }
    }
    *read = kept;
    if (faulty == 0 && kept == 0)
        fprintf(stderr, "%s: no file has runs of an attacker, or splits its luck\n", name);
    return faulty == 0 && kept > 0;
}

/* ---- the command ------------------------------------------------------------------------- */

static int write_table(const char *name, const struct success_table *table,
                       success_writer *write) {
    write(table, stdout);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return REDUCE_DONE;
    perror(name);
    return REDUCE_FAILED;
}

static int reduce(struct remarks *remarks, const struct options *options, int count,
                  char *const paths[], struct ensemble ensembles[]) {
    const char *name = remarks->name;
    struct published_table published;
    struct success_table table;
    const bool published_good = published_load(name, options->published, &published);
    int read;
    const bool files_good = read_files(remarks, count, paths, ensembles, &read);
    if (read == 0)
        return REDUCE_BAD_INPUT;
    /* With faults already found the table is made for its complaints: all that is wrong, at
     * once. */
    const enum success_result result =
        success_make(ensembles, (size_t)read, &published, &table, remarks->stream);
    if (result == SUCCESS_NO_MEMORY) {
        fprintf(stderr, "%s: no memory\n", name);
        return REDUCE_FAILED;
    }
    table.remarks = remarks;
    int status = REDUCE_BAD_INPUT;
    if (result == SUCCESS_DONE && files_good && published_good)
        status = write_table(name, &table, options->write);
    success_free(&table);
    return status;
}

int attack_command(int argc, char *argv[]) {
    struct options options;
    if (!parse_options(argc, argv, &options)) {
        fprintf(stderr, "Try `%s --help`.\n", argv[0]);
        return REDUCE_BAD_INPUT;
    }
    if (options.help) {
        command_print_help(&attack_text);
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
