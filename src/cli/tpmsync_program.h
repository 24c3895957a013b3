/* The command line of tpmsync in words, from the tables of parameters and commands. */
#ifndef TPMSYNC_TPMSYNC_PROGRAM_H
#define TPMSYNC_TPMSYNC_PROGRAM_H

#include "cli/program.h"
#include "schema/parameters.h"

struct tpmsync_program {
    struct program_text program; /* what it points to is in the rest */
    struct command_text command[PROGRAM_COMMANDS_MAX];
    struct command_text campaign;
    struct option_text option[PROGRAM_COMMANDS_MAX][PARAMETERS_MAX];
};

/* Fills `in`, which must stay where it is as long as the result is used: &in->program. */
const struct program_text *tpmsync_program(struct tpmsync_program *in);

#endif
