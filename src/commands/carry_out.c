#include "commands/carry_out.h"

#include <mpi.h>

#include "file/ensemble_file.h"
#include "file/output_claim.h"
#include "ranks/pulse.h"
#include "schema/description.h"
#include "vector/instruction_set.h"

double carry_out_trace_bytes(const struct parameters *p) {
    const double row = (double)ensemble_file_row_bytes(p);
    if (p->schedule.kind == TRACE_GRID)
        return (double)p->runs * (p->alpha_max / p->alpha_step + 1.0) * row;
    const struct model model = parameters_model(p);
    return (double)p->runs * trace_schedule_rows(&p->schedule, model_typical_steps(&model)) *
           row;
}

static command_function *function_of(const struct command *command) {
    static const struct {
        int commands; /* FOR_ bits */
        command_function *function;
    } functions[] = {
        {FOR_RUNS, command_ensemble}, {FOR_ODE, command_ode}, {FOR_SPLIT, command_split}};
    int i = 0;
    while (!(functions[i].commands & command->bit))
        i++;
    return functions[i].function;
}

int carry_out(const struct parameters *parameters, const struct command *command,
              const struct launch *launch, struct faults *faults) {
    if (instruction_set_fault())
        faults_add(faults, "%s", instruction_set_fault());
    /* Only rank 0 looks at the disk; it alone knows the text of what it finds. */
    struct output_claim claim = {.lock = {.file = -1}};
    struct pulse pulse =
        pulse_begin(MPI_COMM_WORLD, NULL, "look at the output", parameters->output);
    if (launch->rank == 0 && faults->count == 0)
        output_claim_make(&claim, parameters, carry_out_trace_bytes(parameters),
                          (struct tick){pulse_tick, &pulse}, faults);
    else if (launch->rank == 0)
        output_claim_look(parameters, carry_out_trace_bytes(parameters), faults);
    pulse_end(&pulse);
    MPI_Bcast(&faults->count, 1, MPI_INT, 0, MPI_COMM_WORLD);
    if (faults->count > 0)
        return EXIT_USAGE;
    const int status = function_of(command)(parameters, launch, &claim);
    output_claim_release(&claim);
    return status;
}
