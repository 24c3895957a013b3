#include "read/option_reader.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum { OPTIONS_MAX = 16, FIRST = 256 };

/* What getopt needs: long options return FIRST + their index. */
static void getopt_tables(const struct command_text *command, struct option known[],
                          char letters[]) {
    size_t count = 0;
    for (size_t i = 0; i < command->options && i < OPTIONS_MAX; i++) {
        const struct option_text *option = &command->option[i];
        const int argument = *option->argument ? required_argument : no_argument;
        known[i] = (struct option){option->name, argument, NULL, FIRST + (int)i};
        if (option->letter)
            letters[count++] = option->letter;
        if (option->letter && argument == required_argument)
            letters[count++] = ':';
    }
}

/* getopt takes beginnings of names, too, which may be those of two options one day. */
static bool is_whole_name(const char *program, const char *name, const char *word) {
    const size_t length = strcspn(word + 2, "=");
    if (length == strlen(name))
        return true;
    fprintf(stderr, "%s: %.*s: names must be whole: --%s\n", program, (int)length + 2, word,
            name);
    return false;
}

const struct option_text *option_next(const struct command_text *command, int argc,
                                      char *argv[], const char **value, bool *good) {
    struct option known[OPTIONS_MAX + 1] = {{0}};
    char letters[2 * OPTIONS_MAX + 1] = "";
    getopt_tables(command, known, letters);
    int code;
    while ((code = getopt_long(argc, argv, letters, known, NULL)) == '?')
        *good = false; /* getopt_long has named it */
    *value = optarg;
    if (code >= FIRST) {
        const struct option_text *option = &command->option[code - FIRST];
        const char *word = argv[optind - (optarg && optarg == argv[optind - 1] ? 2 : 1)];
        if (!is_whole_name(argv[0], option->name, word))
            *good = false;
        return option;
    }
    for (size_t i = 0; i < command->options; i++)
        if (code == command->option[i].letter)
            return &command->option[i];
    return NULL;
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
