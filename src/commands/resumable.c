/* What the commands that can be stopped and resumed have in common. */
#include <math.h>
#include <stdio.h>

#include <mpi.h>

#include "commands/commands.h"
#include "ranks/failure.h"
#include "ranks/watchdog.h"
#include "record/progress.h"

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

void command_provenance(const struct launch *launch, struct output_claim *claim,
                        struct provenance *provenance) {
    struct manifest *m = &claim->manifest;
    provenance_gather(provenance, launch->ranks, launch->argc, launch->argv);
    if (!provenance_is_of_revision(m->history, provenance))
        fprintf(stderr, "tpmsync: warning: this is not the revision of the program that the "
                        "ensemble was begun with; the result will say so in "
                        "/provenance/history\n");
    m->sessions++;
    provenance_add_session(m->history, sizeof m->history, m->sessions, provenance);
    provenance_of_sessions(provenance, m->begun, m->sessions, m->history);
}

bool command_take_claim(const struct parameters *parameters, const struct launch *launch,
                        struct output_claim *claim, struct provenance *provenance) {
    if (launch->rank == 0 && !claim->complete)
        command_provenance(launch, claim, provenance);
    MPI_Bcast(claim->folder, sizeof claim->folder, MPI_CHAR, 0, MPI_COMM_WORLD);
    MPI_Bcast(&claim->manifest, sizeof claim->manifest, MPI_BYTE, 0, MPI_COMM_WORLD);
    MPI_Bcast(&claim->complete, 1, MPI_C_BOOL, 0, MPI_COMM_WORLD);
    if (claim->complete && launch->rank == 0 && !parameters->quiet)
        fprintf(stderr, "tpmsync: %s is complete\n", parameters->output);
    stop_catch_signals();
    return claim->complete;
}

void command_publish(const struct parameters *parameters, struct output_claim *claim) {
    char why[PATH_LENGTH_MAX + 512];
    if (!output_claim_publish(claim, parameters, why, sizeof why))
        fail(MPI_COMM_WORLD, "give the output its final name", why);
}

int command_end(const struct parameters *parameters, const struct launch *launch,
                struct output_claim *claim, enum ensemble_end end) {
    watchdog_phase("end", parameters->output);
    if (end == ENSEMBLE_DONE && launch->rank == 0)
        command_publish(parameters, claim);
    return end == ENSEMBLE_DONE      ? EXIT_DONE
           : end == ENSEMBLE_STOPPED ? EXIT_STOPPED
                                     : EXIT_USAGE;
}
