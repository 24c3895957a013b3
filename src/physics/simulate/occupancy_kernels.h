/* The vectorised parts of the engine `occupancy`: binomial numbers and sums over orbits.
 *
 * One body, compiled for every instruction set. All arrays have whole groups of VECTOR_WORDS
 * entries and are aligned to VECTOR_BYTES; `used` is a multiple of VECTOR_WORDS. The order of
 * the orbits is that of orbits.h; what stands at the indices below VECTOR_WORDS (the orbit 0)
 * is never drawn.
 */
#ifndef TPMSYNC_OCCUPANCY_KERNELS_H
#define TPMSYNC_OCCUPANCY_KERNELS_H

#include "physics/simulate/orbits.h"
#include "physics/simulate/simulation.h"
#include "random/binomial_strips.h"
#include "random/binomial_tables.h"

/* What binomial numbers are drawn from; 170 kB. */
struct binomial_sources {
    struct binomial_tables tables; /* below BINOMIAL_STRIPS_FROM */
    struct binomial_strips strips; /* from there on */
};

struct occupancy_kernels {
    /* k[i][c] ~ Binomial(n[i][c], 1/2) for K units i and VECTOR_WORDS <= c < used[i], n < 2^31;
     * a function of the stream, the step and n. */
    void (*draw)(const struct binomial_sources *sources, int K,
                 const struct random_stream *stream, int64_t step, const int used[],
                 const uint64_t *const n[], uint64_t *const k[]);
    /* The fields of one unit, as occupancy_fields. */
    void (*fields)(const struct orbit_space *space, int used, const uint64_t n[],
                   const uint64_t k[], int64_t field[MACHINES]);
    /* The products of one unit. */
    void (*products)(const struct orbit_space *space, int used, const uint64_t n[],
                     struct unit_products *products);
    /* Whether n[c] & mask[c] = 0 for c < used. */
    bool (*empty)(int used, const uint64_t n[], const uint64_t mask[]);
};

/* The kernels for instruction_set(), or for the next lesser one where the processor lacks what
 * they need. */
const struct occupancy_kernels *occupancy_kernels(void);

#endif
