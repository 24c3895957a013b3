/* Ensembles put together by the rule of all reducers: those whose recorded parameters agree,
 * but for the poolable ones, are one pool. */
#ifndef TPMSYNC_POOLS_H
#define TPMSYNC_POOLS_H

#include <stddef.h>
#include <stdio.h>

#include "read/claims_groups.h"

struct pools {
    struct group *pool; /* [count]; members by seed */
    size_t count;
    const struct ensemble **ensembles; /* what the pools point into */
};

enum pools_result { POOLS_DONE, POOLS_DOUBLE_COUNT, POOLS_NO_MEMORY };

/* Makes the pools of `count` >= 1 ensembles, which must outlive them, to be freed by
 * pools_free; the order of the ensembles makes no difference. `order`: 0 for parameters of one
 * pool, else the order of pools; it ends with parameters_order. If the runs of a pool stand in
 * two ensembles (the seed is the same), a line for each such pair goes to `complaints`, and the
 * result is POOLS_DOUBLE_COUNT, with the pools made. Without memory they are empty. */
enum pools_result pools_make(const struct ensemble ensembles[], size_t count,
                             int (*order)(const struct parameters *, const struct parameters *),
                             struct pools *pools, FILE *complaints);

void pools_free(struct pools *pools);

#endif
