/* Eight 64-bit lanes, whatever the instruction set: the vocabulary of the vectorised kernels.
 *
 * A kernel is written once, with these lanes, and compiled for every instruction set; the
 * vector extension of GCC and Clang turns a lane operation into one AVX-512, two AVX2 or four
 * SSE2 instructions. Only what that extension cannot say is spelt out here. All of it is
 * integer arithmetic, hence the same bits everywhere.
 *
 * Memory that is read or written through `lanes` is aligned to VECTOR_BYTES.
 */
#ifndef TPMSYNC_VECTOR_H
#define TPMSYNC_VECTOR_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "vector/layout.h"

#if defined __AVX512F__ || defined __AVX2__
#include <immintrin.h>
#elif defined __SSE2__
#include <emmintrin.h>
#endif

typedef uint64_t lanes __attribute__((vector_size(64)));

/* The same value in every lane. */
static inline lanes lanes_of(uint64_t value) {
    return (lanes){value, value, value, value, value, value, value, value};
}

static inline lanes lanes_load(const uint64_t *from) {
    return *(const lanes *)from;
}

static inline void lanes_store(uint64_t *to, lanes value) {
    *(lanes *)to = value;
}

/* The sum of the lanes. */
static inline uint64_t lanes_sum(lanes a) {
#if defined __AVX512F__
    return (uint64_t)_mm512_reduce_add_epi64((__m512i)a);
#else
    return a[0] + a[1] + a[2] + a[3] + a[4] + a[5] + a[6] + a[7];
#endif
}

/* The sums of the lanes of eight vectors. */
static inline void lanes_sums(const lanes a[8], int64_t sum[8]) {
#if defined __AVX512F__
    __m512i pair[4], four[2]; /* sums of two and of four lanes, of two and of four vectors */
    for (int n = 0; n < 4; n++) {
        const __m512i first = (__m512i)a[2 * n], second = (__m512i)a[2 * n + 1];
        pair[n] = _mm512_add_epi64(_mm512_unpacklo_epi64(first, second),
                                   _mm512_unpackhi_epi64(first, second));
    }
    for (int n = 0; n < 2; n++)
        four[n] = _mm512_add_epi64(
            _mm512_inserti64x4(pair[2 * n], _mm512_castsi512_si256(pair[2 * n + 1]), 1),
            _mm512_shuffle_i64x2(pair[2 * n], pair[2 * n + 1], 0xee));
    /* four[n]: of vectors 0, 1, 0, 1, 2, 3, 2, 3 of its four. */
    const __m512i eight = _mm512_add_epi64(_mm512_shuffle_i64x2(four[0], four[1], 0x88),
                                           _mm512_shuffle_i64x2(four[0], four[1], 0xdd));
    _mm512_storeu_si512(sum, eight);
#else
    for (int n = 0; n < 8; n++)
        sum[n] = (int64_t)lanes_sum(a[n]);
#endif
}

/* Whether any bit of any lane is set. */
static inline bool lanes_any(lanes a) {
#if defined __AVX512F__
    return _mm512_test_epi64_mask((__m512i)a, (__m512i)a) != 0;
#else
    return (a[0] | a[1] | a[2] | a[3] | a[4] | a[5] | a[6] | a[7]) != 0;
#endif
}

/* The product of the low halves of each lane, as unsigned 32-bit numbers; the high halves are
 * ignored. */
static inline lanes lanes_multiply_halves(lanes a, lanes b) {
#if defined __AVX512F__
    return (lanes)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif defined __AVX2__
    union {
        lanes whole;
        __m256i part[2];
    } x = {a}, y = {b};
    for (int p = 0; p < 2; p++)
        x.part[p] = _mm256_mul_epu32(x.part[p], y.part[p]);
    return x.whole;
#elif defined __SSE2__
    union {
        lanes whole;
        __m128i part[4];
    } x = {a}, y = {b};
    for (int p = 0; p < 4; p++)
        x.part[p] = _mm_mul_epu32(x.part[p], y.part[p]);
    return x.whole;
#else
    return (a & 0xffffffff) * (b & 0xffffffff);
#endif
}

