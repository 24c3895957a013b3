#include "random/binomial_words.h"

#include "random/binomial_tables.h"

/* ---- tables ------------------------------------------------------------------------------ */

static void fill(uint32_t table[], uint32_t rest[], uint32_t n, int width) {
    uint64_t bucket[1 << BINOMIAL_HIGH_BUCKET_BITS];
    const uint32_t alias = (1u << width) - 1;
    binomial_table_fill(bucket, n, width);
    for (uint32_t b = 0; b <= alias; b++) {
        const uint64_t threshold = bucket[b] >> width;
        table[b] = (uint32_t)(threshold >> 32) << width | ((uint32_t)bucket[b] & alias);
        rest[b] = (uint32_t)threshold;
    }
}

void binomial_words_init(struct binomial_words *t) {
    for (uint32_t a = 0; a < 1u << BINOMIAL_SMALL_BITS; a++) {
        const uint32_t begin = a << BINOMIAL_SMALL_BUCKET_BITS;
        fill(t->small + begin, t->small_rest + begin, a * BINOMIAL_SMALL_UNIT,
             BINOMIAL_SMALL_BUCKET_BITS);
    }
    for (uint32_t h = 0; h < 1u << BINOMIAL_HIGH_BITS; h++) {
        const uint32_t begin = h << BINOMIAL_HIGH_BUCKET_BITS;
        fill(t->high + begin, t->high_rest + begin, h * BINOMIAL_HIGH_UNIT,
             BINOMIAL_HIGH_BUCKET_BITS);
    }
}

/* ---- one number -------------------------------------------------------------------------- */

static uint32_t look_up(const uint32_t table[], const uint32_t rest[], int width,
                        struct random_small *random) {
    const uint32_t word = random_small_next(random), bucket = word & ((1u << width) - 1);
    const uint32_t entry = table[bucket], draw = word >> width, threshold = entry >> width;
    bool own = draw < threshold;
    if (draw == threshold)
        own = random_small_next(random) < rest[bucket];
    /* Guessed wrong half the time: no branch depends on it. */
    const uint32_t alias = entry & ((1u << width) - 1);
    return alias ^ ((alias ^ bucket) & -(uint32_t)own);
}

/* Without a call, which the compiler's is where it may not count on the instruction. */
static uint32_t ones_of(uint32_t a) {
    a -= a >> 1 & 0x55555555;
    a = (a & 0x33333333) + (a >> 2 & 0x33333333);
    return ((a + (a >> 4)) & 0x0f0f0f0f) * 0x01010101 >> 24;
}

uint32_t binomial_words_draw(const struct binomial_words *t, uint32_t n,
                             struct random_small *random) {
    const uint32_t counted = n % BINOMIAL_COUNTED;
    const uint32_t a = n / BINOMIAL_SMALL_UNIT % (1u << BINOMIAL_SMALL_BITS);
    const uint32_t h = n / BINOMIAL_HIGH_UNIT;
    uint32_t ones = 0;
    if (counted)
        ones = ones_of(random_small_next(random) & ((1u << counted) - 1));
    if (a) {
        const uint32_t begin = a << BINOMIAL_SMALL_BUCKET_BITS;
        ones += a * (BINOMIAL_SMALL_UNIT / 2) - (1u << (BINOMIAL_SMALL_BUCKET_BITS - 1)) +
                look_up(t->small + begin, t->small_rest + begin, BINOMIAL_SMALL_BUCKET_BITS,
                        random);
    }
    if (h) {
        const uint32_t begin = h << BINOMIAL_HIGH_BUCKET_BITS;
        ones +=
            h * (BINOMIAL_HIGH_UNIT / 2) - (1u << (BINOMIAL_HIGH_BUCKET_BITS - 1)) +
            look_up(t->high + begin, t->high_rest + begin, BINOMIAL_HIGH_BUCKET_BITS, random);
    }
    return ones;
}
