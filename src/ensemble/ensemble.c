#include "ensemble/ensemble.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ensemble/dealer.h"
#include "ensemble/failure.h"
#include "ensemble/finished_runs.h"
#include "ensemble/heartbeat.h"
#include "ensemble/progress.h"
#include "ensemble/recorder.h"

/* A rank looks up from its work about every SLICE_SECONDS, and everything is written at the
 * latest every COMMIT_SECONDS. */
static const double SLICE_SECONDS = 0.02;
static const double COMMIT_SECONDS = 60.0;

/* What one rank holds. */
struct rank {
    const struct ensemble *ensemble;
    MPI_Comm comm;
    int number;
    struct ensemble_file *file;
    struct dealer *dealer;
    struct mean_curve curve; /* sums of all runs that this rank has ended */
    int64_t last_step;       /* the largest step of any of them */
    struct recorder *recorder;
    struct finished_runs finished;
    struct heartbeat heart;
    struct progress progress;
    double committed; /* when, in seconds */

    void *worker;
    int lanes;      /* in use: no more than this rank's fair share of the runs */
    int64_t *run;   /* [lanes]: the run in a lane, or -1 */
    int occupied;   /* lanes with a run */
    bool exhausted; /* nothing is left to be dealt */
    int64_t slice;  /* steps of the next slice */
    int64_t runs_ended, steps_made;
};

/* ---- computing ---- */

static void fill_lanes(struct rank *rank) {
    for (int l = 0; l < rank->lanes && !rank->exhausted; l++) {
        if (rank->run[l] >= 0)
            continue;
        const int64_t run = dealer_next(rank->dealer);
        rank->exhausted = run < 0;
        if (run < 0)
            return;
        rank->run[l] = run;
        rank->occupied++;
        rank->ensemble->engine->start(rank->worker, l, run);
    }
}

static void collect_run(struct rank *rank, int lane, const struct outcome *outcome) {
    recorder_end_run(rank->recorder, lane);
    mean_curve_add(&rank->curve, recorder_curve(rank->recorder, lane));
    errno = ENOMEM;
    if (!finished_runs_append(&rank->finished, rank->run[lane], outcome,
                              recorder_rows(rank->recorder, lane)))
        fail(rank->comm, "keep the trace of a run", strerror(errno));
    recorder_clear_lane(rank->recorder, lane);
    rank->run[lane] = -1;
    rank->occupied--;
    rank->runs_ended++;
    rank->steps_made += outcome->steps;
    if (outcome->steps > rank->last_step)
        rank->last_step = outcome->steps;
}

/* One call of the engine. Its number of steps is doubled or halved until a call takes about
 * half of SLICE_SECONDS; calls in which a run ended are cut short and tell nothing. */
static void advance(struct rank *rank, struct outcome outcome[], bool finished[]) {
    const struct engine *engine = rank->ensemble->engine;
    const double begin = progress_clock();
    engine->advance(rank->worker, rank->slice, outcome, finished);
    const double seconds = progress_clock() - begin;
    bool any_ended = false;
    for (int l = 0; l < engine->lanes; l++)
        if (finished[l]) {
            any_ended = true;
            finished[l] = false;
            collect_run(rank, l, &outcome[l]);
        }
    if (seconds > SLICE_SECONDS && rank->slice > 1)
        rank->slice /= 2;
    else if (!any_ended && seconds < 0.25 * SLICE_SECONDS)
        rank->slice *= 2;
}

/* Computes for about SLICE_SECONDS. */
static void compute_slice(struct rank *rank, struct outcome outcome[], bool finished[]) {
    const double begin = progress_clock();
    do {
        fill_lanes(rank);
        if (rank->occupied == 0)
            return;
        advance(rank, outcome, finished);
    } while (progress_clock() - begin < 0.5 * SLICE_SECONDS &&
             !finished_runs_are_many(&rank->finished));
    if (recorder_error(rank->recorder))
        fail(rank->comm, "keep the trace of a run", strerror(recorder_error(rank->recorder)));
}

/* ---- writing ---- */

static void write_mean(struct rank *rank) {
    const struct mean_curve *own = &rank->curve;
    struct mean_curve total = *own;
    struct curve_point *points = NULL;
    int64_t last_step = 0, count = 0;
    MPI_Allreduce(&rank->last_step, &last_step, 1, MPI_INT64_T, MPI_MAX, rank->comm);
    if (rank->number == 0) {
        total.sums = malloc((size_t)own->size * sizeof *total.sums);
        points = malloc((size_t)own->points * sizeof *points);
        if (!total.sums || !points)
            fail(rank->comm, "write the mean overlaps", strerror(ENOMEM));
    }
    MPI_Reduce(own->sums, total.sums, (int)own->size, MPI_INT64_T, MPI_SUM, 0, rank->comm);
    if (rank->number == 0) {
        count = mean_curve_evaluate(&total, last_step, points);
        free(total.sums);
    }
    MPI_Bcast(&count, 1, MPI_INT64_T, 0, rank->comm);
    ensemble_file_write_mean(rank->file, count, points);
    free(points);
}

