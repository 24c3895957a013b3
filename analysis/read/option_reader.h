/* The options of a reducer, read by what it says of them (cli/program.h). */
#ifndef TPMSYNC_OPTION_READER_H
#define TPMSYNC_OPTION_READER_H

#include <stdbool.h>

#include "cli/program.h"

/* The row that every command has. */
#define OPTION_HELP                                                                            \
    { .name = "help", .letter = 'h', .help = "this text" }

/* The next option of the command line, its value in *value; NULL behind the last one, when the
 * files stand in argv[optind] and behind it. argv[0] is the name for messages. What is no
 * option of the command, or lacks its value, is told on standard error and makes *good false.
 */
const struct option_text *option_next(const struct command_text *command, int argc,
                                      char *argv[], const char **value, bool *good);

/* The number of `value` among the words of the option's argument; -1, after a line on standard
 * error that begins with `name`, if it is none of them. */
int option_choice(const char *name, const struct option_text *option, const char *value);

#endif
