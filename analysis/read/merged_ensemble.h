/* Several ensembles of one pool as one, for reducers that look at single runs and curves. */
#ifndef TPMSYNC_MERGED_ENSEMBLE_H
#define TPMSYNC_MERGED_ENSEMBLE_H

#include <stdbool.h>
#include <stddef.h>

#include "read/ensemble_reader.h"

/* Fills `merged`, to be freed by ensemble_free, with the runs of `count` >= 1 ensembles, which
 * agree in all parameters but the poolable ones, one after the other; `path` and the parameters
 * are those of the first, but for `runs`, the sum. The curve has the steps that any of them
 * has: beyond its last step, where all its runs have ended, an ensemble counts on with the
 * values of that step, as an ended run does in a file; between the steps of an ensemble that
 * records fewer than others those are left out. What not all of them hold (t_a, t_b, how they
 * ended) is left out. Of `results`, `equations` and the state at t_sync nothing is kept. False,
 * and `merged` is empty, without memory. */
bool ensemble_merge(const struct ensemble *const members[], size_t count,
                    struct ensemble *merged);

/* The ensemble that run `run` of the merged one is of, and its number there in *own. */
const struct ensemble *ensemble_of_run(const struct ensemble *const members[], size_t count,
                                       int64_t run, int64_t *own);

#endif
