/* One body for every instruction set: cmake/kernels.cmake compiles it several times, with
 * KERNELS the name of the table at the end.
 *
 * What is held where. One vector is 512 inputs, or one plane of the weights of these inputs: a
 * bit each, and an operation on a register of it is so many times an operation of one-bit
 * arithmetic. Sums are counts of bits, gathered in the lanes and added up at the end, those of
 * eight units at a time.
 *
 * The bodies that do the work are inlined once for each number of planes, which then is a
 * constant: the planes of a register are held in registers.
 */
#include "physics/simulate/weight_plane_kernels.h"
#include "random/random_lanes.h"

enum { PLANES_MAX = 6, LIST = 8, PAIRS = LIST / 4 };

/* ---- inputs ------------------------------------------------------------------------------ */

/* Philox blocks are made a batch at a time, for each word of a vector one, and so many batches
 * together as there are registers for. */
enum { BATCHES = REGISTERS == 1 ? 4 : 2 };

struct batch {
    struct vector_block part[REGISTERS];
};

/* batch[n] is the blocks from first[n] on. */
SIMD_INLINE void make_batches(const struct random_stream *stream,
                              const struct vector_keys *keys, enum random_purpose purpose,
                              int64_t step, int count, const uint32_t first[],
                              struct batch batch[]) {
    uint32_t from[BATCHES * REGISTERS];
    struct vector_block block[BATCHES * REGISTERS];
    for (int n = 0; n < count * REGISTERS; n++)
        from[n] = first[n / REGISTERS] + (uint32_t)(n % REGISTERS * LANES);
    stream_blocks(stream, keys, purpose, step, count * REGISTERS, from, block);
    for (int n = 0; n < count * REGISTERS; n++)
        batch[n / REGISTERS].part[n % REGISTERS] = block[n];
}

SIMD_INLINE vword store_inputs(const struct plane_shape *shape, int64_t v,
                               const vword bits[REGISTERS], uint64_t *plus, uint64_t *minus) {
    vword ones = word_all(0);
    for (int p = 0; p < REGISTERS; p++) {
        const int64_t at = v * VECTOR_WORDS + p * LANES;
        const vword there = load_words(shape->filled + at), set = bits[p] & there;
        store_words(plus + at, set);
        store_words(minus + at, there & ~set);
        ones += count_ones(set);
    }
    return sum_counts(ones);
}

/* The inputs of a batch: vectors v and v + 1 of a unit, or vector 0 alone if only four of its
 * blocks count. Returns how many are +1. */
SIMD_INLINE vword store_batch(const struct plane_shape *shape, int64_t v,
                              const struct batch *batch, uint64_t *plus, uint64_t *minus) {
    vword a[REGISTERS], b[REGISTERS], both[REGISTERS];
    for (int p = 0; p < REGISTERS; p++) {
        a[p] = bits_of_block(&batch->part[p], 0);
        b[p] = bits_of_block(&batch->part[p], 2);
    }
    if (shape->vectors > 1)
        return store_inputs(shape, v, a, plus, minus) +
               store_inputs(shape, v + 1, b, plus, minus);
    join_halves(a, b, both);
    return store_inputs(shape, 0, both, plus, minus);
}

/* Batch q of all: the vectors 2 b and 2 b + 1 of unit i = q / batches, b = q mod batches. */
SIMD_INLINE void draw_batches(const struct plane_shape *shape, int64_t batches, int64_t q,
                              int count, const struct random_stream *stream,
                              const struct vector_keys *keys, int64_t step,
                              uint64_t *const plus[], uint64_t *const minus[],
                              vword ones[K_MAX]) {
    uint32_t first[BATCHES] = {0}; /* GCC does not see that at least one is there */
    struct batch batch[BATCHES];
    for (int n = 0; n < count; n++)
        first[n] =
            (uint32_t)((q + n) / batches * shape->blocks + (q + n) % batches * VECTOR_WORDS);
    make_batches(stream, keys, RANDOM_INPUTS, step, count, first, batch);
    for (int n = 0; n < count; n++) {
        const int64_t i = (q + n) / batches, v = (q + n) % batches * 2;
        ones[i] += store_batch(shape, v, &batch[n], plus[i], minus[i]);
    }
}

