#include "commands/campaign_plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mpi.h>

#include "campaign/cost.h"
#include "cli/command_line.h"
#include "commands/carry_out.h"
#include "ranks/pulse.h"
#include "schema/description.h"

/* ---- the file ---------------------------------------------------------------------------- */

enum { FILE_BYTES_MAX = 1 << 24 };

/* All of it, to be freed; NULL with a fault. */
static char *read_file(const char *path, struct faults *faults) {
    FILE *file = fopen(path, "r");
    char *text = malloc(FILE_BYTES_MAX + 1);
    if (!text)
        abort();
    const size_t bytes = file ? fread(text, 1, FILE_BYTES_MAX, file) : 0;
    const bool read = file && !ferror(file);
    const bool good = read && bytes < FILE_BYTES_MAX && !memchr(text, '\0', bytes);
    if (!read)
        faults_add(faults, "%s: %s", path, strerror(errno));
    else if (!good)
        faults_add(faults, "%s: is no text that lists ensembles", path);
    if (file)
        fclose(file);
    text[bytes] = '\0';
    if (good)
        return text;
    free(text);
    return NULL;
}

/* Rank 0 reads it for all, since one that cannot would keep the others waiting. */
static char *read_for_all(const char *path, int rank, struct faults *faults) {
    char *text = rank == 0 ? read_file(path, faults) : NULL;
    int bytes = text ? (int)strlen(text) + 1 : 0;
    MPI_Bcast(&bytes, 1, MPI_INT, 0, MPI_COMM_WORLD);
    if (rank != 0 && bytes > 0 && !(text = malloc((size_t)bytes)))
        abort();
    if (bytes > 0)
        MPI_Bcast(text, bytes, MPI_CHAR, 0, MPI_COMM_WORLD);
    return text;
}

/* ---- an ensemble ------------------------------------------------------------------------- */

/* Adds the faults of one ensemble, with its line and name, and forgets them. */
static void add_faults_of(const struct campaign_options *options, const struct planned *e,
                          struct faults *own, struct faults *faults) {
    for (const char *line = own->text; line && *line; line += strcspn(line, "\n") + 1)
        faults_add(faults, "%s:%d: %s: %.*s", options->file, e->entry->line, e->entry->word[0],
                   (int)strcspn(line + 2, "\n"), line + 2);
    faults_free(own);
}

/* Its line says what determines the result; how it is run is the campaign's affair. */
static void refuse_what_is_common(const struct planned *e, struct faults *faults) {
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *row = &parameter_table[i];
        const bool given = row->type == PARAMETER_TEXT
                               ? e->parameters.output != NULL
                               : !parameters_is_standard(&e->parameters, row);
        if (!row->recorded && (row->commands & e->command->bit) && given)
            faults_add(faults, "--%s: is not for the line of an ensemble", row->name);
    }
}

static void check_entry(struct planned *e, const struct campaign_options *options,
                        struct faults *faults) {
    const struct campaign_entry *entry = e->entry;
    struct faults own = {0};
    e->command = command_find(entry->word[1]);
    if (!e->command) {
        faults_add(&own, "there is no command %s that runs an ensemble", entry->word[1]);
        add_faults_of(options, e, &own, faults);
        return;
    }
    command_line_read(&e->parameters, e->command, entry->words - 1, entry->word + 1, &own);
    if (own.count == 0)
        refuse_what_is_common(e, &own);
    campaign_options_apply(options, &e->parameters);
    e->parameters.output = e->output;
    if (own.count == 0)
        e->cost = cost_seconds(&e->parameters);
    add_faults_of(options, e, &own, faults);
}

int64_t planned_runs(const struct planned *e) {
    return e->parameters.runs > 0 ? e->parameters.runs : e->parameters.replicates;
}

/* ---- the disk ---------------------------------------------------------------------------- */

