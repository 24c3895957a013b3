/* One body for every instruction set: src/CMakeLists.txt compiles it several times, with
 * KERNELS the name of the table at the end.
 *
 * What is held where. A group is eight neighbouring orbits, one in each 64-bit lane: their n,
 * their k, their weights. Random bits come 512 at a time, 64 for each lane, and belong to
 * the orbit of that lane.
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
    struct random_lanes random;
    lanes words;
    int used; /* words of `words`; LANES + 1 before the first */
};

static uint64_t next_word(void *supply) {
    struct word_supply *s = supply;
    if (s->used > LANES)
        s->random = random_lanes_seed(s->stream, RANDOM_OCCUPANCY_WORDS, s->step);
    if (s->used >= LANES) {
        s->words = random_lanes_next(&s->random);
        s->used = 0;
    }
    return s->words[s->used++];
}

/* The lowest `count` bits of each lane set; all 64 for larger counts. */
static inline lanes low_bits(lanes count) {
    return ~lanes_shift_left(lanes_of(UINT64_MAX), count);
}

/* The ones among the next `bits` random bits of each lane. */
static inline lanes count_in_lanes(struct random_lanes *random, lanes bits) {
    return lanes_popcount(random_lanes_next(random) & low_bits(bits));
}

/* The outcomes of an alias table of 2^width buckets, less the outcome of its central bucket;
 * lane by lane, from the tables that begin at table[begin]. */
static inline lanes look_up(struct random_lanes *random, const uint64_t *table, lanes begin,
                            int width) {
    const lanes low = lanes_of((1u << width) - 1);
    const lanes word = random_lanes_next(random), bucket = word & low;
    const lanes entry = lanes_gather(table, begin + bucket);
    const lanes hit = lanes_less(word >> width, entry >> width);
    return lanes_select(hit, bucket, entry & low) - (1u << (width - 1));
}

/* Binomial(64 a, 1/2) for the a that bits 6 to 10 of n hold. */
static inline lanes draw_blocks(struct random_lanes *random,
                                const struct binomial_tables *tables, lanes n) {
    const lanes a = n / BINOMIAL_BLOCK % BINOMIAL_BLOCKS;
    return a * (BINOMIAL_BLOCK / 2) + look_up(random, tables->blocks,
                                              a << BINOMIAL_BLOCK_BUCKET_BITS,
                                              BINOMIAL_BLOCK_BUCKET_BITS);
}

/* Binomial(2^bit, 1/2) in the lanes that have this bit set in n. */
static inline lanes draw_power(struct random_lanes *random, const uint64_t *table, int width,
                               lanes n, int bit) {
    const lanes drawn = (1u << (bit - 1)) + look_up(random, table, lanes_of(0), width);
    return drawn & lanes_bit(n, bit);
}

/* The orbits of a group by rejection: one attempt in all lanes, after which the few that it has
 * not served are looked at one by one. */
static inline lanes draw_large(struct random_lanes *random, struct word_supply *supply,
                               const struct binomial_strips *strips, lanes n, lanes large) {
    const double_lanes size = lanes_to_double(n);
    const double_lanes sigma = 0.5 * lanes_square_root(size);
    const int middle = BINOMIAL_STRIPS / 2;
    const lanes strip =
        look_up(random, strips->alias, lanes_of(0), BINOMIAL_STRIP_BITS) + (uint64_t)middle;
    const double_lanes z =
        (lanes_to_double(strip) - (double)middle + lanes_uniform(random_lanes_next(random))) *
        BINOMIAL_STRIP_WIDTH;
    lanes k = lanes_rounded(0.5 * size + sigma * z);
    const double_lanes v = lanes_uniform(random_lanes_next(random)) + 0x1p-53;
    const double_lanes squeeze =
        (double_lanes)lanes_gather((const uint64_t *)strips->squeeze, strip);
    const lanes open = (lanes)(v > squeeze) & large;
    if (lanes_any(open))
        for (int l = 0; l < LANES; l++)
            if (open[l] && !binomial_strips_accept(strips, (int64_t)n[l], (int64_t)k[l],
                                                   (int)strip[l], v[l]))
                k[l] = binomial_rejection((int64_t)n[l], next_word, supply);
    return k & large;
}