static void draw(const struct plane_shape *shape, int K, const struct random_stream *stream,
                 int64_t step, uint64_t *const plus[], uint64_t *const minus[],
                 int64_t ones[K_MAX]) {
    const struct vector_keys keys = vector_keys_of(stream);
    const int64_t batches = (shape->vectors + 1) / 2, all = K * batches;
    vword count[K_MAX] = {{0}};
    int64_t q = 0;
    for (; q + BATCHES <= all; q += BATCHES)
        draw_batches(shape, batches, q, BATCHES, stream, &keys, step, plus, minus, count);
    if (BATCHES > 3 && all - q == 3)
        draw_batches(shape, batches, q, 3, stream, &keys, step, plus, minus, count);
    else if (BATCHES > 2 && all - q == 2)
        draw_batches(shape, batches, q, 2, stream, &keys, step, plus, minus, count);
    else if (BATCHES > 1 && all - q == 1)
        draw_batches(shape, batches, q, 1, stream, &keys, step, plus, minus, count);
    sums_of_words(count, ones);
}

/* ---- the start --------------------------------------------------------------------------- */

/* The weights u of 32-bit words. */
SIMD_INLINE vword make_weights(vword word, int L, int initial, int sign) {
    const vword values = word_all(2 * (uint64_t)initial + 1);
    const vword lowest = word_all((uint64_t)L - (uint64_t)initial),
                highest = word_all((uint64_t)L + (uint64_t)initial);
    const vword value = multiply_low(word, values) >> 32;
    return sign > 0 ? lowest + value : highest - value;
}

/* Bit p of the weights that a register of blocks makes, that of word k of block l in bit
 * `place` + 4 l + k of lane l. */
SIMD_INLINE vword gather_bit(const vword u[4], int p, int place) {
    const vword one = word_all(1);
    return shift_left((u[0] >> p & one) | (u[1] >> p & one) << 1 | (u[2] >> p & one) << 2 |
                          (u[3] >> p & one) << 3,
                      words_from(0) * 4 + (uint64_t)place);
}

/* The 64 weights from input j on, which two batches make. */
SIMD_INLINE void store_weights(const struct plane_shape *shape, int64_t j,
                               const struct batch batch[2], int initial, int sign,
                               uint64_t unit[]) {
    const int64_t word = weight_plane_word(shape, j);
    uint64_t *to =
        unit + word / VECTOR_WORDS * shape->planes * VECTOR_WORDS + word % VECTOR_WORDS;
    vword planes[LIST] = {{0}};
    int64_t plane[LIST];
    for (int n = 0; n < 2 * REGISTERS; n++) {
        vword u[4];
        for (int k = 0; k < 4; k++)
            u[k] = make_weights(batch[n / REGISTERS].part[n % REGISTERS].word[k], shape->L,
                                initial, sign);
        for (int p = 0; p < shape->planes; p++)
            planes[p] |= gather_bit(u, p, 4 * LANES * n);
    }
    sums_of_words(planes, plane);
    for (int p = 0; p < shape->planes; p++)
        to[p * VECTOR_WORDS] = (uint64_t)plane[p] & shape->filled[word];
}

static void start(const struct plane_shape *shape, const struct random_stream *stream,
                  int64_t step, uint32_t first, int initial, int sign, uint64_t unit[]) {
    const struct vector_keys keys = vector_keys_of(stream);
    for (int64_t w = 0; w < shape->vectors * shape->planes * VECTOR_WORDS; w += LANES)
        store_words(unit + w, word_all(0));
    for (int64_t n = 0; n < 4 * shape->blocks; n += BATCHES) {
        uint32_t from[BATCHES];
        struct batch batch[BATCHES];
        for (int k = 0; k < BATCHES; k++)
            from[k] = first + (uint32_t)((n + k) * VECTOR_WORDS);
        make_batches(stream, &keys, RANDOM_WEIGHTS, step, BATCHES, from, batch);
        for (int k = 0; k < BATCHES; k += 2)
            store_weights(shape, 32 * (n + k), &batch[k], initial, sign, unit);
    }
}

