#include "commands/commands.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_statistics_double.h>
#include <mpi.h>

#include "ensemble/failure.h"
#include "ensemble/progress.h"
#include "ensemble/replicates.h"
#include "file/split_file.h"
#include "physics/attacker_unit.h"
#include "physics/learning_time.h"
#include "physics/lucky_splitting.h"
#include "physics/splitting.h"

static void *room(size_t count, size_t size) {
    void *block = calloc(count, size);
    if (!block)
        fail(MPI_COMM_WORLD, "split", strerror(ENOMEM));
    return block;
}

static double mean_error(const double value[], size_t count) {
    return gsl_stats_sd(value, 1, count) / sqrt((double)count);
}

static void write_file(const struct parameters *parameters, const char *folder,
                       struct provenance *provenance, const struct split_solution *solution) {
    char path[PATH_LENGTH_MAX];
    const char *what;
    part_folder_file(path, folder, "output.h5", 0, 0);
    if (!split_file_write(path, parameters, provenance, solution, &what))
        fail(MPI_COMM_WORLD, "write the output", what);
}

/* ---- the passage of one unit ------------------------------------------------------------- */

struct passage {
    struct attacker_unit unit;
    struct walk_process process;
    struct splitting_levels levels;
    uint64_t seed;
    int trials;
    double mark; /* gap at which the last unit ends the learning */
};

static const char *make_passage(const void *self, int64_t replicate, void *result) {
    const struct passage *p = self;
    const enum splitting_status status =
        splitting_run(&p->process, p->seed, replicate, p->trials, &p->levels, result);
    return status == SPLITTING_DONE ? NULL : splitting_status_text(status);
}

/* Levels are a function of the parameters, so that every rank places the same. */
static void init_passage(struct passage *p, const struct parameters *parameters) {
    attacker_unit_init(&p->unit, (int)parameters->L);
    p->process = attacker_unit_process(&p->unit);
    p->seed = parameters->seed;
    p->trials = (int)parameters->trials;
    p->mark = K * (1.0 - parameters->cl);
    const double learned = attacker_unit_learned((int)parameters->L);
    const double event = p->mark < learned ? p->mark : learned;
    const enum splitting_status status =
        splitting_place_levels(&p->process, p->seed, p->trials, event, &p->mark, 1, &p->levels);
    if (status != SPLITTING_DONE)
        fail(MPI_COMM_WORLD, "place the levels", splitting_status_text(status));
}

/* The level at which the mark is reached. */
static int mark_level(const struct passage *p) {
    int level = 0;
    while (level < p->levels.count - 1 && p->levels.gap[level] > p->mark)
        level++;
    return level;
}

/* What all replicates together say. */
struct passage_means {
    double *deep, *mark, *transit, *moves, *probability; /* of each replicate */
    struct unit_passage passage;
    double deep_error;                    /* of passage.k_deep, relative */
    double learning_time, learning_error; /* since synchronisation, in steps */
};

/* The way that a unit has left from the mark to the last level. */
static struct unit_passage passage_of(const struct passage *p, double deep, double mark,
                                      double transit) {
    const double last = p->levels.gap[p->levels.count - 1];
    const double way = log(p->mark / last) / attacker_unit_decay(p->unit.L);
    return unit_passage(deep, mark, transit, way);
}

/* Of all walks that got to the last level, each replicate weighing as much as its rate; without
 * replicate `without`, if that is one. NaN if none got there. */
static double mean_transit(size_t count, const struct splitting_result results[],
                           const double deep[], int64_t without) {
    double sum = 0.0, weights = 0.0;
    for (size_t r = 0; r < count; r++)
        if ((int64_t)r != without && isfinite(results[r].transit)) {
            sum += deep[r] * results[r].transit;
            weights += deep[r];
        }
    return sum / weights;
}

