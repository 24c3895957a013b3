/* The random words of random_small.h for several runs side by side, one in each lane: the same
 * words. A run that takes none where its neighbours do is left where it was, by a mask. */
#ifndef TPMSYNC_RANDOM_HALF_WORDS_H
#define TPMSYNC_RANDOM_HALF_WORDS_H

#include "random/random_vector.h"
#include "vector/half_words.h"

struct random_half_words {
    vhalf s[4];
};

/* random_small_seed for the run and the step, in two halves, of each lane. */
SIMD_INLINE struct random_half_words random_half_words_seed(const struct vector_keys *keys,
                                                            enum random_purpose purpose,
                                                            vhalf run, vhalf step_low,
                                                            vhalf step_high) {
    const vword even_step = half_even(step_low) | half_even(step_high) << 32,
                odd_step = half_odd(step_low) | half_odd(step_high) << 32;
    const struct vector_block even = vector_block(keys, half_even(run), purpose, even_step, 0),
                              odd = vector_block(keys, half_odd(run), purpose, odd_step, 0);
    struct random_half_words random;
    for (int k = 0; k < 4; k++)
        random.s[k] = half_join(even.word[k], odd.word[k]);
    return random;
}

/* A word for each run of the mask; for the others rubbish, and their states stay. */
SIMD_INLINE vhalf random_half_words_next(struct random_half_words *random, half_mask m) {
    vhalf *s = random->s;
    const vhalf result = half_rotate(s[0] + s[3], 7) + s[0];
    const vhalf shifted = s[1] << 9;
    s[2] = half_xor_where(m, s[2], s[0]);
    s[3] = half_xor_where(m, s[3], s[1]);
    s[1] = half_xor_where(m, s[1], s[2]);
    s[0] = half_xor_where(m, s[0], s[3]);
    s[2] = half_xor_where(m, s[2], shifted);
    s[3] = half_select(m, half_rotate(s[3], 11), s[3]);
    return result;
}

#endif
