#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <mpi.h>

#include "cli/help.h"
#include "cli/tpmsync_program.h"
#include "commands/campaign_plan.h"
#include "commands/carry_out.h"
#include "ranks/failure.h"
#include "ranks/watchdog.h"
#include "record/stop.h"

/* All on all ranks. */
struct campaign_run {
    const struct campaign_options *options;
    const struct campaign_plan *plan;
    const struct launch *launch;
    size_t complete; /* so many are, in all */
    struct progress_series series;
    bool tells; /* rank 0, unless it is to be quiet */
};

/* ---- words ------------------------------------------------------------------------------- */

static void tell_begin(const struct campaign_run *run) {
    const size_t count = run->plan->count;
    size_t unfinished = 0, grows = 0;
    char grown[48] = "";
    for (size_t i = 0; i < count; i++) {
        unfinished += run->plan->ensemble[i].state == OUTPUT_UNFINISHED;
        grows += run->plan->ensemble[i].state == OUTPUT_GROWS;
    }
    if (grows > 0)
        snprintf(grown, sizeof grown, "%zu to be grown, ", grows);
    if (run->tells)
        fprintf(stderr,
                "tpmsync: %zu ensembles: %zu complete, %s%zu unfinished, %zu to begin\n", count,
                run->complete, grown, unfinished, count - run->complete - unfinished - grows);
}

static void tell_made(const struct campaign_run *run, const struct planned *e, double seconds) {
    char time[32], left[64], runs[64] = "";
    if (!run->tells)
        return;
    progress_time(time, sizeof time, seconds);
    progress_series_left(left, sizeof left, &run->series, 1.0, seconds, 0.0);
    if (planned_runs(e) > 0)
        snprintf(runs, sizeof runs, ", %" PRId64 " %s", planned_runs(e),
                 e->parameters.runs > 0 ? "runs" : "replicates");
    fprintf(stderr, "tpmsync: %s: complete%s, %s; %" PRId64 " of %" PRId64 ", all %s left\n",
            run->series.name, runs, time, run->series.number, run->series.count, left);
}

static void tell_stop(const struct campaign_run *run, const struct planned *e) {
    char after[32];
    if (!run->tells)
        return;
    progress_time(after, sizeof after, progress_clock() - run->launch->begun);
    fprintf(stderr,
            "tpmsync: stopped %s after %s, at %s: %zu of %zu ensembles are complete, all is "
            "saved; run it again to go on\n",
            stop_signal() ? "by a signal" : "at the time limit", after, e->entry->word[0],
            run->complete, run->plan->count);
}

static void tell_refused(const struct campaign_run *run, const struct planned *e,
                         const struct faults *faults) {
    if (run->launch->rank == 0)
        fprintf(stderr, "tpmsync campaign: %s:%d: %s was refused:\n%s", run->options->file,
                e->entry->line, e->entry->word[0], faults->text ? faults->text : "");
}

/* What an ensemble is expected to take, 0: unknown. Its file is written, read back and made
 * durable, too, which is most of a short one: without it the first of a series, of a few quick
 * runs, would have the others take days. */
static double expected(const struct planned *e) {
    static const double file = 0.5;
    return e->cost > 0.0 ? e->cost + file : 0.0;
}

/* ---- one ensemble ------------------------------------------------------------------------ */

/* As the command would do it by itself, which is what its history shall say. */
static int make(struct campaign_run *run, const struct planned *e) {
    struct faults faults = {0};
    struct launch launch = *run->launch;
    struct parameters parameters = e->parameters;
    char option[] = "--output";
    launch.argc = e->entry->words + 2;
    launch.argv = malloc(((size_t)launch.argc + 1) * sizeof *launch.argv);
    if (!launch.argv)
        fail(MPI_COMM_WORLD, "begin an ensemble", strerror(ENOMEM));
    launch.argv[0] = run->launch->argv[0];
    memcpy(launch.argv + 1, e->entry->word + 1,
           (size_t)(e->entry->words - 1) * sizeof *launch.argv);
    launch.argv[launch.argc - 2] = option;
    launch.argv[launch.argc - 1] = e->output;
    launch.argv[launch.argc] = NULL;
    launch.series = &run->series;
    parameters.resume = e->state == OUTPUT_UNFINISHED || e->state == OUTPUT_GROWS;
    parameters.force = e->state == OUTPUT_OTHER;
    const int status = carry_out(&parameters, e->command, &launch, &faults);
    if (status == EXIT_USAGE)
        tell_refused(run, e, &faults);
    faults_free(&faults);
    free(launch.argv);
    return status;
}

