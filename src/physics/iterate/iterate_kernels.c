/* The kernels of iterate_kernels.h. This file is compiled once for each instruction set, with
 * ITERATE_KERNELS as the name of what it defines; and once more each by iterate_kernels_any.c,
 * for other K than 3 and other attackers than the naive one.
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
#include "physics/iterate/iterate_kernels.h"

#include "physics/iterate/attacker_field_vector.h"
#include "physics/iterate/mismatch_vector.h"
#include "physics/model/overlap_matrix.h"

/* Loops with this mark are to be unrolled if their bounds are known when compiling: GCC does it
 * by the parameters that src/physics/CMakeLists.txt sets, Clang wants it said (not under the
 * sanitizers: ROLLED). The loops over steps are to stay loops. */
#if defined __clang__ && !defined ROLLED
#define UNROLL    _Pragma("clang loop unroll(full)")
#define KEEP_LOOP _Pragma("clang loop unroll(disable)")
#else
#define UNROLL
#define KEEP_LOOP _Pragma("GCC unroll 1")
#endif

#ifdef ITERATE_ANY_K
enum { ROOM = K_MAX };
SIMD_INLINE int units_of(const struct iterate_setting *s) {
    return s->K;
}
/* Whether o stays where its output is wrong. */
SIMD_INLINE bool is_strict(const struct iterate_setting *s) {
    return s->strict;
}
/* Whether o corrects its output where it is wrong. */
SIMD_INLINE bool is_geometric(const struct iterate_setting *s) {
    return s->geometric;
}
#else
enum { ROOM = K_OF_PAPER };
SIMD_INLINE int units_of(const struct iterate_setting *s) {
    (void)s;
    return ROOM;
}
SIMD_INLINE bool is_strict(const struct iterate_setting *s) {
    (void)s;
    return false;
}
SIMD_INLINE bool is_geometric(const struct iterate_setting *s) {
    (void)s;
    return false;
}
#endif

enum { STRIDE = SLOTS / LANES }; /* from an element to the next, in vectors */

/* A unit's matrix of one pair while it is iterated. */
struct unit_state {
    vreal *f;    /* its elements, STRIDE apart, to be multiplied by `power` */
    vreal power; /* 2^-moves since the begin of the call */
    vreal gap;
};

/* ---- moving a matrix ------------------------------------------------------------------- */

/* Row `row` (0 stands for q = -L) as a whole, from the half that is kept; row <= L + 1. */
SIMD_INLINE void load_row(int L, const vreal *f, int row, vreal out[WEIGHT_VALUES_MAX]) {
    const int values = 2 * L + 1, last = values * values - 1;
    UNROLL
    for (int r = 0; r < values; r++) {
        const int e = row * values + r;
        out[r] = f[(2 * e <= last ? e : last - e) * STRIDE];
    }
}

/* What an element may become, where a tells whether the first machine moves. Both do not wait
 * for the random decision of the step, which is taken last. */
struct candidates {
    vreal agree; /* the second machine does as the first */
    vreal differ;
};

/* Candidates for an element of a row q > -L. */
SIMD_INLINE struct candidates moved_inside(int L, vmask a, int r, const vreal below[],
                                           const vreal here[], const vreal above[]) {
    const int top = 2 * L;
    struct candidates c;
    c.differ = select_real(a, below[r], here[r > 0 ? r - 1 : 0]) +
               select_real(a, above[r], here[r < top ? r + 1 : top]);
    if (r == 0)
        c.agree = add_where(a, here[r], above[0], above[1]);
    else if (r == top)
        c.agree = add_where(a, here[r], below[top - 1], below[top]);
    else
        c.agree = add_where(a, here[r], below[r - 1], above[r + 1]);
    return c;
}

/* The same for q = -L, where the first machine is clipped. */
SIMD_INLINE struct candidates moved_at_rim(int L, vmask a, int r, const vreal here[],
                                           const vreal above[]) {
    const int top = 2 * L;
    struct candidates c;
    c.differ = select_real(a, here[r], here[r > 0 ? r - 1 : 0]) +
               select_real(a, above[r], here[r < top ? r + 1 : top]);
    if (r == 0)
        c.agree = add_where(a, here[r], here[0] + here[1], above[0] + above[1]);
    else if (r == top)
        c.agree = select_real(a, real_all(0.0), here[r]);
    else
        c.agree = add_where(a, here[r], here[r + 1], above[r + 1]);
    return c;
}