/* ---- fields ------------------------------------------------------------------------------ */

/* The sum over planes of 2^p times the ones in plane p, lane by lane. */
SIMD_INLINE vword weigh(int planes, const vword ones[]) {
    vword sum = ones[0];
    for (int p = 1; p < planes; p++)
        sum += ones[p] << p;
    return sum;
}

/* Adds to `ones` what is counted in a stretch of vectors. */
enum { COUNTED_AT_ONCE = COUNTS_MAX / REGISTERS };

SIMD_INLINE void add_counts(int count, const vword counts[], vword ones[]) {
    for (int p = 0; p < count; p++)
        ones[p] += sum_counts(counts[p]);
}

/* The end of the stretch of vectors whose ones can be counted before they are summed. */
SIMD_INLINE int64_t end_of_counts(const struct plane_shape *shape, int64_t v) {
    return v + COUNTED_AT_ONCE < shape->vectors ? v + COUNTED_AT_ONCE : shape->vectors;
}

SIMD_INLINE vword field_planes(const struct plane_shape *shape, int planes,
                               const struct plane_field *of) {
    const uint64_t *unit = of->unit;
    vword ones[PLANES_MAX] = {{0}};
    for (int64_t v = 0; v < shape->vectors;) {
        vword counts[PLANES_MAX] = {{0}};
        for (const int64_t end = end_of_counts(shape, v); v < end; v++)
            for (int r = 0; r < VECTOR_WORDS; r += LANES) {
                const vword minus = load_words(of->minus + v * VECTOR_WORDS + r);
                for (int p = 0; p < planes; p++)
                    counts[p] += count_ones(
                        minus ^ load_words(unit + (v * planes + p) * VECTOR_WORDS + r));
            }
        add_counts(planes, counts, ones);
    }
    return weigh(planes, ones);
}

/* Units lie in no order that the processor would guess. */
static inline void fetch(const struct plane_shape *shape, int planes, const uint64_t *unit) {
    for (int64_t v = 0; v < shape->vectors && v < 4; v++)
        for (int p = 0; p < planes; p++)
            __builtin_prefetch(unit + (v * planes + p) * VECTOR_WORDS);
}

SIMD_INLINE void fields_planes(const struct plane_shape *shape, int planes, int count,
                               const struct plane_field list[], int64_t field[]) {
    vword total[LIST] = {{0}};
    int n = 0;
    for (; n + LIST <= count; n += LIST) {
        for (int k = 0; k < LIST; k++) {
            if (n + 2 * LIST <= count)
                fetch(shape, planes, list[n + LIST + k].unit);
            total[k] = field_planes(shape, planes, &list[n + k]);
        }
        sums_of_words(total, field + n);
    }
    if (n == count)
        return;
    int64_t rest[LIST];
    for (int k = 0; k < count - n; k++)
        total[k] = field_planes(shape, planes, &list[n + k]);
    sums_of_words(total, rest);
    for (int k = 0; k < count - n; k++)
        field[n + k] = rest[k];
}

/* ---- moves ------------------------------------------------------------------------------- */

/* Where 2 L has bit p, the inputs `up`, else none. The highest bit is always set, the lowest
 * never. */
SIMD_INLINE vword of_top(int planes, int L, int p, vword up) {
    if (p == planes - 1)
        return up;
    return up & word_all(p == 0 ? 0 : -(uint64_t)(2 * L >> p & 1));
}

/* Where u can move: u != 2 L where up is set, u != 0 where it is not. In plane p the weights
 * that cannot are those of bit p of 2 L, or of 0. Beyond N all are zero, and none can. */
