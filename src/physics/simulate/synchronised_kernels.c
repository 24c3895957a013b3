/* One body for every instruction set: src/physics/CMakeLists.txt compiles it several times,
 * with KERNELS the name of the table at the end.
 *
 * A vector holds the same number of sixteen runs: no sum goes across lanes, who moves is a
 * mask, and a move is a shift of the square of the classes along q or s. Random words are drawn
 * under masks, for the runs that want one: a run does not depend on its neighbours. Most
 * branches are on whether any run at all wants something, and go the same way step after step.
 */
#include <string.h>

#include "physics/simulate/synchronised.h"
#include "random/random_half_words.h"

/* A group is one register, two or four, which have nothing to do with each other. The number n
 * of orbit j of a unit stands PARTS registers behind that of the one before. */
enum { PARTS = SYNCHRONISED_LANES / HALF_LANES };

enum { VALUES_MAX = 2 * L_MAX + 1 };

/* Loops over the values of a weight, where L is known when compiling: the row is in registers.
 */
#if defined ROLLED
#define UNROLLED
#elif defined __clang__
#define UNROLLED _Pragma("clang loop unroll(enable)")
#else
#define UNROLLED _Pragma("GCC unroll 9")
#endif

/* A step in the making, of the runs from `first` on of the group. */
struct step {
    const struct synchronised *s;
    const struct synchronised_group *group;
    int first;
    int64_t number; /* of the steps of this call, from 1 on */
    struct random_half_words random;
};

/* ---- binomial numbers -------------------------------------------------------------------- */

/* binomial_words.h in the lanes of a mask, from the tables that begin at begin. */
SIMD_INLINE vhalf look_up(struct random_half_words *random, const uint32_t *table,
                          const uint32_t *rest, vhalf begin, int width, half_mask m) {
    const uint32_t low = (1u << width) - 1;
    const vhalf word = random_half_words_next(random, m), bucket = word & low;
    const vhalf entry = half_gather(table, begin + bucket);
    const vhalf draw = word >> width, threshold = entry >> width;
    half_mask own = half_less(draw, threshold);
    const half_mask same = half_equal(draw, threshold) & m;
    if (__builtin_expect(half_mask_any(same), 0)) {
        const vhalf second = random_half_words_next(random, same) ^ 0x80000000;
        const vhalf threshold_low = half_gather(rest, begin + bucket) ^ 0x80000000;
        own |= same & half_less(second, threshold_low); /* as unsigned numbers */
    }
    return half_select(own, bucket, entry & low) - (1u << (width - 1));
}

SIMD_INLINE vhalf draw_small(struct random_half_words *random, const struct binomial_words *t,
                             vhalf n) {
    vhalf ones = {0};
    const half_mask some = half_has(n, BINOMIAL_COUNTED - 1);
    if (half_mask_any(some)) {
        const vhalf bits = half_low_bits(n & (BINOMIAL_COUNTED - 1));
        ones = half_popcount(random_half_words_next(random, some) & bits);
    }
    const uint32_t blocks = (1u << BINOMIAL_SMALL_BITS) - 1;
    const half_mask any_block = half_has(n, blocks * BINOMIAL_SMALL_UNIT);
    if (half_mask_any(any_block)) {
        const vhalf a = n / BINOMIAL_SMALL_UNIT & blocks;
        const vhalf found =
            look_up(random, t->small, t->small_rest, a << BINOMIAL_SMALL_BUCKET_BITS,
                    BINOMIAL_SMALL_BUCKET_BITS, any_block);
        ones = half_add_where(any_block, ones, a * (BINOMIAL_SMALL_UNIT / 2) + found);
    }
    const vhalf h = n / BINOMIAL_HIGH_UNIT;
    const half_mask high = half_not(half_equal(h, (vhalf){0}));
    if (half_mask_any(high)) {
        const vhalf found =
            look_up(random, t->high, t->high_rest, h << BINOMIAL_HIGH_BUCKET_BITS,
                    BINOMIAL_HIGH_BUCKET_BITS, high);
        ones = half_add_where(high, ones, h * (BINOMIAL_HIGH_UNIT / 2) + found);
    }
    return ones;
}

/* binomial_strips.h: an attempt for the n of each lane, of the words of its run. */
struct attempt {
    vword n, strip, k;
    vreal v;
};

