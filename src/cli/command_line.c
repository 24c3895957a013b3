#include "cli/command_line.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/suggest.h"
#include "schema/description.h"
#include "schema/values.h"

static void unknown_option(const struct command *command, const char *text,
                           struct faults *faults) {
    char word[64];
    const char *names[PARAMETERS_MAX] = {NULL};
    snprintf(word, sizeof word, "%.*s", (int)strcspn(text, "="), text);
    for (size_t i = 0; i < parameter_count; i++)
        if (parameter_table[i].commands & command->bit)
            names[i] = parameter_table[i].name;
    const char *nearest = suggest_nearest(word + strspn(word, "-"), names, parameter_count);
    for (size_t i = 0; i < parameter_count; i++)
        if (strcmp(parameter_table[i].name, word + strspn(word, "-")) == 0) {
            faults_add(faults, "%s: not an option of %s", text, command->name);
            return;
        }
    if (nearest)
        faults_add(faults, "%s: unknown option; did you mean --%s?", text, nearest);
    else
        faults_add(faults, "%s: unknown option; %s --help lists them", text, command->name);
}

/* What getopt needs, made of the table: long options return 256 + their index. */
static void getopt_tables(const struct command *command, struct option *options,
                          char *letters) {
    *letters++ = '-'; /* words that are no options come in their place */
    *letters++ = ':';
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (!(p->commands & command->bit))
            continue;
        const bool flag = p->type == PARAMETER_FLAG;
        *options++ = (struct option){p->name, flag ? no_argument : required_argument, NULL,
                                     256 + (int)i};
        if (p->letter) {
            *letters++ = p->letter;
            if (!flag)
                *letters++ = ':';
        }
    }
    *options = (struct option){0};
    *letters = '\0';
}

static const struct parameter *parameter_of(int code) {
    if (code >= 256)
        return &parameter_table[code - 256];
    for (size_t i = 0; i < parameter_count; i++)
        if (parameter_table[i].letter == code)
            return &parameter_table[i];
    return NULL;
}

/* What was given to each option; "" to a flag. */
struct given {
    const char *text[PARAMETERS_MAX];
};

/* getopt takes any beginning of a name that only one option has, until there is another one:
 * what was a good command line would be none any more, or mean something else. */
static bool is_whole_name(const struct parameter *p, const char *word, struct faults *faults) {
    const size_t length = strcspn(word + 2, "=");
    if (length == strlen(p->name))
        return true;
    faults_add(faults, "%.*s: names must be whole: --%s", (int)length + 2, word, p->name);
    return false;
}

static void read_value(struct parameters *parameters, int code, const char *word,
                       struct given *given, struct faults *faults) {
    const struct parameter *p = parameter_of(code);
    const char **before = &given->text[p - parameter_table], *text = optarg ? optarg : "";
    if (code >= 256 && !is_whole_name(p, word, faults))
        return;
    if (*before && strcmp(*before, text) != 0)
        faults_add(faults, "--%s: is given twice, as %s and as %s", p->name, *before, text);
    else if (!*before)
        value_parse(parameters, p, optarg, faults);
    *before = text;
}

/* Whatever getopt returns for one word: a value, or a fault. */
static void read_option(struct parameters *parameters, const struct command *command, int code,
                        const char *word, const char *last, struct given *given,
                        struct faults *faults) {
    if (code == ':')
        faults_add(faults, "%s: needs a value", last);
    else if (code == '?' && optopt >= 256)
        faults_add(faults, "%s: takes no value", last);
    else if (code == '?')
        unknown_option(command, word[0] == '-' && word[1] != '-' ? word : last, faults);
    else
        read_value(parameters, code, word, given, faults);
}

static void read_options(struct parameters *parameters, const struct command *command, int argc,
                         char **argv, struct faults *faults) {
    enum { STRAY = 1 }; /* a word that is no option */
    struct option options[PARAMETERS_MAX + 1];
    char letters[2 * PARAMETERS_MAX + 3];
    struct given given = {0};
    bool after_unknown = false; /* then a stray word is most likely meant as its value */
    getopt_tables(command, options, letters);
    opterr = 0;
    optind = 0; /* glibc: begin anew, whatever was read before */
    for (;;) {
        const int before = optind;
        const int code = getopt_long(argc, argv, letters, options, NULL);
        if (code == -1)
            break;
        if (code == STRAY && !after_unknown)
            faults_add(faults, "%s: unexpected; values belong to options, as in --L 3", optarg);
        if (code != STRAY)
            read_option(parameters, command, code, argv[before > 0 ? before : 1],
                        argv[optind - 1], &given, faults);
        after_unknown = code == '?' && optopt < 256;
    }
    for (int i = optind; i < argc; i++)
        faults_add(faults, "%s: unexpected; values belong to options, as in --L 3", argv[i]);
}

void command_line_read(struct parameters *parameters, const struct command *command, int argc,
                       char **argv, struct faults *faults) {
    parameters_begin(parameters, command);
    read_options(parameters, command, argc, argv, faults);
    parameters_complete(parameters, faults);
}
