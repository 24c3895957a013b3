#include "physics/split/learning_splitting.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "arithmetic/elementary.h"
#include "physics/split/replicate_mean.h"

/* Runs for the head start, in each replicate: at L = 2 the default 32 replicates tell the share
 * of units that have one to 0.007, and with it the learning time to 0.4 %. */
enum { HEAD_START_RUNS = 32 };

static double last_gap(const struct learning_splitting *s) {
    return s->levels.gap[s->levels.count - 1];
}

const char *learning_splitting_fault(const struct model *model) {
    if (model->attack.kind != ATTACK_NAIVE || model->attack.machines > 1)
        return "it puts the learning time together from the passages of single units, and "
               "those "
               "of this attacker are not independent after synchronisation either: which of "
               "them moves hangs on all; --event lucky takes naive-strict and geometric";
    if (model->protocol.K == 1)
        return "with one hidden unit A moves in every step, and nothing is rare that iterate "
               "could not wait for";
    return NULL;
}

enum splitting_status learning_splitting_init(struct learning_splitting *s,
                                              const struct model *model, int trials) {
    *s = (struct learning_splitting){
        .model = *model, .trials = trials, .mark = model->protocol.K * (1.0 - model->cl)};
    attacker_unit_init(&s->unit, model->L);
    s->process = attacker_unit_process(&s->unit);
    const double learned = attacker_unit_learned(model->L);
    const double event = s->mark < learned ? s->mark : learned;
    const enum splitting_status status = splitting_place_levels(
        &s->process, model->seed, trials, event, &s->mark, 1, &s->levels);
    while (s->mark_level < s->levels.count - 1 && s->levels.gap[s->mark_level] > s->mark)
        s->mark_level++;
    return status;
}

enum splitting_status learning_splitting_run(const struct learning_splitting *s,
                                             int64_t replicate,
                                             struct learning_replicate *result) {
    const enum splitting_status status = splitting_run(
        &s->process, s->model.seed, replicate, s->trials, &s->levels, &result->splitting);
    if (status != SPLITTING_DONE)
        return status;
    return head_start_run(&s->model, replicate, HEAD_START_RUNS, s->levels.gap[0], last_gap(s),
                          &result->head_start)
               ? SPLITTING_DONE
               : SPLITTING_NO_MEMORY;
}

double learning_replicate_deep(const struct learning_replicate *replicate) {
    return splitting_rate(&replicate->splitting, replicate->splitting.count - 1);
}

double learning_replicate_mark(const struct learning_splitting *s,
                               const struct learning_replicate *replicate) {
    return splitting_rate(&replicate->splitting, s->mark_level);
}

double learning_replicate_ahead(const struct learning_replicate *replicate) {
    double sum = 0.0;
    for (int units = 0; units <= K_MAX; units++)
        sum += (double)units * (double)replicate->head_start.count[units];
    return sum / HEAD_START_RUNS;
}

/* Sums over replicates. */
struct sums {
    double count, deep, mark;
    double transit; /* each replicate weighing as much as its rate */
    double ahead[K_MAX + 1];
};

static void add(const struct learning_splitting *s, const struct learning_replicate *r,
                double sign, struct sums *sums) {
    const double deep = learning_replicate_deep(r);
    sums->count += sign;
    sums->deep += sign * deep;
    sums->mark += sign * learning_replicate_mark(s, r);
    sums->transit += deep > 0.0 ? sign * deep * r->splitting.transit : 0.0;
    for (int units = 0; units <= s->model.protocol.K; units++)
        sums->ahead[units] += sign * (double)r->head_start.count[units];
}

static struct unit_passage passage_of(const struct learning_splitting *s,
                                      const struct sums *sums) {
    const double way = elementary_log(s->mark / last_gap(s)) / attacker_unit_decay(s->unit.L);
    struct unit_passage passage =
        unit_passage(s->model.protocol.K, sums->deep / sums->count, sums->mark / sums->count,
                     sums->transit / sums->deep, way);
    for (int units = 0; units <= s->model.protocol.K; units++)
        passage.ahead[units] = sums->ahead[units] / (sums->count * HEAD_START_RUNS);
    return passage;
}

enum splitting_status learning_splitting_estimate(const struct learning_splitting *s,
                                                  size_t count,
                                                  const struct learning_replicate results[],
                                                  struct learning_estimate *estimate) {
    assert(count >= 2);
    double *value = malloc(count * sizeof *value);
    if (!value)
        return SPLITTING_NO_MEMORY;
    struct sums all = {0};
    for (size_t r = 0; r < count; r++) {
        add(s, &results[r], 1.0, &all);
        value[r] = learning_replicate_deep(&results[r]);
    }
    estimate->passage = passage_of(s, &all);
    estimate->deep_error = replicate_mean(value, 1, count).error / estimate->passage.k_deep;
    estimate->mean = learning_time_mean(&estimate->passage);
    /* By jackknife: the time is not linear in what the replicates say, and that hangs together.
     */
    for (size_t r = 0; r < count; r++) {
        struct sums without = all;
        add(s, &results[r], -1.0, &without);
        const struct unit_passage passage = passage_of(s, &without);
        value[r] = learning_time_mean(&passage);
    }
    estimate->error = ((double)count - 1.0) * replicate_mean(value, 1, count).error;
    free(value);
    return isfinite(estimate->mean) && isfinite(estimate->error) ? SPLITTING_DONE
                                                                 : SPLITTING_NO_PROGRESS;
}
