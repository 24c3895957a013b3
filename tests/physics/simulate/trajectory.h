/* Runs an engine of `simulate` and keeps what it shows. */
#ifndef RUN_ENGINE_H
#define RUN_ENGINE_H

#include "physics/model/engine.h"

/* The overlaps that were observed, step by step. */
struct observation {
    int64_t step;
    double rho_ab[K], rho_ao[K];
};

struct trajectory {
    struct outcome outcome;
    int64_t count;
    struct observation *seen; /* [count], owned */
};

/* A simulation with the attacker, ties odd, until both, at most 10^7 steps; to be changed. */
struct model simulate_model(int L, int64_t N);

/* Run `run` of the method, observed at every step, in calls of at most `stretch` steps. Fails
 * the test if the engine does not exist or reports nonsense. */
struct trajectory run_observed(const char *method, const struct model *model, int64_t run,
                               int64_t stretch);
void trajectory_free(struct trajectory *trajectory);

/* The same steps, the same outcome, the same bits in every overlap. */
void assert_same_trajectory(const struct trajectory *a, const struct trajectory *b);

/* The outcomes of the runs first .. first + count - 1, unobserved. */
void run_outcomes(const char *method, const struct model *model, int64_t first, int64_t count,
                  struct outcome outcome[]);

#endif
