#include "read/option_reader.h"

#include <stdio.h>
#include <string.h>

#include "command.h"

/* A line of its own for each. */
static void tell(const char *name, const struct faults *faults) {
    for (const char *line = faults->text; line && *line;) {
        const int indented = (int)strcspn(line, "\n");
        fprintf(stderr, "%s: %.*s\n", name, indented - 2, line + 2);
        line += indented + 1;
    }
}

bool option_read(const struct command_text *command, int argc, char *argv[], option_taker *take,
                 void *self, int *files) {
    const struct program_text program = reduce_program();
    const struct option_text *option;
    struct options options;
    struct faults faults = {0};
    char *value;
    bool good = true;
    *files = 0;
    options_begin(&options, &program, command, argc, argv);
    while (options_next(&options, &option, &value, &faults))
        if (option)
            good &= take(argv[0], option, value, self);
        else
            argv[++*files] = value; /* over what has been read */
    tell(argv[0], &faults);
    good &= faults.count == 0;
    faults_free(&faults);
    return good;
}

int option_choice(const char *name, const struct option_text *option, const char *value) {
    const int index = argument_index(option->argument, value);
    if (index >= 0)
        return index;
    fprintf(stderr, "%s: --%s `%s` is not ", name, option->name, value);
    const char *word, *behind;
    int length, ignored;
    for (int i = 0; (word = argument_word(option->argument, i, &length)); i++) {
        const bool last = !argument_word(option->argument, i + 1, &ignored);
        behind = last ? "\n" : argument_word(option->argument, i + 2, &ignored) ? ", " : " or ";
        fprintf(stderr, "%.*s%s", length, word, behind);
    }
    return -1;
}
