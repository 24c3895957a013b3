#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "checkpoint/part_folder.h"
#include "cli/options.h"
#include "cli/tpmsync_program.h"
#include "commands/commands.h"
#include "ensemble/snapshot.h"
#include "file/output_name.h"
#include "ranks/failure.h"
#include "schema/description.h"

/* What was asked. */
struct wish {
    const char *file, *output;
    bool force, help;
};

static void read_wish(int argc, char **argv, struct wish *wish, struct faults *faults) {
    struct tpmsync_program described;
    const struct program_text *program = tpmsync_program(&described);
    struct options options;
    const struct option_text *option;
    char *value;
    *wish = (struct wish){0};
    options_begin(&options, program, program_command(program, "snapshot"), argc, argv);
    while (options_next(&options, &option, &value, faults))
        if (!option && wish->file)
            faults_add(faults, "%s: unexpected; a snapshot is of one FILE.h5", value);
        else if (!option)
            wish->file = value;
        else if (strcmp(option->name, "output") == 0)
            wish->output = value;
        else if (strcmp(option->name, "force") == 0)
            wish->force = true;
        else
            wish->help = true;
    if (!wish->file)
        faults_add(faults, "which unfinished FILE.h5?");
    if (!wish->output)
        faults_add(faults, "--output: which file is to be written?");
}

static int complain(const char *path, const char *why) {
    fprintf(stderr, "tpmsync snapshot: %s: %s\n", path, why);
    return EXIT_USAGE;
}

static bool exists(const char *path) {
    struct stat status;
    return lstat(path, &status) == 0;
}

/* Why nothing may be written there; NULL: it may. A job publishes its result where its folder
 * stands. */
static const char *output_fault(const struct wish *wish) {
    char *folder = part_folder_path(wish->output);
    if (!folder || strlen(wish->output) > PATH_LENGTH_MAX - 64)
        return "the name is too long";
    const bool unfinished = exists(folder);
    free(folder);
    if (unfinished)
        return "is the name of an unfinished output; choose another one";
    if (exists(wish->output) && !wish->force)
        return "exists; choose another name or replace it with --force";
    return NULL;
}

/* Reads what is committed. NULL, or what stands against it, in `why`; then `snapshot` is
 * empty. */
static const char *read_once(const char *folder, struct parameters *parameters,
                             const struct wish *wish, struct snapshot *snapshot, char *why,
                             size_t size) {
    struct manifest manifest;
    struct faults faults = {0};
    if (!manifest_read(folder, &manifest, why, size))
        return why;
    bool good = parameters_from_text(manifest.parameters, parameters, &faults);
    if (good && parameters->runs == 0)
        return "has replicates and no runs; tpmsync status tells how many are done";
    parameters->output = wish->file;
    if (good) {
        good = snapshot_read(snapshot, folder, &manifest, parameters, &faults);
        if (!good)
            snapshot_end(snapshot);
    }
    faults_join(&faults, why, size);
    faults_free(&faults);
    return good ? NULL : why;
}

/* The result of what was read, under a name that nobody else uses until it is whole. */
static const char *write_snapshot(struct snapshot *s, const struct wish *wish,
                                  const struct parameters *parameters,
                                  const struct launch *launch) {
    static char path[PATH_LENGTH_MAX]; /* outlives this: fail_takes_away */
    char text[PROVENANCE_TEXT];
    const struct manifest *m = &s->session.manifest;
    struct provenance provenance;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(path, sizeof path, "%s.%llx%09ld-%ld", wish->output,
             (unsigned long long)now.tv_sec, now.tv_nsec, (long)getpid());
    provenance_gather(&provenance, launch->ranks, launch->argc, launch->argv);
    provenance_of_sessions(&provenance, m->begun, m->sessions, m->history);
    snprintf(text, sizeof text,
             "of an unfinished ensemble: %lld of %lld runs done, %lld under way",
             (long long)s->done, (long long)m->runs, (long long)s->under_way);
    provenance_add(&provenance, "snapshot", text);
    fail_takes_away(path);
    snapshot_write(s, path, parameters, &provenance);
    fail_takes_away(NULL);
    if (output_name_give(path, wish->output, wish->force) &&
        durable_sync_folder_of(wish->output))
        return NULL;
    const char *why = strerror(errno);
    unlink(path);
    return why;
}

/* Whoever begins a session at this moment takes the states away that the manifest has just
 * named: then all is read again. */
static const char *take(const char *folder, const struct wish *wish,
                        const struct launch *launch, char *why, size_t size) {
    static const struct timespec nap = {0, 100000000};
    struct parameters parameters;
    struct snapshot snapshot;
    const char *fault = read_once(folder, &parameters, wish, &snapshot, why, size);
    for (int again = 0; again < 4 && fault; again++) {
        nanosleep(&nap, NULL);
        fault = read_once(folder, &parameters, wish, &snapshot, why, size);
    }
    if (fault)
        return fault;
    fault = write_snapshot(&snapshot, wish, &parameters, launch);
    if (!fault)
        printf("%s: %lld of %lld runs\n", wish->output, (long long)snapshot.done,
               (long long)parameters.runs);
    snapshot_end(&snapshot);
    return fault;
}

/* What is to be said of a file that is not unfinished. */
static const char *not_unfinished(const char *path) {
    return exists(path) ? "is complete, and needs no snapshot"
                        : "there is neither this file nor an unfinished one (FILE.h5.part) "
                          "beside it";
}

int command_snapshot(const struct launch *launch, bool *help, struct faults *faults) {
    char why[PATH_LENGTH_MAX + 512];
    struct wish wish;
    read_wish(launch->argc - 1, launch->argv + 1, &wish, faults);
    *help = wish.help;
    if (faults->count > 0 || !wish.file || !wish.output)
        return EXIT_USAGE;
    if (launch->rank != 0 || wish.help)
        return EXIT_DONE;
    const char *fault = output_fault(&wish);
    if (fault)
        return complain(wish.output, fault);
    char *folder = part_folder_path(wish.file);
    if (!folder)
        abort();
    fault = exists(folder) ? take(folder, &wish, launch, why, sizeof why)
                           : not_unfinished(wish.file);
    if (fault && !exists(folder)) /* it has been finished meanwhile, perhaps */
        fault = not_unfinished(wish.file);
    free(folder);
    return fault ? complain(wish.file, fault) : EXIT_DONE;
}
