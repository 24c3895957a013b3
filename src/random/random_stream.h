/* Random numbers as a pure function of (seed, run, step).
 *
 * The generator is Philox4x32-10 of Random123 (Salmon, Moraes, Dror, Shaw, SC'11), a counter
 * turned into 128 random bits by ten rounds of a keyed bijection:
 *
 *     key     = seed                                            64 bits
 *     counter = (step: 64 bits, run: 32 bits, purpose: 8 bits, block: 24 bits)
 *
 * Nothing is carried from one draw to the next, so a draw does not depend on the rank, the lane
 * or the order in which it is made, and two purposes never share bits. Changing the layout of
 * the counter changes every result: do not, without a new schema of the output file.
 */
#ifndef TPMSYNC_RANDOM_STREAM_H
#define TPMSYNC_RANDOM_STREAM_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include <Random123/philox.h>

/* What a draw is for. The numbers are part of the definition of every result. */
enum random_purpose {
    RANDOM_ITERATE = 1,        /* internal representations of the analytical iteration */
    RANDOM_WEIGHTS = 2,        /* initial weights of the simulation, at step 0 */
    RANDOM_INPUTS = 3,         /* inputs x of the simulation, bit by bit */
    RANDOM_TIES = 4,           /* sgn(0) under the rule `random` */
    RANDOM_ATTACK = 5,         /* what an attacker draws in a step; none does yet */
    RANDOM_ITERATE_FIELDS = 6, /* fields of the attacker in the analytical iteration */

    RANDOM_CONTINUOUS_WEIGHTS = 16, /* initial continuous weights, vector by vector */
    RANDOM_CONTINUOUS_INPUTS = 17,  /* inputs x of the continuous machines, bit by bit */
    RANDOM_OCCUPANCY_START = 8,     /* occupancy numbers at the start, at step 0 */
    RANDOM_OCCUPANCY_PLAIN = 9,     /* binomial numbers of a step, drawn one by one */
    RANDOM_OCCUPANCY_LANES = 10,    /* seeds of the vectorised generator of a step */
    RANDOM_OCCUPANCY_WORDS = 11,    /* the same, of the words of the rejection method */
    RANDOM_SYNCHRONISED = 12,       /* seeds of a step after synchronisation */
    RANDOM_SYNCHRONISED_WORDS = 13, /* words of the rejection method, draw by draw */
    RANDOM_SPLITTING_START = 24,    /* walks from independent weights to a start */
    RANDOM_SPLITTING_WALK = 25,     /* moves of a walk; the number of the walk and of the move
                                       stand in place of the step */
    RANDOM_SPLITTING_CHOICE = 26,   /* from which states of a level walks go on */
    RANDOM_HEAD_START_SEED = 27,    /* seeds of the runs that tell the head start */
    RANDOM_LUCKY_SEED = 32,         /* seeds of the replicates of a splitting */
    RANDOM_LUCKY_CHOICE = 33,       /* which run a splitting copies, branch by branch */
};

enum { RANDOM_BLOCKS_MAX = 1 << 24 }; /* blocks of a purpose within one step */

/* Whether a purpose may draw so many blocks within one step. One more would run into the bits
 * of the purpose, and two purposes share their numbers without a word: an engine asks when it
 * is made, and is not made. */
static inline bool random_blocks_suffice(int64_t blocks) {
    return 0 <= blocks && blocks <= RANDOM_BLOCKS_MAX;
}

/* The draws of one run. Plain data: copy freely. */
struct random_stream {
    philox4x32_key_t key;
    uint32_t run;
};

struct random_block {
    uint32_t word[4];
};

static inline struct random_stream random_stream(uint64_t seed, int64_t run) {
    assert(0 <= run && run <= UINT32_MAX);
    return (struct random_stream){
        .key = {.v = {(uint32_t)seed, (uint32_t)(seed >> 32)}},
        .run = (uint32_t)run,
    };
}

/* 128 random bits; `block` is in [0, RANDOM_BLOCKS_MAX). */
static inline struct random_block random_block(const struct random_stream *stream,
                                               enum random_purpose purpose, int64_t step,
                                               uint32_t block) {
    assert(block < RANDOM_BLOCKS_MAX);
    const philox4x32_ctr_t counter = {.v = {(uint32_t)step, (uint32_t)((uint64_t)step >> 32),
                                            stream->run, (uint32_t)purpose << 24 | block}};
    const philox4x32_ctr_t bits = philox4x32_R(10, counter, stream->key);
    return (struct random_block){{bits.v[0], bits.v[1], bits.v[2], bits.v[3]}};
}

/* The seed of what is number `number` of its kind and draws by itself. */
static inline uint64_t random_seed(uint64_t seed, int64_t number, enum random_purpose purpose) {
    const struct random_stream stream = random_stream(seed, number);
    const struct random_block block = random_block(&stream, purpose, 0, 0);
    return (uint64_t)block.word[1] << 32 | block.word[0];
}

/* Uniform in (0, 1), on the midpoints of 2^32 cells: never 0, never 1, exact in double. */
static inline double random_uniform(uint32_t word) {
    return ((double)word + 0.5) * 0x1p-32;
}

#endif
