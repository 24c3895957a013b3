/* The command line: the first byte chooses a command, lines are its arguments. What is accepted
 * must survive being written as text and compared. */
#include <string.h>

#include "cli/command_line.h"
#include "schema/description.h"
#include "target.h"

enum { ARGUMENTS_MAX = 64 };

static void use(const struct parameters *parameters) {
    struct faults faults = {0};
    char *text = parameters_text(parameters);
    parameters_compare(text, text, "itself", &faults);
    PROMISE(faults.count == 0);
    parameters_compare(text, "L 1\n\nruns", "another", &faults);
    faults_free(&faults);
    free(text);
    const struct model model = parameters_model(parameters);
    PROMISE(!(command_find(parameters->command)->bit & FOR_RUNS) || model.max_steps >= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    if (size == 0)
        return 0;
    const struct command *command = &command_table[bytes[0] % command_count];
    char *copy = malloc(size + 1), *argv[ARGUMENTS_MAX + 2] = {NULL}, *line = copy;
    PROMISE(copy);
    memcpy(copy, bytes + 1, size - 1);
    copy[size - 1] = copy[size] = '\0';
    char name[32];
    int argc = 1;
    snprintf(name, sizeof name, "%s", command->name);
    argv[0] = name;
    while (line && argc <= ARGUMENTS_MAX) {
        argv[argc++] = line;
        line = strchr(line, '\n');
        if (line)
            *line++ = '\0';
    }
    struct parameters parameters;
    struct faults faults = {0};
    command_line_read(&parameters, command, argc, argv, &faults);
    if (faults.count == 0 && !parameters.help && !parameters.version)
        use(&parameters);
    parameters_free(&parameters);
    faults_free(&faults);
    free(copy);
    return 0;
}
