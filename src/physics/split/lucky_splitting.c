#include "physics/split/lucky_splitting.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "physics/model/overlap.h"
#include "physics/model/saved_run.h"
#include "physics/split/replicate_mean.h"
#include "random/random_stream.h"

enum {
    LEVELS_PER_UNIT = 64,
    LEVEL_LUCKY = K_MAX * LEVELS_PER_UNIT + 1, /* above all others */
};

/* The state of a run when it rose above all its levels before. */
struct rise {
    int level;
    struct saved_run state;
};

struct trajectory {
    int level;         /* the highest; LEVEL_LUCKY of a lucky run */
    struct rise *rise; /* [rises], levels rise */
    int rises, room;
};

struct splitting {
    const struct engine *engine;
    void *worker;
    struct random_stream choice;   /* which run is copied */
    struct trajectory *trajectory; /* [runs] */
    int runs;
    int K;
    int64_t next_run; /* number of the next run of the engine */
    int seen;         /* level of the latest state */
    struct lucky_estimate estimate;
};

/* ---- levels ------------------------------------------------------------------------------ */

static int level_of(int K, const double rho_ao[]) {
    double sum = 0.0;
    for (int i = 0; i < K; i++) {
        const double mismatch =
            overlap_mismatch((struct overlap){1.0 - rho_ao[i], 1.0 + rho_ao[i]});
        const double agreement = 1.0 - 2.0 * mismatch;
        sum += agreement > 0.0 ? agreement * agreement : 0.0;
    }
    return (int)(LEVELS_PER_UNIT * sum);
}

static int64_t observe(void *self, int lane, int64_t step, const struct overlaps *overlaps) {
    struct splitting *s = self;
    (void)lane;
    s->seen = level_of(s->K, overlaps->ao);
    return step + 1;
}

/* ---- trajectories ------------------------------------------------------------------------ */

/* Room for one more rise, which keeps the memory of an older one if it can. */
static struct rise *add_rise(struct trajectory *t, int level) {
    if (t->rises == t->room) {
        const int room = t->room ? 2 * t->room : 8;
        struct rise *rise = realloc(t->rise, (size_t)room * sizeof *rise);
        if (!rise)
            return NULL;
        memset(rise + t->room, 0, (size_t)(room - t->room) * sizeof *rise);
        t->rise = rise;
        t->room = room;
    }
    struct rise *rise = &t->rise[t->rises++];
    rise->level = level;
    saved_run_clear(&rise->state);
    return rise;
}

static void free_trajectory(struct trajectory *t) {
    for (int r = 0; r < t->room; r++)
        saved_run_free(&t->rise[r].state);
    free(t->rise);
}

/* Keeps the state in the lane if it is above all before. */
static bool keep_rise(struct splitting *s, struct trajectory *t) {
    if (s->seen <= t->level)
        return true;
    struct rise *rise = add_rise(t, s->seen);
    t->level = s->seen;
    return rise && s->engine->save(s->worker, 0, &rise->state);
}

/* Takes the run in the lane to its end. */
static bool follow(struct splitting *s, struct trajectory *t) {
    struct outcome outcome;
    bool finished = false;
    for (;;) {
        s->engine->advance(s->worker, 1, &outcome, &finished);
        s->estimate.steps++;
        if (finished)
            break;
        if (!keep_rise(s, t))
            return false;
    }
    if (outcome.t_learn != NOT_REACHED && outcome.t_sync != NOT_REACHED &&
        outcome.t_learn < outcome.t_sync)
        t->level = LEVEL_LUCKY;
    return true;
}

static bool start(struct splitting *s, struct trajectory *t) {
    t->level = -1;
    t->rises = 0;
    s->engine->start(s->worker, 0, s->next_run++);
    return keep_rise(s, t) && follow(s, t);
}

/* The first rise above a level; NULL: the run learned before its level rose so far. */
static struct rise *rise_above(struct trajectory *t, int level) {
    for (int r = 0; r < t->rises; r++)
        if (t->rise[r].level > level)
            return &t->rise[r];
    return NULL;
}

