/* Binomial(n, 1/2) from one random word, for some n: alias tables (Walker 1977, Vose 1991).
 *
 * Binomial(n, 1/2) is the sum of the binomial numbers of any parts that n is split into. There
 * are tables for n = 64 a with a = 0 .. 31, for 2048 and for 4096, so that n < 2^13 takes at
 * most three look-ups and the count of the ones among 63 random bits.
 *
 * A table of 2^w buckets holds the outcomes n/2 - 2^(w-1) + b, b < 2^w: at least nine standard
 * deviations to either side, each outcome with its probability as a multiple of 2^-64. What is
 * cut off or rounded is below 2^-64 an outcome, the resolution of the random word.
 *
 * The entry of bucket b is  threshold 2^w + alias.  A random word is taken apart likewise, as
 * draw 2^w + b;  the outcome is that of b if draw < threshold, else that of the alias.
 */
#ifndef TPMSYNC_BINOMIAL_TABLES_H
#define TPMSYNC_BINOMIAL_TABLES_H

#include <stdint.h>

enum {
    BINOMIAL_BLOCK = 64,  /* components of a block, */
    BINOMIAL_BLOCKS = 32, /* of which there are 0 .. 31, */
    BINOMIAL_BLOCK_BUCKET_BITS = 9,

    BINOMIAL_2048_BUCKET_BITS = 9,
    BINOMIAL_4096_BUCKET_BITS = 10,
};

struct binomial_tables {
    uint64_t blocks[BINOMIAL_BLOCKS << BINOMIAL_BLOCK_BUCKET_BITS]; /* [a 2^w + b] */
    uint64_t of_2048[1 << BINOMIAL_2048_BUCKET_BITS];
    uint64_t of_4096[1 << BINOMIAL_4096_BUCKET_BITS];
};

/* Fills the tables, which takes a millisecond. */
void binomial_tables_init(struct binomial_tables *tables);

/* One table: n even, 0 <= n <= 4096, 2^bucket_bits entries, 7 <= bucket_bits <= 10. */
void binomial_table_fill(uint64_t bucket[], uint32_t n, int bucket_bits);

/* An alias table for any weights, in units of 2^-64, that add up to 2^64; they are used up. */
void binomial_alias_fill(uint64_t bucket[], int bucket_bits, uint64_t weight[]);

#endif
