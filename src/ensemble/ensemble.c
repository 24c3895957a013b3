#include "ensemble/ensemble.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "checkpoint/part_folder.h"
#include "ensemble/merge.h"
#include "ensemble/pace.h"
#include "ensemble/session.h"
#include "ranks/dealer.h"
#include "ranks/failure.h"
#include "ranks/heartbeat.h"
#include "ranks/watchdog.h"
#include "record/progress.h"
#include "record/recorder.h"

/* What one rank holds. */
struct rank {
    const struct ensemble_plan *plan;
    MPI_Comm comm;
    struct session session;
    struct dealer *dealer;
    struct mean_curve curve; /* sums of the runs that this rank has, ended or not */
    struct recorder *recorder;
    struct heartbeat heart;
    struct progress progress;
    struct stop_rules rules;
    bool unsaved; /* something was computed since the last commit */

    void *worker;
    int lanes;      /* in use: no more than this rank's fair share of the runs */
    int64_t *run;   /* [lanes]: the run in a lane, or -1 */
    int occupied;   /* lanes with a run */
    bool exhausted; /* nothing is left to be dealt */
    int64_t slice;  /* steps of the next slice */
    int64_t runs_ended, steps_made;
    struct saved_run saved; /* room for the state of a run */
};

/* ---- computing ---- */

/* A run of the session before goes on. */
static void restore_run(struct rank *rank, int lane, int64_t run) {
    if (!recorder_restore(rank->recorder, lane, &rank->saved) ||
        !rank->plan->engine->restore(rank->worker, lane, run, &rank->saved) ||
        !saved_run_is_read(&rank->saved)) {
        char why[128];
        snprintf(why, sizeof why, "the state of run %lld does not fit this program",
                 (long long)run);
        fail(rank->comm, "go on with a run", why);
    }
}

static void fill_lanes(struct rank *rank) {
    for (int l = 0; l < rank->lanes && !rank->exhausted; l++) {
        if (rank->run[l] >= 0)
            continue;
        const int64_t waiting = session_next_waiting(&rank->session, &rank->saved);
        const int64_t run = waiting >= 0 ? waiting : dealer_next(rank->dealer);
        rank->exhausted = run == DEALER_HAS_NONE;
        if (run < 0)
            return;
        rank->run[l] = run;
        rank->occupied++;
        if (waiting >= 0)
            restore_run(rank, l, run);
        else
            rank->plan->engine->start(rank->worker, l, run);
    }
}

static void collect_run(struct rank *rank, int lane, const struct outcome *outcome) {
    struct run_record record = {.run = rank->run[lane], .outcome = *outcome};
    if (!recorder_end_run(rank->recorder, lane, &record.chain))
        fail(rank->comm, "keep the trace of a run", strerror(errno));
    session_append_run(&rank->session, &record);
    rank->run[lane] = -1;
    rank->occupied--;
    rank->runs_ended++;
    rank->steps_made += outcome->steps;
}

/* One call of the engine. */
static void advance(struct rank *rank, struct outcome outcome[], bool finished[]) {
    const struct engine *engine = rank->plan->engine;
    const double begin = progress_clock();
    engine->advance(rank->worker, rank->slice, outcome, finished);
    struct call call = {
        .steps = rank->slice,
        .seconds = progress_clock() - begin,
        .runs = rank->occupied,
    };
    for (int l = 0; l < engine->lanes; l++)
        if (finished[l]) {
            finished[l] = false;
            collect_run(rank, l, &outcome[l]);
            call.ended++;
            if (outcome[l].steps > call.longest)
                call.longest = outcome[l].steps;
        }
    rank->slice = pace_steps(&call);
}

