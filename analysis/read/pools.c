#include "read/pools.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "schema/description.h"

#define THREE_WAY(a, b) (((a) > (b)) - ((a) < (b)))

typedef int parameters_ordering(const struct parameters *, const struct parameters *);

static int compare(const struct ensemble *a, const struct ensemble *b,
                   parameters_ordering *order) {
    const int by_parameters = order(&a->parameters, &b->parameters);
    if (by_parameters != 0)
        return by_parameters;
    const int by_seed = THREE_WAY(a->parameters.seed, b->parameters.seed);
    return by_seed != 0 ? by_seed : strcmp(a->path, b->path);
}

/* By insertion: they are as many as files, which somebody has listed. */
static void sort(const struct ensemble *ensembles[], size_t count, parameters_ordering *order) {
    for (size_t i = 1; i < count; i++) {
        const struct ensemble *const moved = ensembles[i];
        size_t at = i;
        for (; at > 0 && compare(ensembles[at - 1], moved, order) > 0; at--)
            ensembles[at] = ensembles[at - 1];
        ensembles[at] = moved;
    }
}

static bool same_pool(const struct ensemble *a, const struct ensemble *b) {
    return !parameters_difference(&a->parameters, &b->parameters);
}

/* Names the neighbours that hold the same runs; how many there are. */
static int complain_of_double_counts(const struct ensemble *const sorted[], size_t count,
                                     FILE *complaints) {
    int found = 0;
    for (size_t i = 1; i < count; i++) {
        const struct ensemble *a = sorted[i - 1], *b = sorted[i];
        if (!same_pool(a, b) || a->parameters.seed != b->parameters.seed)
            continue;
        fprintf(complaints,
                "%s and %s: the same parameters and the same seed %" PRIu64
                ", so the same runs would be counted twice\n",
                a->path, b->path, b->parameters.seed);
        found++;
    }
    return found;
}

static void cut(struct pools *pools, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !same_pool(pools->ensembles[i - 1], pools->ensembles[i]))
            pools->pool[pools->count++].members = &pools->ensembles[i];
        pools->pool[pools->count - 1].count++;
    }
}

enum pools_result pools_make(const struct ensemble ensembles[], size_t count,
                             parameters_ordering *order, struct pools *pools,
                             FILE *complaints) {
    *pools = (struct pools){.pool = calloc(count, sizeof *pools->pool),
                            .ensembles = calloc(count, sizeof *pools->ensembles)};
    if (!pools->pool || !pools->ensembles) {
        pools_free(pools);
        return POOLS_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++)
        pools->ensembles[i] = &ensembles[i];
    sort(pools->ensembles, count, order);
    cut(pools, count);
    return complain_of_double_counts(pools->ensembles, count, complaints) > 0
               ? POOLS_DOUBLE_COUNT
               : POOLS_DONE;
}

void pools_free(struct pools *pools) {
    free(pools->pool);
    free(pools->ensembles);
    *pools = (struct pools){0};
}
