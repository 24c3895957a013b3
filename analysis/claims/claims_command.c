/* tpmsync-reduce claims: options and files in, verdicts out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claims.h"
#include "claims/claims_print.h"
#include "command.h"
#include "print/output_file.h"
#include "read/option_reader.h"

/* What was asked. */
struct wish {
    claims_writer *write;
    int count; /* files */
    bool help;
};

static const struct option_text known[] = {
    {.name = "format",
     .argument = "text|csv|json",
     .standard = "text",
     .help = "how they are written"},
    OPTION_HELP,
};

const struct command_text claims_text = {
    .name = "claims",
    .summary = "the paper's claims, measured, with verdicts",
    .operands = "FILE.h5...",
    .text = "The paper's claims (a) to (f): what each says, what the files show with its "
            "uncertainty, the criterion, and the verdict: agrees, differs, undecided (too few "
            "runs: how many would decide is told) or not measured (what is needed is told).\n"
            "\n"
            "The files are those of tpmsync, in any mix and order. Needed are:\n"
            "(a) (b)\tsimulate, L = 1, 2, 3, at 3 sizes N or more; (a) also L = 3 at N = "
            "10000; iterate for the limit beside (b)\n"
            "(c)\tsimulate or iterate, L = 1\n"
            "(d) (e)\tsimulate, L = 3, N = 10000; iterate too for (e)\n"
            "(f)\tode, and continuous with one eta at 3 sizes N or more\n"
            "\n"
            "Files that differ in seed, runs, step limit or trace alone are pooled. Of those "
            "that differ in more, but belong together, the fullest count; the others, and "
            "files with the same runs, are passed over by name.",
    .option = known,
    .options = sizeof known / sizeof *known,
    .closing =
        "Verdicts follow from two-sided intervals of 99.7 %: what is true is called `differs` "
        "in 3 of 1000 samples, however few their runs. Intervals of fractions are those of "
        "Clopper and Pearson, those of means and lines Student's. Lines are fitted with the "
        "standard errors of the points as weights; a size at which some runs are censored is "
        "left out, since the mean of the others would be too small.",
    .example = "tpmsync-reduce claims out/*.h5",
};

static bool take_option(const char *name, const struct option_text *option, const char *value,
                        void *self) {
    /* In the order of the formats of the option. */
    static claims_writer *const writers[] = {claims_write_text, claims_write_csv,
                                             claims_write_json};
    struct wish *wish = self;
    if (strcmp(option->name, "help") == 0) {
        wish->help = true;
        return true;
    }
    const int format = option_choice(name, option, value);
    wish->write = writers[format >= 0 ? format : 0];
    return format >= 0;
}

/* Reads the options, and moves the files to argv[1 ..]. Names all faults. */
static bool read_wish(int argc, char *argv[], struct wish *wish) {
    *wish = (struct wish){.write = claims_write_text};
    const bool good = option_read(&claims_text, argc, argv, take_option, wish, &wish->count);
    if (wish->help)
        return true;
    if (wish->count == 0)
        fprintf(stderr, "%s: no files are given\n", argv[0]);
    return output_files_check(argv[0], NULL, 0, (const char *const *)argv + 1,
                              (size_t)wish->count) &&
           good && wish->count > 0;
}

/* The numbers of the equations are those of the first file of ode (claims_equations). */
static void tell_of_equations(const struct remarks *remarks, const struct ensemble ensembles[],
                              size_t count) {
    const struct ensemble *first = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!ensemble_is(&ensembles[i], "ode"))
            continue;
        if (first)
            fprintf(remarks->stream,
                    "%s: %s: passed over, the equations are solved in %s, named first\n",
                    remarks->name, ensembles[i].path, first->path);
        else
            first = &ensembles[i];
    }
}

static int write_claims(const struct remarks *remarks, const struct ensemble ensembles[],
                        size_t count, claims_writer *write) {
    const char *name = remarks->name;
    struct groups groups;
    struct claims claims = {0};
    const bool grouped = groups_make(ensembles, count, name, &groups, remarks->stream);
    const bool made = grouped && claims_make(ensembles, count, &groups, &claims);
    claims.remarks = remarks;
    if (made) {
        tell_of_equations(remarks, ensembles, count);
        write(&claims, stdout);
    } else {
        fprintf(stderr, "%s: no memory\n", name);
    }
    claims_free(&claims);
    groups_free(&groups);
    if (made && fflush(stdout) == 0 && !ferror(stdout))
        return REDUCE_DONE;
    if (made)
        perror(name);
    return REDUCE_FAILED;
}

int claims_command(int argc, char *argv[]) {
    struct wish wish;
    if (!read_wish(argc, argv, &wish)) {
        fprintf(stderr, "Try `%s --help`.\n", argv[0]);
        return REDUCE_BAD_INPUT;
    }
    if (wish.help) {
        command_print_help(&claims_text);
        return REDUCE_DONE;
    }
    const size_t count = (size_t)wish.count;
    struct ensemble *ensembles = calloc(count, sizeof *ensembles);
    struct remarks remarks;
    if (!ensembles || !remarks_open(&remarks, argv[0])) {
        fprintf(stderr, "%s: no memory\n", argv[0]);
        free(ensembles);
        return REDUCE_FAILED;
    }
    int status = REDUCE_BAD_INPUT;
    if (ensemble_read_all(argv[0], count, argv + 1, ensembles))
        status = write_claims(&remarks, ensembles, count, wish.write);
    remarks_close(&remarks);
    for (size_t i = 0; i < count; i++)
        ensemble_free(&ensembles[i]);
    free(ensembles);
    return status;
}
