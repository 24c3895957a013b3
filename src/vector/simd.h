/* Vectors of doubles and of 64-bit words, for kernels compiled once per instruction set.
 *
 * Arithmetic is written with the operators of the compilers' vector extension (GCC, Clang);
 * only what they cannot say, or say badly, is spelled out below for each instruction set:
 * masks, selection by a mask, and the product of 32-bit words. A vector has as many lanes as
 * fit into a register. Lanes never mix but in `transpose`, and every operation is exact or
 * rounded once as IEEE 754 demands: a result does not depend on the instruction set. For
 * inclusion by kernels alone.
 */
#ifndef TPMSYNC_SIMD_H
#define TPMSYNC_SIMD_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__AVX512F__) || defined(__AVX2__) || defined(__SSE2__)
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
enum { LANES = 8 };
#elif defined(__AVX2__)
enum { LANES = 4 };
#else
enum { LANES = 2 };
#endif

typedef double vreal __attribute__((vector_size(8 * LANES)));
typedef uint64_t vword __attribute__((vector_size(8 * LANES)));

#define SIMD_INLINE static inline __attribute__((always_inline))

SIMD_INLINE vreal real_all(double x) {
    return (vreal){0} + x;
}

SIMD_INLINE vword word_all(uint64_t x) {
    return (vword){0} + x;
}

/* ---- masks: one truth value a lane, combined by & | ^ ~ -------------------------------- */

#if defined(__AVX512F__)

typedef __mmask8 vmask;

SIMD_INLINE vmask mask_all(void) {
    return (vmask)~0;
}

SIMD_INLINE vmask less_equal(vreal a, vreal b) {
    return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ);
}

SIMD_INLINE vmask less(vreal a, vreal b) {
    return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ);
}

/* Whether a word has any of these bits. */
SIMD_INLINE vmask has_bits(vword a, uint64_t bits) {
    return _mm512_test_epi64_mask((__m512i)a, (__m512i)word_all(bits));
}

SIMD_INLINE bool any(vmask m) {
    return m != 0;
}

SIMD_INLINE vreal select_real(vmask m, vreal yes, vreal no) {
    return _mm512_mask_blend_pd(m, no, yes);
}

SIMD_INLINE vword select_word(vmask m, vword yes, vword no) {
    return (vword)_mm512_mask_blend_epi64(m, (__m512i)no, (__m512i)yes);
}

/* a + b where the mask is set, else `otherwise`. */
SIMD_INLINE vreal add_where(vmask m, vreal otherwise, vreal a, vreal b) {
    return _mm512_mask_add_pd(otherwise, m, a, b);
}

/* The 64-bit product of the low 32 bits. */
SIMD_INLINE vword multiply_low(vword a, vword b) {
    return (vword)_mm512_mul_epu32((__m512i)a, (__m512i)b);
}

/* The product of signed numbers of 32 bits. */
SIMD_INLINE vword multiply_signed(vword a, vword b) {
    return (vword)_mm512_mul_epi32((__m512i)a, (__m512i)b);
}

SIMD_INLINE vreal square_root(vreal a) {
    return _mm512_sqrt_pd(a);
}

#else /* a mask is a vector whose lanes have all bits set, or none */

typedef vword vmask;

SIMD_INLINE vmask mask_all(void) {
    return ~(vword){0};
}

SIMD_INLINE vmask less_equal(vreal a, vreal b) {
    return (vmask)(a <= b);
}

SIMD_INLINE vmask less(vreal a, vreal b) {
    return (vmask)(a < b);
}

SIMD_INLINE vmask has_bits(vword a, uint64_t bits) {
    return (vmask)((a & bits) != word_all(0));
}

SIMD_INLINE bool any(vmask m) {
#if defined(__AVX2__)
    return _mm256_movemask_pd((__m256d)m) != 0;
#elif defined(__SSE2__)
    return _mm_movemask_pd((__m128d)m) != 0;
#else
    uint64_t all = 0;
    for (int lane = 0; lane < LANES; lane++)
        all |= m[lane];
    return all != 0;
#endif
}

SIMD_INLINE vword select_word(vmask m, vword yes, vword no) {
    return (m & yes) | (~m & no);
}

SIMD_INLINE vreal select_real(vmask m, vreal yes, vreal no) {
#if defined(__AVX2__)
    return _mm256_blendv_pd(no, yes, (__m256d)m);
#else
    return (vreal)select_word(m, (vword)yes, (vword)no);
#endif
}

SIMD_INLINE vreal add_where(vmask m, vreal otherwise, vreal a, vreal b) {
    return select_real(m, a + b, otherwise);
}

SIMD_INLINE vword multiply_low(vword a, vword b) {
#if defined(__AVX2__)
    return (vword)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif defined(__SSE2__)
    return (vword)_mm_mul_epu32((__m128i)a, (__m128i)b);
#else
    return (a & 0xffffffffu) * (b & 0xffffffffu);
#endif
}

SIMD_INLINE vword multiply_signed(vword a, vword b) {
#if defined(__AVX2__)
    return (vword)_mm256_mul_epi32((__m256i)a, (__m256i)b);
#else
    return a * b;
#endif
}

SIMD_INLINE vreal square_root(vreal a) {
    vreal root = a;
    for (int lane = 0; lane < LANES; lane++)
        root[lane] = __builtin_sqrt(a[lane]);
    return root;
}

#endif

/* All bits of a word set where the mask is, none elsewhere. */
SIMD_INLINE vword word_of_mask(vmask m) {
    return select_word(m, word_all(UINT64_MAX), word_all(0));
}

/* Turns a square of LANES vectors: lane j of row[i] and lane i of row[j] change places. */
SIMD_INLINE void transpose(vreal row[LANES]) {
#if defined(__AVX512F__)
    __m512d pair[8], four[8];
    for (int i = 0; i < 8; i += 2) {
        pair[i] = _mm512_unpacklo_pd(row[i], row[i + 1]);
        pair[i + 1] = _mm512_unpackhi_pd(row[i], row[i + 1]);
    }
    for (int i = 0; i < 8; i += 4)
        for (int j = i; j < i + 2; j++) {
            four[j] = _mm512_shuffle_f64x2(pair[j], pair[j + 2], 0x88);
            four[j + 2] = _mm512_shuffle_f64x2(pair[j], pair[j + 2], 0xdd);
        }
    for (int j = 0; j < 4; j++) {
        row[j] = _mm512_shuffle_f64x2(four[j], four[j + 4], 0x88);
        row[j + 4] = _mm512_shuffle_f64x2(four[j], four[j + 4], 0xdd);
    }
#elif defined(__AVX2__)
    const __m256d a = _mm256_unpacklo_pd(row[0], row[1]),
                  b = _mm256_unpackhi_pd(row[0], row[1]);
    const __m256d c = _mm256_unpacklo_pd(row[2], row[3]),
                  d = _mm256_unpackhi_pd(row[2], row[3]);
    row[0] = _mm256_permute2f128_pd(a, c, 0x20);
    row[1] = _mm256_permute2f128_pd(b, d, 0x20);
    row[2] = _mm256_permute2f128_pd(a, c, 0x31);
    row[3] = _mm256_permute2f128_pd(b, d, 0x31);
#else
    const vreal first = {row[0][0], row[1][0]}, second = {row[0][1], row[1][1]};
    row[0] = first;
    row[1] = second;
#endif
}

#endif
