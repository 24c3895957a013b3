/* What the engines of `simulate` have in common: the run in their one lane, the sign of a
 * vanishing field, when a run ends, and the overlaps that an observer sees.
 *
 * An engine holds a struct simulation in its worker and adds what it knows of the weights. All
 * quantities that pass here are integers, so that two engines with the same weights report the
 * same bits.
 */
#ifndef TPMSYNC_SIMULATION_H
#define TPMSYNC_SIMULATION_H

#include "physics/model/engine.h"
#include "random/random_stream.h"

struct simulation {
    struct model model;
    struct observer observer;

    /* The run in the one lane. */
    bool occupied;
    struct random_stream stream;
    int64_t step;
    int64_t observe_at;
    int64_t t_sync, t_learn; /* NOT_REACHED until known */
    int64_t last_difference; /* of the parties' internal representations, before t_sync */
};

/* sum_j W_j W'_j of one hidden unit, for the pairs of machines that are reported. Without an
 * attacker oo and ao are ignored. */
struct unit_products {
    int64_t aa, bb, oo, ab, ao;
};

/* How an engine makes one step (with s->step already counted up) and how it finds the products
 * that are observed. */
struct simulation_steps {
    void (*make_step)(void *worker);
    void (*products)(const void *worker, struct unit_products products[K]);
};

/* 3, or 2 without an attacker. */
int simulation_machines(const struct simulation *s);

/* Whether synchronised parties stay so: W^B = -W^A makes h^B = -h^A, but a vanishing field
 * must be given opposite signs as well. */
bool simulation_stays_synchronised(const struct simulation *s);

/* Puts run `run` into the empty lane, at step 0, nothing reached. */
void simulation_begin(struct simulation *s, int64_t run);

/* tau = sgn(h) of every machine and unit. sgn(0): under `odd` A and o take +1 and B takes -1;
 * under `plus` all take +1; under `random` bit m K + i of the first word of RANDOM_TIES decides
 * for unit i of machine m. A machine that does not take part has tau = 1. Notes whether the
 * parties differ. */
struct representations simulation_hidden_units(struct simulation *s,
                                               int64_t field[MACHINES][K]);

/* Whether a time has still to be found. */
bool simulation_seeks_sync(const struct simulation *s);
bool simulation_seeks_learn(const struct simulation *s);

/* Shows the overlaps to the observer: R / sqrt(Q Q'), 0 where a vector vanishes, NaN for a
 * missing attacker. */
void simulation_observe(struct simulation *s, const struct unit_products products[K]);

/* What `save` and `restore` of struct engine do about what is held here. After
 * simulation_restore the lane is still empty: the engine declares it occupied once it has got
 * its weights too. */
bool simulation_save(const struct simulation *s, struct saved_run *saved);
bool simulation_restore(struct simulation *s, int64_t run, struct saved_run *saved);

/* What `advance` of struct engine does, for the worker that `s` belongs to. */
void simulation_advance(struct simulation *s, void *worker,
                        const struct simulation_steps *steps, int64_t count,
                        struct outcome outcome[], bool finished[]);

#endif