/* Some rank was told to stop, or has no time left. */
static bool shall_stop(const struct campaign_run *run) {
    const double limit = run->options->common.time_limit;
    int stop = stop_signal() || (limit > 0.0 && progress_clock() - run->launch->begun >= limit);
    MPI_Allreduce(MPI_IN_PLACE, &stop, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    return stop;
}

/* What is still to come behind the first `made`. */
static void look_ahead(struct campaign_run *run, size_t made) {
    run->series.cost_behind = 0.0;
    run->series.unknown_behind = false;
    for (size_t i = made; i < run->plan->count; i++) {
        const struct planned *e = &run->plan->ensemble[i];
        if (e->state == OUTPUT_COMPLETE)
            continue;
        run->series.cost_behind += expected(e);
        run->series.unknown_behind |= !(e->cost > 0.0);
    }
}

static int make_next(struct campaign_run *run, size_t i) {
    const struct planned *e = &run->plan->ensemble[i];
    const double begun = progress_clock();
    run->series.name = e->entry->word[0];
    run->series.number = (int64_t)i + 1;
    run->series.cost = expected(e);
    look_ahead(run, i + 1);
    if (e->state == OUTPUT_OTHER && run->tells)
        fprintf(stderr,
                "tpmsync: %s is complete, but of other parameters: it is replaced as soon as "
                "this is complete\n",
                e->output);
    const int status = make(run, e);
    const double seconds = progress_clock() - begun;
    if (status != EXIT_DONE)
        return status;
    run->complete++;
    tell_made(run, e, seconds);
    if (e->cost > 0.0) {
        run->series.cost_before += expected(e);
        run->series.seconds_before += seconds;
    }
    return status;
}

/* ---- all --------------------------------------------------------------------------------- */

static void make_folder(const struct campaign_run *run) {
    const char *out = run->options->out;
    if (run->launch->rank == 0 && mkdir(out, 0777) != 0 && errno != EEXIST)
        fail(MPI_COMM_WORLD, "make the folder of --out", strerror(errno));
}

static int run_all(const struct campaign_options *options, const struct campaign_plan *plan,
                   const struct launch *launch) {
    struct campaign_run run = {.options = options,
                               .plan = plan,
                               .launch = launch,
                               .series.count = (int64_t)plan->count,
                               .tells = launch->rank == 0 && !options->common.quiet};
    for (size_t i = 0; i < plan->count; i++)
        run.complete += plan->ensemble[i].state == OUTPUT_COMPLETE;
    stop_catch_signals();
    make_folder(&run);
    tell_begin(&run);
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->ensemble[i].state == OUTPUT_COMPLETE)
            continue;
        const int status = shall_stop(&run) ? EXIT_STOPPED : make_next(&run, i);
        if (status == EXIT_STOPPED)
            tell_stop(&run, &plan->ensemble[i]);
        if (status != EXIT_DONE)
            return status;
    }
    return EXIT_DONE;
}

static int help(int rank) {
    struct tpmsync_program described;
    const struct program_text *program = tpmsync_program(&described);
    if (rank == 0)
        help_print_command(stdout, program, program_command(program, "campaign"));
    return EXIT_DONE;
}

static int run_or_list(const struct campaign_options *options, const struct launch *launch,
                       struct faults *faults) {
    struct campaign_plan plan;
    int status = EXIT_USAGE;
    watchdog_start(launch->rank, options->common.io_timeout);
    campaign_plan_make(&plan, options, launch, faults);
    if (options->list && launch->rank == 0)
        campaign_list(&plan, options->common.quiet);
    if (faults->count > 0 && launch->rank == 0)
        fprintf(stderr, "tpmsync campaign: refused, nothing was run or written:\n%s",
                faults->text);
    if (faults->count == 0)
        status = options->list ? EXIT_DONE : run_all(options, &plan, launch);
    campaign_plan_free(&plan);
    return status;
}

int command_campaign(const struct launch *launch) {
    struct campaign_options options;
    struct faults faults = {0};
    campaign_options_read(&options, launch->argc - 1, launch->argv + 1, &faults);
    const int status =
        options.help ? help(launch->rank) : run_or_list(&options, launch, &faults);
    campaign_options_free(&options);
    faults_free(&faults);
    return status;
}
