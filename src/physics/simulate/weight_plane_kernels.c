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

#include <string.h>

#include "random/random_lanes.h"

enum { PLANES_MAX = 6, LIST = 8, PAIRS = LIST / 4 };

/* Loops over counts, whose number is known when compiling: these are in registers. */
#if defined ROLLED
#define UNROLLED
#elif defined __clang__
#define UNROLLED _Pragma("clang loop unroll(full)")
#else
#define UNROLLED _Pragma("GCC unroll 32")
#endif

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
    UNROLLED
    for (int n = 0; n < count * REGISTERS; n++)
        from[n] = first[n / REGISTERS] + (uint32_t)(n % REGISTERS * LANES);
    stream_blocks(stream, keys, purpose, step, count * REGISTERS, from, block);
    UNROLLED
    for (int n = 0; n < count * REGISTERS; n++)
        batch[n / REGISTERS].part[n % REGISTERS] = block[n];
}

/* Vector v of a unit; ones: of the registers of a vector. */
SIMD_INLINE void store_inputs(const struct plane_shape *shape, int64_t v,
                              const vword bits[REGISTERS], const struct plane_inputs *to,
                              vword ones[REGISTERS]) {
    for (int p = 0; p < REGISTERS; p++) {
        const int64_t at = v * VECTOR_WORDS + p * LANES;
        const vword minus = load_words(shape->filled + at) & ~bits[p];
        store_words(to->minus + at, minus);
        ones[p] += popcount(minus);
    }
}

/* Batch b of a unit: its vectors 2 b and 2 b + 1, or vector 0 alone if only four of its blocks
 * count. */
SIMD_INLINE void store_batch(const struct plane_shape *shape, int64_t b,
                             const struct batch *batch, const struct plane_inputs *to) {
    vword first[REGISTERS], second[REGISTERS], both[REGISTERS], ones[REGISTERS];
    for (int p = 0; p < REGISTERS; p++) {
        first[p] = bits_of_block(&batch->part[p], 0);
        second[p] = bits_of_block(&batch->part[p], 2);
        ones[p] = b == 0 ? word_all(0) : load_words(to->ones + p * LANES);
    }
    if (shape->vectors > 1) {
        store_inputs(shape, 2 * b, first, to, ones);
        store_inputs(shape, 2 * b + 1, second, to, ones);
    } else {
        join_halves(first, second, both);
        store_inputs(shape, 0, both, to, ones);
    }
    for (int p = 0; p < REGISTERS; p++)
        store_words(to->ones + p * LANES, ones[p]);
}

/* Which batch comes next, b of unit i. */
struct next_batch {
    int i;
    int64_t b;
};

SIMD_INLINE void draw_batches(const struct plane_shape *shape, struct next_batch *next,
                              int count, const struct random_stream *stream,
                              const struct vector_keys *keys, int64_t step,
                              const struct plane_inputs inputs[]) {
    uint32_t first[BATCHES] = {0}; /* GCC does not see that at least one is there */
    struct next_batch at[BATCHES];
    struct batch batch[BATCHES];
    UNROLLED
    for (int n = 0; n < count; n++) {
        at[n] = *next;
        first[n] = (uint32_t)(next->i * shape->blocks + next->b * VECTOR_WORDS);
        const bool last = 2 * next->b + 2 >= shape->vectors;
        next->i += last;
        next->b = last ? 0 : next->b + 1;
    }
    make_batches(stream, keys, RANDOM_INPUTS, step, count, first, batch);
    UNROLLED
    for (int n = 0; n < count; n++)
        store_batch(shape, at[n].b, &batch[n], &inputs[at[n].i]);
}

static void draw(const struct plane_shape *shape, int K, const struct random_stream *stream,
                 int64_t step, const struct plane_inputs inputs[]) {
    const struct vector_keys keys = vector_keys_of(stream);
    struct next_batch next = {0, 0};
    int64_t left = K * ((shape->vectors + 1) / 2);
    for (; left >= BATCHES; left -= BATCHES)
        draw_batches(shape, &next, BATCHES, stream, &keys, step, inputs);
    if (BATCHES > 3 && left == 3)
        draw_batches(shape, &next, 3, stream, &keys, step, inputs);
    else if (BATCHES > 2 && left == 2)
        draw_batches(shape, &next, 2, stream, &keys, step, inputs);
    else if (BATCHES > 1 && left == 1)
        draw_batches(shape, &next, 1, stream, &keys, step, inputs);
}

