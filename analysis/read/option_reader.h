/* The options of a reducer, read by what it says of them (cli/options.h). */
#ifndef TPMSYNC_OPTION_READER_H
#define TPMSYNC_OPTION_READER_H

#include <stdbool.h>

#include "cli/options.h"

/* The row that every command has. */
#define OPTION_HELP                                                                            \
    { .name = "help", .letter = 'h', .help = "this text" }

/* Takes one option; what is wrong with its value is told on standard error, and false. */
typedef bool option_taker(const char *name, const struct option_text *option, const char *value,
                          void *self);

/* Hands all options of the command line to `take`, and moves the files between and behind them
 * to argv[1 .. *files]. False where something is wrong with the words, or with a value: all of
 * that is told on standard error, after `argv[0]`, the name. */
bool option_read(const struct command_text *command, int argc, char *argv[], option_taker *take,
                 void *self, int *files);

/* The number of `value` among the words of the option's argument; -1, after a line on standard
 * error that begins with `name`, if it is none of them. */
int option_choice(const char *name, const struct option_text *option, const char *value);

#endif