SIMD_INLINE vword movable(int planes, int L, const vword u[], vword up) {
    vword differs = word_all(0);
    for (int p = 0; p < planes; p++)
        differs |= u[p] ^ of_top(planes, L, p, up);
    return differs;
}

/* A carry runs on through planes that are 1, a borrow through those that are 0. */
SIMD_INLINE void store_moved(int planes, const vword u[], vword up, vword carry, uint64_t *to) {
    for (int p = 0; p < planes; p++) {
        store_words(to + p * VECTOR_WORDS, u[p] ^ carry);
        carry &= ~(u[p] ^ up);
    }
}

SIMD_INLINE void load_planes(int planes, const uint64_t *from, vword u[]) {
    for (int p = 0; p < planes; p++)
        u[p] = load_words(from + p * VECTOR_WORDS);
}

/* Returns where weights move. */
SIMD_INLINE vword move_register(int planes, int L, const uint64_t *from, vword up,
                                uint64_t *to) {
    vword u[PLANES_MAX];
    load_planes(planes, from, u);
    const vword carry = movable(planes, L, u, up);
    store_moved(planes, u, up, carry, to);
    return carry;
}

/* Returns how many weights move, lane by lane. */
SIMD_INLINE vword move_unit(const struct plane_shape *shape, int planes,
                            const struct plane_move *move) {
    vword moved = word_all(0);
    for (int64_t v = 0; v < shape->vectors;) {
        vword counts = word_all(0);
        for (const int64_t end = end_of_counts(shape, v); v < end; v++)
            for (int r = 0; r < VECTOR_WORDS; r += LANES) {
                const int64_t at = v * planes * VECTOR_WORDS + r;
                counts += count_ones(move_register(planes, shape->L, move->from + at,
                                                   load_words(move->up + v * VECTOR_WORDS + r),
                                                   move->to + at));
            }
        moved += sum_counts(counts);
    }
    return moved;
}

SIMD_INLINE void move_planes(const struct plane_shape *shape, int planes, int count,
                             const struct plane_move list[], int64_t moved[]) {
    vword total[LIST] = {{0}};
    int64_t sums[LIST];
    for (int n = 0; n < count; n += LIST) {
        const int part = count - n < LIST ? count - n : LIST;
        for (int k = 0; k < part; k++)
            total[k] = move_unit(shape, planes, &list[n + k]);
        sums_of_words(total, sums);
        for (int k = 0; k < part; k++)
            moved[n + k] = sums[k];
    }
}

/* ---- moves of pairs ---------------------------------------------------------------------- */

/* What is counted of a pair. A weight that is held back is 2 L or 0, so that |u - u'| has the
 * bits u_p ^ u'_p of what it differs by from 0, and from 2^planes - 1 those of 2 L turned; what
 * these are too much is taken off for each held back at 2 L. */
enum { MOVED, UNEVEN, HELD_AT_TOP, APART, PAIR_COUNTS = APART + PLANES_MAX };

/* Adds to counts[]. `moves` and `other_moves`: all bits, or none. */
SIMD_INLINE void pair_register(int planes, int L, const struct plane_pair *pair, int64_t at,
                               vword up, vword moves, vword other_moves, vword counts[]) {
    vword u[PLANES_MAX], other[PLANES_MAX];
    load_planes(planes, pair->move.from + at, u);
    load_planes(planes, pair->other + at, other);
    const vword carry = movable(planes, L, u, up) & moves;
    const vword one = carry ^ (movable(planes, L, other, up) & other_moves);
    const vword held = one ^ moves ^ other_moves;
    counts[MOVED] += count_ones(carry);
    counts[UNEVEN] += count_ones(one);
    counts[HELD_AT_TOP] += count_ones(held & up);
    for (int p = 0; p < planes; p++)
        counts[APART + p] +=
            count_ones(held & (u[p] ^ other[p] ^ up ^ of_top(planes, L, p, up)));
    store_moved(planes, u, up, carry, pair->move.to + at);
}