SIMD_INLINE struct attempt attempt(const struct binomial_strips *strips, vword n,
                                   vword strip_word, vword within_word, vword v_word) {
    const uint64_t low = BINOMIAL_STRIPS - 1;
    const vword bucket = strip_word & low, entry = gather(strips->alias, bucket);
    const vmask own =
        less_word(strip_word >> BINOMIAL_STRIP_BITS, entry >> BINOMIAL_STRIP_BITS);
    struct attempt a = {.n = n, .strip = select_word(own, bucket, entry & low)};
    const int middle = BINOMIAL_STRIPS / 2;
    const vreal z = (real_of_word(a.strip) - (double)middle + uniform_of_word(within_word)) *
                    BINOMIAL_STRIP_WIDTH;
    const vreal size = real_of_word(n), sigma = 0.5 * square_root(size);
    a.v = uniform_of_word(v_word) + 0x1p-53;
    a.k = rounded(0.5 * size + sigma * z);
    return a;
}

/* Goes through the lanes that the attempt, of lanes first, first + 2, .. of the group, has not
 * served at once. */
static __attribute__((noinline)) void settle(const struct step *step, vword open, int first,
                                             int number, struct attempt *a) {
    const struct synchronised *s = step->s;
    for (int l = 0; l < LANES; l++) {
        const int lane = first + 2 * l;
        if (open[l] && !binomial_strips_accept(&s->strips, (int64_t)a->n[l], (int64_t)a->k[l],
                                               (int)a->strip[l], a->v[l]))
            a->k[l] = synchronised_rejection(s, step->group->run[lane],
                                             step->group->step[lane] + step->number, number,
                                             (uint32_t)a->n[l]);
    }
}

/* Every other lane of a draw, from the first (0 or 1) on; `large`: those that count. */
SIMD_INLINE vword draw_every_other(const struct step *step, int first, vword n, vword large,
                                   vword strip_word, vword within_word, vword v_word,
                                   int number) {
    const struct binomial_strips *strips = &step->s->strips;
    struct attempt a = attempt(strips, n, strip_word, within_word, v_word);
    const vreal squeeze = (vreal)gather((const uint64_t *)strips->squeeze, a.strip);
    const vword open = word_of_mask(less(squeeze, a.v)) & large << 32;
    if (any_word(open))
        settle(step, open, step->first + first, number, &a);
    return a.k;
}

SIMD_INLINE vhalf draw_large(struct step *step, vhalf n, half_mask large, int number) {
    vhalf word[6];
    for (int w = 0; w < 6; w++)
        word[w] = random_half_words_next(&step->random, large);
    const vhalf which = half_where(large, ~(vhalf){0});
    const vword even = draw_every_other(step, 0, half_even(n), half_even(which),
                                        half_even(word[0]) | half_even(word[1]) << 32,
                                        half_even(word[2]) | half_even(word[3]) << 32,
                                        half_even(word[4]) | half_even(word[5]) << 32, number);
    const vword odd = draw_every_other(step, 1, half_odd(n), half_odd(which),
                                       half_odd(word[0]) | half_odd(word[1]) << 32,
                                       half_odd(word[2]) | half_odd(word[3]) << 32,
                                       half_odd(word[4]) | half_odd(word[5]) << 32, number);
    return half_where(large, half_join(even, odd));
}

SIMD_INLINE vhalf draw(struct step *step, vhalf n, int number) {
    const half_mask large = half_less(half_all(BINOMIAL_STRIPS_FROM - 1), n);
    if (__builtin_expect(!half_mask_any(large), 1))
        return draw_small(&step->random, &step->s->words, n);
    const vhalf small =
        draw_small(&step->random, &step->s->words, half_where(half_not(large), n));
    return small + draw_large(step, n, large, number);
}

/* ---- fields and moves -------------------------------------------------------------------- */

/* Draws the inputs of a unit, k[j], and adds them up; modulo 2^32, which the inputs of 2^31
 * components exceed with a probability below 2^-64. */
SIMD_INLINE void draw_unit(struct step *step, int L, int i, const vhalf n[], vhalf k[],
                           vhalf *of_a, vhalf *of_o) {
    vhalf a = {0}, o = {0};
    k[0] = (vhalf){0};
    for (int q = 0, j = 1; q <= L; q++) {
        vhalf row = {0};
        for (int s = q > 0 ? -L : 1; s <= L; s++, j++) {
            k[j] = (vhalf){0};
            if (!half_any(n[j * PARTS]))
                continue;
            k[j] = draw(step, n[j * PARTS], i * synchronised_orbits(L) + j);
            const vhalf inputs = 2 * k[j] - n[j * PARTS];
            row += inputs;
            o += (uint32_t)s * inputs;
        }
        a += (uint32_t)q * row;
    }
    *of_a = a, *of_o = o;
}

/* The components of row q of the square, those of each class that go upwards, having been
 * turned to where they do. */
