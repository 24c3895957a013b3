/* The kernels of iterate_kernel.h. This file is compiled once for each instruction set, with
 * ITERATE_KERNELS as the name of what it defines.
 *
 * What is held where: every vector has a run in each lane, the same in all vectors of a step.
 * f[e] is element e of a unit's half matrix, in all the runs of the vector. A step is free of
 * branches: which machines move in which run is a mask, and an element becomes one of
 *     f_{q-1,r-1} + f_{q+1,r+1}   both machines of the pair move,
 *     f_{q-1,r} + f_{q+1,r}       only the first,
 *     f_{q,r-1} + f_{q,r+1}       only the second,
 *     f_qr                        neither,
 * with clipping at the rim. The factor 1/2 of a move is not multiplied into the matrix but
 * kept aside, as a power of two for each run; it is put in at the end of a call. That is exact.
 */
#include "physics/iterate_kernel.h"

#include "physics/mismatch_vector.h"
#include "physics/overlap_matrix.h"

/* Loops with this mark are to be unrolled if their bounds are known when compiling: GCC does it
 * by the parameters that src/CMakeLists.txt sets, Clang wants it said. */
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL
#endif

enum { STRIDE = SLOTS / LANES }; /* from an element to the next, in vectors */

/* Which machines of a pair move. */
struct pair_moves {
    vmask both, first, second;
};

/* A unit's matrix of one pair while it is iterated. */
struct unit_state {
    vreal *f;    /* its elements, STRIDE apart, to be multiplied by `power` */
    vreal power; /* 2^-moves since the begin of the call */
    vreal gap;
};

/* ---- moving a matrix -------------------------------------------------------------------- */

/* Row `row` (0 stands for q = -L) as a whole, from the half that is kept; row <= L + 1. */
SIMD_INLINE void load_row(int L, const vreal *f, int row, vreal out[WEIGHT_VALUES_MAX]) {
    const int values = 2 * L + 1, last = values * values - 1;
    UNROLL
    for (int r = 0; r < values; r++) {
        const int e = row * values + r;
        out[r] = f[(2 * e <= last ? e : last - e) * STRIDE];
    }
}

/* The new element of a row q > -L. */
SIMD_INLINE vreal moved_inside(int L, struct pair_moves m, int r, const vreal below[],
                               const vreal here[], const vreal above[]) {
    const int top = 2 * L;
    vreal e = here[r];
    e = add_where(m.first, e, below[r], above[r]);
    e = add_where(m.second, e, here[r > 0 ? r - 1 : 0], here[r < top ? r + 1 : top]);
    if (r == 0)
        return add_where(m.both, e, above[0], above[1]);
    if (r == top)
        return add_where(m.both, e, below[top - 1], below[top]);
    return add_where(m.both, e, below[r - 1], above[r + 1]);
}

/* The same for q = -L, where the first machine is clipped. */
SIMD_INLINE vreal moved_at_rim(int L, struct pair_moves m, int r, const vreal here[],
                               const vreal above[]) {
    const int top = 2 * L;
    vreal e = here[r];
    e = add_where(m.first, e, here[r], above[r]);
    e = add_where(m.second, e, here[r > 0 ? r - 1 : 0], here[r < top ? r + 1 : top]);
    if (r == 0)
        return add_where(m.both, e, here[0] + here[1], above[0] + above[1]);
    if (r == top)
        return select_real(m.both, real_all(0.0), e);
    return add_where(m.both, e, here[r + 1], above[r + 1]);
}

/* The rows around the one that moves, whole. */
struct rows {
    vreal below[WEIGHT_VALUES_MAX], here[WEIGHT_VALUES_MAX], above[WEIGHT_VALUES_MAX];
};

/* Moves `count` elements of a row; adds those with |q - r| = d to shell[d]. */
SIMD_INLINE void move_row(int L, vreal *f, int row, int count, struct pair_moves m,
                          const struct rows *old, vreal shell[]) {
    const int values = 2 * L + 1;
    UNROLL
    for (int r = 0; r < count; r++) {
        const vreal e = row > 0 ? moved_inside(L, m, r, old->below, old->here, old->above)
                                : moved_at_rim(L, m, r, old->here, old->above);
        f[(row * values + r) * STRIDE] = e;
        shell[row < r ? r - row : row - r] += e;
    }
}

