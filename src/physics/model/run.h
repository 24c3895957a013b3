/* A run of an engine: how far it is, what it has reached, how it is advanced and kept.
 *
 * An engine of one lane describes its dynamics, lets its workers begin with a struct run, and
 * has run_start, run_advance, run_save and run_restore for its own. Engines of many lanes keep
 * a clock a lane, and save and restore it by the same functions.
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
    int64_t updates;         /* steps in which the parties have moved, and the last of them; */
    int64_t last_update;     /* 0 where the engine does not know */
    struct at_sync at_sync;  /* once t_sync is reached */
};

/* Nothing done, nothing reached. */
extern const struct run_clock run_clock_at_start;

/* A part of a worker that is kept as it stands in memory; size 0: there is nothing to keep. */
struct run_part {
    void *at;
    size_t size;
};

/* What an engine of one lane does with a worker. Of its state beyond the clock parts are
 * saved, in this order, and got back in it when the clock is there already. Either they are
 * kept as they stand, and `part` and `accept` say where and whether what was got can be; or
 * `put` and `get` turn them into bytes and back, and `part` is NULL. */
struct run_dynamics {
    void (*begin)(void *worker);     /* lays out the weights at step 0; the clock is set */
    void (*make_step)(void *worker); /* the clock is already counted up */
    void (*observe)(void *worker);   /* shows the overlaps, by run_show */

    int parts, parts_of_unit; /* so many, and so many for each hidden unit */
    struct run_part (*part)(void *worker, int n);
    bool (*accept)(void *worker, int n); /* and finds what follows from the part */
    bool (*put)(const void *worker, int n, struct saved_run *saved);
    bool (*get)(void *worker, int n, struct saved_run *saved);
};

/* Steps that have been observed and not been shown yet: stretches, see struct observer. */
enum { RUN_STRETCH = 64 };
struct run_stretch {
    int count;
    int64_t first;
    double rho_ab[K_MAX][RUN_STRETCH], rho_ao[K_MAX][RUN_STRETCH];
};

/* The first member of a worker. */
struct run {
    const struct run_dynamics *dynamics;
    struct model model;
    struct observer observer;
    int lane;          /* that the observer is told */
    int64_t last_step; /* >= 1, where the run ends at the latest */
    bool by_time;      /* ends there and not before; such engines know no last_difference */

    bool occupied; /* whether there is a run in the lane */
    bool held;     /* set by make_step: run_advance makes no more of its steps */
    struct random_stream stream;
    struct run_clock clock;
    int64_t stretches_until; /* up to and with this step, for such an observer; else -1 */
    struct run_stretch seen; /* empty between calls of the engine */
};

/* A worker of `size` bytes with an empty lane, all else 0; NULL when there is no memory. It is
 * freed with free(). Runs end at model->max_steps, or before when all is reached. */
void *run_worker(size_t size, const struct run_dynamics *dynamics, const struct model *model,
                 struct observer observer);
/* The same for one of several runs that a worker holds: the run in its lane `lane`, which is
 * the first member of what the dynamics are given. Such engines call the functions below for
 * one of these at a time, as lane 0. */
void run_init(struct run *run, int lane, const struct run_dynamics *dynamics,
              const struct model *model, struct observer observer);
/* Whether a time has still to be found. */
bool run_seeks_sync(const struct run *run);
bool run_seeks_learn(const struct run *run);
/* The parties have moved in this step. */
static inline void run_updates(struct run *run) {
    run->clock.updates++;
    run->clock.last_update = run->clock.step;
}
/* Shows the overlaps to the observer, at once or when it is shown a stretch; without an
 * attacker rho_ao is not looked at. */
void run_show(struct run *run, const double rho_ab[], const double rho_ao[]);
/* The same where there are several machines: rho_ao of the best, and the mean over them. */
void run_show_several(struct run *run, const double rho_ab[], const double rho_ao[],
                      const double rho_ao_mean[]);

/* What struct engine asks for. */
void run_start(void *worker, int lane, int64_t number);
void run_advance(void *worker, int64_t steps, struct outcome outcome[], bool finished[]);
bool run_save(const void *worker, int lane, struct saved_run *saved);
bool run_restore(void *worker, int lane, int64_t number, struct saved_run *saved);

/* For steps that are made otherwise than by run_advance. What follows on them, of which the
 * last is shown if the observer wants it or the run ends there: true if it does, with *outcome
 * filled and the lane empty; and, before the observer may find out that steps are kept back,
 * showing it what it has not been shown yet. */
bool run_after_step(void *worker, struct outcome *outcome);
void run_show_stretch(struct run *run);

/* The clock alone. Getting it is false, and `clock` untouched, when it is not there or cannot
 * be that of a run that goes on: one that has made fewer than `last_step` steps, has reached
 * nothing later than now, and has learned nothing without an attacker. */
bool run_clock_put(struct saved_run *saved, const struct run_clock *clock);
bool run_clock_get(struct saved_run *saved, struct run_clock *clock, bool attacker,
                   int64_t last_step);

#endif