/* The rows around the one that moves, whole. */
struct rows {
    vreal below[WEIGHT_VALUES_MAX], here[WEIGHT_VALUES_MAX], above[WEIGHT_VALUES_MAX];
};

/* Moves `count` elements of a row; returns sum (q - r)^2 f over them. */
SIMD_INLINE vreal move_row(int L, vreal *f, int row, int count, vmask a, vmask differs,
                           const struct rows *old) {
    const int values = 2 * L + 1;
    vreal sum = real_all(0.0);
    UNROLL
    for (int r = 0; r < count; r++) {
        const struct candidates c =
            row > 0 ? moved_inside(L, a, r, old->below, old->here, old->above)
                    : moved_at_rim(L, a, r, old->here, old->above);
        const vreal e = select_real(differs, c.differ, c.agree);
        f[(row * values + r) * STRIDE] = e;
        if (r != row)
            sum += e * (double)((row - r) * (row - r));
    }
    return sum;
}

/* Moves a half matrix, from row q = 0 down so that no row is overwritten before it was read;
 * returns sum (q - r)^2 f over the half, to be multiplied by `power`. */
SIMD_INLINE vreal move_half_matrix(int L, vreal *f, vmask a, vmask differs) {
    if (L < 1) /* never; it lets the compiler see that every row is loaded */
        __builtin_unreachable();
    const int values = 2 * L + 1;
    struct rows old;
    load_row(L, f, L + 1, old.above);
    load_row(L, f, L, old.here);
    load_row(L, f, L - 1, old.below);
    vreal sum = move_row(L, f, L, L + 1, a, differs, &old);
    UNROLL
    for (int row = L - 1; row >= 0; row--) {
        UNROLL
        for (int r = 0; r < values; r++) {
            old.above[r] = old.here[r];
            old.here[r] = old.below[r];
        }
        if (row > 0)
            load_row(L, f, row - 1, old.below);
        sum += move_row(L, f, row, values, a, differs, &old);
    }
    return sum;
}

/* 1 - rho with both norms as they are: 1/2 sum (q / sqrt(Q) - r / sqrt(Q'))^2 f. `power`,
 * common to all of f, would drop out but for rounding: a root of 2 is not exact. It is put in,
 * so that the last bit does not depend on when the call began. */
SIMD_INLINE vreal normalised_gap(int L, const vreal *f, vreal power) {
    const int values = 2 * L + 1, last = values * values - 1;
    vreal first = real_all(0.0), second = real_all(0.0);
    for (int e = 0; 2 * e < last; e++) {
        const int q = e / values - L, r = e % values - L;
        first += f[e * STRIDE] * (double)(q * q);
        second += f[e * STRIDE] * (double)(r * r);
    }
    const vreal x = 1.0 / square_root(2.0 * first * power);
    const vreal y = 1.0 / square_root(2.0 * second * power);
    vreal sum = real_all(0.0);
    for (int e = 0; 2 * e < last; e++) {
        const int q = e / values - L, r = e % values - L;
        const vreal distance = (double)q * x - (double)r * y;
        sum += distance * distance * f[e * STRIDE];
    }
    return sum * power;
}

/* The move of a unit in one pair, in the runs where `moves` is set: a tells where the first
 * machine moves, `differs` where the second does not do the same. The masks are cut to these
 * runs here: of (a & moves) | (differs & moves), for AVX-512, Clang 19 never has done. */
SIMD_INLINE void move_unit(int L, bool uniform, struct unit_state *unit, vmask moves, vmask a,
                           vmask differs) {
    const vreal sum = move_half_matrix(L, unit->f, a & moves, differs & moves);
    unit->power = select_real((a | differs) & moves, 0.5 * unit->power, unit->power);
    if (uniform)
        unit->gap = sum * unit->power * (3.0 / (L * (L + 1.0)));
    else
        unit->gap = normalised_gap(L, unit->f, unit->power);
}