static void average_passages(const struct passage *p, size_t count,
                             const struct splitting_result results[], struct passage_means *m) {
    const int levels = p->levels.count, mark = mark_level(p);
    double *time = room(count, sizeof *time);
    for (size_t r = 0; r < count; r++) {
        m->deep[r] = splitting_rate(&results[r], levels - 1);
        m->mark[r] = splitting_rate(&results[r], mark);
        m->transit[r] = results[r].transit;
        m->moves[r] = (double)results[r].moves;
        memcpy(m->probability + r * (size_t)levels, results[r].probability,
               (size_t)levels * sizeof(double));
    }
    const double transit = mean_transit(count, results, m->deep, -1);
    if (!isfinite(transit))
        fail(MPI_COMM_WORLD, "find a learning time",
             "no walk of any replicate got to the end; more --trials help");
    const double deep = gsl_stats_mean(m->deep, 1, count);
    m->passage = passage_of(p, deep, gsl_stats_mean(m->mark, 1, count), transit);
    m->deep_error = mean_error(m->deep, count) / deep;
    m->learning_time = learning_time_mean(&m->passage);
    /* By jackknife: the time is not linear in the rates, and these hang together. */
    const double n = (double)count, sum_deep = n * deep,
                 sum_mark = n * gsl_stats_mean(m->mark, 1, count);
    for (size_t r = 0; r < count; r++) {
        const struct unit_passage without = passage_of(
            p, (sum_deep - m->deep[r]) / (n - 1.0), (sum_mark - m->mark[r]) / (n - 1.0),
            mean_transit(count, results, m->deep, (int64_t)r));
        time[r] = learning_time_mean(&without);
    }
    m->learning_error = (n - 1.0) * mean_error(time, count);
    free(time);
}

static void tell_passage(const struct passage *p, const struct passage_means *m) {
    printf("L = %d: mean passage of one unit %.4g steps +- %.1f %%, %d levels\n"
           "mean learning time after synchronisation %.4g +- %.2g steps\n",
           p->unit.L, 1.0 / m->passage.k_deep, 100.0 * m->deep_error, p->levels.count,
           m->learning_time, m->learning_error);
}

static void write_passages(const struct parameters *parameters, const char *folder,
                           struct provenance *provenance, const struct passage *p,
                           const struct splitting_result results[]) {
    const size_t count = (size_t)parameters->replicates, levels = (size_t)p->levels.count;
    struct passage_means m = {.deep = room(count, sizeof(double)),
                              .mark = room(count, sizeof(double)),
                              .transit = room(count, sizeof(double)),
                              .moves = room(count, sizeof(double)),
                              .probability = room(count * levels, sizeof(double))};
    average_passages(p, count, results, &m);
    const struct split_column columns[] = {
        {"/replicates/rate_learned", m.deep, "1/steps",
         "passages of one unit to the last level, from which it does not return"},
        {"/replicates/rate_mark", m.mark, "1/steps",
         "passages of one unit to the gap 3 (1 - cl), at which the last unit ends the "
         "learning"},
        {"/replicates/transit", m.transit, "steps",
         "mean time from the first level to the last, of those that get there; NaN: none did"},
        {"/replicates/moves", m.moves, "1", "moves made"},
    };
    const struct split_number numbers[] = {
        {"passage", 1.0 / m.passage.k_deep},
        {"passage-error", m.deep_error / m.passage.k_deep},
        {"dead-mark", m.passage.dead_mark},
        {"dead-learned", m.passage.dead_deep},
        {"passage-mark", 1.0 / m.passage.k_mark},
        {"learning-time", m.learning_time},
        {"learning-time-error", m.learning_error},
    };
    const struct split_solution solution = {
        .replicates = count,
        .columns = sizeof columns / sizeof *columns,
        .column = columns,
        .numbers = sizeof numbers / sizeof *numbers,
        .number = numbers,
        .levels = levels,
        .gap = p->levels.gap,
        .probability = m.probability,
    };
    write_file(parameters, folder, provenance, &solution);
    if (!parameters->quiet)
        tell_passage(p, &m);
    free(m.deep);
    free(m.mark);
    free(m.transit);
    free(m.moves);
    free(m.probability);
}

