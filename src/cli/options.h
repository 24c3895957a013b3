/* A command line, word by word, read by what the command says of itself (program.h): the one
 * reader of the options of all commands of both programs.
 *
 * Names of options must be whole: getopt takes any beginning of a name that only one option
 * has, until there is another one, and then what was a good command line would be none any
 * more, or mean something else. An option may not be given twice with two values. Operands may
 * stand before and behind options; all behind `--` are operands. */
#ifndef TPMSYNC_OPTIONS_H
#define TPMSYNC_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>

#include "cli/program.h"
#include "faults/faults.h"

enum { OPTIONS_MAX = 64 };

/* What has been read, by getopt, so that one command line at a time is. */
struct options {
    const struct program_text *program;
    const struct command_text *command;
    int argc;
    char **argv;
    struct option known[OPTIONS_MAX + 1];
    char letters[2 * OPTIONS_MAX + 3];
    const char *given[OPTIONS_MAX]; /* what was given to each option; "" to a flag */
    bool behind_options;            /* behind --, where there are operands alone */
    bool after_unknown; /* then an operand is most likely meant as the value of an option */
};

/* Begins with argv[1]; argv stays where it is, and as it is. The command is one of the
 * program, which tells of what other command an option is. */
void options_begin(struct options *options, const struct program_text *program,
                   const struct command_text *command, int argc, char **argv);
/* The next word: an option, and its value, NULL where it takes none; or an operand, `option`
 * being NULL. Faults are added and passed over. False behind the last word. */
bool options_next(struct options *options, const struct option_text **option, char **value,
                  struct faults *faults);

#endif