/* ---- units in memory ------------------------------------------------------------------- */

SIMD_INLINE struct unit_state open_unit(int K, int L, struct iterate_group *group, int pair,
                                        int i, int first) {
    double *f = group->f + (pair * K + i) * half_matrix_size(L) * SLOTS + first;
    return (struct unit_state){
        .f = (vreal *)f,
        .power = real_all(1.0),
        .gap = *(const vreal *)(group_gap(group, K, pair, i) + first),
    };
}

SIMD_INLINE void close_unit(int K, int L, struct iterate_group *group, int pair, int i,
                            int first, const struct unit_state *unit) {
    for (int e = 0; e < half_matrix_size(L); e++)
        unit->f[e * STRIDE] *= unit->power;
    *(vreal *)(group_gap(group, K, pair, i) + first) = unit->gap;
}

/* ---- drawing --------------------------------------------------------------------------- */

/* What a step needs of the random numbers. They are drawn for a stretch of steps ahead of the
 * moves, so that the ten rounds of a block overlap with those of the next and not wait for
 * the moves. */
struct draws {
    vmask leads[ROOM];    /* tau_i^A = sigma^A */
    vreal attacker[ROOM]; /* o differs where this is below 1 - rho^Ao ... */
    vreal mirror[ROOM];   /* ... and B' where this is not above 1 - rho^AB' */
    vreal u[ROOM][2];     /* for the closure `nine`: the uniform numbers of B and of o */
};

/* tau_i^A = sigma^A means that an even number of A's other hidden units are -1. */
SIMD_INLINE void draw_leads(int K, vword tau, struct draws *d) {
    vmask plus[ROOM];
    UNROLL
    for (int i = 0; i < K; i++)
        plus[i] = has_bits(tau, UINT64_C(1) << i);
#ifdef ITERATE_ANY_K
    vmask odd = ~mask_all();
    for (int i = 0; i < K; i++)
        odd ^= ~plus[i];
    for (int i = 0; i < K; i++)
        d->leads[i] = odd ^ plus[i];
#else
    d->leads[0] = ~(plus[1] ^ plus[2]);
    d->leads[1] = ~(plus[0] ^ plus[2]);
    d->leads[2] = ~(plus[0] ^ plus[1]);
#endif
}

/* The words of iterate_plain.c, one for each unit and, first, that of A's representation. */
enum { WORDS_OF_O, WORDS_OF_B, KINDS_OF_WORDS };
#ifdef ITERATE_ANY_K
struct step_words {
    vword word[(ROOM / 4 + 1) * 4];
};

SIMD_INLINE struct step_words draw_words(const struct iterate_setting *s, uint32_t kind,
                                         vword run, vword step) {
    struct step_words words;
    for (uint32_t n = 0; n <= (uint32_t)s->K / 4; n++) {
        const struct vector_block block =
            vector_block(&s->keys, run, RANDOM_ITERATE, step, KINDS_OF_WORDS * n + kind);
        for (int k = 0; k < 4; k++)
            words.word[4 * n + (uint32_t)k] = block.word[k];
    }
    return words;
}
#else
#define step_words vector_block /* one block has them all */

SIMD_INLINE struct vector_block draw_words(const struct iterate_setting *s, uint32_t kind,
                                           vword run, vword step) {
    return vector_block(&s->keys, run, RANDOM_ITERATE, step, kind);
}
#endif

SIMD_INLINE void draw_all(const struct iterate_setting *s, vword run, vword step,
                          struct draws *d) {
    const int K = units_of(s);
    const struct step_words own = draw_words(s, WORDS_OF_O, run, step);
    const struct step_words parties = draw_words(s, WORDS_OF_B, run, step);
    draw_leads(K, own.word[0], d);
    UNROLL
    for (int i = 0; i < K; i++) {
        const vreal o = vector_uniform(own.word[1 + i]);
        const vreal b = vector_uniform(parties.word[1 + i]);
        if (s->nine) {
            d->u[i][0] = b * 0x1p-32;
            d->u[i][1] = o * 0x1p-32;
        }
        d->attacker[i] = mismatch_threshold(o);
        /* B' differs where B does not: u -> 1 - u turns rho^AB into rho^AB' = -rho^AB. */
        d->mirror[i] = mismatch_threshold(0x1p32 - b);
    }
}

