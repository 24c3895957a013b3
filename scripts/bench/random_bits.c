/* Writes the random bits of the engine `occupancy` to standard output, for statistical
 * batteries:
 *
 *     random-bits [VECTORS] | dieharder -g 200 -a
 *
 * As in the engine, the lanes are seeded afresh for every step; a step takes VECTORS vectors of
 * 512 bits (default 60). The run changes every million steps. Ends when nobody reads any more.
 */
#include <stdio.h>
#include <stdlib.h>

#include "random/random_lanes.h"

enum { STEPS_OF_A_RUN = 1000000 };

int main(int argc, char **argv) {
    const long vectors = argc > 1 ? strtol(argv[1], NULL, 10) : 60;
    if (vectors < 1) {
        fprintf(stderr, "usage: %s [VECTORS]\n", argv[0]);
        return 2;
    }
    for (int64_t run = 0;; run++) {
        const struct random_stream stream = random_stream(1, run);
        for (int64_t step = 1; step <= STEPS_OF_A_RUN; step++) {
            struct random_lanes random[REGISTERS];
            random_lanes_seed(&stream, RANDOM_OCCUPANCY_LANES, step, random);
            for (long v = 0; v < vectors * REGISTERS; v++) {
                const vword bits = random_lanes_next(&random[v % REGISTERS]);
                if (fwrite(&bits, sizeof bits, 1, stdout) != 1)
                    return 0;
            }
        }
    }
}
