/* The fields of the attacker of attacker_field.h, a run in each lane: the same random numbers
 * by the same operations, and so the same bits. A lane whose trial is over waits for the
 * others. */
#ifndef TPMSYNC_ATTACKER_FIELD_VECTOR_H
#define TPMSYNC_ATTACKER_FIELD_VECTOR_H

#include "arithmetic/elementary.h"
#include "physics/iterate/attacker_field.h"
#include "physics/iterate/mismatch_vector.h"
#include "physics/protocol/tree_parity.h"
#include "random/random_vector.h"
#include "vector/elementary_vector.h"

/* Where the random numbers of a unit's field come from. */
struct field_draws {
    const struct vector_keys *keys;
    vword run, step;
    uint32_t unit;
};

SIMD_INLINE struct vector_block field_block(const struct field_draws *d, int trial) {
    return vector_block(d->keys, d->run, RANDOM_ITERATE_FIELDS, d->step,
                        (uint32_t)trial * K_MAX + d->unit);
}

SIMD_INLINE vreal field_uniform(vword word) {
    return vector_uniform(word) * 0x1p-32;
}

/* The length of a vector of the plane. */
SIMD_INLINE vreal field_length(vword word) {
    return square_root(-2.0 * vector_log(field_uniform(word)));
}

/* ---- two machines ------------------------------------------------------------------------ */

struct vector_in_plane {
    vreal first, across;
};

SIMD_INLINE struct vector_in_plane field_pair(vreal angle, vmask differ,
                                              const struct vector_block *block) {
    const vreal r = field_length(block->word[0]);
    const vreal sector = select_real(differ, angle, ELEMENTARY_PI - angle);
    const struct vector_sines from = vector_sines(field_uniform(block->word[1]) * sector);
    const vreal across = r * from.cos;
    return (struct vector_in_plane){r * from.sin, select_real(differ, -across, across)};
}

SIMD_INLINE vreal field_angle(vreal gap) {
    return ELEMENTARY_PI * mismatch_probability(gap);
}

/* attacker_field_given_a; gap in [0, 1]. */
SIMD_INLINE vreal vector_field_given_a(vreal gap_ao, vmask o_differs,
                                       const struct field_draws *draws) {
    const struct vector_block block = field_block(draws, 0);
    return field_pair(field_angle(gap_ao), o_differs, &block).first;
}

/* ---- the third --------------------------------------------------------------------------- */

/* What struct three of attacker_field.c is. */
struct vector_three {
    vreal gap, gap_first, gap_second;
    vmask pair_differs, third_differs;
    vreal angle, along_first, along_across, outside;
};

SIMD_INLINE void field_place_third(struct vector_three *t) {
    const vreal none = real_all(0.0);
    const vreal sine = square_root(t->gap * (2.0 - t->gap));
    const vmask plane = less(none, sine);
    const vreal across = (t->gap_first + t->gap - t->gap_second - t->gap_first * t->gap) /
                         select_real(plane, sine, real_all(1.0));
    t->angle = field_angle(t->gap);
    t->along_first = 1.0 - t->gap_first;
    t->along_across = select_real(plane, across, none);
    const vreal rest = t->gap_first * (2.0 - t->gap_first) - t->along_across * t->along_across;
    t->outside = square_root(select_real(less(none, rest), rest, none));
}

/* Of a unit: the gaps 1 - rho of A and B', A and o, B' and o, each in [0, 1]; where B' and o
 * differ from A. */
struct field_unit {
    vreal ab, ao, bo;
    vmask b_differs, o_differs;
};

SIMD_INLINE vmask vector_field_less(vreal a, vreal b) {
    return less(a, b - 0x1p-32 * b);
}

/* attacker_field where `three` is set, and attacker_field_given_a elsewhere, which is the field
 * of the pair of A and o whatever the third's is. Without meaning where `wanted` is not set. */
SIMD_INLINE vreal vector_field(const struct field_unit *u, vmask three, vmask wanted,
                               const struct field_draws *draws) {
    const vmask b = u->b_differs, o = u->o_differs;
    const vmask by_parties = three & b & vector_field_less(u->ab, select_real(o, u->ao, u->bo));
    const vmask by_bo = three & ~by_parties & (b ^ o) & ~(o & vector_field_less(u->ao, u->bo));
    struct vector_three t = {
        .gap = select_real(by_parties, u->ab, select_real(by_bo, u->bo, u->ao)),
        .gap_first = select_real(by_parties | by_bo, u->ao, u->bo),
        .gap_second = select_real(by_parties, u->bo, u->ab),
        .pair_differs = by_parties | by_bo | o,
        .third_differs = ((by_parties | by_bo) & o) | (~(by_parties | by_bo) & (b ^ o)),
    };
    field_place_third(&t);
    vreal field = real_all(0.0);
    for (int trial = 0; trial < ATTACKER_FIELD_TRIALS && any(wanted); trial++) {
        const struct vector_block block = field_block(draws, trial);
        const struct vector_in_plane at = field_pair(t.angle, t.pair_differs, &block);
        const vreal gaussian =
            field_length(block.word[2]) *
            vector_sines(2.0 * ELEMENTARY_PI * field_uniform(block.word[3])).cos;
        const vreal third =
            t.along_first * at.first + t.along_across * at.across + t.outside * gaussian;
        const vmask negative = less(third, real_all(0.0));
        const vreal size = select_real(negative, -third, third);
        field = select_real(wanted, select_real(by_parties, size, at.first), field);
        wanted &= three & (negative ^ t.third_differs);
    }
    return field;
}

#endif