/* ---- criteria -------------------------------------------------------------------------- */

/* Whether the gaps of `units` units meet the criterion. */
SIMD_INLINE vmask criterion_met(const struct iterate_setting *s,
                                const struct unit_state unit[ROOM], int units) {
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

/* ---- the geometric attacker ------------------------------------------------------------- */

/* What |h^o| of a unit is to be multiplied by to be compared with those of the others. */
SIMD_INLINE vreal length_of_o(int L, bool uniform, const struct unit_state *unit) {
    if (uniform)
        return real_all(1.0); /* sqrt(Q), but it is the same for all */
    const int values = 2 * L + 1, last = values * values - 1;
    vreal norm = real_all(0.0);
    for (int e = 0; 2 * e < last; e++) {
        const int r = e % values - L;
        norm += unit->f[e * STRIDE] * (double)(r * r);
    }
    return square_root(2.0 * norm * unit->power);
}

/* In which unit o's tau is taken the other way round, where it is wrong: that of the smallest
 * field, the first of equals. (Plain compares the fields in units of 2^-55, which makes a
 * difference as seldom as a threshold is hit.) */
SIMD_INLINE void find_weakest(int K, const vreal field[ROOM], vmask wrong,
                              vmask weakest[ROOM]) {
    vreal least = field[0];
    for (int i = 1; i < K; i++)
        least = select_real(less(field[i], least), field[i], least);
    vmask found = ~wrong;
    for (int i = 0; i < K; i++) {
        weakest[i] = less_equal(field[i], least) & ~found;
        found |= weakest[i];
    }
}

/* ---- all pairs ------------------------------------------------------------------------- */

/* The runs of one vector, in slots first .. first + LANES - 1. */
struct vector_of_runs {
    struct unit_state unit[PAIRS][ROOM];
    vword run, step, t_sync, t_learn, last_difference;
    vmask synced, learned;
};

/* Where B' and where o differ from A in a unit. */
struct differences {
    vmask mirror, attacker;
};

SIMD_INLINE struct differences decide_six(const struct vector_of_runs *v, const struct draws *d,
                                          int i) {
    return (struct differences){
        .mirror = less_equal(d->mirror[i], v->unit[PAIR_AB][i].gap),
        .attacker = less(d->attacker[i], v->unit[PAIR_AO][i].gap),
    };
}

/* The closure `nine`: o differs with a probability that depends on whether B does (closure.h),
 * until B tells nothing about o any more. */
SIMD_INLINE struct differences decide_nine(const struct vector_of_runs *v,
                                           const struct draws *d, int i) {
    const vreal ab = 1.0 - mismatch_probability(v->unit[PAIR_AB][i].gap);
    const vreal ao = mismatch_probability(v->unit[PAIR_AO][i].gap);
    const vreal bo = 1.0 - mismatch_probability(v->unit[PAIR_BO][i].gap);
    const vmask b_differs = less(d->u[i][0], ab);
    const vreal given = select_real(b_differs, ab, 1.0 - ab);
    const vreal both = select_real(b_differs, 0.5 * (ab + ao - bo), 0.5 * (ao + bo - ab));
    const vmask attacker = less(d->u[i][1] * given, both);
    const vmask alone = less(d->attacker[i], v->unit[PAIR_AO][i].gap);
    return (struct differences){
        .mirror = ~b_differs,
        .attacker = (attacker & ~v->synced) | (alone & v->synced),
    };
}

/* Where o does not do the same as another machine: that moves, and o does not move since it is
 * wrong; or their units differ. */
SIMD_INLINE vmask not_alike(vmask differs, vmask other_moves, vmask wrong) {
    return (differs & ~wrong) | (other_moves & wrong);
}

/* Where o is wrong the difference in its weakest unit becomes the opposite. */
SIMD_INLINE void correct_o(int L, bool uniform, const struct iterate_setting *s,
                           const struct vector_of_runs *v, vmask wrong,
                           struct differences d[ROOM]) {
    const int K = units_of(s);
    vreal field[ROOM];
    vmask weakest[ROOM];
    for (int i = 0; i < K; i++) {
        const struct field_draws draws = {&s->keys, v->run, v->step, (uint32_t)i};
        const struct field_unit unit = {v->unit[PAIR_AB][i].gap, v->unit[PAIR_AO][i].gap,
                                        v->unit[PAIR_BO][i].gap, d[i].mirror, d[i].attacker};
        const vmask three = s->nine ? ~v->synced : ~mask_all();
        field[i] = vector_field(&unit, three, wrong, &draws) *
                   length_of_o(L, uniform, &v->unit[PAIR_AO][i]);
    }
    find_weakest(K, field, wrong, weakest);
    for (int i = 0; i < K; i++)
        d[i].attacker ^= weakest[i];
}

/* Draws which machines differ and moves all matrices; returns where anything moved. */
SIMD_INLINE vmask move_all(int L, bool uniform, const struct iterate_setting *s,
                           struct vector_of_runs *v, const struct draws *draws) {
    const int K = units_of(s);
    struct differences d[ROOM];
    vmask updated = mask_all(); /* sigma^A != sigma^B: an even number of units of B' differ */
    vmask any_differs = ~mask_all(), wrong = ~mask_all();
    UNROLL
    for (int i = 0; i < K; i++) {
        d[i] = s->nine ? decide_nine(v, draws, i) : decide_six(v, draws, i);
        d[i].mirror &= ~v->synced;
        d[i].attacker &= ~v->learned;
        updated ^= d[i].mirror;
        any_differs |= d[i].mirror;
        wrong ^= d[i].attacker; /* o's output is not A's */
    }
    if (is_geometric(s) && any(wrong & updated))
        correct_o(L, uniform, s, v, wrong & updated, d);
    wrong = is_strict(s) ? wrong : ~mask_all();
    v->last_difference = select_word(any_differs, v->step, v->last_difference);
    const vmask ab = updated & ~v->synced, ao = updated & ~v->learned, bo = ab & ao;
    UNROLL
    for (int i = 0; i < K; i++) {
        const vmask a = draws->leads[i], b = a ^ d[i].mirror;
        move_unit(L, uniform, &v->unit[PAIR_AB][i], ab, a, d[i].mirror);
        if (s->attacker)
            move_unit(L, uniform, &v->unit[PAIR_AO][i], ao, a,
                      not_alike(d[i].attacker, a, wrong));
        if (s->attacker && s->nine)
            move_unit(L, uniform, &v->unit[PAIR_BO][i], bo, b,
                      not_alike(d[i].mirror ^ d[i].attacker, b, wrong));
    }
    return updated;
}

SIMD_INLINE void step_all(int L, bool uniform, const struct iterate_setting *s,
                          struct vector_of_runs *v, const struct draws *draws) {
    v->step += 1;
    const vmask updated = move_all(L, uniform, s, v, draws);
    const vmask sync = criterion_met(s, v->unit[PAIR_AB], units_of(s)) & updated & ~v->synced;
    const vmask learn = criterion_met(s, v->unit[PAIR_AO], units_of(s)) & updated & ~v->learned;
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

SIMD_INLINE void open_runs(int L, const struct iterate_setting *s, struct iterate_group *group,
                           int first, struct vector_of_runs *v) {
    const int K = units_of(s);
    v->run = *words_at(group->run, first);
    v->step = *words_at((uint64_t *)group->step, first);
    v->t_sync = *words_at((uint64_t *)group->t_sync, first);
    v->t_learn = *words_at((uint64_t *)group->t_learn, first);
    v->last_difference = *words_at((uint64_t *)group->last_difference, first);
    v->synced = has_bits(*words_at(group->synced, first), 1);
    v->learned = has_bits(*words_at(group->learned, first), 1);
    UNROLL
    for (int pair = 0; pair < PAIRS; pair++)
        UNROLL
    for (int i = 0; i < K; i++)
        if (pair != PAIR_BO || s->nine)
            v->unit[pair][i] = open_unit(K, L, group, pair, i, first);
}

SIMD_INLINE void close_runs(int L, const struct iterate_setting *s, struct iterate_group *group,
                            int first, const struct vector_of_runs *v) {
    const int K = units_of(s);
    *words_at((uint64_t *)group->step, first) = v->step;
    *words_at((uint64_t *)group->t_sync, first) = v->t_sync;
    *words_at((uint64_t *)group->t_learn, first) = v->t_learn;
    *words_at((uint64_t *)group->last_difference, first) = v->last_difference;
    *words_at(group->synced, first) = word_of_mask(v->synced);
    *words_at(group->learned, first) = word_of_mask(v->learned);
    UNROLL
    for (int pair = 0; pair < PAIRS; pair++)
        UNROLL
    for (int i = 0; i < K; i++)
        if (pair != PAIR_BO || s->nine)
            close_unit(K, L, group, pair, i, first, &v->unit[pair][i]);
}

SIMD_INLINE void advance_all(int L, bool uniform, const struct iterate_setting *s,
                             struct iterate_group *group, int first, int steps) {
    const int K = units_of(s);
    struct vector_of_runs v = {0};
    open_runs(L, s, group, first, &v);
    struct draws draws[STRETCH];
    KEEP_LOOP
    for (int n = 0; n < steps; n++)
        draw_all(s, v.run, v.step + (uint64_t)(n + 1), &draws[n]);
    KEEP_LOOP
    for (int n = 0; n < steps; n++) {
        step_all(L, uniform, s, &v, &draws[n]);
        UNROLL
        for (int i = 0; i < K; i++) {
            *reals_at(group_trace(group, K, n, PAIR_AB, i), first) = v.unit[PAIR_AB][i].gap;
            *reals_at(group_trace(group, K, n, PAIR_AO, i), first) = v.unit[PAIR_AO][i].gap;
        }
    }
    close_runs(L, s, group, first, &v);
}

/* ---- o's live units alone -------------------------------------------------------------- */

/* The runs of one vector after synchronisation. */
struct vector_of_attackers {
    struct unit_state unit[ROOM];
    vmask is[ROOM][ROOM]; /* [i][j], i > 0: live unit j is unit i of the run */
    vword run, step, t_learn;
    vmask learned;
};

/* What belongs to live unit j, of things that belong to units 0 .. K - 1. */
SIMD_INLINE vword word_of_unit(const struct vector_of_attackers *v, int K, int j,
                               const vword word[]) {
    vword found = word[0];
    UNROLL
    for (int i = 1; i < K; i++)
        found = select_word(v->is[i][j], word[i], found);
    return found;
}

SIMD_INLINE vmask mask_of_unit(const struct vector_of_attackers *v, int K, int j,
                               const vmask mask[]) {
    vmask other = ~mask_all(), found = ~mask_all();
    UNROLL
    for (int i = 1; i < K; i++) {
        other |= v->is[i][j];
        found |= mask[i] & v->is[i][j];
    }
    return found | (mask[0] & ~other);
}

/* Draws for the live units. */
SIMD_INLINE void draw_attacker(const struct iterate_setting *s,
                               const struct vector_of_attackers *v, vword step, int units,
                               struct draws *d) {
    const int K = units_of(s);
    const struct step_words own = draw_words(s, WORDS_OF_O, v->run, step);
    struct draws of_run;
    draw_leads(K, own.word[0], &of_run);
    UNROLL
    for (int j = 0; j < units; j++) {
        d->leads[j] = mask_of_unit(v, K, j, of_run.leads);
        d->attacker[j] =
            mismatch_threshold(vector_uniform(word_of_unit(v, K, j, own.word + 1)));
    }
}

/* Where o's output is wrong. What differs is not kept for the moves: an array of masks would go
 * through memory, between a gap and the move that waits for it. */
SIMD_INLINE vmask wrong_of_live(const struct vector_of_attackers *v, const struct draws *draws,
                                int units) {
    vmask wrong = ~mask_all();
    for (int j = 0; j < units; j++)
        wrong ^= less(draws->attacker[j], v->unit[j].gap);
    return wrong;
}

/* The units that a geometric attacker corrects; all are live. */
SIMD_INLINE void find_corrected(int L, bool uniform, const struct iterate_setting *s,
                                const struct vector_of_attackers *v, const struct draws *draws,
                                vmask wrong, vmask corrected[ROOM]) {
    const int K = units_of(s);
    vreal field[ROOM];
    for (int i = 0; i < K; i++) {
        const struct field_draws of_field = {&s->keys, v->run, v->step, (uint32_t)i};
        const vreal gap = v->unit[i].gap;
        field[i] = vector_field_given_a(gap, less(draws->attacker[i], gap), &of_field) *
                   length_of_o(L, uniform, &v->unit[i]);
    }
    find_weakest(K, field, wrong, corrected);
}

SIMD_INLINE void step_attacker(int L, bool uniform, int units, const struct iterate_setting *s,
                               struct vector_of_attackers *v, const struct draws *draws) {
    v->step += 1;
    const vmask none = ~mask_all();
    const vmask wrong = is_strict(s) || is_geometric(s) ? wrong_of_live(v, draws, units) : none;
    const vmask stays = is_strict(s) ? wrong : none;
    vmask corrected[ROOM] = {0};
    if (is_geometric(s) && any(wrong))
        find_corrected(L, uniform, s, v, draws, wrong, corrected);
    UNROLL
    for (int j = 0; j < units; j++) {
        vmask differs = less(draws->attacker[j], v->unit[j].gap);
        if (is_geometric(s))
            differs ^= corrected[j];
        move_unit(L, uniform, &v->unit[j], mask_all(), draws->leads[j],
                  not_alike(differs, draws->leads[j], stays));
    }
    const vmask learn = criterion_met(s, v->unit, units) & ~v->learned;
    v->t_learn = select_word(learn, v->step, v->t_learn);
    v->learned |= learn;
}

SIMD_INLINE void advance_attacker(int L, bool uniform, int units,
                                  const struct iterate_setting *s, struct iterate_group *group,
                                  int first, int steps) {
    const int K = units_of(s);
    struct vector_of_attackers v = {
        .run = *words_at(group->run, first),
        .step = *words_at((uint64_t *)group->step, first),
        .t_learn = *words_at((uint64_t *)group->t_learn, first),
        .learned = has_bits(*words_at(group->learned, first), 1),
    };
    UNROLL
    for (int j = 0; j < units; j++) {
        v.unit[j] = open_unit(K, L, group, PAIR_AO, j, first);
        UNROLL
        for (int i = 1; i < K; i++)
            v.is[i][j] = has_bits(*words_at(group->unit[j], first), UINT64_C(1) << i);
    }
    struct draws draws[STRETCH];
    KEEP_LOOP
    for (int n = 0; n < steps; n++)
        draw_attacker(s, &v, v.step + (uint64_t)(n + 1), units, &draws[n]);
    KEEP_LOOP
    for (int n = 0; n < steps; n++) {
        step_attacker(L, uniform, units, s, &v, &draws[n]);
        UNROLL
        for (int j = 0; j < units; j++)
            *reals_at(group_trace(group, K, n, PAIR_AO, j), first) = v.unit[j].gap;
    }
    UNROLL
    for (int j = 0; j < units; j++)
        close_unit(K, L, group, PAIR_AO, j, first, &v.unit[j]);
    *words_at((uint64_t *)group->step, first) = v.step;
    *words_at((uint64_t *)group->t_learn, first) = v.t_learn;
    *words_at(group->learned, first) = word_of_mask(v.learned);
}

/* ---- one compiled copy for each small L, one for the rest ------------------------------ */

/* The largest L with a copy of its own; fewer where what is built is not meant to be fast. */
#ifndef COMPILED_L
#define COMPILED_L 4
#endif

/* The copy to be taken; 0 is the general one. */
static int compiled_copy(const struct iterate_setting *s) {
    return s->uniform && s->L <= COMPILED_L ? s->L : 0;
}

SIMD_INLINE void attacker_units(int L, bool uniform, const struct iterate_setting *s,
                                struct iterate_group *group, int first, int steps, int units) {
#ifdef ITERATE_ANY_K
    advance_attacker(L, uniform, units, s, group, first, steps);
#else
    if (units == 1)
        advance_attacker(L, uniform, 1, s, group, first, steps);
    else if (units == 2)
        advance_attacker(L, uniform, 2, s, group, first, steps);
    else
        advance_attacker(L, uniform, 3, s, group, first, steps);
#endif
}

/* The copy for L = l, empty beyond COMPILED_L. For any K it is a function of its own: all in
 * one take a compiler twice the time. */
#ifdef ITERATE_ANY_K
#define COPY_INLINE static __attribute__((noinline))
#else
#define COPY_INLINE SIMD_INLINE
#endif
#define COPY(l)                                                                                \
    COPY_INLINE void all_##l(const struct iterate_setting *s, struct iterate_group *group,     \
                             int first, int steps) {                                           \
        if ((l) <= COMPILED_L)                                                                 \
            advance_all(l, true, s, group, first, steps);                                      \
    }                                                                                          \
    COPY_INLINE void attacker_##l(const struct iterate_setting *s,                             \
                                  struct iterate_group *group, int first, int steps,           \
                                  int units) {                                                 \
        if ((l) <= COMPILED_L)                                                                 \
            attacker_units(l, true, s, group, first, steps, units);                            \
    }