/* Moves a half matrix, from row q = 0 down so that no row is overwritten before it was read;
 * returns sum (q - r)^2 f over the half, to be multiplied by `power`. */
SIMD_INLINE vreal move_half_matrix(int L, vreal *f, struct pair_moves m) {
    const int values = 2 * L + 1;
    struct rows old = {0};
    vreal shell[WEIGHT_VALUES_MAX] = {0}; /* sum of f with |q - r| = d */
    load_row(L, f, L + 1, old.above);
    load_row(L, f, L, old.here);
    load_row(L, f, L - 1, old.below);
    move_row(L, f, L, L + 1, m, &old, shell);
    UNROLL
    for (int row = L - 1; row >= 0; row--) {
        UNROLL
        for (int r = 0; r < values; r++) {
            old.above[r] = old.here[r];
            old.here[r] = old.below[r];
        }
        if (row > 0)
            load_row(L, f, row - 1, old.below);
        move_row(L, f, row, values, m, &old, shell);
    }
    vreal sum = shell[1];
    UNROLL
    for (int d = 2; d < values; d++)
        sum += shell[d] * (double)(d * d);
    return sum;
}

/* 1 - rho with both norms as they are: 1/2 sum (q / sqrt(Q) - r / sqrt(Q'))^2 f. A factor
 * common to all of f drops out. */
SIMD_INLINE vreal normalised_gap(int L, const vreal *f) {
    const int values = 2 * L + 1, last = values * values - 1;
    vreal first = real_all(0.0), second = real_all(0.0);
    for (int e = 0; 2 * e < last; e++) {
        const int q = e / values - L, r = e % values - L;
        first += f[e * STRIDE] * (double)(q * q);
        second += f[e * STRIDE] * (double)(r * r);
    }
    const vreal x = 1.0 / square_root(2.0 * first), y = 1.0 / square_root(2.0 * second);
    vreal sum = real_all(0.0);
    for (int e = 0; 2 * e < last; e++) {
        const vreal distance = (double)(e / values - L) * x - (double)(e % values - L) * y;
        sum += distance * distance * f[e * STRIDE];
    }
    return sum;
}

/* The move of a unit in one pair, a and b telling where its machines move. */
SIMD_INLINE void move_unit(int L, bool uniform, struct unit_state *unit, vmask a, vmask b) {
    const struct pair_moves m = {.both = a & b, .first = a & ~b, .second = ~a & b};
    const vreal sum = move_half_matrix(L, unit->f, m);
    unit->power = select_real(a | b, 0.5 * unit->power, unit->power);
    if (uniform)
        unit->gap = sum * unit->power * (3.0 / (L * (L + 1.0)));
    else
        unit->gap = normalised_gap(L, unit->f);
}

/* ---- units in memory -------------------------------------------------------------------- */

SIMD_INLINE struct unit_state open_unit(int L, struct iterate_group *group, int pair, int i,
                                        int first) {
    double *f = group->f + (pair * K + i) * half_matrix_size(L) * SLOTS + first;
    return (struct unit_state){
        .f = (vreal *)f,
        .power = real_all(1.0),
        .gap = *(const vreal *)&group->gap[pair][i][first],
    };
}

SIMD_INLINE void close_unit(int L, struct iterate_group *group, int pair, int i, int first,
                            const struct unit_state *unit) {
    for (int e = 0; e < half_matrix_size(L); e++)
        unit->f[e * STRIDE] *= unit->power;
    *(vreal *)&group->gap[pair][i][first] = unit->gap;
}

/* ---- one step --------------------------------------------------------------------------- */

/* Whether the gaps of `units` units meet the criterion. */
SIMD_INLINE vmask criterion_met(const struct iterate_setting *s,
                                const struct unit_state unit[K], int units) {
    if (s->each) {
        vreal largest = unit[0].gap;
        UNROLL
        for (int i = 1; i < units; i++)
            largest = select_real(less(largest, unit[i].gap), unit[i].gap, largest);
        return less_equal(largest, real_all(s->gap_limit));
    }
    vreal sum = unit[0].gap;
    UNROLL
    for (int i = 1; i < units; i++)
        sum += unit[i].gap;
    return less_equal(sum, real_all(s->sum_limit));
}

