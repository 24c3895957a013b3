/* Random bits for the vectorised kernels, eight lanes at a time.
 *
 * philox_lanes: the blocks of random_stream.h, sixteen consecutive ones at a time, bit for bit
 * the same as random_block gives.
 *
 * random_lanes: eight independent generators xoshiro256++ (Blackman, Vigna, ACM Trans. Math.
 * Softw. 47 (2021) 36), one in each lane, for kernels that need more bits than Philox makes in
 * the time they have. They are seeded afresh for every step from Philox blocks of this step, so
 * that their draws too are a function of (seed, run, step) and nothing is carried over; a step
 * uses a few thousand of the 2^256 numbers of a lane.
 */
#ifndef TPMSYNC_RANDOM_LANES_H
#define TPMSYNC_RANDOM_LANES_H

#include "random/random_stream.h"
#include "vector/vector.h"

/* ---- Philox --------------------------------------------------------------------------- */

enum { PHILOX_BLOCKS = 16 };

/* Sixteen blocks of four 32-bit words: the low half of lane l of word[k] is word k of block l,
 * the high half is word k of block 8 + l. */
struct philox_lanes {
    lanes word[4];
};

/* Eight counters; only the low halves of the lanes count. */
struct philox_counters {
    lanes word[4];
};

static inline void philox_round(struct philox_counters *c, uint32_t key0, uint32_t key1) {
    const lanes product0 = lanes_multiply_halves(c->word[0], lanes_of(PHILOX_M4x32_0));
    const lanes product2 = lanes_multiply_halves(c->word[2], lanes_of(PHILOX_M4x32_1));
    c->word[0] = (product2 >> 32) ^ c->word[1] ^ key0;
    c->word[1] = product2;
    c->word[2] = (product0 >> 32) ^ c->word[3] ^ key1;
    c->word[3] = product0;
}

/* The counters of random_stream.h for the blocks first .. first + 7. */
static inline struct philox_counters philox_counters(const struct random_stream *stream,
                                                     enum random_purpose purpose, int64_t step,
                                                     uint32_t first) {
    const lanes block = {0, 1, 2, 3, 4, 5, 6, 7};
    return (struct philox_counters){{
        lanes_of((uint32_t)step),
        lanes_of((uint32_t)((uint64_t)step >> 32)),
        lanes_of(stream->run),
        ((uint32_t)purpose << 24) + (block + first),
    }};
}

/* Philox4x32-10 of the blocks first .. first + 15. */
static inline struct philox_lanes philox_lanes(const struct random_stream *stream,
                                               enum random_purpose purpose, int64_t step,
                                               uint32_t first) {
    struct philox_counters low = philox_counters(stream, purpose, step, first);
    struct philox_counters high = philox_counters(stream, purpose, step, first + LANES);
    uint32_t key0 = stream->key.v[0], key1 = stream->key.v[1];
    for (int round = 0; round < 10; round++) {
        philox_round(&low, key0, key1);
        philox_round(&high, key0, key1);
        key0 += PHILOX_W32_0;
        key1 += PHILOX_W32_1;
    }
    struct philox_lanes bits;
    for (int k = 0; k < 4; k++)
        bits.word[k] = (low.word[k] & 0xffffffff) | high.word[k] << 32;
    return bits;
}

/* ---- xoshiro256++ ---------------------------------------------------------------------- */

struct random_lanes {
    lanes s[4]; /* word k of the state of each lane */
};

/* The state of lane l is made of the blocks l (s[0], s[1]) and 8 + l (s[2], s[3]). */
static inline struct random_lanes random_lanes_seed(const struct random_stream *stream,
                                                    enum random_purpose purpose, int64_t step) {
    const struct philox_lanes seed = philox_lanes(stream, purpose, step, 0);
    struct random_lanes random;
    for (int k = 0; k < 2; k++) {
        const lanes even = seed.word[2 * k], odd = seed.word[2 * k + 1];
        random.s[k] = (even & 0xffffffff) | odd << 32;
        random.s[2 + k] = even >> 32 | (odd & 0xffffffff00000000);
    }
    return random;
}

static inline lanes random_lanes_rotate(lanes a, int count) {
    return a << count | a >> (LANE_BITS - count);
}

/* 512 random bits. */
static inline lanes random_lanes_next(struct random_lanes *random) {
    lanes *s = random->s;
    const lanes result = random_lanes_rotate(s[0] + s[3], 23) + s[0];
    const lanes shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = random_lanes_rotate(s[3], 45);
    return result;
}

#endif