/* ---- the start --------------------------------------------------------------------------- */

/* The weights u of the words of LANES pairs of blocks, a byte each, in their order. */
SIMD_INLINE vword weight_bytes(const struct vector_block *first,
                               const struct vector_block *second, int L, int initial,
                               int sign) {
    const vword values = word_all(2 * (uint64_t)initial + 1);
    const uint64_t each = 0x0101010101010101;
    vword bytes = word_all(0);
    for (int k = 0; k < 4; k++) {
        const vword low = multiply_low(first->word[k], values) >> (32 - 8 * k),
                    high = multiply_low(second->word[k], values) << 8 * k;
        bytes |= low & UINT64_C(0xff) << 8 * k;
        bytes |= high & UINT64_C(0xff) << (32 + 8 * k);
    }
    return sign > 0 ? bytes + each * (uint64_t)(L - initial)
                    : each * (uint64_t)(L + initial) - bytes;
}

/* The 64 weights from input j on, which so many pairs of blocks make. */
SIMD_INLINE void store_weights(const struct plane_shape *shape, int64_t j,
                               const struct vector_block block[2 * REGISTERS], int initial,
                               int sign, uint64_t unit[]) {
    const int64_t word = weight_plane_word(shape, j);
    uint64_t *to =
        unit + word / VECTOR_WORDS * shape->planes * VECTOR_WORDS + word % VECTOR_WORDS;
    vword bytes[REGISTERS];
    for (int r = 0; r < REGISTERS; r++)
        bytes[r] = weight_bytes(&block[2 * r], &block[2 * r + 1], shape->L, initial, sign);
    for (int p = 0; p < shape->planes; p++) {
        uint64_t plane = 0;
        for (int r = 0; r < REGISTERS; r++)
            plane |= bit_of_bytes(bytes[r], p) << r * 8 * LANES;
        to[p * VECTOR_WORDS] = plane & shape->filled[word];
    }
}

