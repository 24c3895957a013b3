/* One body for every instruction set: src/CMakeLists.txt compiles it several times, with
 * KERNELS the name of the table at the end.
 *
 * What is held where. One vector is 512 inputs, or one plane of the weights of these inputs: a
 * bit each, and an operation on a vector is 512 times an operation of one-bit arithmetic. Sums
 * are counts of bits, gathered in the eight lanes and added up at the end, those of eight units
 * at a time.
 *
 * The bodies that do the work are inlined once for each number of planes, which then is a
 * constant: the planes of a vector are held in registers.
 */
#include "physics/simulate/weight_plane_kernels.h"
#include "random/random_lanes.h"

enum { PLANES_MAX = 6, LIST = 8, CHAINS = 4 };

/* ---- inputs ------------------------------------------------------------------------------ */

/* Philox of eight blocks from first[n] on, a block a lane, for each of so many chains: as long
 * as one waits for a product, the others go on. */
static inline void make_blocks(const struct random_stream *stream, enum random_purpose purpose,
                               int64_t step, int chains, const uint32_t first[],
                               struct philox_counters c[]) {
    for (int n = 0; n < chains; n++)
        c[n] = philox_counters(stream, purpose, step, first[n]);
    uint32_t key0 = stream->key.v[0], key1 = stream->key.v[1];
    for (int round = 0; round < 10; round++) {
        for (int n = 0; n < chains; n++)
            philox_round(&c[n], key0, key1);
        key0 += PHILOX_W32_0;
        key1 += PHILOX_W32_1;
    }
}

/* Words k and k + 1 of the blocks. */
static inline lanes bits_of(const struct philox_counters *c, int k) {
    return (c->word[k] & 0xffffffff) | c->word[k + 1] << 32;
}

static inline lanes store_inputs(const struct plane_shape *shape, int64_t v, lanes bits,
                                 uint64_t *plus, uint64_t *minus) {
    const lanes there = lanes_load(shape->filled + v * LANES);
    const lanes set = bits & there;
    lanes_store(plus + v * LANES, set);
    lanes_store(minus + v * LANES, there & ~set);
    return lanes_popcount(set);
}

/* Batch q of all: the vectors 2 b and 2 b + 1 of unit i = q / batches, b = q mod batches. The
 * lanes 4 to 7 of a batch of which only four blocks count are given to its second vector. */
static inline void draw_batches(const struct plane_shape *shape, int64_t batches, int64_t q,
                                int chains, const struct random_stream *stream, int64_t step,
                                uint64_t *const plus[], uint64_t *const minus[],
                                lanes ones[K_MAX]) {
    uint32_t first[CHAINS] = {0}; /* GCC does not see that at least one is there */
    struct philox_counters c[CHAINS];
    for (int n = 0; n < chains; n++)
        first[n] = (uint32_t)((q + n) / batches * shape->blocks + (q + n) % batches * LANES);
    make_blocks(stream, RANDOM_INPUTS, step, chains, first, c);
    for (int n = 0; n < chains; n++) {
        const int64_t i = (q + n) / batches, v = (q + n) % batches * 2;
        const lanes a = bits_of(&c[n], 0), b = bits_of(&c[n], 2);
        if (shape->vectors == 1) {
            const lanes both = {a[0], a[1], a[2], a[3], b[0], b[1], b[2], b[3]};
            ones[i] = store_inputs(shape, 0, both, plus[i], minus[i]);
            continue;
        }
        ones[i] += store_inputs(shape, v, a, plus[i], minus[i]);
        ones[i] += store_inputs(shape, v + 1, b, plus[i], minus[i]);
    }
}

