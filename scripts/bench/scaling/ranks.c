/* The ensemble layer of the program (src/ensemble, src/ranks, src/checkpoint, src/record) on as
 * many ranks as it is started on, with runs that take time and compute nothing
 * (modelled_engine.h), and no result (no_file.c). Built for Open MPI, bench-scale-ranks, and
 * for SimGrid's SMPI, bench-scale-smpi, where the ranks and their time are simulated.
 *
 *     bench-scale-ranks RUNS PASSAGE COMMIT-EVERY FOLDER
 *
 * FOLDER is empty, and is left with what is committed. Rank 0 prints one line of JSON: the
 * seconds from the begin to when all runs are done and put together, the same over the work
 * (work / seconds / ranks is the efficiency), and what all ranks together have called.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpi.h>

#include "counted_calls.h"
#include "ensemble/ensemble.h"
#include "modelled_engine.h"
#include "no_file.h"
#include "record/progress.h"
#include "schema/description.h"

/* The work of the runs, in seconds of one rank. */
static double work_of(int64_t runs) {
    double work = 0.0;
    for (int64_t run = 0; run < runs; run++) {
        const struct modelled_run at = engine_model_start(&modelled_engine_model, run);
        work += engine_model_work(&modelled_engine_model, &at);
    }
    return work;
}

static void print(int ranks, int64_t runs, double seconds, const int64_t calls[],
                  int64_t finished) {
    const double work = work_of(runs);
    printf("{\"ranks\": %d, \"runs\": %lld, \"finished\": %lld, \"seconds\": %.6f, "
           "\"work\": %.6f, \"efficiency\": %.4f",
           ranks, (long long)runs, (long long)finished, seconds, work, work / seconds / ranks);
    for (int c = 0; c < COUNTED_CALLS; c++)
        printf(", \"%s\": %lld", counted_call_name[c], (long long)calls[c]);
    printf("}\n");
}

/* Runs the ensemble; the seconds. */
static double measure(int rank, const struct parameters *parameters, const char *folder) {
    static struct manifest manifest;
    struct lock lock = {.file = -1};
    char why[512];
    manifest.runs = parameters->runs;
    if (rank == 0 && lock_take(&lock, folder, why, sizeof why) != LOCK_TAKEN) {
        fprintf(stderr, "bench-scale-ranks: %s\n", why);
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    }
    MPI_Barrier(MPI_COMM_WORLD);
    const double begin = progress_clock();
    const struct ensemble_plan plan = {
        .engine = &modelled_engine,
        .model = parameters_model(parameters),
        .parameters = parameters,
        .schedule = parameters->schedule,
        .folder = folder,
        .manifest = &manifest,
        .lock = rank == 0 ? &lock : NULL,
        .rules = {.commit_every = parameters->checkpoint_every,
                  .time_limit = INFINITY,
                  .begun = begin,
                  .committed = begin,
                  .clock = progress_clock},
        .quiet = true,
    };
    const enum ensemble_end end = ensemble_run(&plan, MPI_COMM_WORLD);
    const double seconds = progress_clock() - begin;
    if (rank == 0)
        lock_release(&lock);
    return end == ENSEMBLE_DONE ? seconds : NAN;
}

int main(int argc, char **argv) {
    struct parameters parameters;
    struct faults faults = {0};
    int64_t calls[COUNTED_CALLS], finished = 0;
    int rank, ranks;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    if (argc != 5) {
        fprintf(stderr, "usage: bench-scale-ranks RUNS PASSAGE COMMIT-EVERY FOLDER\n");
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    }
    parameters_begin(&parameters, command_find("iterate"));
    parameters.L = 4;
    parameters.runs = atoll(argv[1]);
    parameters.checkpoint_every = atof(argv[3]);
    parameters_complete(&parameters, &faults);
    modelled_engine_model = engine_model_measured;
    modelled_engine_model.passage = atof(argv[2]);
    const double seconds = measure(rank, &parameters, argv[4]);
    MPI_Reduce(counted_calls, calls, COUNTED_CALLS, MPI_INT64_T, MPI_SUM, 0, MPI_COMM_WORLD);
    MPI_Reduce(&no_file_runs, &finished, 1, MPI_INT64_T, MPI_SUM, 0, MPI_COMM_WORLD);
    if (rank == 0)
        print(ranks, parameters.runs, seconds, calls, finished);
    parameters_free(&parameters);
    MPI_Finalize();
    return isfinite(seconds) ? EXIT_SUCCESS : EXIT_FAILURE;
}
