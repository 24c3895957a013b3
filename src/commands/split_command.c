#include "commands/commands.h"
#include "schema/description.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpi.h>

#include "ensemble/replicates.h"
#include "file/solution_file.h"
#include "physics/split/learning_splitting.h"
#include "physics/split/lucky_splitting.h"
#include "ranks/failure.h"
#include "record/progress.h"

static void *room(size_t count, size_t size) {
    void *block = calloc(count, size);
    if (!block)
        fail(MPI_COMM_WORLD, "split", strerror(ENOMEM));
    return block;
}

static void write_file(const struct parameters *parameters, const struct output_claim *claim,
                       const struct provenance *provenance, const struct solution *solution) {
    char path[PATH_LENGTH_MAX];
    const char *what;
    output_claim_result(claim, path);
    if (!solution_file_write(path, parameters, provenance, solution, &what))
        fail(MPI_COMM_WORLD, "write the output", what);
}

/* The runs from the start that splitting needs. */
static struct model model_of(const struct parameters *parameters) {
    struct model model = parameters_model(parameters);
    model.initial = model.L;
    model.attacker = true;
    model.max_steps = INT64_C(1) << 40; /* never reached */
    return model;
}

/* ---- the passage of one unit ------------------------------------------------------------- */

static const char *make_passage(const void *self, int64_t replicate, void *result) {
    const enum splitting_status status = learning_splitting_run(self, replicate, result);
    return status == SPLITTING_DONE ? NULL : splitting_status_text(status);
}

/* Levels are a function of the parameters, so that every rank places the same. */
static void init_passage(struct learning_splitting *s, const struct parameters *parameters) {
    const struct model model = model_of(parameters);
    const enum splitting_status status =
        learning_splitting_init(s, &model, (int)parameters->trials);
    if (status != SPLITTING_DONE)
        fail(MPI_COMM_WORLD, "place the levels", splitting_status_text(status));
}

static struct learning_estimate estimate_of(const struct learning_splitting *s, size_t count,
                                            const struct learning_replicate results[]) {
    struct learning_estimate estimate;
    const enum splitting_status status =
        learning_splitting_estimate(s, count, results, &estimate);
    if (status == SPLITTING_NO_MEMORY)
        fail(MPI_COMM_WORLD, "split", splitting_status_text(status));
    if (status != SPLITTING_DONE)
        fail(MPI_COMM_WORLD, "find a learning time",
             "hardly any walk got to the end; more --trials help");
    return estimate;
}

static void tell_passage(const struct learning_splitting *s,
                         const struct learning_estimate *estimate) {
    printf("L = %d: mean passage of one unit %.4g steps +- %.1f %%, %d levels\n"
           "mean learning time after synchronisation %.4g +- %.2g steps\n",
           s->unit.L, 1.0 / estimate->passage.k_deep, 100.0 * estimate->deep_error,
           s->levels.count, estimate->mean, estimate->error);
}

/* The scale of what there is one of in each replicate. */
static double *replicate_numbers(size_t count) {
    double *number = room(count, sizeof *number);
    for (size_t r = 0; r < count; r++)
        number[r] = (double)r;
    return number;
}

enum passage_column { RATE_LEARNED, RATE_MARK, TRANSIT, AHEAD, MOVES, PASSAGE_COLUMNS };

static void write_passages(const struct parameters *parameters,
                           const struct output_claim *claim,
                           const struct provenance *provenance,
                           const struct learning_splitting *s,
                           const struct learning_replicate results[]) {
    const size_t count = (size_t)parameters->replicates, levels = (size_t)s->levels.count;
    const struct learning_estimate estimate = estimate_of(s, count, results);
    double *probability = room(count * levels, sizeof *probability);
    double *value = room(PASSAGE_COLUMNS * count, sizeof *value);
    double *number = replicate_numbers(count);
    for (size_t r = 0; r < count; r++) {
        value[RATE_LEARNED * count + r] = learning_replicate_deep(&results[r]);
        value[RATE_MARK * count + r] = learning_replicate_mark(s, &results[r]);
        value[TRANSIT * count + r] = results[r].splitting.transit;
        value[AHEAD * count + r] = learning_replicate_ahead(&results[r]);
        value[MOVES * count + r] = (double)results[r].splitting.moves;
        memcpy(probability + r * levels, results[r].splitting.probability,
               levels * sizeof *probability);
    }
    const struct array arrays[] = {
        {"/replicates/replicate", number},
        {"/replicates/rate_learned", value + RATE_LEARNED * count},
        {"/replicates/rate_mark", value + RATE_MARK * count},
        {"/replicates/transit", value + TRANSIT * count},
        {"/replicates/ahead", value + AHEAD * count},
        {"/replicates/moves", value + MOVES * count},
        {"/levels/gap", s->levels.gap},
        {"/replicates/gap", s->levels.gap},
        {"/replicates/probability", probability},
    };
    const struct unit_passage *passage = &estimate.passage;
    const struct solution solution = {
        .arrays = {.files = IN_PASSAGE,
                   .size = {[DIMENSION_REPLICATES] = count, [DIMENSION_LEVELS] = levels},
                   .count = sizeof arrays / sizeof *arrays,
                   .array = arrays},
        .results = {.passage = 1.0 / passage->k_deep,
                    .passage_error = estimate.deep_error / passage->k_deep,
                    .dead_mark = passage->dead_mark,
                    .dead_learned = passage->dead_deep,
                    .passage_mark = 1.0 / passage->k_mark,
                    .learning_time = estimate.mean,
                    .learning_time_error = estimate.error},
    };
    write_file(parameters, claim, provenance, &solution);
    if (!parameters->quiet)
        tell_passage(s, &estimate);
    free(number);
    free(probability);
    free(value);
}