/* ---- the lucky attacker ------------------------------------------------------------------ */

struct lucky {
    struct model model;
    int runs;
};

static const char *make_lucky(const void *self, int64_t replicate, void *result) {
    const struct lucky *l = self;
    return lucky_split(&engine_iterate, &l->model, l->runs, replicate, result)
               ? NULL
               : strerror(ENOMEM);
}

static void init_lucky(struct lucky *l, const struct parameters *parameters) {
    l->model = parameters_model(parameters);
    l->model.initial = l->model.L;
    l->model.attacker = true;
    l->model.max_steps = INT64_C(1) << 40; /* as good as none */
    l->runs = (int)parameters->trials;
}

static void write_lucky(const struct parameters *parameters, const char *folder,
                        struct provenance *provenance, const struct lucky_estimate results[]) {
    const size_t count = (size_t)parameters->replicates;
    double *probability = room(count, sizeof *probability), *steps = room(count, sizeof *steps);
    for (size_t r = 0; r < count; r++) {
        probability[r] = results[r].probability;
        steps[r] = (double)results[r].steps;
    }
    const struct lucky_mean mean = lucky_mean(results, count);
    const struct split_column columns[] = {
        {"/replicates/lucky", probability, "1",
         "estimate of the probability that o has learned before A and B are synchronised"},
        {"/replicates/steps", steps, "steps", "steps made"},
    };
    const struct split_number numbers[] = {{"lucky", mean.probability},
                                           {"lucky-error", mean.error}};
    const struct split_solution solution = {
        .replicates = count,
        .columns = sizeof columns / sizeof *columns,
        .column = columns,
        .numbers = sizeof numbers / sizeof *numbers,
        .number = numbers,
    };
    write_file(parameters, folder, provenance, &solution);
    if (!parameters->quiet)
        printf("L = %d: the attacker has learned first with probability %.3g +- %.2g\n",
               (int)parameters->L, mean.probability, mean.error);
    free(probability);
    free(steps);
}

/* ---- the command ------------------------------------------------------------------------- */

static enum ensemble_end split(const struct parameters *parameters, const struct launch *launch,
                               struct output_claim *claim) {
    struct passage *passage = room(1, sizeof *passage);
    struct lucky lucky;
    const bool is_passage = parameters->event == SPLIT_PASSAGE;
    struct replicates replicates = {
        .count = parameters->replicates,
        .size = is_passage ? sizeof(struct splitting_result) : sizeof(struct lucky_estimate),
        .make = is_passage ? make_passage : make_lucky,
        .self = is_passage ? (const void *)passage : &lucky,
        .folder = claim->folder,
        .lock = launch->rank == 0 ? &claim->lock : NULL,
        .rules = command_stop_rules(parameters, launch),
        .quiet = parameters->quiet,
    };
    if (is_passage)
        init_passage(passage, parameters);
    else
        init_lucky(&lucky, parameters);
    void *results = launch->rank == 0 ? room((size_t)replicates.count, replicates.size) : NULL;
    const enum ensemble_end end = replicates_run(&replicates, MPI_COMM_WORLD, results);
    if (end == ENSEMBLE_DONE && launch->rank == 0) {
        struct provenance provenance;
        provenance_gather(&provenance, launch->ranks, launch->argc, launch->argv);
        if (is_passage)
            write_passages(parameters, claim->folder, &provenance, passage, results);
        else
            write_lucky(parameters, claim->folder, &provenance, results);
    }
    free(results);
    free(passage);
    return end;
}

int command_split(const struct parameters *parameters, const struct launch *launch,
                  struct output_claim *claim) {
    if (command_take_claim(parameters, launch, claim))
        return EXIT_DONE;
    const enum ensemble_end end = split(parameters, launch, claim);
    if (end == ENSEMBLE_STOPPED && launch->rank == 0 && !parameters->quiet)
        fprintf(stderr, "tpmsync: stopped; the replicates that are done are kept; go on with "
                        "--resume\n");
    return command_end(parameters, launch, claim, end);
}
