/* The attacker's mean learning time since synchronisation, by splitting, N -> infinity: the
 * passages of one unit (splitting.h, attacker_unit.h) and the head start of the K
 * (head_start.h), put together (learning_time.h). All in independent replicates.
 */
#ifndef TPMSYNC_LEARNING_SPLITTING_H
#define TPMSYNC_LEARNING_SPLITTING_H

#include <stddef.h>

#include "physics/split/attacker_unit.h"
#include "physics/split/head_start.h"
#include "physics/split/learning_time.h"
#include "physics/split/splitting.h"

/* What all replicates share; it must stay where it was made. */
struct learning_splitting {
    struct model model; /* the protocol, L, seed, cl and closure are used; with an attacker */
    int trials;         /* walks from each level */
    struct attacker_unit unit;
    struct walk_process process;
    struct splitting_levels levels;
    int mark_level; /* that of the mark */
    double mark;    /* gap at which the last unit ends the learning, K (1 - c_l) */
};

/* Why there is none for a model: a sentence; NULL: there is. */
const char *learning_splitting_fault(const struct model *model);

/* Places the levels: a function of the model and the trials. */
enum splitting_status learning_splitting_init(struct learning_splitting *s,
                                              const struct model *model, int trials);

/* One replicate. */
struct learning_replicate {
    struct splitting_result splitting;
    struct head_start head_start;
};

/* Passages of one unit per step, to the last level and to the mark. */
double learning_replicate_deep(const struct learning_replicate *replicate);
double learning_replicate_mark(const struct learning_splitting *s,
                               const struct learning_replicate *replicate);
/* Mean number of units that are on their way at the start. */
double learning_replicate_ahead(const struct learning_replicate *replicate);

/* Makes replicate `replicate`, a function of what is shared and of its number. */
enum splitting_status learning_splitting_run(const struct learning_splitting *s,
                                             int64_t replicate,
                                             struct learning_replicate *result);

struct learning_estimate {
    struct unit_passage passage;
    double deep_error;  /* standard error of passage.k_deep, relative */
    double mean, error; /* of the learning time, in steps */
};

/* From `count` >= 2 replicates. SPLITTING_NO_PROGRESS when hardly any of their walks got to the
 * end. */
enum splitting_status learning_splitting_estimate(const struct learning_splitting *s,
                                                  size_t count,
                                                  const struct learning_replicate results[],
                                                  struct learning_estimate *estimate);

#endif