COPY(1)
COPY(2)
COPY(3)
COPY(4)

/* One of the copies, or of what comes last, the general one. */
#define CHOOSE(name, general, ...)                                                             \
    switch (compiled_copy(s)) {                                                                \
    case 1:                                                                                    \
        name##_1(__VA_ARGS__);                                                                 \
        break;                                                                                 \
    case 2:                                                                                    \
        name##_2(__VA_ARGS__);                                                                 \
        break;                                                                                 \
    case 3:                                                                                    \
        name##_3(__VA_ARGS__);                                                                 \
        break;                                                                                 \
    case 4:                                                                                    \
        name##_4(__VA_ARGS__);                                                                 \
        break;                                                                                 \
    default:                                                                                   \
        general(s->L, s->uniform, __VA_ARGS__);                                                \
    }

static void all(const struct iterate_setting *s, struct iterate_group *group, int steps) {
    for (int first = 0; first < SLOTS; first += LANES)
        CHOOSE(all, advance_all, s, group, first, steps)
}

static void attacker(const struct iterate_setting *s, struct iterate_group *group, int steps,
                     int units) {
    for (int first = 0; first < SLOTS; first += LANES)
        CHOOSE(attacker, attacker_units, s, group, first, steps, units)
}

/* ---- what is observed ------------------------------------------------------------------ */