static inline void draw_group(struct random_lanes *random, struct word_supply *supply,
                              const struct binomial_sources *sources, const uint64_t n[LANES],
                              uint64_t k[LANES]) {
    const struct binomial_tables *tables = &sources->tables;
    const lanes all = lanes_load(n);
    const lanes large = lanes_less(lanes_of(BINOMIAL_STRIPS_FROM - 1), all);
    const lanes counted = all & ~large;
    lanes ones = count_in_lanes(random, counted % BINOMIAL_BLOCK);
    if (lanes_any(counted / BINOMIAL_BLOCK))
        ones += draw_blocks(random, tables, counted);
    if (lanes_any(lanes_bit(counted, 11)))
        ones += draw_power(random, tables->of_2048, BINOMIAL_2048_BUCKET_BITS, counted, 11);
    if (lanes_any(lanes_bit(counted, 12)))
        ones += draw_power(random, tables->of_4096, BINOMIAL_4096_BUCKET_BITS, counted, 12);
    if (lanes_any(large))
        ones += draw_large(random, supply, &sources->strips, all, large);
    lanes_store(k, ones);
}

static void draw(const struct binomial_sources *sources, int K,
                 const struct random_stream *stream, int64_t step, const int used[],
                 const uint64_t *const n[], uint64_t *const k[]) {
    struct random_lanes random = random_lanes_seed(stream, RANDOM_OCCUPANCY_LANES, step);
    struct word_supply supply;
    supply.stream = stream, supply.step = step, supply.used = LANES + 1;
    for (int i = 0; i < K; i++)
        for (int c = LANES; c < used[i]; c += LANES)
            draw_group(&random, &supply, sources, n[i] + c, k[i] + c);
}

/* Products and sums modulo 2^64, which is two's complement. */
static void fields(const struct orbit_space *space, int used, const uint64_t n[],
                   const uint64_t k[], int64_t field[MACHINES]) {
    lanes sum[MACHINES] = {{0}};
    for (int c = LANES; c < used; c += LANES) {
        const lanes inputs = 2 * lanes_load(k + c) - lanes_load(n + c);
        for (int m = 0; m < MACHINES; m++)
            sum[m] += lanes_load(space->weight[m] + c) * inputs;
    }
    for (int m = 0; m < MACHINES; m++)
        field[m] = (int64_t)lanes_sum(sum[m]);
}

/* The orbit 0 adds nothing. */
static void products(const struct orbit_space *space, int used, const uint64_t n[],
                     struct unit_products *products) {
    lanes aa = {0}, bb = {0}, oo = {0}, ab = {0}, ao = {0};
    for (int c = LANES; c < used; c += LANES) {
        const lanes number = lanes_load(n + c), a = lanes_load(space->weight[MACHINE_A] + c),
                    b = lanes_load(space->weight[MACHINE_B] + c),
                    o = lanes_load(space->weight[MACHINE_O] + c);
        const lanes of_a = number * a;
        aa += of_a * a;
        ab += of_a * b;
        ao += of_a * o;
        bb += number * b * b;
        oo += number * o * o;
    }
    *products = (struct unit_products){
        .aa = (int64_t)lanes_sum(aa),
        .bb = (int64_t)lanes_sum(bb),
        .oo = (int64_t)lanes_sum(oo),
        .ab = (int64_t)lanes_sum(ab),
        .ao = (int64_t)lanes_sum(ao),
    };
}

static bool empty(int used, const uint64_t n[], const uint64_t mask[]) {
    for (int c = 0; c < used; c += LANES)
        if (lanes_any(lanes_load(n + c) & lanes_load(mask + c)))
            return false;
    return true;
}

extern const struct occupancy_kernels KERNELS;
const struct occupancy_kernels KERNELS = {draw, fields, products, empty};
