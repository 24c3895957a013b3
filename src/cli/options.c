#include "cli/options.h"

#include <stdio.h>
#include <string.h>

#include "cli/suggest.h"

enum { LONG = 256, OPERAND = 1 }; /* codes: LONG + index of an option; a word that is none */

void options_begin(struct options *o, const struct program_text *program,
                   const struct command_text *command, int argc, char **argv) {
    *o = (struct options){.program = program, .command = command, .argc = argc, .argv = argv};
    char *letter = o->letters;
    *letter++ = '-'; /* operands come in their place */
    *letter++ = ':'; /* a value that is missing is told from an unknown option */
    for (size_t i = 0; i < command->options; i++) {
        const struct option_text *option = &command->option[i];
        const bool flag = !*option->argument;
        o->known[i] = (struct option){option->name, flag ? no_argument : required_argument,
                                      NULL, LONG + (int)i};
        if (option->letter)
            *letter++ = option->letter;
        if (option->letter && !flag)
            *letter++ = ':';
    }
    opterr = 0;
    optind = 0; /* glibc: begin anew, whatever was read before */
}

/* ---- faults ------------------------------------------------------------------------------ */

/* The command of the program that has such an option; NULL: none. */
static const struct command_text *command_with(const struct program_text *program,
                                               const char *name) {
    for (size_t i = 0; i < program->commands; i++)
        for (size_t k = 0; k < program->command[i]->options; k++)
            if (strcmp(program->command[i]->option[k].name, name) == 0)
                return program->command[i];
    return NULL;
}

static void unknown(const struct options *o, const char *text, struct faults *faults) {
    char word[64];
    const char *names[OPTIONS_MAX];
    snprintf(word, sizeof word, "%.*s", (int)strcspn(text, "="), text);
    const char *name = word + strspn(word, "-");
    for (size_t i = 0; i < o->command->options; i++)
        names[i] = o->command->option[i].name;
    const char *nearest = suggest_nearest(name, names, o->command->options);
    if (text[1] == '-' && command_with(o->program, name))
        faults_add(faults, "%s: not an option of %s", text, o->command->name);
    else if (nearest)
        faults_add(faults, "%s: unknown option; did you mean --%s?", text, nearest);
    else
        faults_add(faults, "%s: unknown option; %s --help lists them", text, o->command->name);
}

static bool is_whole(const char *word, const char *name, struct faults *faults) {
    const size_t length = strcspn(word + 2, "=");
    if (length == strlen(name))
        return true;
    faults_add(faults, "%.*s: names must be whole: --%s", (int)length + 2, word, name);
    return false;
}

/* Whether it is the first time, or may be given again; the same value again is no fault. */
static bool is_news(struct options *o, size_t index, struct faults *faults) {
    const char *before = o->given[index], *text = optarg ? optarg : "";
    const struct option_text *option = &o->command->option[index];
    o->given[index] = text;
    if (!before || option->repeats)
        return true;
    if (strcmp(before, text) != 0)
        faults_add(faults, "--%s: is given twice, as %s and as %s", option->name, before, text);
    return false;
}

/* ---- words ------------------------------------------------------------------------------- */

static size_t index_of(const struct options *o, int code) {
    size_t i = 0;
    if (code >= LONG)
        return (size_t)(code - LONG);
    while (o->command->option[i].letter != code)
        i++;
    return i;
}

/* What getopt returned for `word` is a good option. `last` is the word behind which it reads
 * on. */
static bool is_good(struct options *o, int code, const char *word, const char *last,
                    struct faults *faults) {
    if (code == ':')
        faults_add(faults, "%s: needs a value", last);
    else if (code == '?' && optopt >= LONG)
        faults_add(faults, "%s: takes no value", last);
    else if (code == '?')
        unknown(o, word[0] == '-' && word[1] != '-' ? word : last, faults);
    else
        return (code < LONG || is_whole(word, o->command->option[code - LONG].name, faults)) &&
               is_news(o, index_of(o, code), faults);
    return false;
}

bool options_next(struct options *o, const struct option_text **option, char **value,
                  struct faults *faults) {
    while (!o->behind_options) {
        const int before = optind,
                  code = getopt_long(o->argc, o->argv, o->letters, o->known, NULL);
        const bool meant_as_value = o->after_unknown;
        o->after_unknown = code == '?' && optopt < LONG;
        *option = NULL;
        *value = optarg;
        if (code == OPERAND && !meant_as_value)
            return true;
        o->behind_options = code == -1;
        if (code != OPERAND && code != -1 &&
            is_good(o, code, o->argv[before > 0 ? before : 1], o->argv[optind - 1], faults)) {
            *option = &o->command->option[index_of(o, code)];
            return true;
        }
    }
    *option = NULL;
    if (optind >= o->argc)
        return false;
    *value = o->argv[optind++];
    return true;
}