static void draw(const struct plane_shape *shape, int K, const struct random_stream *stream,
                 int64_t step, uint64_t *const plus[], uint64_t *const minus[],
                 int64_t ones[K_MAX]) {
    const int64_t batches = (shape->vectors + 1) / 2, all = K * batches;
    lanes count[K_MAX] = {{0}};
    int64_t q = 0;
    for (; q + 4 <= all; q += 4)
        draw_batches(shape, batches, q, 4, stream, step, plus, minus, count);
    if (all - q == 3)
        draw_batches(shape, batches, q, 3, stream, step, plus, minus, count);
    else if (all - q == 2)
        draw_batches(shape, batches, q, 2, stream, step, plus, minus, count);
    else if (all - q == 1)
        draw_batches(shape, batches, q, 1, stream, step, plus, minus, count);
    lanes_sums(count, ones);
}

/* ---- the start --------------------------------------------------------------------------- */

/* Bit p of the 32 weights that eight blocks make, that of word k of lane l in bit 4 l + k of
 * lane l. */
static inline lanes gather_bit(const lanes u[4], int p) {
    const lanes place = {0, 4, 8, 12, 16, 20, 24, 28};
    const lanes one = lanes_of(1);
    return lanes_shift_left((u[0] >> p & one) | (u[1] >> p & one) << 1 |
                                (u[2] >> p & one) << 2 | (u[3] >> p & one) << 3,
                            place);
}

/* The weights u of 32 words. */
static inline void make_weights(const struct philox_counters *c, int L, int initial, int sign,
                                lanes u[4]) {
    const lanes values = lanes_of(2 * (uint64_t)initial + 1);
    const lanes lowest = lanes_of((uint64_t)L - (uint64_t)initial),
                highest = lanes_of((uint64_t)L + (uint64_t)initial);
    for (int k = 0; k < 4; k++) {
        const lanes value = lanes_multiply_halves(c->word[k], values) >> 32;
        u[k] = sign > 0 ? lowest + value : highest - value;
    }
}

/* The 64 weights from input j on, of which c[0] makes the first half and c[1] the second. */
static inline void store_weights(const struct plane_shape *shape, int64_t j,
                                 const struct philox_counters c[2], int initial, int sign,
                                 uint64_t unit[]) {
    const int64_t word = weight_plane_word(shape, j);
    uint64_t *to = unit + word / LANES * shape->planes * LANES + word % LANES;
    lanes u[2][4], planes[LIST] = {{0}};
    int64_t plane[LIST];
    for (int half = 0; half < 2; half++)
        make_weights(&c[half], shape->L, initial, sign, u[half]);
    for (int p = 0; p < shape->planes; p++)
        planes[p] = gather_bit(u[0], p) | gather_bit(u[1], p) << 32;
    lanes_sums(planes, plane);
    for (int p = 0; p < shape->planes; p++)
        to[p * LANES] = (uint64_t)plane[p] & shape->filled[word];
}

/* A block of inputs, 128 weights, at a time. */
static void start(const struct plane_shape *shape, const struct random_stream *stream,
                  int64_t step, uint32_t first, int initial, int sign, uint64_t unit[]) {
    const lanes zero = {0};
    for (int64_t v = 0; v < shape->vectors * shape->planes; v++)
        lanes_store(unit + v * LANES, zero);
    for (int64_t block = 0; block < shape->blocks; block++) {
        uint32_t from[CHAINS];
        struct philox_counters c[CHAINS];
        for (int n = 0; n < CHAINS; n++)
            from[n] = first + (uint32_t)((block * CHAINS + n) * LANES);
        make_blocks(stream, RANDOM_WEIGHTS, step, CHAINS, from, c);
        store_weights(shape, 128 * block, &c[0], initial, sign, unit);
        store_weights(shape, 128 * block + 64, &c[2], initial, sign, unit);
    }
}

/* ---- fields ------------------------------------------------------------------------------ */

/* The sum over planes of 2^p times the ones in plane p, lane by lane. */
static inline lanes weigh(int planes, const lanes ones[]) {
    lanes sum = ones[0];
    for (int p = 1; p < planes; p++)
        sum += ones[p] << p;
    return sum;
}

