/* Manual pages, in the language of man(7). */
#ifndef TPMSYNC_MANUAL_H
#define TPMSYNC_MANUAL_H

#include <stdio.h>

#include "cli/program.h"

/* Of what the page is a part, for its margins. */
struct manual_edition {
    const char *version;
    const char *date; /* 2026-01-31 */
};

/* The page of the program, and that of one of its commands: PROGRAM(1), PROGRAM-COMMAND(1). */
void manual_print(FILE *stream, const struct program_text *program,
                  const struct manual_edition *edition);
void manual_print_command(FILE *stream, const struct program_text *program,
                          const struct command_text *command,
                          const struct manual_edition *edition);

#endif