/* Computes for a slice. */
static void compute_slice(struct rank *rank, struct outcome outcome[], bool finished[]) {
    const double begin = progress_clock();
    do {
        fill_lanes(rank);
        if (rank->occupied == 0)
            return;
        rank->unsaved = true;
        advance(rank, outcome, finished);
    } while (!pace_slice_is_over(progress_clock() - begin) && !stop_signal());
    if (recorder_error(rank->recorder))
        fail(rank->comm, "keep the trace of a run", strerror(recorder_error(rank->recorder)));
}

/* ---- committing ---- */

static void put_run(struct rank *rank, struct state_writer *writer, int lane) {
    saved_run_clear(&rank->saved);
    if (!recorder_save(rank->recorder, lane, &rank->saved) ||
        !rank->plan->engine->save(rank->worker, lane, &rank->saved))
        fail(rank->comm, "save a run", strerror(ENOMEM));
    state_writer_put_run(writer, rank->run[lane], rank->saved.bytes, rank->saved.size);
}

static void commit(struct rank *rank) {
    struct state_writer writer;
    const double begin = progress_clock();
    if (!recorder_flush(rank->recorder))
        fail(rank->comm, "keep the trace of a run", strerror(errno));
    mean_curve_carry(&rank->curve);
    session_commit_begin(&rank->session, &writer, rank->occupied, &rank->curve);
    for (int l = 0; l < rank->lanes; l++)
        if (rank->run[l] >= 0)
            put_run(rank, &writer, l);
    session_commit_end(&rank->session, &writer);
    rank->unsaved = false;
    rank->session.totals.commits++;
    rank->session.totals.commit_seconds += progress_clock() - begin;
    stop_committed(&rank->rules);
}

/* At intervals; and at once when a signal has come, before the others are asked whether they
 * stop too: they may be dead, and whoever sent the signal may not wait long. */
static void commit_if_due(struct rank *rank) {
    if (rank->unsaved && (stop_signal() || stop_commit_is_due(&rank->rules)))
        commit(rank);
}

/* ---- the loop ------------------------------------------------------------------------------
 */

static struct heartbeat_word word_of(const struct rank *rank) {
    return (struct heartbeat_word){
        .signalled = stop_signal() != 0,
        .time_is_up = stop_time_is_up(&rank->rules),
        .has_no_run = rank->exhausted && rank->occupied == 0,
        .runs_ended = rank->runs_ended,
        .steps_made = rank->steps_made,
    };
}

/* Until all runs are done, which is returned as true, or some rank wants to stop. */
static bool loop(struct rank *rank, struct outcome outcome[], bool finished[]) {
    static const struct timespec nap = {0, PACE_NAP_NANOSECONDS};
    const struct session *session = &rank->session;
    heartbeat_start(&rank->heart, rank->comm, word_of(rank));
    watchdog_phase("hear of all ranks", session->folder);
    for (;;) {
        if (!stop_signal())
            compute_slice(rank, outcome, finished);
        commit_if_due(rank);
        if (session->lock)
            lock_beat(session->lock);
        if (!heartbeat_complete(&rank->heart)) {
            if (rank->occupied == 0 || stop_signal())
                nanosleep(&nap, NULL); /* leave the core to whoever still computes or commits */
            continue;
        }
        const struct heartbeat_word all = rank->heart.all;
        watchdog_pat();
        const bool done = all.has_no_run == session->ranks;
        if (done || all.signalled > 0 || all.time_is_up > 0) {
            if (rank->unsaved)
                commit(rank);
            return done;
        }
        if (session->rank == 0)
            progress_update(&rank->progress, session->manifest.done_before + all.runs_ended,
                            all.steps_made);
        heartbeat_start(&rank->heart, rank->comm, word_of(rank));
    }
}

