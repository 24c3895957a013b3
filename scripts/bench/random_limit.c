#include "random_limit.h"

#include "random/random_lanes.h"

static uint64_t xoshiro(const struct random_stream *stream, int64_t step, int64_t vectors) {
    struct random_lanes random[REGISTERS];
    random_lanes_seed(stream, RANDOM_OCCUPANCY_LANES, step, random);
    vword ones = word_all(0);
    for (int64_t v = 0; v < vectors; v++)
        for (int p = 0; p < REGISTERS; p++)
            ones += popcount(random_lanes_next(&random[p]));
    return sum_of_words(ones);
}

static uint64_t philox(const struct random_stream *stream, int64_t step, int64_t vectors) {
    enum { TOGETHER = 4 };
    const struct vector_keys keys = vector_keys_of(stream);
    vword ones = word_all(0);
    for (int64_t block = 0; block < 4 * vectors; block += TOGETHER * LANES) {
        uint32_t first[TOGETHER];
        struct vector_block bits[TOGETHER];
        for (int n = 0; n < TOGETHER; n++)
            first[n] = (uint32_t)(block + n * LANES);
        stream_blocks(stream, &keys, RANDOM_INPUTS, step, TOGETHER, first, bits);
        for (int n = 0; n < TOGETHER; n++)
            ones += popcount(bits_of_block(&bits[n], 0)) + popcount(bits_of_block(&bits[n], 2));
    }
    return sum_of_words(ones);
}

extern const struct random_limit LIMIT;
const struct random_limit LIMIT = {xoshiro, philox};
