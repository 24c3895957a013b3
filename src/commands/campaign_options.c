#include "commands/campaign_options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/suggest.h"
#include "cli/tpmsync_program.h"
#include "schema/description.h"
#include "schema/values.h"

static void add_setting(struct campaign_options *o, char *word) {
    o->set = realloc(o->set, (o->settings + 1) * sizeof *o->set);
    if (!o->set)
        abort();
    o->set[o->settings++] = word;
}

static void take(struct campaign_options *o, const char *name, char *value,
                 struct faults *faults) {
    const struct parameter *common = parameter_find("iterate", name);
    if (strcmp(name, "help") == 0)
        o->help = true;
    else if (common)
        value_parse(&o->common, common, value, faults);
    else if (strcmp(name, "out") == 0)
        o->out = value;
    else if (strcmp(name, "only") == 0)
        o->only = value;
    else if (strcmp(name, "set") == 0)
        add_setting(o, value);
    else if (strcmp(name, "list") == 0)
        o->list = true;
    else
        o->replace = true;
}

static void unknown_option(const struct command_text *text, const char *word,
                           struct faults *faults) {
    const char *names[PARAMETERS_MAX];
    for (size_t i = 0; i < text->options; i++)
        names[i] = text->option[i].name;
    const char *nearest = suggest_nearest(word + strspn(word, "-"), names, text->options);
    if (nearest)
        faults_add(faults, "%s: unknown option; did you mean --%s?", word, nearest);
    else
        faults_add(faults, "%s: unknown option; campaign --help lists them", word);
}

/* What getopt needs: long options return 256 + their index. */
static void getopt_tables(const struct command_text *text, struct option *options,
                          char *letters) {
    *letters++ = '-'; /* words that are no options come in their place */
    *letters++ = ':';
    for (size_t i = 0; i < text->options; i++) {
        const struct option_text *o = &text->option[i];
        options[i] = (struct option){o->name, *o->argument ? required_argument : no_argument,
                                     NULL, 256 + (int)i};
        if (o->letter)
            *letters++ = o->letter;
        if (o->letter && *o->argument)
            *letters++ = ':';
    }
    options[text->options] = (struct option){0};
    *letters = '\0';
}

static const struct option_text *option_of(const struct command_text *text, int code) {
    size_t i = 0;
    if (code >= 256)
        return &text->option[code - 256];
    while (text->option[i].letter != code)
        i++;
    return &text->option[i];
}

static void read_words(struct campaign_options *o, const struct command_text *text, int argc,
                       char **argv, struct faults *faults) {
    enum { STRAY = 1 }; /* a word that is no option */
    struct option options[PARAMETERS_MAX + 1];
    char letters[2 * PARAMETERS_MAX + 3];
    int code;
    getopt_tables(text, options, letters);
    opterr = 0;
    optind = 0; /* glibc: begin anew, whatever was read before */
    while ((code = getopt_long(argc, argv, letters, options, NULL)) != -1) {
        const char *word = argv[optind - 1];
        if (code == STRAY && o->file)
            faults_add(faults, "%s: unexpected; one FILE lists the ensembles", optarg);
        else if (code == STRAY)
            o->file = optarg;
        else if (code == ':')
            faults_add(faults, "%s: needs a value", word);
        else if (code == '?' && optopt >= 256)
            faults_add(faults, "%s: takes no value", word);
        else if (code == '?')
            unknown_option(text, word, faults);
        else
            take(o, option_of(text, code)->name, optarg, faults);
    }
    for (; optind < argc; optind++)
        faults_add(faults, "%s: unexpected", argv[optind]);
}

void campaign_options_read(struct campaign_options *o, int argc, char **argv,
                           struct faults *faults) {
    struct tpmsync_program described;
    *o = (struct campaign_options){.out = "."};
    parameters_begin(&o->common, command_find("iterate"));
    read_words(o, program_command(tpmsync_program(&described), "campaign"), argc, argv, faults);
    if (!o->file && !o->help)
        faults_add(faults, "which FILE lists the ensembles?");
}

void campaign_options_free(struct campaign_options *o) {
    parameters_free(&o->common);
    free(o->set);
}

void campaign_options_apply(const struct campaign_options *o, struct parameters *p) {
    p->time_limit = o->common.time_limit;
    p->checkpoint_every = o->common.checkpoint_every;
    p->io_timeout = o->common.io_timeout;
    p->quiet = o->common.quiet;
}
