/* What a dataset holds, as two numbers: how many elements, and the sum over them of a hash of
 * place and value. The order in which elements are added does not matter, so that ranks may
 * write and read different shares; two datasets that differ anywhere have the same sum with
 * probability 2^-64. */
#ifndef TPMSYNC_CONTENTS_H
#define TPMSYNC_CONTENTS_H

#include <stdint.h>
#include <string.h>

struct contents {
    int64_t elements;
    uint64_t sum;
};

/* The finaliser of MurmurHash3 (A. Appleby, public domain), a bijection of 64 bits. */
static inline uint64_t contents_mix(uint64_t x) {
    x ^= x >> 33;
    x *= UINT64_C(0xff51afd7ed558ccd);
    x ^= x >> 33;
    x *= UINT64_C(0xc4ceb9fe1a85ec53);
    return x ^ x >> 33;
}

/* Neighbouring places are far from each other: 2^64 over the golden ratio, an odd number. */
#define CONTENTS_PLACE UINT64_C(0x9e3779b97f4a7c15)

/* The elements first .. first + count - 1, of 1 or 8 bytes; numbers by their bits. */
static inline void contents_add_stretch(struct contents *contents, int64_t first, int64_t count,
                                        size_t size, const void *values) {
    const unsigned char *from = values;
    uint64_t sum = 0;
    for (int64_t i = 0; i < count; i++) {
        uint64_t bits = 0;
        memcpy(&bits, from + (size_t)i * size, size == 1 ? 1 : sizeof bits);
        sum += contents_mix(bits + CONTENTS_PLACE * ((uint64_t)(first + i) + 1));
    }
    contents->elements += count;
    contents->sum += sum;
}

#endif
