/* The random blocks of random_stream.h, one in each lane of a register: the same bits. */
#ifndef TPMSYNC_RANDOM_VECTOR_H
#define TPMSYNC_RANDOM_VECTOR_H

#include "random/random_stream.h"
#include "vector/simd.h"

enum { PHILOX_ROUNDS = 10 };

/* The keys of all rounds, each in the low half of a word. */
struct vector_keys {
    uint64_t round[PHILOX_ROUNDS][2];
};

static inline struct vector_keys vector_keys_of(const struct random_stream *stream) {
    struct vector_keys keys;
    uint32_t key0 = stream->key.v[0], key1 = stream->key.v[1];
    for (int i = 0; i < PHILOX_ROUNDS; i++) {
        keys.round[i][0] = key0;
        keys.round[i][1] = key1;
        key0 += PHILOX_W32_0;
        key1 += PHILOX_W32_1;
    }
    return keys;
}

static inline struct vector_keys vector_keys(uint64_t seed) {
    const struct random_stream stream = random_stream(seed, 0);
    return vector_keys_of(&stream);
}

/* 128 random bits a lane, or the counter that is to become them; the words are in the low 32
 * bits, above them stands rubbish. */
struct vector_block {
    vword word[4];
};

/* Round i of Philox. */
SIMD_INLINE void vector_round(struct vector_block *b, const struct vector_keys *keys, int i) {
    const vword product0 = multiply_low(b->word[0], word_all(PHILOX_M4x32_0));
    const vword product2 = multiply_low(b->word[2], word_all(PHILOX_M4x32_1));
    b->word[0] = (product2 >> 32) ^ b->word[1] ^ keys->round[i][0];
    b->word[1] = product2;
    b->word[2] = (product0 >> 32) ^ b->word[3] ^ keys->round[i][1];
    b->word[3] = product0;
}

/* The block `block` of `purpose`, of the run and the step (>= 0) in each lane. */
SIMD_INLINE struct vector_block vector_block(const struct vector_keys *keys, vword run,
                                             enum random_purpose purpose, vword step,
                                             uint32_t block) {
    struct vector_block b = {
        {step, step >> 32, run, word_all((uint32_t)purpose << 24 | block)}};
    for (int i = 0; i < PHILOX_ROUNDS; i++)
        vector_round(&b, keys, i);
    return b;
}

/* 2^32 random_uniform(the low half of word), exact: the word is planted below the leading bit
 * of 2^52, and 2^52 - 1/2 taken off. */
SIMD_INLINE vreal vector_uniform(vword word) {
    const vword planted = (word & 0xffffffffu) | 0x4330000000000000u;
    return (vreal)planted - (0x1p52 - 0.5);
}

#endif
