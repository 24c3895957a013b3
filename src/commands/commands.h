/* What carries out a command whose parameters and output have been checked. */
#ifndef TPMSYNC_COMMANDS_H
#define TPMSYNC_COMMANDS_H

#include "cli/parameters.h"

/* Where and how the program runs. */
struct launch {
    int rank, ranks;
    int argc;
    char **argv;
};

/* iterate, simulate, continuous: an ensemble of runs on all ranks. Collective; a failure ends
 * the job. */
void command_ensemble(const struct parameters *parameters, const struct launch *launch);

/* ode: rank 0 computes and writes. Called on all ranks; a failure ends the job. */
void command_ode(const struct parameters *parameters, const struct launch *launch);

#endif
