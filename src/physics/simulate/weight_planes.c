#include "physics/simulate/weight_planes.h"

#include <stdlib.h>
#include <string.h>

enum { INPUTS_PER_BLOCK = 128 };

struct plane_shape weight_plane_shape(int L, int64_t N) {
    struct plane_shape shape = {.L = L, .N = N};
    while (1 << shape.planes <= 2 * L)
        shape.planes++;
    shape.blocks = (N + INPUTS_PER_BLOCK - 1) / INPUTS_PER_BLOCK;
    shape.vectors = shape.blocks <= VECTOR_WORDS / 2
                        ? 1
                        : (shape.blocks + VECTOR_WORDS - 1) / VECTOR_WORDS * 2;
    return shape;
}

int64_t weight_planes_blocks(const struct plane_shape *shape) {
    return shape->blocks * (INPUTS_PER_BLOCK / 4);
}

uint32_t weight_planes_first_block(const struct plane_shape *shape, int K, enum machine role,
                                   int i) {
    return (uint32_t)(((int)role * K + i) * weight_planes_blocks(shape));
}

static void mark_filled(const struct plane_shape *shape, uint64_t filled[]) {
    memset(filled, 0, (size_t)shape->vectors * VECTOR_BYTES);
    for (int64_t j = 0; j < shape->N; j++)
        filled[weight_plane_word(shape, j)] |= (uint64_t)1 << j % 64;
}

uint64_t *weight_planes_inputs(struct plane_shape *shape, int K, struct plane_inputs inputs[]) {
    const size_t words = (size_t)shape->vectors * VECTOR_WORDS,
                 all = words + (size_t)K * (words + VECTOR_WORDS);
    uint64_t *const memory = aligned_alloc(VECTOR_BYTES, all * sizeof *memory);
    if (!memory)
        return NULL;
    mark_filled(shape, memory);
    shape->filled = memory;
    uint64_t *next = memory + words;
    for (int i = 0; i < K; i++, next += words + VECTOR_WORDS)
        inputs[i] = (struct plane_inputs){.minus = next, .ones = next + words};
    return memory;
}

bool weight_planes_fit(const struct plane_shape *shape, const uint64_t unit[]) {
    for (int64_t word = 0; word < shape->vectors * VECTOR_WORDS; word++) {
        const uint64_t *planes =
            unit + word / VECTOR_WORDS * shape->planes * VECTOR_WORDS + word % VECTOR_WORDS;
        uint64_t any = 0;
        uint64_t above = 0, level = UINT64_MAX; /* u > 2 L, u = 2 L, by the planes so far */
        for (int p = shape->planes - 1; p >= 0; p--) {
            const uint64_t u = planes[p * VECTOR_WORDS],
                           limit = 2 * shape->L >> p & 1 ? UINT64_MAX : 0;
            any |= u;
            above |= level & u & ~limit;
            level &= ~(u ^ limit);
        }
        if (above || (any & ~shape->filled[word]))
            return false;
    }
    return true;
}
