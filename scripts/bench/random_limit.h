/* The random bits of a step and nothing else: what bounds a simulation that draws every input.
 * Compiled for every instruction set, as the engines' kernels are. */
#ifndef RANDOM_LIMIT_H
#define RANDOM_LIMIT_H

#include "random/random_stream.h"

struct random_limit {
    /* Makes `vectors` times 512 bits and counts the ones, seeds included. */
    uint64_t (*xoshiro)(const struct random_stream *stream, int64_t step, int64_t vectors);
    uint64_t (*philox)(const struct random_stream *stream, int64_t step, int64_t vectors);
};

#endif
