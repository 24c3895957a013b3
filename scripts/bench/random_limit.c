#include "random_limit.h"

#include "random/random_lanes.h"

static uint64_t xoshiro(const struct random_stream *stream, int64_t step, int64_t vectors) {
    struct random_lanes random = random_lanes_seed(stream, RANDOM_OCCUPANCY_LANES, step);
    lanes ones = {0};
    for (int64_t v = 0; v < vectors; v++)
        ones += lanes_popcount(random_lanes_next(&random));
    return lanes_sum(ones);
}

static uint64_t philox(const struct random_stream *stream, int64_t step, int64_t vectors) {
    lanes ones = {0};
    for (int64_t v = 0; v < vectors; v += 4) {
        const struct philox_lanes bits =
            philox_lanes(stream, RANDOM_INPUTS, step, (uint32_t)(v / 4 * PHILOX_BLOCKS));
        for (int k = 0; k < 4; k++)
            ones += lanes_popcount(bits.word[k]);
    }
    return lanes_sum(ones);
}

extern const struct random_limit LIMIT;
const struct random_limit LIMIT = {xoshiro, philox};