/* LANES steps from the n-th on, of the runs in LANES slots. */
SIMD_INLINE void turn_square(int K, struct iterate_group *group, enum mirrored_pair pair, int i,
                             int n, int first, bool opposite) {
    vreal row[LANES];
    UNROLL
    for (int k = 0; k < LANES; k++) {
        const vreal gap = *reals_at(group_trace(group, K, n + k, pair, i), first);
        row[k] = opposite ? gap - 1.0 : 1.0 - gap;
    }
    transpose(row);
    UNROLL
    for (int k = 0; k < LANES; k++)
        *reals_at(group_overlap(group, K, first + k, pair, i), n) = row[k];
}

SIMD_INLINE void turn_units(int K, struct iterate_group *group, enum mirrored_pair pair,
                            int units, int steps, bool opposite) {
    for (int i = 0; i < units; i++) {
        KEEP_LOOP
        for (int n = 0; n < steps; n += LANES)
            for (int first = 0; first < SLOTS; first += LANES)
                turn_square(K, group, pair, i, n, first, opposite);
    }
}

/* Loops of their own for either sign: else each vector would be made with both. */
static void overlaps(const struct iterate_setting *s, struct iterate_group *group,
                     enum mirrored_pair pair, int units, int steps) {
    if (pair == PAIR_AB && s->mirror < 0)
        turn_units(units_of(s), group, PAIR_AB, units, steps, true);
    else
        turn_units(units_of(s), group, pair, units, steps, false);
}

const struct iterate_kernels ITERATE_KERNELS = {all, attacker, overlaps};
