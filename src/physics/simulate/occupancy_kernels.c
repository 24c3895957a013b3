/* One body for every instruction set: cmake/kernels.cmake compiles it several times, with
 * KERNELS the name of the table at the end.
 *
 * What is held where. A group is eight neighbouring orbits, a vector of layout.h: their n,
 * their k, their weights, one in each 64-bit lane of one register, two or four. Random bits
 * come 64 for each lane, and belong to the orbit of that lane.
 *
 * A binomial number with p = 1/2 is the number of ones among n random bits. Up to 63 bits of
 * each orbit are counted in its lane; the rest of n, a multiple of 64, is looked up in tables,
 * in the same way and the same time for any n; from BINOMIAL_STRIPS_FROM on a rejection
 * method takes over. None of the three is an approximation. There are next to no branches that
 * depend on random numbers or on occupancy numbers that change: to guess them wrong costs more
 * than to look up a zero.
 */
#include "physics/simulate/occupancy_kernels.h"
#include "random/binomial_rejection.h"
#include "random/random_lanes.h"

/* Random words one by one, for the rejection method, from lanes of their own: those that count
 * bits stay in registers. Seeded when the first word is asked for. */
struct word_supply {
    const struct random_stream *stream;
    int64_t step;
    struct random_lanes random[REGISTERS];
    _Alignas(VECTOR_BYTES) uint64_t words[VECTOR_WORDS];
    int used; /* words of `words`; VECTOR_WORDS + 1 before the first */
};

static uint64_t next_word(void *supply) {
    struct word_supply *s = supply;
    if (s->used > VECTOR_WORDS)
        random_lanes_seed(s->stream, RANDOM_OCCUPANCY_WORDS, s->step, s->random);
    if (s->used >= VECTOR_WORDS) {
        for (int p = 0; p < REGISTERS; p++)
            store_words(s->words + p * LANES, random_lanes_next(&s->random[p]));
        s->used = 0;
    }
    return s->words[s->used++];
}

/* The lowest `count` bits of each word set; all 64 for larger counts. */
SIMD_INLINE vword low_bits(vword count) {
    return ~shift_left(word_all(UINT64_MAX), count);
}

/* All bits of a word set where bit `bit` of n is. */
SIMD_INLINE vword spread_bit(vword n, int bit) {
    return word_of_mask(has_bits(n, UINT64_C(1) << bit));
}

/* The ones among the next `bits` random bits of each lane. */
SIMD_INLINE vword count_in_lanes(struct random_lanes *random, vword bits) {
    return popcount(random_lanes_next(random) & low_bits(bits));
}

/* The outcomes of an alias table of 2^width buckets, less the outcome of its central bucket;
 * lane by lane, from the tables that begin at table[begin]. */
SIMD_INLINE vword look_up(struct random_lanes *random, const uint64_t *table, vword begin,
                          int width) {
    const vword low = word_all((1u << width) - 1);
    const vword word = random_lanes_next(random), bucket = word & low;
    const vword entry = gather(table, begin + bucket);
    const vmask hit = less_word(word >> width, entry >> width);
    return select_word(hit, bucket, entry & low) - (1u << (width - 1));
}

/* Binomial(64 a, 1/2) for the a that bits 6 to 10 of n hold. */
SIMD_INLINE vword draw_blocks(struct random_lanes *random, const struct binomial_tables *tables,
                              vword n) {
    const vword a = n / BINOMIAL_BLOCK % BINOMIAL_BLOCKS;
    return a * (BINOMIAL_BLOCK / 2) + look_up(random, tables->blocks,
                                              a << BINOMIAL_BLOCK_BUCKET_BITS,
                                              BINOMIAL_BLOCK_BUCKET_BITS);
}

/* Binomial(2^bit, 1/2) in the lanes that have this bit set in n. */
SIMD_INLINE vword draw_power(struct random_lanes *random, const uint64_t *table, int width,
                             vword n, int bit) {
    const vword drawn = (1u << (bit - 1)) + look_up(random, table, word_all(0), width);
    return drawn & spread_bit(n, bit);
}

/* What an attempt by rejection is accepted by. */
struct attempt {
    vword n, k, strip;
    vreal v;
};

/* Goes through the lanes that are `open`, the few that an attempt has not served at once. */
static void settle(const struct binomial_strips *strips, struct word_supply *supply, vword open,
                   struct attempt *a) {
    for (int l = 0; l < LANES; l++)
        if (open[l] && !binomial_strips_accept(strips, (int64_t)a->n[l], (int64_t)a->k[l],
                                               (int)a->strip[l], a->v[l]))
            a->k[l] = binomial_rejection((int64_t)a->n[l], next_word, supply);
}

