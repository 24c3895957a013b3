/* How fast the processor adds vectors of doubles: what bounds the iteration. Compiled for every
 * instruction set, as the engines' kernels are. */
#ifndef ADDITION_LIMIT_H
#define ADDITION_LIMIT_H

struct addition_limit {
    int lanes; /* doubles of a vector */
    /* Makes `times` times ADDITIONS additions of vectors that do not wait for each other. */
    void (*add)(long times);
};

enum { ADDITIONS = 12 };

extern const struct addition_limit addition_limit_baseline, addition_limit_avx2,
    addition_limit_avx512;

#endif