/* Makes `t` the copy of `other` up to its rise above `level`, and takes it on from there. */
static bool branch(struct splitting *s, struct trajectory *t, struct trajectory *other,
                   int level) {
    struct rise *from = rise_above(other, level);
    t->rises = 0;
    s->estimate.branches++;
    if (!from) { /* copied up to its learning, which makes it lucky */
        t->level = LEVEL_LUCKY;
        return true;
    }
    struct rise *rise = add_rise(t, from->level);
    if (!rise || !saved_run_put(&rise->state, from->state.bytes, from->state.size))
        return false;
    t->level = rise->level;
    const bool restored = s->engine->restore(s->worker, 0, s->next_run++, &rise->state);
    assert(restored); /* the state of a run that goes on, saved by this worker */
    return restored && follow(s, t);
}

/* ---- rounds ------------------------------------------------------------------------------ */

static int lowest_level(const struct splitting *s) {
    int lowest = LEVEL_LUCKY;
    for (int i = 0; i < s->runs; i++)
        if (s->trajectory[i].level < lowest)
            lowest = s->trajectory[i].level;
    return lowest;
}

/* A random one of those above a level, of which there are `above` > 0, at their start of the
 * round: order[0 .. above - 1]. */
static struct trajectory *choose(struct splitting *s, const int order[], int above) {
    const struct random_block block =
        random_block(&s->choice, RANDOM_LUCKY_CHOICE, s->estimate.branches, 0);
    const int at = (int)(random_uniform(block.word[0]) * above);
    return &s->trajectory[order[at]];
}

/* Gives up the runs at `level` or below. False without memory; order has room for all runs. */
static bool make_round(struct splitting *s, int level, int order[]) {
    int above = 0, given_up = s->runs;
    for (int i = 0; i < s->runs; i++)
        if (s->trajectory[i].level > level)
            order[above++] = i;
        else
            order[--given_up] = i;
    s->estimate.rounds++;
    s->estimate.probability *= (double)above / s->runs;
    for (int i = above; above > 0 && i < s->runs; i++)
        if (!branch(s, &s->trajectory[order[i]], choose(s, order, above), level))
            return false;
    return true;
}

static bool split(struct splitting *s) {
    int *order = malloc((size_t)s->runs * sizeof *order);
    bool good = order != NULL;
    s->estimate.probability = 1.0;
    for (int i = 0; good && i < s->runs; i++)
        good = start(s, &s->trajectory[i]);
    while (good && s->estimate.probability > 0.0) {
        const int level = lowest_level(s);
        if (level == LEVEL_LUCKY)
            break;
        good = make_round(s, level, order);
    }
    free(order);
    return good;
}

bool lucky_split(const struct engine *engine, const struct model *model, int runs,
                 int64_t replicate, struct lucky_estimate *estimate) {
    assert(model->attacker && 2 <= runs && runs <= LUCKY_RUNS_MAX);
    struct model own = *model;
    /* Every replicate has a seed of its own, so that it can number its runs from 0. */
    own.seed = random_seed(model->seed, replicate, RANDOM_LUCKY_SEED);
    own.until = UNTIL_SYNC;
    struct splitting s = {.engine = engine,
                          .choice = random_stream(own.seed, 0),
                          .runs = runs,
                          .K = own.protocol.K};
    const struct observer observer = {.observe = observe, .self = &s};
    s.worker = engine->create(&own, observer);
    s.trajectory = calloc((size_t)runs, sizeof *s.trajectory);
    const bool good = s.worker && s.trajectory && split(&s);
    if (good)
        *estimate = s.estimate;
    for (int i = 0; s.trajectory && i < runs; i++)
        free_trajectory(&s.trajectory[i]);
    free(s.trajectory);
    if (s.worker)
        engine->destroy(s.worker);
    return good;
}

struct lucky_mean lucky_mean(const struct lucky_estimate estimates[], size_t count) {
    /* Strides are in doubles: the probabilities stand apart by the size of a struct. */
    enum { STRIDE = sizeof *estimates / sizeof(double) };
    const struct replicate_mean mean = replicate_mean(&estimates[0].probability, STRIDE, count);
    return (struct lucky_mean){mean.mean, mean.error};
}
