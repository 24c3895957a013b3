#include "commands/commands.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <mpi.h>

#include "ensemble/ensemble.h"
#include "ensemble/failure.h"
#include "ensemble/progress.h"

static struct stop_rules rules_of(const struct parameters *parameters, double begun) {
    return (struct stop_rules){
        .commit_every = parameters->checkpoint_every,
        .time_limit = parameters->time_limit > 0.0 ? parameters->time_limit : INFINITY,
        .begun = begun,
        .committed = begun,
        .clock = progress_clock,
    };
}

/* Rank 0 has made the claim; the others learn what it found. */
static void share_claim(struct output_claim *claim) {
    MPI_Bcast(claim->folder, sizeof claim->folder, MPI_CHAR, 0, MPI_COMM_WORLD);
    MPI_Bcast(&claim->manifest, sizeof claim->manifest, MPI_BYTE, 0, MPI_COMM_WORLD);
    MPI_Bcast(&claim->complete, 1, MPI_C_BOOL, 0, MPI_COMM_WORLD);
}

static int publish(const struct parameters *parameters, struct output_claim *claim) {
    if (!output_claim_publish(claim, parameters->output))
        fail(MPI_COMM_WORLD, "give the output its final name", strerror(errno));
    return EXIT_DONE;
}

int command_ensemble(const struct parameters *parameters, const struct launch *launch,
                     struct output_claim *claim) {
    char method[32];
    struct provenance provenance;
    share_claim(claim);
    if (claim->complete) {
        if (launch->rank == 0 && !parameters->quiet)
            fprintf(stderr, "tpmsync: %s is complete\n", parameters->output);
        return EXIT_DONE;
    }
    parameters_method(parameters, method);
    provenance_gather(&provenance, launch->ranks, launch->argc, launch->argv);
    stop_catch_signals();
    const struct ensemble ensemble = {
        .engine = engine_find(parameters->command, method),
        .model = parameters_model(parameters),
        .parameters = parameters,
        .provenance = &provenance,
        .schedule = parameters->schedule,
        .folder = claim->folder,
        .manifest = &claim->manifest,
        .lock = launch->rank == 0 ? &claim->lock : NULL,
        .rules = rules_of(parameters, launch->begun),
        .quiet = parameters->quiet,
    };
    switch (ensemble_run(&ensemble, MPI_COMM_WORLD)) {
    case ENSEMBLE_DONE:
        return launch->rank == 0 ? publish(parameters, claim) : EXIT_DONE;
    case ENSEMBLE_STOPPED:
        return EXIT_STOPPED;
    default:
        return EXIT_USAGE;
    }
}
