/* The vectorised parts of the engine `weights`: hidden units whose weights are held in bit
 * planes.
 *
 * A unit. Its weights are held as u = W + L, 0 <= u <= 2 L, one bit of u in each of 2 to 6
 * planes. The inputs of a unit are dealt to vectors of 512, as the Philox blocks that a vector
 * operation makes come: eight blocks are 1024 inputs and two vectors. What has four blocks or
 * fewer is in one. weight_plane_word says where input j stands. Beyond input N there are zeros:
 * u = 0 and neither input +1 nor -1.
 *
 *     unit      planes of vector 0, lowest first; planes of vector 1; ...
 *     inputs    vector 0, vector 1, ...                    (`minus`: those that are -1)
 *
 * A vector is VECTOR_WORDS 64-bit words; all arrays are aligned to VECTOR_BYTES.
 */
#ifndef TPMSYNC_WEIGHT_PLANE_KERNELS_H
#define TPMSYNC_WEIGHT_PLANE_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

#include "physics/protocol/tree_parity.h"
#include "random/random_stream.h"
#include "vector/layout.h"

/* What all units of a worker have in common. */
struct plane_shape {
    int L;
    int64_t N;
    int planes;             /* bits of 2 L */
    int64_t vectors;        /* of a unit */
    int64_t blocks;         /* random blocks of a unit's inputs, N / 128 rounded up */
    const uint64_t *filled; /* a vector array with a bit set for every input below N */
};

/* The inputs of a unit in a step: those that are -1, and of each word of a vector the number of
 * them in all vectors. */
struct plane_inputs {
    uint64_t *minus; /* [vectors][VECTOR_WORDS] */
    uint64_t *ones;  /* [VECTOR_WORDS] */
};

/* A unit and the inputs that it sees. */
struct plane_field {
    const uint64_t *unit;
    const struct plane_inputs *inputs;
};

/* A unit, where it stands after a move, which may be the same place, and the inputs. */
struct plane_move {
    const uint64_t *from;
    uint64_t *to;
    const uint64_t *minus;
};

/* The same, and the unit of another machine that sees the same inputs; which of the two move.
 */
struct plane_pair {
    struct plane_move move;
    const uint64_t *other;
    bool moves, other_moves;
};

/* The units of A and of others that see the same inputs, A's first, and which of them move. */
struct plane_group {
    uint64_t *unit[MACHINES];
    const uint64_t *minus;
    bool moves[MACHINES];
};

/* What comes of the move of such a pair. A weight of a unit that moves is held back where it
 * would leave -L .. L. */
struct plane_parting {
    int64_t moved;  /* weights of the unit that have moved */
    int64_t uneven; /* weights that have moved in one of the two and not in the other */
    int64_t apart;  /* sum of |W - W'| before, over those held back in one of the two alone */
};

struct weight_plane_kernels {
    /* The weights of a unit times `sign`, uniform on -initial .. initial, one for each 32-bit
     * word of the blocks RANDOM_WEIGHTS of a step from `first` on, as the plain engine has
     * them. */
    void (*start)(const struct plane_shape *shape, const struct random_stream *stream,
                  int64_t step, uint32_t first, int initial, int sign, uint64_t unit[]);
    /* The inputs of a step to K units: the bits of the blocks RANDOM_INPUTS, unit after unit,
     * as the plain engine has them. */
    void (*draw)(const struct plane_shape *shape, int K, const struct random_stream *stream,
                 int64_t step, const struct plane_inputs inputs[]);
    /* The fields of a list; field[] has room for whole VECTOR_WORDS. */
    void (*fields)(const struct plane_shape *shape, int count, const struct plane_field list[],
                   int64_t field[]);
    /* For each of a list: u + 1 where the input times `sign` is +1 and u < 2 L, u - 1 where it
     * is -1 and u > 0. Tells of each how many have moved. */
    void (*move)(const struct plane_shape *shape, int sign, int count,
                 const struct plane_move list[], int64_t moved[]);
    /* The same of each unit that moves; the others stay where they are, `to` being `from`. The
     * other machine's are not moved. */
    void (*move_pairs)(const struct plane_shape *shape, int sign, int count,
                       const struct plane_pair list[], struct plane_parting parting[]);
    /* The same of groups of two or three machines, those that a list names; parting[machines *
     * n + m] is what comes of machine m of group list[n] and A; of A itself `moved` alone. */
    void (*move_groups)(const struct plane_shape *shape, int machines, int sign, int count,
                        const int list[], const struct plane_group group[],
                        struct plane_parting parting[]);
    /* The first of list[begin .. count - 1] whose unit equals another; `count` if none does. */
    int (*first_equal)(const struct plane_shape *shape, int begin, int count,
                       const struct plane_field list[], const uint64_t other[]);
    /* The sum of W^2. */
    int64_t (*norm)(const struct plane_shape *shape, const uint64_t unit[]);
    /* The sum of (W - W')^2. */
    int64_t (*distance)(const struct plane_shape *shape, const uint64_t unit[],
                        const uint64_t other[]);
    /* At how many inputs below N u = u'. */
    int64_t (*alike)(const struct plane_shape *shape, const uint64_t unit[],
                     const uint64_t other[]);
    /* Overlaps, sum W W' / sqrt(sum W^2 sum W'^2), or 0 where one of these vanishes, from the
     * norms and from sum (W - W')^2; as simulation_overlap. All arrays are of whole
     * VECTOR_WORDS. */
    void (*overlaps)(int count, const int64_t norm[], const int64_t other_norm[],
                     const int64_t distance[], double rho[]);
};

/* The shape without `filled`. 1 <= L <= L_MAX, N >= 1. */
struct plane_shape weight_plane_shape(int L, int64_t N);

/* Where input j stands in a vector array: bit j mod 64 of this word. */
static inline int64_t weight_plane_word(const struct plane_shape *shape, int64_t j) {
    const int64_t block = j / 128, half = j / 64 % 2;
    return shape->vectors == 1
               ? half * (VECTOR_WORDS / 2) + block
               : (block / VECTOR_WORDS * 2 + half) * VECTOR_WORDS + block % VECTOR_WORDS;
}

/* The kernels for instruction_set(), or for the next lesser one where the processor lacks what
 * they need. */
const struct weight_plane_kernels *weight_plane_kernels(void);

#endif
