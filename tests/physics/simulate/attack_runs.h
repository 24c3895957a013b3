/* Many runs of an engine of `simulate` under the protocol of the literature, and how often and
 * how fast what is asked for came about, for tests against known numbers.
 *
 * The known numbers, unless a test says otherwise, are those of an independent simulation of
 * the same definitions, with K = 3, update on agreement and sgn(0) = -1; the standard error
 * stands with each. A measured number must lie within 3 standard errors of the difference,
 *     |p - p'| <= 3 sqrt(s^2 + s'^2),
 * which a correct engine misses by chance with a probability of 0.27 %, on the fixed seed or
 * on none.
 */
#ifndef TPMSYNC_TESTS_ATTACK_RUNS_H
#define TPMSYNC_TESTS_ATTACK_RUNS_H

#include <stdlib.h>

#include "physics/model/engine.h"
#include "unit.h"

/* A mean and its standard error. */
struct estimate {
    double value, error;
};

/* A and B alone, agreement, ties minus, until they synchronise, at most 2 10^5 steps. */
static inline struct model literature_model(enum rule rule, int L, int64_t N) {
    return (struct model){
        .seed = 20061216,
        .protocol = {3, UPDATE_AGREEMENT, rule, TIES_MINUS},
        .L = L,
        .initial = L,
        .max_steps = 200000,
        .until = UNTIL_SYNC,
        .N = N,
    };
}

/* The same with `machines` machines of an attacker. */
static inline struct model attacked_model(enum attack_kind kind, int machines, enum rule rule,
                                          int L, int64_t N) {
    struct model model = literature_model(rule, L, N);
    model.attacker = true;
    model.attack = (struct attack){.kind = kind, .machines = machines};
    return model;
}

static inline int64_t runs_see_nothing(void *self, int lane, int64_t step,
                                       const struct overlaps *overlaps) {
    (void)self, (void)lane, (void)step, (void)overlaps;
    return INT64_MAX;
}

/* The outcomes of the runs 0 .. count - 1; to be freed. */
static inline struct outcome *attack_runs(const char *method, const struct model *model,
                                          int count) {
    const struct engine *engine = engine_find("simulate", method);
    assert_non_null(engine);
    void *worker = engine->create(model, (struct observer){.observe = runs_see_nothing});
    struct outcome *outcome = malloc((size_t)count * sizeof *outcome);
    assert_true(worker && outcome);
    for (int run = 0; run < count; run++) {
        bool finished = false;
        engine->start(worker, 0, run);
        while (!finished)
            engine->advance(worker, model->max_steps, &outcome[run], &finished);
    }
    engine->destroy(worker);
    return outcome;
}

static inline struct estimate mean_of(const double value[], int count) {
    double sum = 0.0, squares = 0.0;
    for (int j = 0; j < count; j++)
        sum += value[j];
    const double mean = sum / count;
    for (int j = 0; j < count; j++)
        squares += (value[j] - mean) * (value[j] - mean);
    return (struct estimate){mean, sqrt(squares / (count - 1) / count)};
}

/* The share of runs in which what is asked for came about. */
static inline struct estimate share_of(int hits, int count) {
    const double share = (double)hits / count;
    return (struct estimate){share, sqrt(share * (1.0 - share) / count)};
}

/* Mean t_sync; all runs must have synchronised. */
static inline struct estimate mean_t_sync(const struct outcome outcome[], int count) {
    double *time = malloc((size_t)count * sizeof *time);
    assert_non_null(time);
    for (int j = 0; j < count; j++) {
        assert_int_not_equal(outcome[j].t_sync, NOT_REACHED);
        time[j] = (double)outcome[j].t_sync;
    }
    const struct estimate mean = mean_of(time, count);
    free(time);
    return mean;
}

/* Success by exact equality: some machine equals A when the parties synchronise. */
static inline struct estimate exact_success(const struct outcome outcome[], int count) {
    int hits = 0;
    for (int j = 0; j < count; j++)
        hits += outcome[j].at_sync.learned > 0;
    return share_of(hits, count);
}

/* Success by overlap: that of the best machine is at least `least`. */
static inline struct estimate near_success(const struct outcome outcome[], int count,
                                           double least) {
    int hits = 0;
    for (int j = 0; j < count; j++)
        hits += outcome[j].at_sync.rho_ao >= least;
    return share_of(hits, count);
}

/* Success by equality: at least this share of the best machine's weights equals A's. */
static inline struct estimate equal_success(const struct outcome outcome[], int count,
                                            double least) {
    int hits = 0;
    for (int j = 0; j < count; j++)
        hits += outcome[j].at_sync.equal >= least;
    return share_of(hits, count);
}

/* Success within t_sync by equality at any time: a machine that was equal may part again. */
static inline struct estimate passing_success(const struct outcome outcome[], int count) {
    int hits = 0;
    for (int j = 0; j < count; j++)
        hits += outcome[j].t_learn != NOT_REACHED && outcome[j].t_learn <= outcome[j].t_sync;
    return share_of(hits, count);
}

static inline void assert_agrees(struct estimate found, double value, double error,
                                 const char *what) {
    const double allowed = 3.0 * hypot(found.error, error);
    print_message("%s: %.5g +- %.2g; known %.5g +- %.2g; apart %+.2f standard errors\n", what,
                  found.value, found.error, value, error,
                  3.0 * (found.value - value) / allowed);
    if (!(fabs(found.value - value) <= allowed))
        fail_msg("%s: %g +- %g is not %g +- %g", what, found.value, found.error, value, error);
}

#endif
