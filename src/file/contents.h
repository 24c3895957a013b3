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

static inline void contents_add(struct contents *contents, int64_t place, uint64_t bits) {
    contents->elements++;
    contents->sum += contents_mix(bits ^ contents_mix((uint64_t)place + 1));
}

/* The elements first .. first + count - 1, of 1 or 8 bytes; numbers by their bits. */
static inline void contents_add_stretch(struct contents *contents, int64_t first, int64_t count,
                                        size_t size, const void *values) {
    const unsigned char *from = values;
    for (int64_t i = 0; i < count; i++) {
        uint64_t bits = 0;
        memcpy(&bits, from + (size_t)i * size, size == 1 ? 1 : sizeof bits);
        contents_add(contents, first + i, bits);
    }
}

#endif