/* The orbits of a group that are `large`, by rejection. */
SIMD_INLINE vword draw_large(struct random_lanes *random, struct word_supply *supply,
                             const struct binomial_strips *strips, vword n, vword large) {
    const vreal size = real_of_word(n);
    const vreal sigma = 0.5 * square_root(size);
    const int middle = BINOMIAL_STRIPS / 2;
    const vword strip =
        look_up(random, strips->alias, word_all(0), BINOMIAL_STRIP_BITS) + (uint64_t)middle;
    const vreal z =
        (real_of_word(strip) - (double)middle + uniform_of_word(random_lanes_next(random))) *
        BINOMIAL_STRIP_WIDTH;
    struct attempt attempt = {.n = n,
                              .k = rounded(0.5 * size + sigma * z),
                              .strip = strip,
                              .v = uniform_of_word(random_lanes_next(random)) + 0x1p-53};
    const vreal squeeze = (vreal)gather((const uint64_t *)strips->squeeze, strip);
    const vword open = word_of_mask(less(squeeze, attempt.v)) & large;
    if (any_word(open))
        settle(strips, supply, open, &attempt);
    return attempt.k & large;
}

/* What the orbits of a group need, some of them or all. */
struct needs {
    bool blocks, of_2048, of_4096, strips;
};

SIMD_INLINE vword large_ones(vword n) {
    return word_of_mask(less_word(word_all(BINOMIAL_STRIPS_FROM - 1), n));
}

SIMD_INLINE struct needs needs_of(const uint64_t n[VECTOR_WORDS]) {
    vword counted = word_all(0), strips = word_all(0);
    for (int p = 0; p < REGISTERS; p++) {
        const vword all = load_words(n + p * LANES), large = large_ones(all);
        counted |= all & ~large;
        strips |= large;
    }
    return (struct needs){
        .blocks = any_word(counted / BINOMIAL_BLOCK),
        .of_2048 = any(has_bits(counted, 1 << 11)),
        .of_4096 = any(has_bits(counted, 1 << 12)),
        .strips = any_word(strips),
    };
}

SIMD_INLINE vword draw_register(struct random_lanes *random, struct word_supply *supply,
                                const struct binomial_sources *sources, struct needs needs,
                                vword n) {
    const struct binomial_tables *tables = &sources->tables;
    const vword large = large_ones(n), counted = n & ~large;
    vword ones = count_in_lanes(random, counted % BINOMIAL_BLOCK);
    if (needs.blocks)
        ones += draw_blocks(random, tables, counted);
    if (needs.of_2048)
        ones += draw_power(random, tables->of_2048, BINOMIAL_2048_BUCKET_BITS, counted, 11);
    if (needs.of_4096)
        ones += draw_power(random, tables->of_4096, BINOMIAL_4096_BUCKET_BITS, counted, 12);
    if (needs.strips)
        ones += draw_large(random, supply, &sources->strips, n, large);
    return ones;
}

static void draw(const struct binomial_sources *sources, int K,
                 const struct random_stream *stream, int64_t step, const int used[],
                 const uint64_t *const n[], uint64_t *const k[]) {
    struct random_lanes random[REGISTERS];
    random_lanes_seed(stream, RANDOM_OCCUPANCY_LANES, step, random);
    struct word_supply supply;
    supply.stream = stream, supply.step = step, supply.used = VECTOR_WORDS + 1;
    for (int i = 0; i < K; i++)
        for (int c = VECTOR_WORDS; c < used[i]; c += VECTOR_WORDS) {
            const struct needs needs = needs_of(n[i] + c);
            for (int p = 0; p < REGISTERS; p++)
                store_words(k[i] + c + p * LANES,
                            draw_register(&random[p], &supply, sources, needs,
                                          load_words(n[i] + c + p * LANES)));
        }
}

/* In two's complement; n < 2^31, so that the inputs too have 32 bits. */
static void fields(const struct orbit_space *space, int used, const uint64_t n[],
                   const uint64_t k[], int64_t field[MACHINES]) {
    vword sum[MACHINES] = {{0}};
    for (int c = VECTOR_WORDS; c < used; c += LANES) {
        const vword inputs = 2 * load_words(k + c) - load_words(n + c);
        for (int m = 0; m < MACHINES; m++)
            sum[m] += multiply_signed(load_words(space->weight[m] + c), inputs);
    }
    for (int m = 0; m < MACHINES; m++)
        field[m] = (int64_t)sum_of_words(sum[m]);
}

/* The orbit 0 adds nothing. */
static void products(const struct orbit_space *space, int used, const uint64_t n[],
                     struct unit_products *products) {
    vword sum[ORBIT_PRODUCTS] = {{0}};
    for (int c = VECTOR_WORDS; c < used; c += LANES)
        for (int p = 0; p < ORBIT_PRODUCTS; p++)
            sum[p] += multiply_signed(load_words(n + c), load_words(space->product[p] + c));
    *products = (struct unit_products){
        .aa = (int64_t)sum_of_words(sum[ORBIT_AA]),
        .bb = (int64_t)sum_of_words(sum[ORBIT_BB]),
        .oo = (int64_t)sum_of_words(sum[ORBIT_OO]),
        .ab = (int64_t)sum_of_words(sum[ORBIT_AB]),
        .ao = (int64_t)sum_of_words(sum[ORBIT_AO]),
    };
}

static bool empty(int used, const uint64_t n[], const uint64_t mask[]) {
    for (int c = 0; c < used; c += LANES)
        if (any_word(load_words(n + c) & load_words(mask + c)))
            return false;
    return true;
}

extern const struct occupancy_kernels KERNELS;
const struct occupancy_kernels KERNELS = {draw, fields, products, empty};
