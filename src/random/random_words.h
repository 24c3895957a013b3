/* The blocks of one purpose within one step of a run as words of 64 bits, one after another:
 * for what draws as many as it happens to need. Plain data. */
#ifndef TPMSYNC_RANDOM_WORDS_H
#define TPMSYNC_RANDOM_WORDS_H

#include "random/random_stream.h"

struct random_words {
    struct random_stream stream;
    enum random_purpose purpose;
    int64_t step;
    uint32_t block;  /* the next one */
    bool left;       /* the second word of the block before is still to be had: */
    uint64_t second; /* this */
};

static inline struct random_words random_words(const struct random_stream *stream,
                                               enum random_purpose purpose, int64_t step) {
    return (struct random_words){.stream = *stream, .purpose = purpose, .step = step};
}

static inline uint64_t random_words_next(struct random_words *words) {
    words->left = !words->left;
    if (!words->left)
        return words->second;
    const struct random_block block =
        random_block(&words->stream, words->purpose, words->step, words->block++);
    words->second = (uint64_t)block.word[2] << 32 | block.word[3];
    return (uint64_t)block.word[0] << 32 | block.word[1];
}

/* Uniform on the multiples of 2^-53 in [0, 1). */
static inline double random_words_uniform(struct random_words *words) {
    return (double)(int64_t)(random_words_next(words) >> 11) * 0x1p-53;
}

#endif
