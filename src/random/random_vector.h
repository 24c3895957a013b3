/* The random blocks of random_stream.h, one run in each lane of a vector: the same bits. */
#ifndef TPMSYNC_RANDOM_VECTOR_H
#define TPMSYNC_RANDOM_VECTOR_H

#include "random/random_stream.h"
#include "vector/simd.h"

enum { PHILOX_ROUNDS = 10 };

/* The keys of all rounds, each in the low half of a word. */
struct vector_keys {
    uint64_t round[PHILOX_ROUNDS][2];
};

static inline struct vector_keys vector_keys(uint64_t seed) {
    struct vector_keys keys;
    philox4x32_key_t key = random_stream(seed, 0).key;
    for (int i = 0; i < PHILOX_ROUNDS; i++) {
        keys.round[i][0] = key.v[0];
        keys.round[i][1] = key.v[1];
        key.v[0] += PHILOX_W32_0;
        key.v[1] += PHILOX_W32_1;
    }
    return keys;
}

/* 128 random bits a lane; the words are in the low 32 bits, above them stands rubbish. */
struct vector_block {
    vword word[4];
};

/* The block `block` of `purpose`, of the run and the step (>= 0) in each lane. */
SIMD_INLINE struct vector_block vector_block(const struct vector_keys *keys, vword run,
                                             enum random_purpose purpose, vword step,
                                             uint32_t block) {
    const vword m0 = word_all(PHILOX_M4x32_0), m1 = word_all(PHILOX_M4x32_1);
    vword c0 = step, c1 = step >> 32, c2 = run, c3 = word_all((uint32_t)purpose << 24 | block);
    for (int i = 0; i < PHILOX_ROUNDS; i++) {
        const vword p0 = multiply_low(c0, m0), p1 = multiply_low(c2, m1);
        c0 = (p1 >> 32) ^ c1 ^ keys->round[i][0];
        c1 = p1;
        c2 = (p0 >> 32) ^ c3 ^ keys->round[i][1];
        c3 = p0;
    }
    return (struct vector_block){{c0, c1, c2, c3}};
}

/* 2^32 random_uniform(the low half of word), exact: the word is planted below the leading bit
 * of 2^52, and 2^52 - 1/2 taken off. */
SIMD_INLINE vreal vector_uniform(vword word) {
    const vword planted = (word & 0xffffffffu) | 0x4330000000000000u;
    return (vreal)planted - (0x1p52 - 0.5);
}

#endif
