#include "against_runs.h"

#include "unit.h"

#include <stdlib.h>

#include <gsl/gsl_statistics_double.h>

#include "physics/model/engine.h"
#include "physics/split/learning_splitting.h"

static void *room(size_t count, size_t size) {
    void *block = calloc(count, size);
    assert_non_null(block);
    return block;
}

static struct model model_of(int L) {
    return (struct model){.seed = 17,
                          .protocol = {.K = UNITS},
                          .attack = {.machines = 1},
                          .L = L,
                          .initial = L,
                          .attacker = true,
                          .max_steps = INT64_C(1) << 40,
                          .until = UNTIL_BOTH,
                          .closure = CLOSURE_SIX,
                          .cl = 0.99999};
}

struct learning learning_by_splitting(int L, int trials, int replicates) {
    const struct model model = model_of(L);
    struct learning_splitting splitting;
    struct learning_estimate estimate;
    assert_int_equal(learning_splitting_init(&splitting, &model, trials), SPLITTING_DONE);
    struct learning_replicate *results = room((size_t)replicates, sizeof *results);
    for (int r = 0; r < replicates; r++)
        assert_int_equal(learning_splitting_run(&splitting, r, &results[r]), SPLITTING_DONE);
    assert_int_equal(
        learning_splitting_estimate(&splitting, (size_t)replicates, results, &estimate),
        SPLITTING_DONE);
    free(results);
    print_message("L = %d: 1, 2, 3 units are ahead in %.3g, %.3g, %.3g of the runs\n", L,
                  estimate.passage.ahead[1], estimate.passage.ahead[2],
                  estimate.passage.ahead[3]);
    return (struct learning){estimate.mean, estimate.error};
}

/* ---- whole runs -------------------------------------------------------------------------- */

static int64_t see_nothing(void *self, int lane, int64_t step,
                           const struct overlaps *overlaps) {
    const double *ab = overlaps->ab, *ao = overlaps->ao;
    (void)self, (void)lane, (void)step, (void)ab, (void)ao;
    return INT64_MAX;
}

/* t_learn - t_sync of every run. */
static void make_runs(const struct model *model, int runs, double time[]) {
    const struct engine *engine = &engine_iterate_batch;
    const size_t lanes = (size_t)engine->lanes;
    void *worker = engine->create(model, (struct observer){.observe = see_nothing});
    struct outcome *outcome = room(lanes, sizeof *outcome);
    bool *busy = room(lanes, sizeof *busy), *finished = room(lanes, sizeof *finished);
    for (int started = 0, ended = 0; ended < runs;) {
        for (int lane = 0; lane < engine->lanes; lane++)
            if (!busy[lane] && started < runs) {
                engine->start(worker, lane, started++);
                busy[lane] = true;
            }
        engine->advance(worker, 1000, outcome, finished);
        for (int lane = 0; lane < engine->lanes; lane++)
            if (finished[lane]) {
                busy[lane] = finished[lane] = false;
                time[ended++] = (double)(outcome[lane].t_learn - outcome[lane].t_sync);
            }
    }
    engine->destroy(worker);
    free(outcome);
    free(busy);
    free(finished);
}

struct learning learning_by_counting(int L, int runs) {
    const struct model model = model_of(L);
    double *time = room((size_t)runs, sizeof *time);
    make_runs(&model, runs, time);
    const struct learning learning = {gsl_stats_mean(time, 1, (size_t)runs),
                                      gsl_stats_sd(time, 1, (size_t)runs) / sqrt(runs)};
    free(time);
    return learning;
}

void learning_compare(int L, int trials, int replicates, int runs) {
    const struct learning split = learning_by_splitting(L, trials, replicates),
                          counted = learning_by_counting(L, runs);
    const double error = hypot(split.error, counted.error);
    print_message("L = %d: splitting %.5g +- %.2g, counted %.5g +- %.2g, the difference is "
                  "%.1f +- %.1f %%\n",
                  L, split.mean, split.error, counted.mean, counted.error,
                  100.0 * (split.mean / counted.mean - 1.0), 100.0 * error / counted.mean);
    assert_true(error < 0.05 * counted.mean); /* else little is tested */
    assert_close(split.mean, counted.mean, 3.0 * error);
}
