#include "random/binomial_tables.h"

enum { BUCKETS_MAX = 1 << BINOMIAL_4096_BUCKET_BITS };

/* ---- probabilities, in integers ---------------------------------------------------------- */

/* A probability below 1 in units of 2^-128, the most significant word first. */
struct fraction {
    uint32_t word[4];
};

/* f <- f multiplier / divisor < 1, rounded down; both below 2^14. */
static struct fraction scaled(struct fraction f, uint32_t multiplier, uint32_t divisor) {
    uint64_t carry = 0;
    for (int i = 3; i >= 0; i--) {
        carry += (uint64_t)f.word[i] * multiplier;
        f.word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    for (int i = 0; i < 4; i++) {
        carry = carry << 32 | f.word[i];
        f.word[i] = (uint32_t)(carry / divisor);
        carry %= divisor;
    }
    return f;
}

/* In units of 2^-64, rounded. */
static uint64_t rounded(struct fraction f) {
    return ((uint64_t)f.word[0] << 32 | f.word[1]) + (f.word[2] >> 31);
}

/* The probability of m successes among 2 m: the product of (2 i - 1) / 2 i, i = 1 .. m, m >= 1.
 */
static struct fraction central_probability(uint32_t m) {
    struct fraction f = {{0x80000000, 0, 0, 0}};
    for (uint32_t i = 2; i <= m; i++)
        f = scaled(f, 2 * i - 1, 2 * i);
    return f;
}

/* weight[b] = the probability of the outcome n/2 - 2^(w-1) + b in units of 2^-64. They add up
 * to 2^64, which is 0: what rounding leaves over goes to the central outcome. */
static void fill_weights(uint32_t n, int bucket_bits, uint64_t weight[]) {
    const uint32_t m = n / 2, half = 1u << (bucket_bits - 1);
    struct fraction f = central_probability(m);
    uint64_t others = 0;
    weight[0] = 0; /* m - half, which has no counterpart above */
    for (uint32_t d = 1; d < half; d++) {
        f = d <= m ? scaled(f, m - d + 1, m + d) : (struct fraction){{0}};
        weight[half + d] = weight[half - d] = rounded(f);
        others += 2 * rounded(f);
    }
    weight[half] = 0 - others;
}

/* ---- alias tables ------------------------------------------------------------------------ */

/* Vose's method, in integers: buckets that are less than full are filled up, one by one, from
 * outcomes that have more than a bucket holds. */
void binomial_alias_fill(uint64_t bucket[], int bucket_bits, uint64_t weight[]) {
    const uint32_t count = 1u << bucket_bits;
    const uint64_t capacity = (uint64_t)1 << (64 - bucket_bits);
    uint32_t small[BUCKETS_MAX], large[BUCKETS_MAX];
    uint32_t smalls = 0, larges = 0;
    for (uint32_t b = 0; b < count; b++) {
        if (weight[b] < capacity)
            small[smalls++] = b;
        else
            large[larges++] = b;
    }
    /* The weights add up to all buckets exactly: while one is small, another is large. */
    while (smalls > 0 && larges > 0) {
        const uint32_t filled = small[--smalls], donor = large[larges - 1];
        bucket[filled] = weight[filled] << bucket_bits | donor;
        weight[donor] -= capacity - weight[filled];
        if (weight[donor] < capacity) {
            larges--;
            small[smalls++] = donor;
        }
    }
    /* Exactly full: either way leads to the same outcome. */
    while (larges > 0) {
        const uint32_t full = large[--larges];
        bucket[full] = full;
    }
}

void binomial_table_fill(uint64_t bucket[], uint32_t n, int bucket_bits) {
    if (n == 0) {
        for (int b = 0; b < 1 << bucket_bits; b++)
            bucket[b] = 1u << (bucket_bits - 1); /* always the central outcome, 0 */
        return;
    }
    uint64_t weight[BUCKETS_MAX];
    fill_weights(n, bucket_bits, weight);
    binomial_alias_fill(bucket, bucket_bits, weight);
}

void binomial_tables_init(struct binomial_tables *tables) {
    for (uint32_t a = 0; a < BINOMIAL_BLOCKS; a++)
        binomial_table_fill(tables->blocks + (a << BINOMIAL_BLOCK_BUCKET_BITS),
                            a * BINOMIAL_BLOCK, BINOMIAL_BLOCK_BUCKET_BITS);
    binomial_table_fill(tables->of_2048, 2048, BINOMIAL_2048_BUCKET_BITS);
    binomial_table_fill(tables->of_4096, 4096, BINOMIAL_4096_BUCKET_BITS);
}
