#include "against_runs.h"

#include "unit.h"

#include <stdlib.h>

#include <gsl/gsl_statistics_double.h>

#include "physics/attacker_unit.h"
#include "physics/engine.h"
#include "physics/learning_time.h"
#include "physics/splitting.h"

static const double cl = 0.99999;

static void *room(size_t count, size_t size) {
    void *block = calloc(count, size);
    assert_non_null(block);
    return block;
}

/* ---- splitting --------------------------------------------------------------------------- */

/* Sums over replicates. */
struct sums {
    double deep, mark, transit;
};

static struct sums sums_of(const struct splitting_result *result, int mark) {
    const double deep = splitting_rate(result, result->count - 1);
    return (struct sums){deep, splitting_rate(result, mark),
                         deep > 0.0 ? deep * result->transit : 0.0};
}

static double time_of(struct sums sums, double count, double way) {
    const struct unit_passage passage =
        unit_passage(sums.deep / count, sums.mark / count, sums.transit / sums.deep, way);
    return learning_time_mean(&passage);
}

struct learning learning_by_splitting(int L, int trials, int replicates) {
    const double at = K * (1.0 - cl), learned = attacker_unit_learned(L);
    const double way = log(at / learned) / attacker_unit_decay(L);
    struct attacker_unit unit;
    struct splitting_levels levels;
    attacker_unit_init(&unit, L);
    const struct walk_process process = attacker_unit_process(&unit);
    assert_int_equal(splitting_place_levels(&process, 5, trials, learned, &at, 1, &levels),
                     SPLITTING_DONE);
    int mark = 0;
    while (levels.gap[mark] > at)
        mark++;
    struct sums *one = room((size_t)replicates, sizeof *one), all = {0.0, 0.0, 0.0};
    for (int r = 0; r < replicates; r++) {
        struct splitting_result result;
        assert_int_equal(splitting_run(&process, 5, r, trials, &levels, &result),
                         SPLITTING_DONE);
        one[r] = sums_of(&result, mark);
        all.deep += one[r].deep;
        all.mark += one[r].mark;
        all.transit += one[r].transit;
    }
    double *without = room((size_t)replicates, sizeof *without);
    for (int r = 0; r < replicates; r++)
        without[r] = time_of((struct sums){all.deep - one[r].deep, all.mark - one[r].mark,
                                           all.transit - one[r].transit},
                             replicates - 1, way);
    const double spread = gsl_stats_sd(without, 1, (size_t)replicates);
    free(one);
    free(without);
    return (struct learning){time_of(all, replicates, way),
                             (replicates - 1) * spread / sqrt(replicates)}; /* jackknife */
}

/* ---- whole runs -------------------------------------------------------------------------- */

static int64_t see_nothing(void *self, int lane, int64_t step, const double ab[K],
                           const double ao[K]) {
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
    const struct model model = {.seed = 17,
                                .L = L,
                                .initial = L,
                                .attacker = true,
                                .max_steps = INT64_C(1) << 40,
                                .until = UNTIL_BOTH,
                                .closure = CLOSURE_SIX,
                                .cl = cl};
    double *time = room((size_t)runs, sizeof *time);
    make_runs(&model, runs, time);
    const struct learning learning = {gsl_stats_mean(time, 1, (size_t)runs),
                                      gsl_stats_sd(time, 1, (size_t)runs) / sqrt(runs)};
    free(time);
    return learning;
}

void learning_compare(int L, int trials, int replicates, int runs, double bias) {
    const struct learning split = learning_by_splitting(L, trials, replicates),
                          counted = learning_by_counting(L, runs);
    const double error = hypot(split.error, counted.error);
    print_message("L = %d: splitting %.5g +- %.2g, counted %.5g +- %.2g, the difference is "
                  "%.1f +- %.1f %%\n",
                  L, split.mean, split.error, counted.mean, counted.error,
                  100.0 * (split.mean / counted.mean - 1.0), 100.0 * error / counted.mean);
    assert_true(error < 0.05 * counted.mean); /* else little is tested */
    assert_true(split.mean > counted.mean - 3.0 * error);
    assert_true(split.mean < (1.0 + bias) * counted.mean + 3.0 * error);
}