/* Where tau_i^A = sigma^A: where the other two hidden units of A agree. */
SIMD_INLINE void leading_units(vword tau, vmask leads[K]) {
    const vmask t0 = has_bits(tau, 1), t1 = has_bits(tau, 2), t2 = has_bits(tau, 4);
    leads[0] = ~(t1 ^ t2);
    leads[1] = ~(t0 ^ t2);
    leads[2] = ~(t0 ^ t1);
}

/* Whether o differs from A under the closure `nine`, given whether B does: closure.h. */
SIMD_INLINE vmask attacker_differs_nine(vreal u, vreal ab, vreal ao, vreal bo,
                                        vmask b_differs) {
    const vreal given = select_real(b_differs, ab, 1.0 - ab);
    const vreal both = select_real(b_differs, 0.5 * (ab + ao - bo), 0.5 * (ao + bo - ab));
    return less(u * given, both);
}

/* Where B' and where o differ from A in unit i. */
struct differences {
    vmask mirror, attacker;
};

SIMD_INLINE struct differences draw_differences(bool nine, vword word_b, vword word_o,
                                                const vreal gap[PAIRS]) {
    const vreal x = vector_uniform(word_o);
    struct differences d;
    if (nine) {
        const vreal ab = 1.0 - mismatch_probability(gap[PAIR_AB]);
        const vreal ao = mismatch_probability(gap[PAIR_AO]);
        const vreal bo = 1.0 - mismatch_probability(gap[PAIR_BO]);
        const vmask b_differs = less(vector_uniform(word_b) * 0x1p-32, ab);
        d.mirror = ~b_differs;
        d.attacker = attacker_differs_nine(x * 0x1p-32, ab, ao, bo, b_differs);
    } else {
        /* B' differs where B does not: with u -> 1 - u, whose bits are the complement, the
         * threshold is that of rho^AB' = -rho^AB. */
        const vreal mirrored = vector_uniform(~word_b);
        d.mirror = less_equal(mismatch_threshold(mirrored), gap[PAIR_AB]);
        d.attacker = less(mismatch_threshold(x), gap[PAIR_AO]);
    }
    return d;
}

/* ---- the kernels ------------------------------------------------------------------------ */

/* The runs of one vector, in slots first .. first + LANES - 1, all pairs. */
struct vector_of_runs {
    struct unit_state unit[PAIRS][K];
    vword run, step, t_sync, t_learn;
    vmask synced, learned;
};

SIMD_INLINE void step_all(int L, bool uniform, const struct iterate_setting *s,
                          struct vector_of_runs *v) {
    v->step += 1;
    const struct vector_block own = vector_block(&s->keys, v->run, RANDOM_ITERATE, v->step, 0);
    const struct vector_block parties =
        vector_block(&s->keys, v->run, RANDOM_ITERATE, v->step, 1);
    vmask a[K], b[K], o[K];
    leading_units(own.word[0], a);
    vmask updated = mask_all();
    UNROLL
    for (int i = 0; i < K; i++) {
        const vreal gap[PAIRS] = {v->unit[PAIR_AB][i].gap, v->unit[PAIR_AO][i].gap,
                                  v->unit[PAIR_BO][i].gap};
        struct differences d =
            draw_differences(s->nine, parties.word[1 + i], own.word[1 + i], gap);
        if (s->nine) /* after synchronisation B tells nothing about o any more */
            d.attacker =
                (d.attacker & ~v->synced) |
                (less(mismatch_threshold(vector_uniform(own.word[1 + i])), gap[PAIR_AO]) &
                 v->synced);
        d.mirror &= ~v->synced;
        d.attacker &= ~v->learned;
        b[i] = a[i] ^ d.mirror;
        o[i] = a[i] ^ d.attacker;
        updated ^= d.mirror; /* sigma^A != sigma^B: an even number of units of B' differ */
    }
    UNROLL
    for (int i = 0; i < K; i++) {
        const vmask ab = updated & ~v->synced, ao = updated & ~v->learned;
        move_unit(L, uniform, &v->unit[PAIR_AB][i], a[i] & ab, b[i] & ab);
        if (s->attacker)
            move_unit(L, uniform, &v->unit[PAIR_AO][i], a[i] & ao, o[i] & ao);
        if (s->attacker && s->nine)
            move_unit(L, uniform, &v->unit[PAIR_BO][i], b[i] & ab & ao, o[i] & ab & ao);
    }
    const vmask sync = criterion_met(s, v->unit[PAIR_AB], K) & updated & ~v->synced;
    const vmask learn = criterion_met(s, v->unit[PAIR_AO], K) & updated & ~v->learned;
    v->t_sync = select_word(sync, v->step, v->t_sync);
    v->t_learn = select_word(learn, v->step, v->t_learn);
    v->synced |= sync;
    v->learned |= learn;
}