static void commit(struct rank *rank) {
    ensemble_file_write_runs(rank->file, &rank->finished);
    write_mean(rank);
    ensemble_file_flush(rank->file);
    if (!finished_runs_clear(&rank->finished))
        fail(rank->comm, "clear the temporary trace file", strerror(errno));
    rank->committed = progress_clock();
}

/* ---- the loop ------------------------------------------------------------------------------
 */

static struct heartbeat_word word_of(const struct rank *rank) {
    const bool overdue = progress_clock() - rank->committed > COMMIT_SECONDS;
    return (struct heartbeat_word){
        .wants_commit =
            finished_runs_are_many(&rank->finished) || (rank->number == 0 && overdue),
        .has_no_run = rank->exhausted && rank->occupied == 0,
        .runs_ended = rank->runs_ended,
        .steps_made = rank->steps_made,
    };
}

static void loop(struct rank *rank, struct outcome outcome[], bool finished[]) {
    static const struct timespec nap = {0, 1000000};
    int ranks;
    MPI_Comm_size(rank->comm, &ranks);
    heartbeat_start(&rank->heart, rank->comm, word_of(rank));
    for (;;) {
        compute_slice(rank, outcome, finished);
        if (!heartbeat_complete(&rank->heart)) {
            if (rank->occupied == 0)
                nanosleep(&nap, NULL); /* leave the core to whoever still computes */
            continue;
        }
        const struct heartbeat_word all = rank->heart.all;
        const bool done = all.has_no_run == ranks;
        if (all.wants_commit > 0 || done)
            commit(rank);
        if (done)
            return;
        if (rank->number == 0)
            progress_update(&rank->progress, all.runs_ended, all.steps_made);
        heartbeat_start(&rank->heart, rank->comm, word_of(rank));
    }
}

/* An engine with many lanes must not take all the runs and leave other ranks without. */
static int lanes_in_use(const struct rank *rank) {
    int ranks;
    MPI_Comm_size(rank->comm, &ranks);
    const int64_t share = (rank->ensemble->runs + ranks - 1) / ranks;
    const int lanes = rank->ensemble->engine->lanes;
    return share < lanes ? (int)share : lanes;
}

/* Continuous weights have a time scale alpha = steps / N, discrete ones have not. */
static bool init_curve(struct mean_curve *curve, const struct model *model) {
    return model->alpha_step > 0.0
               ? mean_curve_init_alpha(curve, model->N, model->alpha_step, model->alpha_max)
               : mean_curve_init(curve, model->max_steps);
}

void ensemble_run(const struct ensemble *ensemble, MPI_Comm comm, struct ensemble_file *file) {
    const int lanes = ensemble->engine->lanes;
    struct rank rank = {.ensemble = ensemble, .file = file, .slice = 1};
    MPI_Comm_dup(comm, &rank.comm);
    MPI_Comm_rank(rank.comm, &rank.number);
    rank.lanes = lanes_in_use(&rank);
    rank.dealer = dealer_new(rank.comm, ensemble->runs);
    rank.committed = progress_clock();
    rank.run = malloc((size_t)lanes * sizeof *rank.run);
    struct outcome *outcome = calloc((size_t)lanes, sizeof *outcome);
    bool *finished = calloc((size_t)lanes, sizeof *finished);
    if (init_curve(&rank.curve, &ensemble->model))
        rank.recorder = recorder_new(lanes, &rank.curve, &ensemble->schedule,
                                     ensemble->model.attacker, ensemble->folder);
    if (rank.recorder)
        rank.worker =
            ensemble->engine->create(&ensemble->model, recorder_observer(rank.recorder));
    if (!rank.run || !outcome || !finished || !rank.worker ||
        !finished_runs_init(&rank.finished, ensemble->folder))
        fail(rank.comm, "set up the runs", strerror(ENOMEM));
    for (int l = 0; l < lanes; l++)
        rank.run[l] = -1;

    progress_start(&rank.progress, ensemble->runs, ensemble->quiet || rank.number != 0);
    loop(&rank, outcome, finished);
    progress_end(&rank.progress, rank.heart.all.runs_ended, rank.heart.all.steps_made);

    ensemble->engine->destroy(rank.worker);
    recorder_destroy(rank.recorder);
    finished_runs_free(&rank.finished);
    mean_curve_free(&rank.curve);
    dealer_destroy(rank.dealer);
    free(rank.run);
    free(outcome);
    free(finished);
    MPI_Comm_free(&rank.comm);
}
