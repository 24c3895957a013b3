/* What the kernels of the simulations do with the 64-bit words of simd.h, a register at a time:
 * counts of bits, tables, sums. All of it is exact, hence the same bits everywhere.
 *
 * A vector of layout.h is REGISTERS registers: register p holds its words p LANES and on. It is
 * aligned to VECTOR_BYTES.
 */
#ifndef TPMSYNC_WORDS_H
#define TPMSYNC_WORDS_H

#include "vector/layout.h"
#include "vector/simd.h"

enum { REGISTERS = VECTOR_WORDS / LANES };

SIMD_INLINE vword load_words(const uint64_t *from) {
    return *(const vword *)from;
}

SIMD_INLINE void store_words(uint64_t *to, vword value) {
    *(vword *)to = value;
}

/* first, first + 1, ... */
SIMD_INLINE vword words_from(uint64_t first) {
    static const uint64_t number[VECTOR_WORDS]
        __attribute__((aligned(VECTOR_BYTES))) = {0, 1, 2, 3, 4, 5, 6, 7};
    return load_words(number) + first;
}

/* The vector of the words 0 .. 3 of a and of b. */
SIMD_INLINE void join_halves(const vword a[REGISTERS], const vword b[REGISTERS],
                             vword both[REGISTERS]) {
#if defined(__AVX512F__)
    both[0] =
        (vword)_mm512_inserti64x4((__m512i)a[0], _mm512_castsi512_si256((__m512i)b[0]), 1);
#else
    for (int p = 0; p < REGISTERS / 2; p++) {
        both[p] = a[p];
        both[REGISTERS / 2 + p] = b[p];
    }
#endif
}

/* ---- sums -------------------------------------------------------------------------------- */

SIMD_INLINE uint64_t sum_of_words(vword a) {
#if defined(__AVX512F__)
    return (uint64_t)_mm512_reduce_add_epi64((__m512i)a);
#else
    uint64_t sum = 0;
    for (int lane = 0; lane < LANES; lane++)
        sum += a[lane];
    return sum;
#endif
}

/* The sums of the words of eight registers. */
SIMD_INLINE void sums_of_words(const vword a[8], int64_t sum[8]) {
#if defined(__AVX512F__)
    __m512i pair[4], four[2]; /* sums of two and of four words, of two and of four registers */
    for (int n = 0; n < 4; n++) {
        const __m512i first = (__m512i)a[2 * n], second = (__m512i)a[2 * n + 1];
        pair[n] = _mm512_add_epi64(_mm512_unpacklo_epi64(first, second),
                                   _mm512_unpackhi_epi64(first, second));
    }
    for (int n = 0; n < 2; n++)
        four[n] = _mm512_add_epi64(
            _mm512_inserti64x4(pair[2 * n], _mm512_castsi512_si256(pair[2 * n + 1]), 1),
            _mm512_shuffle_i64x2(pair[2 * n], pair[2 * n + 1], 0xee));
    /* four[n]: of registers 0, 1, 0, 1, 2, 3, 2, 3 of its four. */
    const __m512i eight = _mm512_add_epi64(_mm512_shuffle_i64x2(four[0], four[1], 0x88),
                                           _mm512_shuffle_i64x2(four[0], four[1], 0xdd));
    _mm512_storeu_si512(sum, eight);
#elif defined(__AVX2__)
    for (int n = 0; n < 8; n += 4) {
        __m256i pair[2]; /* sums of two words, of two registers in turn */
        for (int k = 0; k < 2; k++) {
            const __m256i first = (__m256i)a[n + 2 * k], second = (__m256i)a[n + 2 * k + 1];
            pair[k] = _mm256_add_epi64(_mm256_unpacklo_epi64(first, second),
                                       _mm256_unpackhi_epi64(first, second));
        }
        _mm256_storeu_si256(
            (__m256i *)(void *)(sum + n),
            _mm256_add_epi64(_mm256_permute2x128_si256(pair[0], pair[1], 0x20),
                             _mm256_permute2x128_si256(pair[0], pair[1], 0x31)));
    }
#else
    for (int n = 0; n < 8; n++)
        sum[n] = (int64_t)sum_of_words(a[n]);
#endif
}

/* ---- counts of bits ---------------------------------------------------------------------- */

/* Ones are counted in two steps: `count_ones` of a register can be added up so many times
 * before `sum_counts` makes of them the sum for each word. With VPOPCNTDQ the first does it
 * all, as often as one likes; elsewhere it counts in bytes. */
#if defined(__AVX512VPOPCNTDQ__)
enum { COUNTS_MAX = 31, COUNTS_ARE_SUMS = true };
#else
enum { COUNTS_MAX = 31, COUNTS_ARE_SUMS = false };
#endif