/* Whether the folder of the outputs is there; if it is not, it is to be made. */
static bool folder_is_there(const char *out, struct faults *faults) {
    struct stat status;
    char *parent = strdup(out);
    if (!parent)
        abort();
    const bool there = stat(out, &status) == 0;
    size_t length = strlen(parent);
    while (length > 1 && parent[length - 1] == '/')
        parent[--length] = '\0';
    char *slash = strrchr(parent, '/');
    if (slash)
        slash[slash == parent] = '\0';
    const char *above = slash ? parent : ".";
    if (!*out)
        faults_add(faults, "--out: which folder?");
    else if (there && !S_ISDIR(status.st_mode))
        faults_add(faults, "--out %s: is not a folder", out);
    else if (!there && access(above, W_OK | X_OK) != 0)
        faults_add(faults, "--out %s: cannot be made in %s: %s", out, above, strerror(errno));
    free(parent);
    return there;
}

static void examine(struct planned *e, const struct campaign_options *options, struct tick look,
                    struct faults *faults) {
    struct faults own = {0};
    const double trace = e->command->bit & FOR_RUNS ? carry_out_trace_bytes(&e->parameters) : 0;
    e->state = output_claim_examine(&e->parameters, trace, look, &own);
    if (e->state == OUTPUT_OTHER && options->replace)
        faults_free(&own);
    add_faults_of(options, e, &own, faults);
}

/* Rank 0 looks, and tells the others. */
static void examine_all(struct campaign_plan *plan, const struct campaign_options *options,
                        int rank, struct faults *faults) {
    struct pulse pulse =
        pulse_begin(MPI_COMM_WORLD, NULL, "look at the outputs in", options->out);
    if (rank == 0 && folder_is_there(options->out, faults))
        for (size_t i = 0; i < plan->count; i++) {
            if (plan->ensemble[i].command)
                examine(&plan->ensemble[i], options, (struct tick){pulse_tick, &pulse}, faults);
            pulse_tick(&pulse);
        }
    pulse_end(&pulse);
    for (size_t i = 0; i < plan->count; i++) {
        int state = (int)plan->ensemble[i].state;
        MPI_Bcast(&state, 1, MPI_INT, 0, MPI_COMM_WORLD);
        plan->ensemble[i].state = (enum output_state)state;
    }
}

/* ---- all --------------------------------------------------------------------------------- */

static char *output_of(const char *out, const char *name) {
    const size_t size = strlen(out) + strlen(name) + sizeof "/.h5";
    char *path = malloc(size);
    if (!path)
        abort();
    snprintf(path, size, "%s/%s.h5", out, name);
    return path;
}

static void free_planned(struct planned *e) {
    parameters_free(&e->parameters);
    free(e->output);
}

/* Every line is checked, those that are chosen are kept. */
static void read_entries(struct campaign_plan *plan, const struct campaign_options *options,
                         const char *text, struct faults *faults) {
    struct campaign *c = &plan->campaign;
    campaign_read(c, options->file, text, options->settings, options->set, faults);
    bool *chosen = calloc(c->count + 1, sizeof *chosen);
    plan->ensemble = calloc(c->count + 1, sizeof *plan->ensemble);
    if (!chosen || !plan->ensemble)
        abort();
    if (options->only)
        campaign_select(c, options->only, chosen, faults);
    for (size_t i = 0; i < c->count; i++) {
        struct planned *e = &plan->ensemble[plan->count];
        *e = (struct planned){.entry = &c->entry[i],
                              .output = output_of(options->out, c->entry[i].word[0])};
        check_entry(e, options, faults);
        if (chosen[i] || !options->only)
            plan->count++;
        else
            free_planned(e);
    }
    free(chosen);
}

void campaign_plan_make(struct campaign_plan *plan, const struct campaign_options *options,
                        const struct launch *launch, struct faults *faults) {
    *plan = (struct campaign_plan){0};
    char *text = options->file ? read_for_all(options->file, launch->rank, faults) : NULL;
    if (text) {
        read_entries(plan, options, text, faults);
        examine_all(plan, options, launch->rank, faults);
    }
    free(text);
    MPI_Bcast(&faults->count, 1, MPI_INT, 0, MPI_COMM_WORLD);
}

void campaign_plan_free(struct campaign_plan *plan) {
    for (size_t i = 0; i < plan->count; i++)
        free_planned(&plan->ensemble[i]);
    free(plan->ensemble);
    campaign_free(&plan->campaign);
}