SIMD_INLINE void fill_row(int L, int q, half_mask along, const vhalf k[], const vhalf n[],
                          vhalf row[]) {
    const int values = 2 * L + 1;
    UNROLLED
    for (int s = 0; s < values; s++) {
        const int class = q * values + s - L, j = class < 0 ? -class : class;
        const vhalf down = n[j * PARTS] - k[j];
        row[s] = class == 0  ? n[0]
                 : class > 0 ? half_select(along, k[j], down)
                             : half_select(along, down, k[j]);
    }
}

/* A unit moves in the lanes of two masks: A's and o's. The square of the classes is shifted
 * along q, and along s, and what is at +L stays there; row by row, from below. Then classes are
 * counted by orbits again. Returns in the lanes that have not learned something other than 0.
 */
SIMD_INLINE vhalf move(int L, half_mask a, half_mask o, half_mask along, const vhalf k[],
                       vhalf n[]) {
    const int values = 2 * L + 1;
    vhalf opposite[SYNCHRONISED_ORBITS_MAX]; /* of orbit j, what comes to stand at -(q, s) */
    vhalf below[VALUES_MAX], row[VALUES_MAX], shifted[VALUES_MAX], unlearned = {0};
    for (int s = 0; s < values; s++)
        below[s] = (vhalf){0};
    UNROLLED
    for (int q = -L; q <= L; q++) {
        fill_row(L, q, along, k, n, row);
        UNROLLED
        for (int s = 0; s < values; s++) {
            shifted[s] =
                q < L ? half_select(a, below[s], row[s]) : half_add_where(a, row[s], below[s]);
            below[s] = row[s];
        }
        shifted[values - 1] = half_add_where(o, shifted[values - 1], shifted[values - 2]);
        UNROLLED
        for (int s = values - 2; s > 0; s--)
            shifted[s] = half_select(o, shifted[s - 1], shifted[s]);
        shifted[0] = half_where(half_not(o), shifted[0]);
        UNROLLED
        for (int s = 0; s < values; s++) {
            const int class = q * values + s - L;
            if (class < 0) {
                opposite[-class] = shifted[s];
                continue;
            }
            n[class * PARTS] = class > 0 ? shifted[s] + opposite[class] : shifted[s];
            if (q != s - L)
                unlearned |= n[class * PARTS];
        }
    }
    return unlearned;
}

/* ---- who moves --------------------------------------------------------------------------- */

/* An attacker that no mask is written for, lane by lane. */
static __attribute__((noinline)) void ask_attacker(const struct step *step, half_mask plus,
                                                   const vhalf of_o[], half_mask moves[]) {
    const struct synchronised_group *g = step->group;
    const unsigned sigma = half_mask_bits(plus);
    unsigned answers[K_MAX] = {0};
    for (int l = 0; l < HALF_LANES; l++) {
        int64_t field[K_MAX] = {0};
        for (int i = 0; i < step->s->K; i++)
            field[i] = (int32_t)of_o[i][l];
        const int lane = step->first + l;
        const unit_set units = synchronised_answer(
            step->s, g->run[lane], g->step[lane] + step->number,
            g->updates[lane] + step->number - 1, sigma >> l & 1 ? 1 : -1, field);
        for (int i = 0; i < step->s->K; i++)
            answers[i] |= (units >> i & 1) << l;
    }
    for (int i = 0; i < step->s->K; i++)
        moves[i] = half_mask_of_bits(answers[i]);
}

/* tau = +1 where the field is at least this. */
SIMD_INLINE half_mask is_plus(const struct synchronised *s, vhalf field) {
    return half_less(half_all(s->tie_is_plus ? UINT32_MAX : 0), field);
}

/* The units of A and of o that move, and where it is along +1. */
SIMD_INLINE half_mask decide(const struct step *step, const vhalf of_a[], const vhalf of_o[],
                             half_mask a[], half_mask o[]) {
    const struct synchronised *s = step->s;
    half_mask minus = half_mask_of(false);
    for (int i = 0; i < s->K; i++) {
        a[i] = is_plus(s, of_a[i]);
        minus ^= half_not(a[i]);
    }
    for (int i = 0; i < s->K; i++) {
        a[i] ^= minus;
        o[i] = is_plus(s, of_o[i]) ^ minus;
    }
    if (s->attack.kind != ATTACK_NAIVE)
        ask_attacker(step, half_not(minus), of_o, o);
    switch (s->rule) {
    case RULE_HEBBIAN:
        return half_not(minus);
    case RULE_RANDOM_WALK:
        return half_mask_of(true);
    default:
        return minus;
    }
}

/* ---- steps ------------------------------------------------------------------------------- */

/* The runs of a register, and the steps that they have made, in two halves. */
struct counters {
    vhalf run, low, high;
};

