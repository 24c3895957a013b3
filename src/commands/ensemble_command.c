#include "commands/commands.h"

#include <stdlib.h>

#include <mpi.h>

#include "ensemble/ensemble.h"
#include "file/ensemble_file.h"
#include "file/output_path.h"
#include "file/provenance.h"

void command_ensemble(const struct parameters *parameters, const struct launch *launch) {
    char method[32];
    struct provenance provenance;
    parameters_method(parameters, method);
    provenance_gather(&provenance, launch->ranks, launch->argc, launch->argv);
    char *folder = output_path_folder(parameters->output);
    const struct ensemble ensemble = {
        .engine = engine_find(parameters->command, method),
        .model = parameters_model(parameters),
        .runs = parameters->runs,
        .schedule = parameters->schedule,
        .folder = folder,
        .quiet = parameters->quiet,
    };
    struct ensemble_file *file = ensemble_file_create(MPI_COMM_WORLD, parameters, &provenance);
    ensemble_run(&ensemble, MPI_COMM_WORLD, file);
    ensemble_file_finish(file);
    free(folder);
}
