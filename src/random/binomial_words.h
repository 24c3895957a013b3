/* Binomial(n, 1/2) from random words of 32 bits, for n below BINOMIAL_STRIPS_FROM: counted and
 * looked up, as in binomial_tables.h, in vectors of sixteen lanes or one by one.
 *
 *     n mod 32 of the components    the ones among so many bits of a word
 *     a = n / 32 mod 64 blocks      one look-up in the alias table for 32 a
 *     h = n / 2048                  one more in that for 2048 h
 *
 * and no word where such a part is 0. An entry of a table is the high half of the 64-bit entry
 * of binomial_tables.h, a threshold of 32 - w bits above the alias of w bits; the 32 low bits
 * of the threshold stand in a table of their own. A word is taken apart as draw 2^w + bucket.
 * Once in 2^(32 - w) times draw and threshold are the same: then a second word is compared
 * with the low bits. So each outcome has its probability to 2^-64, and mostly one word is
 * drawn.
 */
#ifndef TPMSYNC_BINOMIAL_WORDS_H
#define TPMSYNC_BINOMIAL_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "random/random_small.h"

enum {
    BINOMIAL_COUNTED_BITS = 5,
    BINOMIAL_COUNTED = 1 << BINOMIAL_COUNTED_BITS,

    BINOMIAL_SMALL_BITS = 6, /* of a, */
    BINOMIAL_SMALL_BUCKET_BITS = 9,
    BINOMIAL_SMALL_UNIT = BINOMIAL_COUNTED,

    BINOMIAL_HIGH_BITS = 2, /* of h */
    BINOMIAL_HIGH_BUCKET_BITS = 10,
    BINOMIAL_HIGH_UNIT = BINOMIAL_SMALL_UNIT << BINOMIAL_SMALL_BITS,
};

/* 280 kB, of which the thresholds' low bits, one half, are hardly ever looked at. */
struct binomial_words {
    uint32_t small[1 << (BINOMIAL_SMALL_BITS + BINOMIAL_SMALL_BUCKET_BITS)];
    uint32_t high[1 << (BINOMIAL_HIGH_BITS + BINOMIAL_HIGH_BUCKET_BITS)];
    uint32_t small_rest[1 << (BINOMIAL_SMALL_BITS + BINOMIAL_SMALL_BUCKET_BITS)];
    uint32_t high_rest[1 << (BINOMIAL_HIGH_BITS + BINOMIAL_HIGH_BUCKET_BITS)];
};

/* Fills the tables, which takes a millisecond. */
void binomial_words_init(struct binomial_words *tables);

/* n < BINOMIAL_STRIPS_FROM. */
uint32_t binomial_words_draw(const struct binomial_words *tables, uint32_t n,
                             struct random_small *random);

#endif
