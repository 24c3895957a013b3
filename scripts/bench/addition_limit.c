#include "addition_limit.h"

#include "vector/simd.h"

/* The sums are to stay in registers. */
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

/* Says that x is needed, and that nobody knows what it is. */
SIMD_INLINE void use(vreal *x) {
#if defined(__x86_64__)
    __asm__ volatile("" : "+v"(*x));
#else
    __asm__ volatile("" : "+w"(*x));
#endif
}

static void add(long times) {
    vreal sum[ADDITIONS];
    UNROLL
    for (int k = 0; k < ADDITIONS; k++)
        sum[k] = real_all(k);
    for (long n = 0; n < times; n++) {
        UNROLL
        for (int k = 0; k < ADDITIONS; k++) {
            sum[k] += 1.0;
            use(&sum[k]);
        }
    }
}

const struct addition_limit LIMIT = {LANES, add};
