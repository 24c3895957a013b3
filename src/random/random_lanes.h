/* Random bits for the kernels of the simulations, a stream in all lanes.
 *
 * stream_blocks: consecutive blocks of random_stream.h, one in each lane.
 *
 * random_lanes: independent generators xoshiro256++ (Blackman, Vigna, ACM Trans. Math. Softw.
 * 47 (2021) 36), eight for a vector of layout.h, one in each lane of its registers, for kernels
 * that need more bits than Philox makes in the time they have. They are seeded afresh for every
 * step from Philox blocks of this step, so that their draws too are a function of (seed, run,
 * step) and nothing is carried over; a step uses a few thousand of the 2^256 numbers of a lane.
 */
#ifndef TPMSYNC_RANDOM_LANES_H
#define TPMSYNC_RANDOM_LANES_H

#include "random/random_vector.h"
#include "vector/words.h"

/* ---- Philox --------------------------------------------------------------------------- */

/* The counters of the blocks first, first + 1, ... */
SIMD_INLINE struct vector_block stream_counters(const struct random_stream *stream,
                                                enum random_purpose purpose, int64_t step,
                                                uint32_t first) {
    return (struct vector_block){{
        word_all((uint64_t)step),
        word_all((uint64_t)step >> 32),
        word_all(stream->run),
        words_from(((uint32_t)purpose << 24) + first),
    }};
}

/* Makes blocks of `count` times LANES counters: as long as one waits for a product, the others
 * go on. */
SIMD_INLINE void stream_rounds(const struct vector_keys *keys, int count,
                               struct vector_block block[]) {
    for (int i = 0; i < PHILOX_ROUNDS; i++)
        for (int n = 0; n < count; n++)
            vector_round(&block[n], keys, i);
}

/* `count` times LANES blocks, those of block[n] from first[n] on. */
SIMD_INLINE void stream_blocks(const struct random_stream *stream,
                               const struct vector_keys *keys, enum random_purpose purpose,
                               int64_t step, int count, const uint32_t first[],
                               struct vector_block block[]) {
    for (int n = 0; n < count; n++)
        block[n] = stream_counters(stream, purpose, step, first[n]);
    stream_rounds(keys, count, block);
}

/* Words k and k + 1 of the blocks. */
SIMD_INLINE vword bits_of_block(const struct vector_block *block, int k) {
    return (block->word[k] & 0xffffffff) | block->word[k + 1] << 32;
}

/* ---- xoshiro256++ ---------------------------------------------------------------------- */

/* The generators of one register. */
struct random_lanes {
    vword s[4]; /* word k of the state of each lane */
};

/* Those of a vector. The state of generator l is made of the blocks l (s[0], s[1]) and 8 + l
 * (s[2], s[3]). */
SIMD_INLINE void random_lanes_seed(const struct random_stream *stream,
                                   enum random_purpose purpose, int64_t step,
                                   struct random_lanes random[REGISTERS]) {
    const struct vector_keys keys = vector_keys_of(stream);
    for (int p = 0; p < REGISTERS; p++) {
        const uint32_t first[2] = {(uint32_t)(p * LANES), (uint32_t)(p * LANES + VECTOR_WORDS)};
        struct vector_block block[2];
        stream_blocks(stream, &keys, purpose, step, 2, first, block);
        for (int k = 0; k < 4; k++)
            random[p].s[k] = bits_of_block(&block[k / 2], k % 2 * 2);
    }
}

SIMD_INLINE vword random_lanes_rotate(vword a, int count) {
    return a << count | a >> (WORD_BITS - count);
}

/* 64 random bits in each lane. */
SIMD_INLINE vword random_lanes_next(struct random_lanes *random) {
    vword *s = random->s;
    const vword result = random_lanes_rotate(s[0] + s[3], 23) + s[0];
    const vword shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = random_lanes_rotate(s[3], 45);
    return result;
}

#endif