/* Into total[]: what a struct plane_parting is the sums of. */
SIMD_INLINE void move_pair(const struct plane_shape *shape, int planes,
                           const struct plane_pair *pair, vword total[]) {
    const vword moves = word_all(-(uint64_t)pair->moves),
                other_moves = word_all(-(uint64_t)pair->other_moves);
    const uint64_t excess = (UINT64_C(1) << planes) - 1 - 2 * (uint64_t)shape->L;
    vword ones[PAIR_COUNTS] = {{0}};
    for (int64_t v = 0; v < shape->vectors;) {
        vword counts[PAIR_COUNTS] = {{0}};
        for (const int64_t end = end_of_counts(shape, v); v < end; v++)
            for (int r = 0; r < VECTOR_WORDS; r += LANES)
                pair_register(planes, shape->L, pair, v * planes * VECTOR_WORDS + r,
                              load_words(pair->move.up + v * VECTOR_WORDS + r), moves,
                              other_moves, counts);
        add_counts(APART + planes, counts, ones);
    }
    total[0] = ones[MOVED];
    total[1] = ones[UNEVEN];
    total[2] = weigh(planes, &ones[APART]) - excess * ones[HELD_AT_TOP];
}

SIMD_INLINE void move_pairs_planes(const struct plane_shape *shape, int planes, int count,
                                   const struct plane_pair list[],
                                   struct plane_parting parting[]) {
    vword total[LIST] = {{0}};
    int64_t sums[LIST];
    for (int n = 0; n < count; n += PAIRS) {
        const int part = count - n < PAIRS ? count - n : PAIRS;
        for (int k = 0; k < part; k++)
            move_pair(shape, planes, &list[n + k], &total[4 * k]);
        sums_of_words(total, sums);
        for (int k = 0; k < part; k++)
            parting[n + k] =
                (struct plane_parting){sums[4 * k], sums[4 * k + 1], sums[4 * k + 2]};
    }
}

/* ---- comparisons ------------------------------------------------------------------------- */

SIMD_INLINE vword differing(int planes, const uint64_t unit[], const uint64_t other[]) {
    vword different = word_all(0);
    for (int p = 0; p < planes; p++)
        different |= load_words(unit + p * VECTOR_WORDS) ^ load_words(other + p * VECTOR_WORDS);
    return different;
}

/* Leaves at the first register that differs. */
SIMD_INLINE bool equal_planes(const struct plane_shape *shape, int planes,
                              const uint64_t unit[], const uint64_t other[]) {
    const int64_t stride = (int64_t)planes * VECTOR_WORDS;
    for (int64_t v = 0; v < shape->vectors; v++)
        for (int r = 0; r < VECTOR_WORDS; r += LANES)
            if (any_word(differing(planes, unit + v * stride + r, other + v * stride + r)))
                return false;
    return true;
}

SIMD_INLINE int first_equal_planes(const struct plane_shape *shape, int planes, int begin,
                                   int count, const struct plane_field list[],
                                   const uint64_t other[]) {
    int n = begin;
    while (n < count && !equal_planes(shape, planes, list[n].unit, other))
        n++;
    return n;
}

SIMD_INLINE int64_t alike_planes(const struct plane_shape *shape, int planes,
                                 const uint64_t unit[], const uint64_t other[]) {
    const int64_t stride = (int64_t)planes * VECTOR_WORDS;
    vword count = word_all(0);
    for (int64_t v = 0; v < shape->vectors; v++)
        for (int r = 0; r < VECTOR_WORDS; r += LANES)
            count +=
                popcount(load_words(shape->filled + v * VECTOR_WORDS + r) &
                         ~differing(planes, unit + v * stride + r, other + v * stride + r));
    return (int64_t)sum_of_words(count);
}

/* ---- sums of squares --------------------------------------------------------------------- */

