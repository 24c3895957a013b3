/* A run of an engine: how far it is, what it has reached, how it is advanced and kept.
 *
 * Engines of one lane hold a struct run, and give run_advance their step; engines of many lanes
 * keep a clock a lane, and save and restore it by the same functions.
 */
#ifndef TPMSYNC_RUN_H
#define TPMSYNC_RUN_H

#include "physics/model/engine.h"
#include "random/random_stream.h"

struct run_clock {
    int64_t step;            /* steps made */
    int64_t observe_at;      /* which step the observer wants next; a past one: none */
    int64_t t_sync, t_learn; /* NOT_REACHED until known */
    int64_t last_difference; /* last step, up to t_sync, in which the parties' internal
                              * representations differed; 0: none yet, or the engine does not
                              * know */
};

struct run {
    struct model model;
    struct observer observer;
    int64_t last_step; /* >= 1, where the run ends at the latest */
    bool by_time;      /* ends there and not before; such engines know no last_difference */

    bool occupied; /* whether there is a run in the lane */
    struct random_stream stream;
    struct run_clock clock;
};

/* How a worker of one lane makes a step (with the clock already counted up), and how it shows
 * the overlaps to the observer, by run_show. */
struct run_steps {
    void (*make_step)(void *worker);
    void (*observe)(void *worker);
};

/* An empty lane. Runs end at model->max_steps, or before when all is reached. */
void run_init(struct run *run, const struct model *model, struct observer observer);
/* Puts run `number` into the empty lane, at step 0, nothing reached. */
void run_begin(struct run *run, int64_t number);
/* Whether a time has still to be found. */
bool run_seeks_sync(const struct run *run);
bool run_seeks_learn(const struct run *run);
/* Shows the overlaps, for the attacker of any value if there is none. */
void run_show(struct run *run, const double rho_ab[K], double rho_ao[K]);

/* What `advance` of struct engine does, for the worker that `run` belongs to. */
void run_advance(struct run *run, void *worker, const struct run_steps *steps, int64_t count,
                 struct outcome outcome[], bool finished[]);

/* What `save` and `restore` of struct engine do about what is held here. After run_restore the
 * lane is still empty: the engine declares it occupied once it has got its weights too. */
bool run_save(const struct run *run, struct saved_run *saved);
bool run_restore(struct run *run, int64_t number, struct saved_run *saved);

/* The clock alone. Getting it is false when it is not there or cannot be that of a run that
 * goes on: one that has made fewer than `last_step` steps, has reached nothing later than now,
 * and has learned nothing without an attacker. */
bool run_clock_put(struct saved_run *saved, const struct run_clock *clock);
bool run_clock_get(struct saved_run *saved, struct run_clock *clock, bool attacker,
                   int64_t last_step);

#endif