SIMD_INLINE vword count_ones(vword a) {
#if defined(__AVX512VPOPCNTDQ__)
    return (vword)_mm512_popcnt_epi64((__m512i)a);
#elif defined(__AVX2__) && !defined(__AVX512F__)
    const __m256i ones = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1,
                                          1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const vword nibble = word_all(0x0f0f0f0f0f0f0f0f);
    return (vword)_mm256_shuffle_epi8(ones, (__m256i)(a & nibble)) +
           (vword)_mm256_shuffle_epi8(ones, (__m256i)(a >> 4 & nibble));
#else
    a -= a >> 1 & 0x5555555555555555;
    a = (a & 0x3333333333333333) + (a >> 2 & 0x3333333333333333);
    return (a + (a >> 4)) & 0x0f0f0f0f0f0f0f0f;
#endif
}

SIMD_INLINE vword sum_counts(vword counts) {
#if defined(__AVX512VPOPCNTDQ__)
    return counts;
#elif defined(__AVX512F__)
    return (vword)_mm512_sad_epu8((__m512i)counts, _mm512_setzero_si512());
#elif defined(__AVX2__)
    return (vword)_mm256_sad_epu8((__m256i)counts, _mm256_setzero_si256());
#elif defined(__SSE2__)
    return (vword)_mm_sad_epu8((__m128i)counts, _mm_setzero_si128());
#else
    const vword even = 0x00ff00ff00ff00ff & counts, odd = 0x00ff00ff00ff00ff & counts >> 8;
    return (even + odd) * 0x0001000100010001 >> 48;
#endif
}

/* The number of set bits of each word. */
SIMD_INLINE vword popcount(vword a) {
    return sum_counts(count_ones(a));
}

/* ---- comparisons, shifts, tables --------------------------------------------------------- */

/* Whether any word is not 0. */
SIMD_INLINE bool any_word(vword a) {
#if defined(__AVX512F__)
    return _mm512_test_epi64_mask((__m512i)a, (__m512i)a) != 0;
#elif defined(__AVX2__)
    return !_mm256_testz_si256((__m256i)a, (__m256i)a);
#else
    uint64_t all = 0;
    for (int lane = 0; lane < LANES; lane++)
        all |= a[lane];
    return all != 0;
#endif
}

/* a < b, for numbers below 2^63. */
SIMD_INLINE vmask less_word(vword a, vword b) {
#if defined(__AVX512F__)
    return _mm512_cmplt_epi64_mask((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
    return (vmask)_mm256_cmpgt_epi64((__m256i)b, (__m256i)a);
#else
    return 0 - ((a - b) >> 63);
#endif
}

/* a << count; 0 for count >= 64. */
SIMD_INLINE vword shift_left(vword a, vword count) {
#if defined(__AVX512F__)
    return (vword)_mm512_sllv_epi64((__m512i)a, (__m512i)count);
#elif defined(__AVX2__)
    return (vword)_mm256_sllv_epi64((__m256i)a, (__m256i)count);
#else
    vword shifted = {0};
    for (int lane = 0; lane < LANES; lane++)
        shifted[lane] = count[lane] < WORD_BITS ? a[lane] << count[lane] : 0;
    return shifted;
#endif
}

/* Bit p of each byte, those of lane 0 first. */
SIMD_INLINE uint64_t bit_of_bytes(vword a, int p) {
#if defined(__AVX512F__)
    return _mm512_test_epi8_mask((__m512i)a,
                                 (__m512i)word_all(UINT64_C(0x0101010101010101) << p));
#elif defined(__AVX2__)
    return (uint32_t)_mm256_movemask_epi8((__m256i)(a << (7 - p)));
#elif defined(__SSE2__)
    return (uint32_t)_mm_movemask_epi8((__m128i)(a << (7 - p)));
#else
    uint64_t bits = 0;
    for (int byte = 0; byte < 8 * LANES; byte++)
        bits |= (a[byte / 8] >> (byte % 8 * 8 + p) & 1) << byte;
    return bits;
#endif
}

/* table[index], word by word. */
SIMD_INLINE vword gather(const uint64_t *table, vword index) {
#if defined(__AVX512F__)
    _Alignas(64) uint64_t at[8];
    _mm512_store_si512(at, (__m512i)index);
    return (vword){table[at[0]], table[at[1]], table[at[2]], table[at[3]],
                   table[at[4]], table[at[5]], table[at[6]], table[at[7]]};
#else
    vword found = {0};
    for (int lane = 0; lane < LANES; lane++)
        found[lane] = table[index[lane]];
    return found;
#endif
}

/* ---- words as doubles -------------------------------------------------------------------- */

/* Integers below 2^52, by way of the bits of 2^52 + a. */
SIMD_INLINE vreal real_of_word(vword a) {
    return (vreal)(a | 0x4330000000000000) - 0x1p52;
}

/* Those of either sign, of less than 52 bits. */
SIMD_INLINE vreal real_of_number(vword a) {
    return (vreal)(a + 0x4338000000000000) - 0x1.8p52;
}

/* The nearest integer of 0 <= x < 2^51, the even one of two. */
SIMD_INLINE vword rounded(vreal x) {
    return (vword)(x + 0x1p52) & 0x000fffffffffffff;
}

/* Uniform on the multiples of 2^-52 in [0, 1), from the high bits of random words. */
SIMD_INLINE vreal uniform_of_word(vword word) {
    return (vreal)(word >> 12 | 0x3ff0000000000000) - 1.0;
}

#endif