/* ---- the lucky attacker ------------------------------------------------------------------ */

struct lucky {
    struct model model;
    int runs;
};

static const char *make_lucky(const void *self, int64_t replicate, void *result) {
    const struct lucky *l = self;
    return lucky_split(&engine_iterate_plain, &l->model, l->runs, replicate, result)
               ? NULL
               : strerror(ENOMEM);
}

static void init_lucky(struct lucky *l, const struct parameters *parameters) {
    l->model = model_of(parameters);
    l->runs = (int)parameters->trials;
}

static void write_lucky(const struct parameters *parameters, const struct output_claim *claim,
                        const struct provenance *provenance,
                        const struct lucky_estimate results[]) {
    const size_t count = (size_t)parameters->replicates;
    double *probability = room(count, sizeof *probability), *steps = room(count, sizeof *steps);
    for (size_t r = 0; r < count; r++) {
        probability[r] = results[r].probability;
        steps[r] = (double)results[r].steps;
    }
    const struct lucky_mean mean = lucky_mean(results, count);
    double *number = replicate_numbers(count);
    const struct array arrays[] = {
        {"/replicates/replicate", number},
        {"/replicates/lucky", probability},
        {"/replicates/steps", steps},
    };
    const struct solution solution = {
        .arrays = {.files = IN_LUCKY,
                   .size = {[DIMENSION_REPLICATES] = count},
                   .count = sizeof arrays / sizeof *arrays,
                   .array = arrays},
        .results = {.lucky = mean.probability, .lucky_error = mean.error},
    };
    write_file(parameters, claim, provenance, &solution);
    if (!parameters->quiet)
        printf("L = %d: the attacker has learned first with probability %.3g +- %.2g\n",
               (int)parameters->L, mean.probability, mean.error);
    free(number);
    free(probability);
    free(steps);
}

/* ---- the command ------------------------------------------------------------------------- */

static enum ensemble_end split(const struct parameters *parameters, const struct launch *launch,
                               struct output_claim *claim,
                               const struct provenance *provenance) {
    struct learning_splitting *passage = room(1, sizeof *passage);
    struct lucky lucky;
    const bool is_passage = parameters->event == SPLIT_PASSAGE;
    struct replicates replicates = {
        .count = parameters->replicates,
        .size = is_passage ? sizeof(struct learning_replicate) : sizeof(struct lucky_estimate),
        .make = is_passage ? make_passage : make_lucky,
        .self = is_passage ? (const void *)passage : &lucky,
        .folder = claim->folder,
        .manifest = &claim->manifest,
        .lock = launch->rank == 0 ? &claim->lock : NULL,
        .rules = command_stop_rules(parameters, launch),
        .quiet = parameters->quiet,
        .series = launch->series,
    };
    if (is_passage)
        init_passage(passage, parameters);
    else
        init_lucky(&lucky, parameters);
    void *results = launch->rank == 0 ? room((size_t)replicates.count, replicates.size) : NULL;
    const enum ensemble_end end = replicates_run(&replicates, MPI_COMM_WORLD, results);
    if (end == ENSEMBLE_DONE && launch->rank == 0) {
        if (is_passage)
            write_passages(parameters, claim, provenance, passage, results);
        else
            write_lucky(parameters, claim, provenance, results);
    }
    free(results);
    free(passage);
    return end;
}

int command_split(const struct parameters *parameters, const struct launch *launch,
                  struct output_claim *claim) {
    struct provenance provenance;
    if (command_take_claim(parameters, launch, claim, &provenance))
        return EXIT_DONE;
    const enum ensemble_end end = split(parameters, launch, claim, &provenance);
    if (end == ENSEMBLE_STOPPED && launch->rank == 0 && !launch->series)
        fprintf(stderr, "tpmsync: stopped; the replicates that are done are kept; go on with "
                        "--resume\n");
    return command_end(parameters, launch, claim, end);
}