static inline lanes field_planes(const struct plane_shape *shape, int planes,
                                 const struct plane_field *of) {
    const uint64_t *unit = of->unit;
    lanes ones[PLANES_MAX] = {{0}};
    for (int64_t v = 0; v < shape->vectors; v++, unit += planes * LANES) {
        const lanes minus = lanes_load(of->minus + v * LANES);
        for (int p = 0; p < planes; p++)
            ones[p] += lanes_popcount(minus ^ lanes_load(unit + p * LANES));
    }
    return weigh(planes, ones);
}

/* Units lie in no order that the processor would guess. */
static inline void fetch(const struct plane_shape *shape, int planes, const uint64_t *unit) {
    for (int64_t v = 0; v < shape->vectors && v < 4; v++)
        for (int p = 0; p < planes; p++)
            __builtin_prefetch(unit + (v * planes + p) * LANES);
}

static inline void fields_planes(const struct plane_shape *shape, int planes, int count,
                                 const struct plane_field list[], int64_t field[]) {
    lanes total[LIST] = {{0}};
    int n = 0;
    for (; n + LIST <= count; n += LIST) {
        for (int k = 0; k < LIST; k++) {
            if (n + 2 * LIST <= count)
                fetch(shape, planes, list[n + LIST + k].unit);
            total[k] = field_planes(shape, planes, &list[n + k]);
        }
        lanes_sums(total, field + n);
    }
    if (n == count)
        return;
    int64_t rest[LIST];
    for (int k = 0; k < count - n; k++)
        total[k] = field_planes(shape, planes, &list[n + k]);
    lanes_sums(total, rest);
    for (int k = 0; k < count - n; k++)
        field[n + k] = rest[k];
}

/* ---- moves ------------------------------------------------------------------------------- */

/* Where u can move: u != 2 L where up is set, u != 0 where it is not. In plane p the weights
 * that cannot are those of bit p of 2 L, or of 0. Beyond N all are zero, and none can. */
static inline lanes movable(int planes, const lanes u[], int top, lanes up) {
    lanes differs = {0};
    for (int p = 0; p < planes; p++)
        differs |= top >> p & 1 ? u[p] ^ up : u[p];
    return differs;
}

/* A carry runs on through planes that are 1, a borrow through those that are 0. */
static inline void move_planes(const struct plane_shape *shape, int planes, int count,
                               const struct plane_move list[]) {
    const int top = 2 * shape->L;
    for (int n = 0; n < count; n++) {
        const uint64_t *from = list[n].from, *up = list[n].up;
        uint64_t *to = list[n].to;
        for (int64_t v = 0; v < shape->vectors;
             v++, from += planes * LANES, to += planes * LANES) {
            lanes u[PLANES_MAX];
            for (int p = 0; p < planes; p++)
                u[p] = lanes_load(from + p * LANES);
            const lanes rises = lanes_load(up + v * LANES);
            lanes carry = movable(planes, u, top, rises);
            for (int p = 0; p < planes; p++) {
                lanes_store(to + p * LANES, u[p] ^ carry);
                carry &= ~(u[p] ^ rises);
            }
        }
    }
}

/* ---- comparisons ------------------------------------------------------------------------- */

static inline lanes differing(int planes, const uint64_t unit[], const uint64_t other[]) {
    lanes different = {0};
    for (int p = 0; p < planes; p++)
        different |= lanes_load(unit + p * LANES) ^ lanes_load(other + p * LANES);
    return different;
}

/* Leaves at the first vector that differs. */
static inline bool equal_planes(const struct plane_shape *shape, int planes,
                                const uint64_t unit[], const uint64_t other[]) {
    for (int64_t v = 0; v < shape->vectors; v++)
        if (lanes_any(differing(planes, unit + v * planes * LANES, other + v * planes * LANES)))
            return false;
    return true;
}

static inline int first_equal_planes(const struct plane_shape *shape, int planes, int begin,
                                     int count, const struct plane_field list[],
                                     const uint64_t other[]) {
    int n = begin;
    while (n < count && !equal_planes(shape, planes, list[n].unit, other))
        n++;
    return n;
}

