/* One body for every instruction set: src/CMakeLists.txt compiles it several times, with
 * KERNELS the name of the table at the end.
 *
 * What is held where. A group is eight neighbouring orbits, one in each 64-bit lane: their n,
 * their k, their weights. Random bits come 512 at a time, 64 for each lane, and belong to the
 * lane that they are in, except for an orbit so large that it gets whole vectors for itself.
 *
 * A binomial number with p = 1/2 is the number of ones among n random bits. An orbit of up to
 * 64 LIGHT_WORDS components counts them in its lane, side by side with the rest of its group; a
 * larger one counts 512 at a time; from BINOMIAL_REJECTION_FROM on a rejection method takes
 * over, whose time does not depend on n. All three are exact.
 */
#include "physics/binomial_rejection.h"
#include "physics/occupancy_kernels.h"
#include "random/random_lanes.h"

/* Words that a lane counts before its orbit is treated alone. */
enum { LIGHT_WORDS = 4 };

/* Random words one by one, for the rejection method: a vector is drawn and used up. */
struct word_supply {
    struct random_lanes *random;
    lanes words;
    int used;
};

static uint64_t next_word(void *supply) {
    struct word_supply *s = supply;
    if (s->used == LANES) {
        s->words = random_lanes_next(s->random);
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

/* The ones among `bits` random bits of all lanes together. */
static uint64_t count_in_vectors(struct random_lanes *random, uint64_t bits) {
    const lanes first_bit = {0, 64, 128, 192, 256, 320, 384, 448};
    lanes ones = {0};
    for (; bits >= VECTOR_BITS; bits -= VECTOR_BITS)
        ones += lanes_popcount(random_lanes_next(random));
    if (bits > 0)
        ones += count_in_lanes(random, lanes_subtract_down_to_zero(lanes_of(bits), first_bit));
    return lanes_sum(ones);
}

/* The orbits of a group that are too large for their lane: what is left of those that count
 * bits, and all of those that do not. */
static void draw_large(struct random_lanes *random, struct word_supply *supply,
                       const uint64_t n[LANES], uint64_t k[LANES]) {
    for (int l = 0; l < LANES; l++) {
        if (n[l] >= BINOMIAL_REJECTION_FROM)
            k[l] = binomial_rejection((int64_t)n[l], next_word, supply);
        else if (n[l] > LIGHT_WORDS * LANE_BITS)
            k[l] += count_in_vectors(random, n[l] - LIGHT_WORDS * LANE_BITS);
    }
}

static inline void draw_group(struct random_lanes *random, struct word_supply *supply,
                              const uint64_t n[LANES], uint64_t k[LANES]) {
    lanes left = lanes_load(n);
    lanes ones = {0};
    for (int word = 0; word < LIGHT_WORDS && lanes_any(left); word++) {
        ones += count_in_lanes(random, left);
        left = lanes_subtract_down_to_zero(left, lanes_of(LANE_BITS));
    }
    lanes_store(k, ones);
    if (lanes_any(left))
        draw_large(random, supply, n, k);
}

static void draw(const struct random_stream *stream, int64_t step, const int used[K],
                 const uint64_t *const n[K], uint64_t *const k[K]) {
    struct random_lanes random = random_lanes_seed(stream, RANDOM_OCCUPANCY_LANES, step);
    struct word_supply supply = {.random = &random, .used = LANES};
    for (int i = 0; i < K; i++)
        for (int c = LANES; c < used[i]; c += LANES)
            draw_group(&random, &supply, n[i] + c, k[i] + c);
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

static bool empty(int used, const uint64_t n[], const uint64_t mask[]) {
    for (int c = 0; c < used; c += LANES)
        if (lanes_any(lanes_load(n + c) & lanes_load(mask + c)))
            return false;
    return true;
}

extern const struct occupancy_kernels KERNELS;
const struct occupancy_kernels KERNELS = {draw, fields, empty};
