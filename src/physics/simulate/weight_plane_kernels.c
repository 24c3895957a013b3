/* One body for every instruction set: src/CMakeLists.txt compiles it several times, with
 * KERNELS the name of the table at the end.
 *
 * What is held where. One vector is 512 inputs, or one plane of the weights of these inputs: a
 * bit each, and an operation on a vector is 512 times an operation of one-bit arithmetic. Sums
 * are counts of bits, gathered in the eight lanes and added up at the end.
 *
 * The bodies that do the work are inlined once for each number of planes, which then is a
 * constant: the planes of a vector are held in registers.
 */
#include "physics/simulate/weight_plane_kernels.h"
#include "random/random_lanes.h"

enum { PLANES_MAX = 6 };

/* ---- inputs ------------------------------------------------------------------------------ */

/* Sixteen blocks of random bits as four vectors of inputs. Returns how many of
 * them are +1, lane by lane. */
static inline lanes draw_blocks(const struct random_stream *stream, int64_t step,
                                uint32_t block, const uint64_t *filled, uint64_t *plus,
                                uint64_t *minus) {
    const struct philox_lanes random = philox_lanes(stream, RANDOM_INPUTS, step, block);
    lanes ones = {0};
    for (int k = 0; k < 4; k++) {
        const lanes there = lanes_load(filled + k * LANES);
        const lanes set = random.word[k] & there;
        lanes_store(plus + k * LANES, set);
        lanes_store(minus + k * LANES, there & ~set);
        ones += lanes_popcount(set);
    }
    return ones;
}

static void draw(const struct plane_shape *shape, int K, const struct random_stream *stream,
                 int64_t step, uint64_t *const plus[], uint64_t *const minus[],
                 int64_t ones[]) {
    for (int i = 0; i < K; i++) {
        lanes count = {0};
        for (int64_t v = 0; v < shape->vectors; v += 4) {
            const int64_t block = i * shape->blocks + v / 4 * PHILOX_BLOCKS;
            count += draw_blocks(stream, step, (uint32_t)block, shape->filled + v * LANES,
                                 plus[i] + v * LANES, minus[i] + v * LANES);
        }
        ones[i] = (int64_t)lanes_sum(count);
    }
}

/* ---- fields ------------------------------------------------------------------------------ */

/* The sum over planes of 2^p times the ones in plane p. */
static inline int64_t weigh(int planes, const lanes ones[]) {
    uint64_t sum = 0;
    for (int p = 0; p < planes; p++)
        sum += lanes_sum(ones[p]) << p;
    return (int64_t)sum;
}

static inline int64_t sum_planes(const struct plane_shape *shape, int planes,
                                 const uint64_t unit[], const uint64_t inputs[]) {
    lanes ones[PLANES_MAX] = {{0}};
    for (int64_t v = 0; v < shape->vectors; v++, unit += planes * LANES) {
        const lanes set = lanes_load(inputs + v * LANES);
        for (int p = 0; p < planes; p++)
            ones[p] += lanes_popcount(set & lanes_load(unit + p * LANES));
    }
    return weigh(planes, ones);
}

/* ---- moves ------------------------------------------------------------------------------- */

/* Where u = value. */
static inline lanes equal_to(int planes, const lanes u[], int value) {
    lanes equal = lanes_of(UINT64_MAX);
    for (int p = 0; p < planes; p++)
        equal &= value >> p & 1 ? u[p] : ~u[p];
    return equal;
}

/* u + 1 where the carry is set: it runs on through the planes that are 1. */
static inline void increment(int planes, lanes u[], lanes carry) {
    for (int p = 0; p < planes; p++) {
        const lanes next = carry & u[p];
        u[p] ^= carry;
        carry = next;
    }
}

/* u - 1 where the borrow is set: it runs on through the planes that are 0. */
static inline void decrement(int planes, lanes u[], lanes borrow) {
    for (int p = 0; p < planes; p++) {
        const lanes next = borrow & ~u[p];
        u[p] ^= borrow;
        borrow = next;
    }
}

static inline int64_t move_planes(const struct plane_shape *shape, int planes, uint64_t unit[],
                                  const uint64_t up[], const uint64_t down[]) {
    lanes ones[PLANES_MAX] = {{0}};
    for (int64_t v = 0; v < shape->vectors; v++, unit += planes * LANES) {
        lanes u[PLANES_MAX];
        for (int p = 0; p < planes; p++)
            u[p] = lanes_load(unit + p * LANES);
        const lanes rises = lanes_load(up + v * LANES) & ~equal_to(planes, u, 2 * shape->L);
        const lanes falls = lanes_load(down + v * LANES) & ~equal_to(planes, u, 0);
        increment(planes, u, rises);
        decrement(planes, u, falls);
        for (int p = 0; p < planes; p++) {
            lanes_store(unit + p * LANES, u[p]);
            ones[p] += lanes_popcount(u[p]);
        }
    }
    return weigh(planes, ones);
}

/* ---- the number of planes as a constant -------------------------------------------------- */

static int64_t sum(const struct plane_shape *shape, const uint64_t unit[],
                   const uint64_t inputs[]) {
    switch (shape->planes) {
    case 2:
        return sum_planes(shape, 2, unit, inputs);
    case 3:
        return sum_planes(shape, 3, unit, inputs);
    case 4:
        return sum_planes(shape, 4, unit, inputs);
    case 5:
        return sum_planes(shape, 5, unit, inputs);
    default:
        return sum_planes(shape, 6, unit, inputs);
    }
}

static int64_t move(const struct plane_shape *shape, uint64_t unit[], const uint64_t up[],
                    const uint64_t down[]) {
    switch (shape->planes) {
    case 2:
        return move_planes(shape, 2, unit, up, down);
    case 3:
        return move_planes(shape, 3, unit, up, down);
    case 4:
        return move_planes(shape, 4, unit, up, down);
    case 5:
        return move_planes(shape, 5, unit, up, down);
    default:
        return move_planes(shape, 6, unit, up, down);
    }
}

/* ---- comparisons ------------------------------------------------------------------------- */

/* Leaves at the first vector that differs. */
static bool equal(const struct plane_shape *shape, const uint64_t unit[],
                  const uint64_t other[]) {
    for (int64_t v = 0; v < shape->vectors;
         v++, unit += shape->planes * LANES, other += shape->planes * LANES) {
        lanes different = {0};
        for (int p = 0; p < shape->planes; p++)
            different |= lanes_load(unit + p * LANES) ^ lanes_load(other + p * LANES);
        if (lanes_any(different))
            return false;
    }
    return true;
}

static int64_t product(const struct plane_shape *shape, const uint64_t unit[],
                       const uint64_t other[]) {
    lanes total = {0};
    for (int64_t v = 0; v < shape->vectors;
         v++, unit += shape->planes * LANES, other += shape->planes * LANES)
        for (int p = 0; p < shape->planes; p++)
            for (int q = 0; q < shape->planes; q++)
                total +=
                    lanes_popcount(lanes_load(unit + p * LANES) & lanes_load(other + q * LANES))
                    << (p + q);
    return (int64_t)lanes_sum(total);
}

extern const struct weight_plane_kernels KERNELS;
const struct weight_plane_kernels KERNELS = {draw, sum, move, equal, product};
