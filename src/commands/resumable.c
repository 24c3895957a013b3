/* What the commands that can be stopped and resumed have in common. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <mpi.h>

#include "commands/commands.h"
#include "ensemble/failure.h"
#include "ensemble/progress.h"

struct stop_rules command_stop_rules(const struct parameters *parameters,
                                     const struct launch *launch) {
    return (struct stop_rules){
        .commit_every = parameters->checkpoint_every,
        .time_limit = parameters->time_limit > 0.0 ? parameters->time_limit : INFINITY,
        .begun = launch->begun,
        .committed = launch->begun,
        .clock = progress_clock,
    };
}

bool command_take_claim(const struct parameters *parameters, const struct launch *launch,
                        struct output_claim *claim) {
    MPI_Bcast(claim->folder, sizeof claim->folder, MPI_CHAR, 0, MPI_COMM_WORLD);
    MPI_Bcast(&claim->manifest, sizeof claim->manifest, MPI_BYTE, 0, MPI_COMM_WORLD);
    MPI_Bcast(&claim->complete, 1, MPI_C_BOOL, 0, MPI_COMM_WORLD);
    if (claim->complete && launch->rank == 0 && !parameters->quiet)
        fprintf(stderr, "tpmsync: %s is complete\n", parameters->output);
    stop_catch_signals();
    return claim->complete;
}

int command_end(const struct parameters *parameters, const struct launch *launch,
                struct output_claim *claim, enum ensemble_end end) {
    if (end == ENSEMBLE_DONE && launch->rank == 0 &&
        !output_claim_publish(claim, parameters->output))
        fail(MPI_COMM_WORLD, "give the output its final name", strerror(errno));
    return end == ENSEMBLE_DONE      ? EXIT_DONE
           : end == ENSEMBLE_STOPPED ? EXIT_STOPPED
                                     : EXIT_USAGE;
}