static void start(const struct plane_shape *shape, const struct random_stream *stream,
                  int64_t step, uint32_t first, int initial, int sign, uint64_t unit[]) {
    enum { TOGETHER = BATCHES / 2 }; /* words of a plane */
    const struct vector_keys keys = vector_keys_of(stream);
    for (int64_t w = 0; w < shape->vectors * shape->planes * VECTOR_WORDS; w += LANES)
        store_words(unit + w, word_all(0));
    for (int64_t n = 0; n < 2 * shape->blocks; n += TOGETHER) {
        struct vector_block block[BATCHES * REGISTERS];
        for (int r = 0; r < BATCHES * REGISTERS; r++) {
            const uint32_t pair = first + (uint32_t)(n * 2 * VECTOR_WORDS + r / 2 * 2 * LANES);
            block[r] = stream_counters(stream, RANDOM_WEIGHTS, step, pair + (uint32_t)r % 2);
            block[r].word[3] += words_from(0); /* every other one */
        }
        stream_rounds(&keys, BATCHES * REGISTERS, block);
        for (int k = 0; k < TOGETHER; k++)
            store_weights(shape, 64 * (n + k), &block[k * 2 * REGISTERS], initial, sign, unit);
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

/* Counts are added up over a stretch of vectors. */
enum { COUNTED_AT_ONCE = COUNTS_MAX / REGISTERS };

SIMD_INLINE void no_counts(int count, vword counts[]) {
    UNROLLED
    for (int p = 0; p < count; p++)
        counts[p] = word_all(0);
}

/* Adds to `ones` what has been counted in it. */
SIMD_INLINE void add_counts(int count, const vword counts[], vword ones[]) {
    UNROLLED
    for (int p = 0; p < count; p++)
        ones[p] += sum_counts(counts[p]);
}

/* The end of the stretch that begins with a vector: of all, if nothing limits it. */
SIMD_INLINE int64_t end_of_counts(const struct plane_shape *shape, int64_t v) {
    return COUNTS_ARE_SUMS || shape->vectors - v <= COUNTED_AT_ONCE ? shape->vectors
                                                                    : v + COUNTED_AT_ONCE;
}

/* Adds what a vector of the inputs and of a unit's planes have in XOR. */
SIMD_INLINE void count_vector(int planes, const uint64_t *minus, const uint64_t *unit,
                              vword counts[]) {
    for (int r = 0; r < VECTOR_WORDS; r += LANES) {
        const vword m = load_words(minus + r);
        UNROLLED
        for (int p = 0; p < planes; p++)
            counts[p] += count_ones(m ^ load_words(unit + p * VECTOR_WORDS + r));
    }
}

/* Lanes whose sum is the field. With m_j = 1 for x_j = -1 and the planes u_p of u = W + L it is
 * the sum over j and p of 2^p (u_pj XOR m_j), less (2^planes - 1 - 2 L) sum m_j, less L N. */
SIMD_INLINE vword field_planes(const struct plane_shape *shape, int planes,
                               const struct plane_field *of) {
    const uint64_t *unit = of->unit, *minus = of->inputs->minus;
    const uint64_t excess = (UINT64_C(1) << planes) - 1 - 2 * (uint64_t)shape->L;
    vword ones[PLANES_MAX], counts[PLANES_MAX],
        other = {(uint64_t)(shape->L * shape->N)}; /* in the first lane */
    no_counts(planes, ones);
    for (int r = 0; r < VECTOR_WORDS; r += LANES)
        other += multiply_low(word_all(excess), load_words(of->inputs->ones + r));
    for (int64_t v = 0; v < shape->vectors;) {
        no_counts(planes, counts);
        for (const int64_t end = end_of_counts(shape, v); v < end; v++)
            count_vector(planes, minus + v * VECTOR_WORDS, unit + v * planes * VECTOR_WORDS,
                         counts);
        add_counts(planes, counts, ones);
    }
    return weigh(planes, ones) - other;
}

/* Units lie in no order that the processor would guess. */
static inline void fetch(const struct plane_shape *shape, int planes, const uint64_t *unit) {
    for (int64_t v = 0; v < shape->vectors && v < 4; v++)
        for (int p = 0; p < planes; p++)
            __builtin_prefetch(unit + (v * planes + p) * VECTOR_WORDS);
}

SIMD_INLINE void fields_planes(const struct plane_shape *shape, int planes, int count,
                               const struct plane_field list[], int64_t field[]) {
    vword total[LIST];
    no_counts(LIST, total);
    for (int n = 0; n < count; n += LIST) {
        const int part = count - n < LIST ? count - n : LIST;
        for (int k = 0; k < part; k++) {
            if (n + 2 * LIST <= count)
                fetch(shape, planes, list[n + LIST + k].unit);
            total[k] = field_planes(shape, planes, &list[n + k]);
        }
        sums_of_words(total, field + n);
    }
}

/* ---- moves ------------------------------------------------------------------------------- */

/* The inputs of a register along which weights grow; none beyond N. */
SIMD_INLINE vword upwards(const struct plane_shape *shape, int sign, const uint64_t *minus,
                          int64_t at) {
    const vword turned = word_all(sign > 0 ? UINT64_MAX : 0);
    return load_words(minus + at) ^ (load_words(shape->filled + at) & turned);
}

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
SIMD_INLINE vword move_unit(const struct plane_shape *shape, int planes, int sign,
                            const struct plane_move *move) {
    vword moved = word_all(0);
    for (int64_t v = 0; v < shape->vectors;) {
        vword counts = word_all(0);
        for (const int64_t end = end_of_counts(shape, v); v < end; v++)
            for (int r = 0; r < VECTOR_WORDS; r += LANES) {
                const int64_t at = v * planes * VECTOR_WORDS + r;
                const vword up = upwards(shape, sign, move->minus, v * VECTOR_WORDS + r);
                counts += count_ones(
                    move_register(planes, shape->L, move->from + at, up, move->to + at));
            }
        moved += sum_counts(counts);
    }
    return moved;
}

SIMD_INLINE void move_planes(const struct plane_shape *shape, int planes, int sign, int count,
                             const struct plane_move list[], int64_t moved[]) {
    vword total[LIST];
    int64_t sums[LIST];
    no_counts(LIST, total);
    for (int n = 0; n < count; n += LIST) {
        const int part = count - n < LIST ? count - n : LIST;
        for (int k = 0; k < part; k++)
            total[k] = move_unit(shape, planes, sign, &list[n + k]);
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

/* The planes of a register of a unit, and which of its weights move. */
struct mover {
    vword u[PLANES_MAX], carry;
};

/* `moves`: all bits, or none. */
SIMD_INLINE struct mover load_mover(int planes, int L, const uint64_t *from, vword up,
                                    vword moves) {
    struct mover m;
    load_planes(planes, from, m.u);
    m.carry = movable(planes, L, m.u, up) & moves;
    return m;
}

/* Adds to counts[]. `alone`: all bits if one of the two moves and the other does not. */
SIMD_INLINE void count_pair(int planes, int L, const struct mover *unit,
                            const struct mover *other, vword alone, vword up, vword counts[]) {
    const vword one = unit->carry ^ other->carry, held = one ^ alone;
    counts[MOVED] += count_ones(unit->carry);
    counts[UNEVEN] += count_ones(one);
    counts[HELD_AT_TOP] += count_ones(held & up);
    for (int p = 0; p < planes; p++)
        counts[APART + p] +=
            count_ones(held & (unit->u[p] ^ other->u[p] ^ up ^ of_top(planes, L, p, up)));
}

/* Into total[]: what a struct plane_parting is the sums of. */
SIMD_INLINE void weigh_pair(int planes, int L, const vword ones[], vword total[]) {
    const uint64_t excess = (UINT64_C(1) << planes) - 1 - 2 * (uint64_t)L;
    total[0] = ones[MOVED];
    total[1] = ones[UNEVEN];
    total[2] = weigh(planes, &ones[APART]) - excess * ones[HELD_AT_TOP];
}

SIMD_INLINE void move_pair(const struct plane_shape *shape, int planes, int sign,
                           const struct plane_pair *pair, vword total[]) {
    const vword moves = word_all(-(uint64_t)pair->moves),
                other_moves = word_all(-(uint64_t)pair->other_moves);
    vword ones[PAIR_COUNTS], counts[PAIR_COUNTS];
    no_counts(APART + planes, ones);
    for (int64_t v = 0; v < shape->vectors;) {
        no_counts(APART + planes, counts);
        for (const int64_t end = end_of_counts(shape, v); v < end; v++)
            for (int r = 0; r < VECTOR_WORDS; r += LANES) {
                const int64_t at = v * planes * VECTOR_WORDS + r;
                const vword up = upwards(shape, sign, pair->move.minus, v * VECTOR_WORDS + r);
                const struct mover unit = load_mover(planes, shape->L, pair->move.from + at, up,
                                                     moves),
                                   other = load_mover(planes, shape->L, pair->other + at, up,
                                                      other_moves);
                count_pair(planes, shape->L, &unit, &other, moves ^ other_moves, up, counts);
                store_moved(planes, unit.u, up, unit.carry, pair->move.to + at);
            }
        add_counts(APART + planes, counts, ones);
    }
    weigh_pair(planes, shape->L, ones, total);
}

SIMD_INLINE void move_pairs_planes(const struct plane_shape *shape, int planes, int sign,
                                   int count, const struct plane_pair list[],
                                   struct plane_parting parting[]) {
    vword total[LIST];
    int64_t sums[LIST];
    no_counts(LIST, total);
    for (int n = 0; n < count; n += PAIRS) {
        const int part = count - n < PAIRS ? count - n : PAIRS;
        for (int k = 0; k < part; k++)
            move_pair(shape, planes, sign, &list[n + k], &total[4 * k]);
        sums_of_words(total, sums);
        for (int k = 0; k < part; k++)
            parting[n + k] =
                (struct plane_parting){sums[4 * k], sums[4 * k + 1], sums[4 * k + 2]};
    }
}

/* ---- moves of groups --------------------------------------------------------------------- */

enum { GROUP_COUNTS = 1 + (MACHINES - 1) * PAIR_COUNTS };

/* Adds to counts[]: how many weights of A's move, and what is counted of each other and A. */
SIMD_INLINE void group_register(int planes, int L, int machines,
                                const struct plane_group *group, const vword moves[],
                                int64_t at, vword up, vword counts[]) {
    const struct mover a = load_mover(planes, L, group->unit[0] + at, up, moves[0]);
    counts[0] += count_ones(a.carry);
    for (int m = 1; m < machines; m++) {
        const struct mover unit = load_mover(planes, L, group->unit[m] + at, up, moves[m]);
        count_pair(planes, L, &unit, &a, moves[m] ^ moves[0], up,
                   &counts[1 + (m - 1) * (APART + planes)]);
        store_moved(planes, unit.u, up, unit.carry, group->unit[m] + at);
    }
    store_moved(planes, a.u, up, a.carry, group->unit[0] + at);
}

SIMD_INLINE void move_group(const struct plane_shape *shape, int planes, int machines, int sign,
                            const struct plane_group *group, struct plane_parting parting[]) {
    const int kinds = 1 + (machines - 1) * (APART + planes);
    vword moves[MACHINES], ones[GROUP_COUNTS], counts[GROUP_COUNTS], total[LIST];
    int64_t sums[LIST];
    no_counts(kinds, ones);
    no_counts(LIST, total);
    for (int m = 0; m < machines; m++)
        moves[m] = word_all(-(uint64_t)group->moves[m]);
    for (int64_t v = 0; v < shape->vectors;) {
        no_counts(kinds, counts);
        for (const int64_t end = end_of_counts(shape, v); v < end; v++)
            for (int r = 0; r < VECTOR_WORDS; r += LANES)
                group_register(
                    planes, shape->L, machines, group, moves, v * planes * VECTOR_WORDS + r,
                    upwards(shape, sign, group->minus, v * VECTOR_WORDS + r), counts);
        add_counts(kinds, counts, ones);
    }
    total[0] = ones[0];
    for (int m = 1; m < machines; m++)
        weigh_pair(planes, shape->L, &ones[1 + (m - 1) * (APART + planes)], &total[3 * m - 2]);
    sums_of_words(total, sums);
    parting[0] = (struct plane_parting){.moved = sums[0]};
    for (int m = 1; m < machines; m++)
        parting[m] = (struct plane_parting){sums[3 * m - 2], sums[3 * m - 1], sums[3 * m]};
}

SIMD_INLINE void move_groups_planes(const struct plane_shape *shape, int planes, int machines,
                                    int sign, int count, const int list[],
                                    const struct plane_group group[],
                                    struct plane_parting parting[]) {
    for (int n = 0; n < count; n++)
        if (machines == 2)
            move_group(shape, planes, 2, sign, &group[list[n]], &parting[n * 2]);
        else
            move_group(shape, planes, 3, sign, &group[list[n]], &parting[n * 3]);
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

/* ---- overlaps ---------------------------------------------------------------------------- */

SIMD_INLINE vword load_numbers(const int64_t *from) {
    vword numbers;
    memcpy(&numbers, from, sizeof numbers);
    return numbers;
}

/* sum W W' is half of the sum of the norms less the distance: exact in double, as are norms. */
static void overlaps(int count, const int64_t norm[], const int64_t other_norm[],
                     const int64_t distance[], double rho[]) {
    for (int i = 0; i < count; i += LANES) {
        const vword aa = load_numbers(norm + i), bb = load_numbers(other_norm + i);
        const vreal product = 0.5 * real_of_number(aa + bb - load_numbers(distance + i)),
                    norms = real_of_word(aa) * real_of_word(bb);
        const vreal found = select_real(less(real_all(0.0), norms),
                                        product / square_root(norms), real_all(0.0));
        memcpy(rho + i, &found, sizeof found);
    }
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

static void move(const struct plane_shape *shape, int sign, int count,
                 const struct plane_move list[], int64_t moved[]) {
    WITH_PLANES(, move_planes, sign, count, list, moved)
}

static void move_pairs(const struct plane_shape *shape, int sign, int count,
                       const struct plane_pair list[], struct plane_parting parting[]) {
    WITH_PLANES(, move_pairs_planes, sign, count, list, parting)
}

static void move_groups(const struct plane_shape *shape, int machines, int sign, int count,
                        const int list[], const struct plane_group group[],
                        struct plane_parting parting[]) {
    WITH_PLANES(, move_groups_planes, machines, sign, count, list, group, parting)
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
const struct weight_plane_kernels KERNELS = {start,      draw,        fields,      move,
                                             move_pairs, move_groups, first_equal, norm,
                                             distance,   alike,       overlaps};
