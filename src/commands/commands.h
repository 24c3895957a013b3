/* What carries out a command whose parameters and output have been checked. */
#ifndef TPMSYNC_COMMANDS_H
#define TPMSYNC_COMMANDS_H

#include "ensemble/ensemble.h"
#include "file/output_claim.h"
#include "file/provenance.h"
#include "record/progress.h"
#include "schema/parameters.h"

/* Where and how the program runs. */
struct launch {
    int rank, ranks;
    int argc;
    char **argv;
    double begun; /* seconds on the clock of progress.h */
    /* What the ensemble is one of, on all ranks; NULL: it is by itself. Whoever runs a series
     * says what became of each. */
    const struct progress_series *series;
};

/* Carries a command out, on all ranks; a failure ends the job. `claim` is held on rank 0.
 * Returns the exit status. */
typedef int command_function(const struct parameters *parameters, const struct launch *launch,
                             struct output_claim *claim);

enum { EXIT_DONE = 0, EXIT_USAGE = 2, EXIT_STOPPED = 3 };

command_function command_ensemble; /* iterate, simulate, continuous: an ensemble of runs */
command_function command_ode;      /* rank 0 computes and writes */
command_function command_split;    /* replicates of a rare event */

/* On one rank: this session is added to the history of the claim, and `provenance` is that of
 * all sessions. */
void command_provenance(const struct launch *launch, struct output_claim *claim,
                        struct provenance *provenance);

/* On rank 0: publishes the result; a failure ends the job. */
void command_publish(const struct parameters *parameters, struct output_claim *claim);

/* ---- for those that can be stopped and resumed (resumable.c) ----------------------------- */

struct stop_rules command_stop_rules(const struct parameters *parameters,
                                     const struct launch *launch);
/* Collective, at the begin: all ranks learn what rank 0 has claimed and where the result comes
 * from, to which this session is added, and signals are caught. `provenance` speaks of the
 * claim's manifest. True when the output is complete, which rank 0 has said. */
bool command_take_claim(const struct parameters *parameters, const struct launch *launch,
                        struct output_claim *claim, struct provenance *provenance);
/* At the end: publishes what is done; the exit status. */
int command_end(const struct parameters *parameters, const struct launch *launch,
                struct output_claim *claim, enum ensemble_end end);

/* campaign FILE: reads its own command line. Returns the exit status. */
int command_campaign(const struct launch *launch);

/* snapshot FILE.h5 --output NOW.h5: reads its own command line; where it asks for help, *help
 * is true, and where it has faults, they are added, and nothing else happens. Rank 0 does it.
 * Returns the exit status. */
int command_snapshot(const struct launch *launch, bool *help, struct faults *faults);

/* status FILE: rank 0 tells what a file holds, finished or not. Returns the exit status. */
int command_status(const char *output, int rank);
/* The same of a folder: a table, on the one rank that calls it. */
int status_of_folder(const char *folder);

#endif
