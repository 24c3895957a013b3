/* What --help and --version print. */
#ifndef TPMSYNC_HELP_H
#define TPMSYNC_HELP_H

#include <stdio.h>

#include "schema/parameters.h"

void help_print(FILE *stream);
void help_print_status(FILE *stream);
void help_print_command(FILE *stream, const struct command *command);

#endif
