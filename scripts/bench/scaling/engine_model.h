/* What stands for the engine in simulations of an ensemble on many ranks: runs as long as those
 * of `iterate --L 4`, which take as long and compute nothing.
 *
 * A run goes through the stages of iterate_batch.c, by what is still iterated: all pairs until
 * the parties are synchronised, then three, two and one unit of o. The three units are learned
 * after independent, exponentially distributed times. In each stage SLOTS runs side by side
 * take one kernel call a step, however many of the slots are filled.
 */
#ifndef TPMSYNC_ENGINE_MODEL_H
#define TPMSYNC_ENGINE_MODEL_H

#include <stdbool.h>
#include <stdint.h>

enum { MODEL_STAGES = 4, MODEL_LANES = 256 };

struct engine_model {
    uint64_t seed;
    double sync;                 /* steps until the parties are synchronised */
    double passage;              /* steps until a unit is learned after that, in the mean */
    double kernel[MODEL_STAGES]; /* seconds of a step of all slots */
};

/* As bench-scale-engine measures it: L = 4, AVX-512. */
extern const struct engine_model engine_model_measured;

/* What a lane holds. */
struct modelled_run {
    int32_t stage;              /* MODEL_STAGES: the lane is empty */
    int32_t left[MODEL_STAGES]; /* steps to be made in each stage */
};

/* The lanes of a rank, and which of them are in a stage: places [s][0 .. count[s] - 1]. A call
 * that leaves some of a stage out begins the next time with them, at place turn[s]. */
struct modelled_lanes {
    int lanes;
    struct modelled_run *run; /* [lanes], owned */
    int16_t *places;          /* [MODEL_STAGES][lanes], owned */
    int count[MODEL_STAGES], turn[MODEL_STAGES];
};

/* All empty; false when there is no memory. */
bool modelled_lanes_init(struct modelled_lanes *lanes, int count);
void modelled_lanes_free(struct modelled_lanes *lanes);

/* Run `run` at its start; the same whatever the lane and the rank. */
struct modelled_run engine_model_start(const struct engine_model *model, int64_t run);
int64_t modelled_run_steps(const struct modelled_run *run);

/* Puts a run into an empty lane. */
void modelled_lanes_put(struct modelled_lanes *lanes, int lane, struct modelled_run run);
/* Takes runs on by at most `steps` steps and returns the seconds. Those that end leave their
 * lane empty and have ended[lane] set to true. Slots are full where they can be, as choose_runs
 * of iterate_batch.c has it. */
double engine_model_advance(const struct engine_model *model, struct modelled_lanes *lanes,
                            int64_t steps, bool ended[]);

/* The seconds that a run takes when all slots are filled. */
double engine_model_work(const struct engine_model *model, const struct modelled_run *run);
/* The seconds that it takes when it is alone. */
double engine_model_alone(const struct engine_model *model, const struct modelled_run *run);

#endif
