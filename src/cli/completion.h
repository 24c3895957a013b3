/* Completion of the command line by bash. */
#ifndef TPMSYNC_COMPLETION_H
#define TPMSYNC_COMPLETION_H

#include <stdio.h>

#include "cli/program.h"

/* A script to be sourced by bash 4 or newer: it offers commands, their options, the words that
 * an option may have, and files of the endings that are asked for. */
void completion_print(FILE *stream, const struct program_text *program);

#endif