static void set_up(struct rank *rank) {
    const struct ensemble_plan *plan = rank->plan;
    const int lanes = plan->engine->lanes;
    rank->lanes = pace_lanes(plan->manifest->runs, rank->session.ranks, lanes);
    /* When resumed, runs of the session before come first. */
    rank->dealer = dealer_new(rank->comm, &rank->session.settled,
                              plan->manifest->session > 0 ? 0 : rank->lanes);
    rank->run = malloc((size_t)lanes * sizeof *rank->run);
    rank->recorder =
        recorder_new(lanes, &rank->curve, &plan->schedule, &plan->model, rank->session.journal);
    if (rank->recorder)
        rank->worker = plan->engine->create(&plan->model, recorder_observer(rank->recorder));
    if (!rank->run || !rank->worker)
        fail(rank->comm, "set up the runs", strerror(ENOMEM));
    for (int l = 0; l < lanes; l++)
        rank->run[l] = -1;
}

static void tear_down(struct rank *rank) {
    if (rank->worker)
        rank->plan->engine->destroy(rank->worker);
    recorder_destroy(rank->recorder);
    saved_run_free(&rank->saved);
    if (rank->dealer)
        dealer_destroy(rank->dealer);
    free(rank->run);
}

static bool make_runs(struct rank *rank) {
    const int lanes = rank->plan->engine->lanes;
    const struct session *session = &rank->session;
    struct outcome *outcome = calloc((size_t)lanes, sizeof *outcome);
    bool *finished = calloc((size_t)lanes, sizeof *finished);
    if (!outcome || !finished)
        fail(rank->comm, "set up the runs", strerror(ENOMEM));
    const int64_t before = session->manifest.done_before;
    progress_start(&rank->progress, rank->plan->series, "runs", session->manifest.runs, before,
                   rank->plan->quiet || session->rank != 0);
    stop_committed(&rank->rules);
    const bool done = loop(rank, outcome, finished);
    progress_end(&rank->progress, before + rank->heart.all.runs_ended,
                 rank->heart.all.steps_made);
    free(outcome);
    free(finished);
    return done;
}

/* ---- the ends ---- */

static void put_together(struct rank *rank) {
    const struct ensemble_plan *plan = rank->plan;
    char path[PATH_LENGTH_MAX];
    const struct lock_claim claim = rank->session.claim;
    part_folder_file(path, plan->folder, "output", claim.session, claim.stamp);
    merge(&rank->session, &rank->curve, path, plan->parameters, plan->provenance);
}

/* What is committed, not what the last beat said. */
static void tell_stop(const struct rank *rank) {
    const struct session *s = &rank->session;
    char after[32];
    int64_t done = 0;
    MPI_Reduce(&s->totals.runs_done, &done, 1, MPI_INT64_T, MPI_SUM, 0, rank->comm);
    if (s->rank != 0 || rank->plan->series)
        return;
    progress_time(after, sizeof after, rank->rules.clock() - rank->rules.begun);
    fprintf(stderr,
            "tpmsync: stopped %s after %s: %lld of %lld runs are done, the others are saved; "
            "go on with --resume\n",
            rank->heart.all.signalled > 0 ? "by a signal" : "at the time limit", after,
            (long long)done, (long long)s->manifest.runs);
}

enum ensemble_end ensemble_run(const struct ensemble_plan *plan, MPI_Comm comm) {
    struct rank rank = {.plan = plan, .slice = 1, .rules = plan->rules};
    enum ensemble_end end = ENSEMBLE_REFUSED;
    MPI_Comm_dup(comm, &rank.comm);
    if (!recorder_init_curve(&rank.curve, &plan->model))
        fail(rank.comm, "set up the runs", strerror(ENOMEM));
    if (session_begin(&rank.session, rank.comm, plan->folder, plan->manifest, plan->parameters,
                      plan->lock, &rank.curve, trace_row_width(&plan->model))) {
        set_up(&rank);
        const bool done = make_runs(&rank);
        end = done ? ENSEMBLE_DONE : ENSEMBLE_STOPPED;
        tear_down(&rank);
        if (done)
            put_together(&rank);
        else
            tell_stop(&rank);
        session_end(&rank.session);
    }
    mean_curve_free(&rank.curve);
    MPI_Comm_free(&rank.comm);
    return end;
}
