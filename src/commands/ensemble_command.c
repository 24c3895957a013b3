#include "commands/commands.h"
#include "schema/description.h"
#include "schema/values.h"

#include <mpi.h>

#include "ensemble/ensemble.h"

int command_ensemble(const struct parameters *parameters, const struct launch *launch,
                     struct output_claim *claim) {
    struct provenance provenance;
    if (command_take_claim(parameters, launch, claim, &provenance))
        return EXIT_DONE;
    const struct ensemble_plan plan = {
        .engine = engine_find(parameters->command, value_word(parameters, "method")),
        .model = parameters_model(parameters),
        .parameters = parameters,
        .provenance = &provenance,
        .schedule = parameters->schedule,
        .folder = claim->folder,
        .manifest = &claim->manifest,
        .lock = launch->rank == 0 ? &claim->lock : NULL,
        .rules = command_stop_rules(parameters, launch),
        .quiet = parameters->quiet,
        .series = launch->series,
    };
    return command_end(parameters, launch, claim, ensemble_run(&plan, MPI_COMM_WORLD));
}