SIMD_INLINE vword *words_at(uint64_t *array, int first) {
    return (vword *)(array + first);
}

SIMD_INLINE vreal *reals_at(double *array, int first) {
    return (vreal *)(array + first);
}

SIMD_INLINE void advance_all(int L, bool uniform, const struct iterate_setting *s,
                             struct iterate_group *group, int first, int steps) {
    struct vector_of_runs v = {
        .run = *words_at(group->run, first),
        .step = *words_at((uint64_t *)group->step, first),
        .t_sync = *words_at((uint64_t *)group->t_sync, first),
        .t_learn = *words_at((uint64_t *)group->t_learn, first),
        .synced = has_bits(*words_at(group->synced, first), 1),
        .learned = has_bits(*words_at(group->learned, first), 1),
    };
    UNROLL
    for (int pair = 0; pair < PAIRS; pair++)
        UNROLL
    for (int i = 0; i < K; i++)
        if (pair != PAIR_BO || s->nine)
            v.unit[pair][i] = open_unit(L, group, pair, i, first);
    for (int n = 0; n < steps; n++) {
        step_all(L, uniform, s, &v);
        UNROLL
        for (int i = 0; i < K; i++) {
            *reals_at(group->trace[n][PAIR_AB][i], first) = v.unit[PAIR_AB][i].gap;
            *reals_at(group->trace[n][PAIR_AO][i], first) = v.unit[PAIR_AO][i].gap;
        }
    }
    UNROLL
    for (int pair = 0; pair < PAIRS; pair++)
        UNROLL
    for (int i = 0; i < K; i++)
        if (pair != PAIR_BO || s->nine)
            close_unit(L, group, pair, i, first, &v.unit[pair][i]);
    *words_at((uint64_t *)group->step, first) = v.step;
    *words_at((uint64_t *)group->t_sync, first) = v.t_sync;
    *words_at((uint64_t *)group->t_learn, first) = v.t_learn;
    *words_at(group->synced, first) = select_word(v.synced, word_all(~0ull), word_all(0));
    *words_at(group->learned, first) = select_word(v.learned, word_all(~0ull), word_all(0));
}

/* The runs of one vector after synchronisation: o's live units alone. */
struct vector_of_attackers {
    struct unit_state unit[K];
    vmask is_second[K], is_third[K]; /* which unit of the run a live unit is */
    vword run, step, t_learn;
    vmask learned;
};

/* What belongs to live unit j, of the three things that belong to units 0, 1, 2. */
SIMD_INLINE vword word_of_unit(const struct vector_of_attackers *v, int j,
                               const vword word[K]) {
    return select_word(v->is_third[j], word[2], select_word(v->is_second[j], word[1], word[0]));
}

SIMD_INLINE vmask mask_of_unit(const struct vector_of_attackers *v, int j,
                               const vmask mask[K]) {
    const vmask first = mask[0] & ~(v->is_second[j] | v->is_third[j]);
    return first | (mask[1] & v->is_second[j]) | (mask[2] & v->is_third[j]);
}

