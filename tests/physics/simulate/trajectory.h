/* Runs an engine of `simulate` and keeps what it shows. */
#ifndef TPMSYNC_TESTS_TRAJECTORY_H
#define TPMSYNC_TESTS_TRAJECTORY_H

#include "physics/run_engine.h"

/* What was observed, step by step. */
struct trajectory {
    struct outcome outcome;
    int64_t count;
    struct sight *seen; /* [count], owned */
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