static struct counters counters_of(const struct synchronised_group *g, int first) {
    _Alignas(VECTOR_BYTES) uint32_t run[HALF_LANES], low[HALF_LANES], high[HALF_LANES];
    for (int l = 0; l < HALF_LANES; l++) {
        run[l] = (uint32_t)g->run[first + l];
        low[l] = (uint32_t)g->step[first + l];
        high[l] = (uint32_t)((uint64_t)g->step[first + l] >> 32);
    }
    return (struct counters){*(const vhalf *)run, *(const vhalf *)low, *(const vhalf *)high};
}

SIMD_INLINE void count_step(struct counters *c) {
    c->low += 1;
    c->high = half_add_where(half_equal(c->low, (vhalf){0}), c->high, half_all(1));
}

/* The lanes of a register in which o has learned after this step. */
SIMD_INLINE unsigned make_step(struct step *step, int L, vhalf *n) {
    const struct synchronised *s = step->s;
    const int orbits = synchronised_orbits(L);
    vhalf k[K_MAX][SYNCHRONISED_ORBITS_MAX];
    vhalf of_a[K_MAX], of_o[K_MAX];
    half_mask a[K_MAX], o[K_MAX];
    for (int i = 0; i < s->K; i++)
        draw_unit(step, L, i, n + i * orbits * PARTS, k[i], &of_a[i], &of_o[i]);
    const half_mask along = decide(step, of_a, of_o, a, o);
    vhalf unlearned = {0};
    for (int i = 0; i < s->K; i++) /* the same K in which `decide` wrote */
        // NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage)
        unlearned |= move(L, a[i], o[i], along, k[i], n + i * orbits * PARTS);
    return half_mask_bits(half_equal(unlearned, (vhalf){0}));
}

SIMD_INLINE int64_t steps_of(const struct synchronised *s, int L, struct synchronised_group *g,
                             int64_t steps, unsigned wanted, unsigned *learned) {
    const struct vector_keys keys = vector_keys(s->seed);
    struct counters counters[PARTS];
    int64_t made = 0;
    for (int p = 0; p < PARTS; p++)
        counters[p] = counters_of(g, p * HALF_LANES);
    *learned = 0;
    while (made < steps && !(*learned & wanted)) {
        *learned = 0;
        made++;
        for (int p = 0; p < PARTS; p++) {
            struct counters *c = &counters[p];
            count_step(c);
            struct step step = {
                s, g, p * HALF_LANES, made,
                random_half_words_seed(&keys, RANDOM_SYNCHRONISED, c->run, c->low, c->high)};
            *learned |= make_step(&step, L, (vhalf *)g->n + p) << p * HALF_LANES;
        }
    }
    for (int l = 0; l < SYNCHRONISED_LANES; l++) {
        g->step[l] += made;
        g->updates[l] += made;
    }
    return made;
}

/* Copies for small L, where the registers hold a row of the square. */
static int64_t steps(const struct synchronised *s, struct synchronised_group *group,
                     int64_t steps, unsigned wanted, unsigned *learned) {
    switch (s->L) {
#if defined __AVX512F__
    case 1:
        return steps_of(s, 1, group, steps, wanted, learned);
    case 2:
        return steps_of(s, 2, group, steps, wanted, learned);
    case 3:
        return steps_of(s, 3, group, steps, wanted, learned);
    case 4:
        return steps_of(s, 4, group, steps, wanted, learned);
#endif
    default:
        return steps_of(s, s->L, group, steps, wanted, learned);
    }
}

static void draw_alone(const struct binomial_words *tables,
                       const uint32_t n[SYNCHRONISED_LANES],
                       struct random_small random[SYNCHRONISED_LANES],
                       uint32_t k[SYNCHRONISED_LANES]) {
    _Alignas(VECTOR_BYTES) uint32_t column[4][SYNCHRONISED_LANES], sizes[SYNCHRONISED_LANES];
    memcpy(sizes, n, sizeof sizes);
    for (int l = 0; l < SYNCHRONISED_LANES; l++)
        for (int w = 0; w < 4; w++)
            column[w][l] = random[l].s[w];
    for (int p = 0; p < PARTS; p++) {
        struct random_half_words of_lanes;
        for (int w = 0; w < 4; w++)
            of_lanes.s[w] = ((const vhalf *)column[w])[p];
        const vhalf drawn = draw_small(&of_lanes, tables, ((const vhalf *)sizes)[p]);
        memcpy(k + p * HALF_LANES, &drawn, sizeof drawn);
        for (int w = 0; w < 4; w++)
            ((vhalf *)column[w])[p] = of_lanes.s[w];
    }
    for (int l = 0; l < SYNCHRONISED_LANES; l++)
        for (int w = 0; w < 4; w++)
            random[l].s[w] = column[w][l];
}

extern const struct synchronised_kernels KERNELS;
const struct synchronised_kernels KERNELS = {steps, draw_alone};
