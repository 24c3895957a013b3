#include "commands/campaign_options.h"

#include <stdlib.h>
#include <string.h>

#include "cli/options.h"
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

void campaign_options_read(struct campaign_options *o, int argc, char **argv,
                           struct faults *faults) {
    struct tpmsync_program described;
    const struct program_text *program = tpmsync_program(&described);
    struct options options;
    const struct option_text *option;
    char *value;
    *o = (struct campaign_options){.out = "."};
    parameters_begin(&o->common, command_find("iterate"));
    options_begin(&options, program, program_command(program, "campaign"), argc, argv);
    while (options_next(&options, &option, &value, faults))
        if (option)
            take(o, option->name, value, faults);
        else if (o->file)
            faults_add(faults, "%s: unexpected; one FILE lists the ensembles", value);
        else
            o->file = value;
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