/* Adds the ones of each plane, and of each pair by p + q. */
SIMD_INLINE void count_pairs(int planes, const uint64_t unit[], vword single[], vword pairs[]) {
    for (int p = 0; p < planes; p++) {
        const vword u = load_words(unit + p * VECTOR_WORDS);
        single[p] += popcount(u);
        for (int q = p + 1; q < planes; q++)
            pairs[p + q] += popcount(u & load_words(unit + q * VECTOR_WORDS));
    }
}

/* sum W^2 = sum u^2 - 2 L sum u + L^2 N. */
SIMD_INLINE int64_t norm_planes(const struct plane_shape *shape, int planes,
                                const uint64_t unit[]) {
    vword single[PLANES_MAX] = {{0}}, pairs[2 * PLANES_MAX] = {{0}};
    for (int64_t v = 0; v < shape->vectors; v++)
        for (int r = 0; r < VECTOR_WORDS; r += LANES)
            count_pairs(planes, unit + v * planes * VECTOR_WORDS + r, single, pairs);
    vword square = word_all(0);
    for (int p = 0; p < planes; p++)
        square += single[p] << 2 * p;
    for (int k = 1; k < 2 * planes - 2; k++)
        square += pairs[k] << (k + 1);
    const int64_t L = shape->L, sum = (int64_t)sum_of_words(weigh(planes, single));
    return (int64_t)sum_of_words(square) - 2 * L * sum + L * L * shape->N;
}

/* The sum of (u - u')^2. With the planes d_p = u_p ^ u'_p the difference is the sum of 2^p
 * times +d_p or -d_p, and planes p and q have the same sign where u_p = u_q. */
SIMD_INLINE vword square_register(int planes, const uint64_t unit[], const uint64_t other[]) {
    vword square = word_all(0), u[PLANES_MAX], d[PLANES_MAX];
    load_planes(planes, unit, u);
    load_planes(planes, other, d);
    for (int p = 0; p < planes; p++) {
        d[p] ^= u[p];
        square += popcount(d[p]) << 2 * p;
        for (int q = 0; q < p; q++) {
            const vword both = d[p] & d[q];
            square += popcount(both) << (p + q + 1);
            square -= popcount(both & (u[p] ^ u[q])) << (p + q + 2);
        }
    }
    return square;
}

SIMD_INLINE int64_t distance_planes(const struct plane_shape *shape, int planes,
                                    const uint64_t unit[], const uint64_t other[]) {
    vword square = word_all(0);
    for (int64_t v = 0; v < shape->vectors; v++)
        for (int r = 0; r < VECTOR_WORDS; r += LANES) {
            const int64_t at = v * planes * VECTOR_WORDS + r;
            square += square_register(planes, unit + at, other + at);
        }
    return (int64_t)sum_of_words(square);
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

static void move(const struct plane_shape *shape, int count, const struct plane_move list[],
                 int64_t moved[]) {
    WITH_PLANES(, move_planes, count, list, moved)
}

static void move_pairs(const struct plane_shape *shape, int count,
                       const struct plane_pair list[], struct plane_parting parting[]) {
    WITH_PLANES(, move_pairs_planes, count, list, parting)
}

static int first_equal(const struct plane_shape *shape, int begin, int count,
                       const struct plane_field list[], const uint64_t other[]) {
    WITH_PLANES(return, first_equal_planes, begin, count, list, other)
}

static int64_t norm(const struct plane_shape *shape, const uint64_t unit[]) {
    WITH_PLANES(return, norm_planes, unit)
}

static int64_t distance(const struct plane_shape *shape, const uint64_t unit[],
                        const uint64_t other[]) {
    WITH_PLANES(return, distance_planes, unit, other)
}

static int64_t alike(const struct plane_shape *shape, const uint64_t unit[],
                     const uint64_t other[]) {
    WITH_PLANES(return, alike_planes, unit, other)
}

extern const struct weight_plane_kernels KERNELS;
const struct weight_plane_kernels KERNELS = {start,       draw, fields,   move, move_pairs,
                                             first_equal, norm, distance, alike};
