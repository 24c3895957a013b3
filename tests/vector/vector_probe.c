#include "vector_probe.h"

#include <string.h>

#include "physics/iterate/mismatch_vector.h"
#include "random/random_vector.h"

static void block(uint64_t seed, const uint64_t run[PROBES], const uint64_t step[PROBES],
                  uint32_t index, uint32_t word[4][PROBES]) {
    const struct vector_keys keys = vector_keys(seed);
    for (int k = 0; k < PROBES; k += LANES) {
        vword runs, steps;
        memcpy(&runs, run + k, sizeof runs);
        memcpy(&steps, step + k, sizeof steps);
        const struct vector_block b = vector_block(&keys, runs, RANDOM_ITERATE, steps, index);
        for (int w = 0; w < 4; w++)
            for (int lane = 0; lane < LANES; lane++)
                word[w][k + lane] = (uint32_t)b.word[w][lane];
    }
}

static void uniform(const uint64_t word[PROBES], double x[PROBES]) {
    for (int k = 0; k < PROBES; k += LANES) {
        vword in;
        memcpy(&in, word + k, sizeof in);
        const vreal out = vector_uniform(in);
        memcpy(x + k, &out, sizeof out);
    }
}

static void threshold(const double x[PROBES], double result[PROBES]) {
    for (int k = 0; k < PROBES; k += LANES) {
        vreal in;
        memcpy(&in, x + k, sizeof in);
        const vreal out = mismatch_threshold(in);
        memcpy(result + k, &out, sizeof out);
    }
}

static void probability(const double gap[PROBES], double result[PROBES]) {
    for (int k = 0; k < PROBES; k += LANES) {
        vreal in;
        memcpy(&in, gap + k, sizeof in);
        const vreal out = mismatch_probability(in);
        memcpy(result + k, &out, sizeof out);
    }
}

const struct vector_probe VECTOR_PROBE = {block, uniform, threshold, probability};