SIMD_INLINE void step_attacker(int L, bool uniform, int units, const struct iterate_setting *s,
                               struct vector_of_attackers *v) {
    v->step += 1;
    const struct vector_block own = vector_block(&s->keys, v->run, RANDOM_ITERATE, v->step, 0);
    vmask leads[K];
    leading_units(own.word[0], leads);
    UNROLL
    for (int j = 0; j < units; j++) {
        const bool all = units == K; /* live unit j is unit j */
        const vmask a = all ? leads[j] : mask_of_unit(v, j, leads);
        const vword word = all ? own.word[1 + j] : word_of_unit(v, j, own.word + 1);
        const vmask differs = less(mismatch_threshold(vector_uniform(word)), v->unit[j].gap);
        move_unit(L, uniform, &v->unit[j], a, a ^ differs);
    }
    const vmask learn = criterion_met(s, v->unit, units) & ~v->learned;
    v->t_learn = select_word(learn, v->step, v->t_learn);
    v->learned |= learn;
}

SIMD_INLINE void advance_attacker(int L, bool uniform, int units,
                                  const struct iterate_setting *s, struct iterate_group *group,
                                  int first, int steps) {
    struct vector_of_attackers v = {
        .run = *words_at(group->run, first),
        .step = *words_at((uint64_t *)group->step, first),
        .t_learn = *words_at((uint64_t *)group->t_learn, first),
        .learned = has_bits(*words_at(group->learned, first), 1),
    };
    UNROLL
    for (int j = 0; j < units; j++) {
        v.unit[j] = open_unit(L, group, PAIR_AO, j, first);
        v.is_second[j] = has_bits(*words_at(group->unit[j], first), 1);
        v.is_third[j] = has_bits(*words_at(group->unit[j], first), 2);
    }
    for (int n = 0; n < steps; n++) {
        step_attacker(L, uniform, units, s, &v);
        UNROLL
        for (int j = 0; j < units; j++)
            *reals_at(group->trace[n][PAIR_AO][j], first) = v.unit[j].gap;
    }
    UNROLL
    for (int j = 0; j < units; j++)
        close_unit(L, group, PAIR_AO, j, first, &v.unit[j]);
    *words_at((uint64_t *)group->step, first) = v.step;
    *words_at((uint64_t *)group->t_learn, first) = v.t_learn;
    *words_at(group->learned, first) = select_word(v.learned, word_all(~0ull), word_all(0));
}

/* ---- one compiled copy for each small L, one for the rest ----------------------------------
 */

static void all(const struct iterate_setting *s, struct iterate_group *group, int steps) {
    const int L = s->uniform ? s->L : 0;
    for (int first = 0; first < SLOTS; first += LANES)
        switch (L) {
        case 1:
            advance_all(1, true, s, group, first, steps);
            break;
        case 2:
            advance_all(2, true, s, group, first, steps);
            break;
        case 3:
            advance_all(3, true, s, group, first, steps);
            break;
        case 4:
            advance_all(4, true, s, group, first, steps);
            break;
        default:
            advance_all(s->L, s->uniform, s, group, first, steps);
        }
}

SIMD_INLINE void attacker_units(int L, bool uniform, const struct iterate_setting *s,
                                struct iterate_group *group, int first, int steps, int units) {
    if (units == 1)
        advance_attacker(L, uniform, 1, s, group, first, steps);
    else if (units == 2)
        advance_attacker(L, uniform, 2, s, group, first, steps);
    else
        advance_attacker(L, uniform, 3, s, group, first, steps);
}

static void attacker(const struct iterate_setting *s, struct iterate_group *group, int steps,
                     int units) {
    const int L = s->uniform ? s->L : 0;
    for (int first = 0; first < SLOTS; first += LANES)
        switch (L) {
        case 1:
            attacker_units(1, true, s, group, first, steps, units);
            break;
        case 2:
            attacker_units(2, true, s, group, first, steps, units);
            break;
        case 3:
            attacker_units(3, true, s, group, first, steps, units);
            break;
        case 4:
            attacker_units(4, true, s, group, first, steps, units);
            break;
        default:
            attacker_units(s->L, s->uniform, s, group, first, steps, units);
        }
}

const struct iterate_kernels ITERATE_KERNELS = {all, attacker};