static inline int64_t alike_planes(const struct plane_shape *shape, int planes,
                                   const uint64_t unit[], const uint64_t other[]) {
    lanes count = {0};
    for (int64_t v = 0; v < shape->vectors; v++)
        count += lanes_popcount(
            lanes_load(shape->filled + v * LANES) &
            ~differing(planes, unit + v * planes * LANES, other + v * planes * LANES));
    return (int64_t)lanes_sum(count);
}

/* ---- products ---------------------------------------------------------------------------- */

static inline int64_t norm_planes(const struct plane_shape *shape, int planes,
                                  const uint64_t unit[], int64_t *sum) {
    lanes single[PLANES_MAX] = {{0}}, pairs[2 * PLANES_MAX] = {{0}}; /* by p and by p + q */
    for (int64_t v = 0; v < shape->vectors; v++, unit += planes * LANES)
        for (int p = 0; p < planes; p++) {
            const lanes u = lanes_load(unit + p * LANES);
            single[p] += lanes_popcount(u);
            for (int q = p + 1; q < planes; q++)
                pairs[p + q] += lanes_popcount(u & lanes_load(unit + q * LANES));
        }
    lanes square = {0};
    for (int p = 0; p < planes; p++)
        square += single[p] << 2 * p;
    for (int k = 1; k < 2 * planes - 2; k++)
        square += pairs[k] << (k + 1);
    *sum = (int64_t)lanes_sum(weigh(planes, single));
    return (int64_t)lanes_sum(square);
}

static inline int64_t product_planes(const struct plane_shape *shape, int planes,
                                     const uint64_t unit[], const uint64_t other[]) {
    lanes pairs[2 * PLANES_MAX] = {{0}}; /* by p + q */
    for (int64_t v = 0; v < shape->vectors;
         v++, unit += planes * LANES, other += planes * LANES)
        for (int p = 0; p < planes; p++)
            for (int q = 0; q < planes; q++)
                pairs[p + q] += lanes_popcount(lanes_load(unit + p * LANES) &
                                               lanes_load(other + q * LANES));
    return (int64_t)lanes_sum(weigh(2 * planes - 1, pairs));
}

/* ---- the number of planes as a constant -------------------------------------------------- */

#define WITH_PLANES(take, body, ...)                                                           \
    switch (shape->planes) {                                                                   \
    case 2:                                                                                    \
        take body(shape, 2, __VA_ARGS__);                                                      \
        break;                                                                                 \
    case 3:                                                                                    \
        take body(shape, 3, __VA_ARGS__);                                                      \
        break;                                                                                 \
    case 4:                                                                                    \
        take body(shape, 4, __VA_ARGS__);                                                      \
        break;                                                                                 \
    case 5:                                                                                    \
        take body(shape, 5, __VA_ARGS__);                                                      \
        break;                                                                                 \
    default:                                                                                   \
        take body(shape, 6, __VA_ARGS__);                                                      \
        break;                                                                                 \
    }

static void fields(const struct plane_shape *shape, int count, const struct plane_field list[],
                   int64_t field[]) {
    WITH_PLANES(, fields_planes, count, list, field)
}

static void move(const struct plane_shape *shape, int count, const struct plane_move list[]) {
    WITH_PLANES(, move_planes, count, list)
}

static int first_equal(const struct plane_shape *shape, int begin, int count,
                       const struct plane_field list[], const uint64_t other[]) {
    WITH_PLANES(return, first_equal_planes, begin, count, list, other)
}

static int64_t norm(const struct plane_shape *shape, const uint64_t unit[], int64_t *sum) {
    WITH_PLANES(return, norm_planes, unit, sum)
}

static int64_t product(const struct plane_shape *shape, const uint64_t unit[],
                       const uint64_t other[]) {
    WITH_PLANES(return, product_planes, unit, other)
}

static int64_t alike(const struct plane_shape *shape, const uint64_t unit[],
                     const uint64_t other[]) {
    WITH_PLANES(return, alike_planes, unit, other)
}

extern const struct weight_plane_kernels KERNELS;
const struct weight_plane_kernels KERNELS = {start,       draw, fields,  move,
                                             first_equal, norm, product, alike};
