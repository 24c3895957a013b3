/* Vectors of 32-bit numbers, two in each word of simd.h: what kernels need that take a run in
 * each lane. A register has HALF_LANES of them. As in simd.h, what the operators of the vector
 * extension cannot say, or say badly, is spelt out, above all masks: one truth value a lane,
 * combined by & | ^. All of it is integer arithmetic, hence the same bits everywhere.
 */
#ifndef TPMSYNC_HALF_WORDS_H
#define TPMSYNC_HALF_WORDS_H

#include "vector/words.h"

enum { HALF_LANES = 2 * LANES };

typedef uint32_t vhalf __attribute__((vector_size(8 * LANES)));
typedef int32_t vhalf_signed __attribute__((vector_size(8 * LANES)));

SIMD_INLINE vhalf half_all(uint32_t value) {
    return (vhalf){0} + value;
}

/* Whether any lane is not 0. */
SIMD_INLINE bool half_any(vhalf a) {
#if defined(__SSE2__) && !defined(__AVX2__)
    return _mm_movemask_epi8((__m128i)(a == (vhalf){0})) != 0xffff;
#else
    return any_word((vword)a);
#endif
}

/* ---- masks ------------------------------------------------------------------------------ */

#if defined(__AVX512F__)

typedef __mmask16 half_mask;

SIMD_INLINE half_mask half_mask_of(bool value) {
    return (half_mask)(value ? 0xffff : 0);
}

SIMD_INLINE half_mask half_not(half_mask m) {
    return (half_mask)~m;
}

SIMD_INLINE bool half_mask_any(half_mask m) {
    return m != 0;
}

/* Bit l is set where lane l is; and back. */
SIMD_INLINE unsigned half_mask_bits(half_mask m) {
    return m;
}

SIMD_INLINE half_mask half_mask_of_bits(unsigned bits) {
    return (half_mask)bits;
}

/* Where a has any of these bits. */
SIMD_INLINE half_mask half_has(vhalf a, uint32_t bits) {
    return _mm512_test_epi32_mask((__m512i)a, (__m512i)half_all(bits));
}

SIMD_INLINE half_mask half_equal(vhalf a, vhalf b) {
    return _mm512_cmpeq_epi32_mask((__m512i)a, (__m512i)b);
}

/* a < b, as signed numbers. */
SIMD_INLINE half_mask half_less(vhalf a, vhalf b) {
    return _mm512_cmplt_epi32_mask((__m512i)a, (__m512i)b);
}

SIMD_INLINE vhalf half_select(half_mask m, vhalf yes, vhalf no) {
    return (vhalf)_mm512_mask_blend_epi32(m, (__m512i)no, (__m512i)yes);
}

/* a where the mask is set, else 0. */
SIMD_INLINE vhalf half_where(half_mask m, vhalf a) {
    return (vhalf)_mm512_maskz_mov_epi32(m, (__m512i)a);
}

/* a ^ b, or a + b, where the mask is set, else a. */
SIMD_INLINE vhalf half_xor_where(half_mask m, vhalf a, vhalf b) {
    return (vhalf)_mm512_mask_xor_epi32((__m512i)a, m, (__m512i)a, (__m512i)b);
}

SIMD_INLINE vhalf half_add_where(half_mask m, vhalf a, vhalf b) {
    return (vhalf)_mm512_mask_add_epi32((__m512i)a, m, (__m512i)a, (__m512i)b);
}

#else /* all bits of a lane set, or none */

typedef vhalf half_mask;

SIMD_INLINE half_mask half_mask_of(bool value) {
    return half_all(value ? UINT32_MAX : 0);
}

SIMD_INLINE half_mask half_not(half_mask m) {
    return ~m;
}

SIMD_INLINE bool half_mask_any(half_mask m) {
    return half_any(m);
}

SIMD_INLINE unsigned half_mask_bits(half_mask m) {
    unsigned bits = 0;
    for (int l = 0; l < HALF_LANES; l++)
        bits |= (m[l] & 1) << l;
    return bits;
}

SIMD_INLINE half_mask half_mask_of_bits(unsigned bits) {
    half_mask m = {0};
    for (int l = 0; l < HALF_LANES; l++)
        m[l] = 0 - (bits >> l & 1);
    return m;
}

SIMD_INLINE half_mask half_equal(vhalf a, vhalf b) {
    return (half_mask)(a == b);
}

SIMD_INLINE half_mask half_has(vhalf a, uint32_t bits) {
    return (half_mask)((a & bits) != (vhalf){0});
}

SIMD_INLINE half_mask half_less(vhalf a, vhalf b) {
    return (half_mask)((vhalf_signed)a < (vhalf_signed)b);
}

SIMD_INLINE vhalf half_select(half_mask m, vhalf yes, vhalf no) {
    return (m & yes) | (~m & no);
}

SIMD_INLINE vhalf half_where(half_mask m, vhalf a) {
    return m & a;
}

SIMD_INLINE vhalf half_xor_where(half_mask m, vhalf a, vhalf b) {
    return a ^ (m & b);
}

SIMD_INLINE vhalf half_add_where(half_mask m, vhalf a, vhalf b) {
    return a + (m & b);
}

#endif

/* ---- what the operators do not say ------------------------------------------------------ */

SIMD_INLINE vhalf half_rotate(vhalf a, int count) {
    return a << count | a >> (32 - count);
}

/* The lowest `count` <= 31 bits of each lane set. */
SIMD_INLINE vhalf half_low_bits(vhalf count) {
#if defined(__AVX512F__) || defined(__AVX2__) || !defined(__SSE2__)
    return (half_all(1) << count) - 1;
#else
    /* 2^count as a float, and as an integer; 2^31, which is none, comes out as it should. */
    const __m128i power =
        _mm_slli_epi32(_mm_add_epi32((__m128i)count, _mm_set1_epi32(127)), 23);
    return (vhalf)_mm_cvttps_epi32(_mm_castsi128_ps(power)) - 1;
#endif
}

/* The number of set bits of each lane. */
SIMD_INLINE vhalf half_popcount(vhalf a) {
#if defined(__AVX512VPOPCNTDQ__)
    return (vhalf)_mm512_popcnt_epi32((__m512i)a);
#else
    /* Sums of neighbouring bits, pairs and nibbles; then the bytes of a lane are added up. */
    a -= a >> 1 & 0x55555555;
    a = (a & 0x33333333) + (a >> 2 & 0x33333333);
    a = (a + (a >> 4)) & 0x0f0f0f0f;
    a += a >> 8;
    a += a >> 16;
    return a & 0x3f;
#endif
}

/* table[index], lane by lane. */
SIMD_INLINE vhalf half_gather(const uint32_t *table, vhalf index) {
#if defined(__AVX512F__)
    return (vhalf)_mm512_i32gather_epi32((__m512i)index, table, 4);
#else
    vhalf found = {0};
    for (int l = 0; l < HALF_LANES; l++)
        found[l] = table[index[l]];
    return found;
#endif
}

/* The lanes 0, 2, 4 .., or 1, 3, 5 .., as words; and together again. */
SIMD_INLINE vword half_even(vhalf a) {
    return (vword)a & 0xffffffff;
}

SIMD_INLINE vword half_odd(vhalf a) {
    return (vword)a >> 32;
}

SIMD_INLINE vhalf half_join(vword even, vword odd) {
    return (vhalf)((even & 0xffffffff) | odd << 32);
}

#endif