/* a << count, lane by lane; 0 for count >= 64. */
static inline lanes lanes_shift_left(lanes a, lanes count) {
#if defined __AVX512F__
    return (lanes)_mm512_sllv_epi64((__m512i)a, (__m512i)count);
#elif defined __AVX2__
    union {
        lanes whole;
        __m256i part[2];
    } x = {a}, y = {count};
    for (int p = 0; p < 2; p++)
        x.part[p] = _mm256_sllv_epi64(x.part[p], y.part[p]);
    return x.whole;
#else
    lanes shifted = {0};
    for (int l = 0; l < LANES; l++)
        shifted[l] = count[l] < LANE_BITS ? a[l] << count[l] : 0;
    return shifted;
#endif
}

/* The number of set bits of each lane. */
static inline lanes lanes_popcount(lanes a) {
#if defined __AVX512VPOPCNTDQ__
    return (lanes)_mm512_popcnt_epi64((__m512i)a);
#else
    /* Sums of neighbouring bits, pairs and nibbles; then the bytes of a lane are added up. */
    a -= a >> 1 & 0x5555555555555555;
    a = (a & 0x3333333333333333) + (a >> 2 & 0x3333333333333333);
    a = (a + (a >> 4)) & 0x0f0f0f0f0f0f0f0f;
    a += a >> 8;
    a += a >> 16;
    a += a >> 32;
    return a & 0x7f;
#endif
}

/* The lesser of a - b and 0 cut off: max(a - b, 0) for numbers below 2^63. */
static inline lanes lanes_subtract_down_to_zero(lanes a, lanes b) {
    typedef int64_t signed_lanes __attribute__((vector_size(64)));
    const lanes difference = a - b;
    return difference & ~(lanes)((signed_lanes)difference < 0);
}

/* All bits of a lane set where a < b, for numbers below 2^63. */
static inline lanes lanes_less(lanes a, lanes b) {
    typedef int64_t signed_lanes __attribute__((vector_size(64)));
    return (lanes)((signed_lanes)a < (signed_lanes)b);
}

/* All bits of a lane set where bit `bit` of a is. */
static inline lanes lanes_bit(lanes a, int bit) {
    return 0 - (a >> bit & 1);
}

/* Lane by lane: a where all bits of the condition are set, b where none is. */
static inline lanes lanes_select(lanes condition, lanes a, lanes b) {
    return (a & condition) | (b & ~condition);
}

/* table[index], lane by lane. */
static inline lanes lanes_gather(const uint64_t *table, lanes index) {
#if defined __AVX512F__
    return (lanes)_mm512_i64gather_epi64((__m512i)index, table, 8);
#else
    return (lanes){table[index[0]], table[index[1]], table[index[2]], table[index[3]],
                   table[index[4]], table[index[5]], table[index[6]], table[index[7]]};
#endif
}

/* ---- doubles ---------------------------------------------------------------------------- */

typedef double double_lanes __attribute__((vector_size(64)));

static inline double_lanes double_lanes_of(double x) {
    return (double_lanes){x, x, x, x, x, x, x, x};
}

/* Integers below 2^52, by way of the bits of 2^52 + a. */
static inline double_lanes lanes_to_double(lanes a) {
    return (double_lanes)(a | 0x4330000000000000) - 0x1p52;
}

/* The nearest integer of 0 <= x < 2^51, the even one of two. */
static inline lanes lanes_rounded(double_lanes x) {
    return (lanes)(x + 0x1p52) & 0x000fffffffffffff;
}

/* Uniform on the multiples of 2^-52 in [0, 1), from the high bits of random words. */
static inline double_lanes lanes_uniform(lanes word) {
    return (double_lanes)(word >> 12 | 0x3ff0000000000000) - 1.0;
}

static inline double_lanes lanes_square_root(double_lanes x) {
#if defined __AVX512F__
    return (double_lanes)_mm512_sqrt_pd((__m512d)x);
#else
    return (double_lanes){sqrt(x[0]), sqrt(x[1]), sqrt(x[2]), sqrt(x[3]),
                          sqrt(x[4]), sqrt(x[5]), sqrt(x[6]), sqrt(x[7])};
#endif
}

#endif
