#include "cli/command_line.h"

#include "cli/options.h"
#include "cli/tpmsync_program.h"
#include "schema/description.h"
#include "schema/values.h"

void command_line_read(struct parameters *parameters, const struct command *command, int argc,
                       char **argv, struct faults *faults) {
    struct tpmsync_program described;
    const struct program_text *program = tpmsync_program(&described);
    struct options options;
    const struct option_text *option;
    char *value;
    parameters_begin(parameters, command);
    options_begin(&options, program, program_command(program, command->name), argc, argv);
    while (options_next(&options, &option, &value, faults))
        if (option)
            value_parse(parameters, parameter_find(command->name, option->name), value, faults);
        else
            faults_add(faults, "%s: unexpected; values belong to options, as in --L 3", value);
    parameters_complete(parameters, faults);
}
