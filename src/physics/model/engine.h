/* What every engine offers: independent runs, advanced step by step.
 *
 * An engine is one file and one line in the table of engine.c. It knows the dynamics and
 * nothing else: not which rank it is on, what is recorded, or where that goes. A worker holds
 * one or more lanes, each of them one run; the plain engines have one lane, a vectorised one as
 * many as it has SIMD lanes. Results depend on (model, run) alone, never on the lane or on how
 * the steps were cut into calls of `advance`.
 */
#ifndef TPMSYNC_ENGINE_H
#define TPMSYNC_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "physics/attack/attack.h"
#include "physics/model/closure.h"
#include "physics/model/saved_run.h"
#include "physics/protocol/tree_parity.h"

enum criterion { CRITERION_MEAN, CRITERION_EACH };  /* which overlaps must reach cl */
enum until { UNTIL_BOTH, UNTIL_SYNC, UNTIL_LEARN }; /* what ends a run */

/* The physical parameters of an ensemble. */
struct model {
    uint64_t seed;
    struct protocol protocol;
    int L;                /* weights in -L .. L, 1 <= L <= L_MAX */
    int initial;          /* weights at the start uniform on -initial .. initial, 1 .. L */
    bool attacker;        /* whether o takes part */
    struct attack attack; /* and how */
    int64_t max_steps;    /* a run that gets here is censored */
    enum until until;     /* discrete weights; without an attacker runs end when synchronised */
    int64_t stall;        /* a run that has made so many steps without an update, before it has
                           * synchronised, ends there; 0: none does */

    /* the iteration */
    enum closure closure;
    enum criterion criterion;
    double cl; /* synchronised at rho^AB <= -cl, learned at rho^Ao >= cl; 0 < cl < 1 */

    /* the simulation */
    int64_t N; /* inputs of a hidden unit */

    /* the simulation with continuous weights, which takes N and cl too; time is
     * alpha = steps / N */
    double eta;        /* > 0 */
    double alpha_max;  /* where a run ends, unless max_steps comes first */
    double alpha_step; /* the grid on which a run is recorded; the engine does not use it */
};

enum { NOT_REACHED = -1 };

/* How far the attacker was when the parties synchronised. */
struct at_sync {
    double rho_ao;    /* overlap of its best machine, the mean over the units, and ... */
    double equal;     /* ... the fraction of that machine's weights that equal A's; NaN where
                       * there is no attacker, or where the engine does not know */
    int64_t learned;  /* machines equal to A; NOT_REACHED before */
    int64_t machines; /* how many there were; NOT_REACHED before */
};

/* Complete: what the run was to find is found. */
enum run_end { END_COMPLETE, END_STEP_LIMIT, END_STALLED };

/* How a run ended. Times are in steps, counted from 1; NOT_REACHED if unknown. */
struct outcome {
    int64_t t_sync;
    int64_t t_learn;
    int64_t steps; /* steps made */
    /* Discrete weights: the last step up to t_sync in which the internal representations of the
     * parties differed, tau_i^A != tau_i^B' in some unit; 0 if none did, NOT_REACHED if t_sync
     * was not. The paper's t_a; its t_b is t_sync - t_a. */
    int64_t t_a;
    int64_t end; /* enum run_end */
    struct at_sync at_sync;
};

/* Whether a run of discrete weights has found what ends it, by the times that it has reached.
 */
bool run_is_decided(const struct model *model, int64_t t_sync, int64_t t_learn);

/* Steps that a run of the paper's dynamics typically makes, for estimates of its trace:
 * learning takes about 100 * 30^(L - 1) steps up to L = 3 and grows faster beyond;
 * synchronisation takes about 60 L^2. */
double model_typical_steps(const struct model *model);

/* The overlaps of the K hidden units, [K] each. */
struct overlaps {
    const double *ab;
    const double *ao;      /* of the attacker's best machine; NaN without one */
    const double *ao_mean; /* the mean over its machines */
};

/* Who wants to see the overlaps of a run. `observe` is called with the state after `step` steps
 * (0: the start), for the start, for every step that it asked for, and for the last step; it
 * returns the next step that it wants.
 *
 * `observe_stretch` is optional (NULL) and so is its use. An observer that offers it wants
 * every step from 0 up to and with `every_step_until`. Of these an engine may show it `count`
 * >= 1 consecutive ones of a run at a call, in place of as many calls of `observe`:
 * rho_ab[i][n] and rho_ao[i][n] are the overlaps of unit i after step `first` + n. It returns
 * the next step that it wants after the last of these. The arrays belong to the engine and last
 * for the call. */
struct observer {
    int64_t (*observe)(void *self, int lane, int64_t step, const struct overlaps *overlaps);
    void *self;
    int64_t (*observe_stretch)(void *self, int lane, int64_t first, int count,
                               const double *const rho_ab[], const double *const rho_ao[]);
    int64_t every_step_until;
};

struct engine {
    const char *command; /* iterate, simulate or continuous */
    const char *method;  /* told apart within a command; "" where there is one */
    int lanes;           /* runs that a worker holds at a time */

    /* Why it cannot do what is asked, and which engine can: a sentence; NULL: it can. NULL in
     * place of the function: it can all. */
    const char *(*fault)(const struct model *model);

    /* A worker for this model, all lanes empty; NULL when there is no memory. */
    void *(*create)(const struct model *model, struct observer observer);
    void (*destroy)(void *worker);
    /* Puts run `run` (>= 0) into the empty lane `lane` and observes its start. */
    void (*start)(void *worker, int lane, int64_t run);
    /* Advances every occupied lane by at most `steps` >= 1 steps, and at least one by one. A
     * run that ends is observed a last time, leaves its lane empty, and has outcome[lane]
     * filled and finished[lane] set to true; the other entries of finished[] are left alone. */
    void (*advance)(void *worker, int64_t steps, struct outcome outcome[], bool finished[]);

    /* Appends to `saved` all that the rest of the run in an occupied lane depends on, which
     * includes the step that the observer wants next and not the number of the run. The run
     * goes on undisturbed. Not to be called by the observer, in the middle of `start` or
     * `advance`. False when there is no memory; then a part may have been appended. */
    bool (*save)(const void *worker, int lane, struct saved_run *saved);
    /* Puts a run, saved by a worker of the same model, into the empty lane `lane`, as run
     * `run`; observes nothing. Given its own number it goes on as if nothing had happened, to
     * the bit, whatever the lane and the instruction set; given another, with other random
     * numbers. Gets from `saved` exactly what save() put. False, with the lane empty, when the
     * bytes cannot be the state of such a run, whatever they are; how many of them have been
     * got is then open. */
    bool (*restore)(void *worker, int lane, int64_t run, struct saved_run *saved);
};

/* The engine of a command and a method; NULL if there is none. */
const struct engine *engine_find(const char *command, const char *method);

extern const struct engine engine_iterate_plain; /* the plain iteration of the matrices */
extern const struct engine engine_iterate_batch; /* the same, many runs side by side */

extern const struct engine engine_occupancy_plain; /* the lumped chain, one number a class */
extern const struct engine engine_occupancy_fast;  /* the same, vectorised */
extern const struct engine engine_weights_plain;   /* the simulation, weight by weight */
extern const struct engine engine_weights_planes;  /* the same, the weights in bit planes */

extern const struct engine engine_continuous; /* spherical weights, continuous.h */

#endif
