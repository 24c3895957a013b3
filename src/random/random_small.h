/* Random words of 32 bits, for what takes a few hundred of them in a step of a run.
 *
 * The generator is xoshiro128++ (Blackman, Vigna, ACM Trans. Math. Softw. 47 (2021) 36), whose
 * state is four words. It is seeded afresh for every step with block 0 of a purpose of this
 * step (random_stream.h): its words are a function of (seed, run, step), and nothing is carried
 * over. random_half_words.h has the same words for several runs side by side.
 */
#ifndef TPMSYNC_RANDOM_SMALL_H
#define TPMSYNC_RANDOM_SMALL_H

#include "random/random_stream.h"

struct random_small {
    uint32_t s[4];
};

static inline struct random_small random_small_seed(const struct random_stream *stream,
                                                    enum random_purpose purpose, int64_t step) {
    const struct random_block b = random_block(stream, purpose, step, 0);
    return (struct random_small){{b.word[0], b.word[1], b.word[2], b.word[3]}};
}

static inline uint32_t random_small_rotate(uint32_t a, int count) {
    return a << count | a >> (32 - count);
}

static inline uint32_t random_small_next(struct random_small *random) {
    uint32_t *s = random->s;
    const uint32_t result = random_small_rotate(s[0] + s[3], 7) + s[0];
    const uint32_t shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = random_small_rotate(s[3], 11);
    return result;
}

/* Two words, the first one low. */
static inline uint64_t random_small_long(struct random_small *random) {
    const uint32_t low = random_small_next(random);
    return (uint64_t)random_small_next(random) << 32 | low;
}

#endif
