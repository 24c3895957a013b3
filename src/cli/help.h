/* What --help prints. */
#ifndef TPMSYNC_HELP_H
#define TPMSYNC_HELP_H

#include <stdio.h>

#include "cli/program.h"

void help_print(FILE *stream, const struct program_text *program);
void help_print_command(FILE *stream, const struct program_text *program,
                        const struct command_text *command);

#endif
