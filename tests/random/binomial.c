/* The binomial numbers against the exact distribution of GSL.
 *
 * Levels: each chi-square test rejects below p = 1e-6 and each mean or variance beyond five
 * standard errors (p = 6e-7); with some 120 tests on fixed seeds a correct sampler would have
 * been rejected with a probability of about 1e-4. */
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "physics/simulate/occupancy_kernels.h"
#include "physics/simulate/synchronised.h"
#include "random/binomial_any.h"
#include "random/binomial_rejection.h"
#include "random/binomial_words.h"
#include "unit.h"
#include "vector/layout.h"

static const double level = 1e-6;

/* ---- a histogram on bins of equal width -------------------------------------------------- */

enum { BINS = 400 };

/* Bins of `width` outcomes from `first` on; the outer two hold all beyond as well. */
struct histogram {
    int64_t n, first, width;
    double p;
    double count[BINS];
    double total, sum, sum_of_squares; /* of k - n p */
};

/* Ten standard deviations, in at most BINS bins. */
static struct histogram histogram_of_any(int64_t n, double p) {
    const double mean = (double)n * p, deviation = sqrt(mean * (1.0 - p));
    struct histogram h = {.n = n, .p = p};
    h.width = (int64_t)ceil(20.0 * deviation / (BINS - 4));
    h.width = h.width < 1 ? 1 : h.width;
    h.first = (int64_t)mean - h.width * (BINS / 2);
    return h;
}

static struct histogram histogram_of(int64_t n) {
    return histogram_of_any(n, 0.5);
}

static void add(struct histogram *h, uint64_t k) {
    assert_true(k <= (uint64_t)h->n);
    const int64_t bin = ((int64_t)k - h->first) / h->width;
    const double d = (double)k - h->p * (double)h->n;
    h->count[(int64_t)k < h->first ? 0 : bin >= BINS ? BINS - 1 : bin]++;
    h->total++;
    h->sum += d;
    h->sum_of_squares += d * d;
}

/* The probability of a bin, summed over its outcomes or, for many, from the cumulative
 * distribution. */
static double probability(const struct histogram *h, int bin) {
    const int64_t from = bin == 0 ? 0 : h->first + bin * h->width;
    const int64_t to = bin == BINS - 1 ? h->n : h->first + (bin + 1) * h->width - 1;
    if (to < 0 || from > h->n)
        return 0.0;
    const unsigned n = (unsigned)h->n, last = (unsigned)(to > h->n ? h->n : to);
    if (from <= 0)
        return gsl_cdf_binomial_P(last, h->p, n);
    if (h->width > 1)
        return gsl_cdf_binomial_P(last, h->p, n) -
               gsl_cdf_binomial_P((unsigned)from - 1, h->p, n);
    double sum = 0.0;
    for (unsigned k = (unsigned)from; k <= last && k <= (unsigned)from; k++)
        sum += gsl_ran_binomial_pdf(k, h->p, n);
    return sum;
}

/* Neighbouring bins are merged until 20 numbers are expected in each. */
static double chi_square_p(const struct histogram *h) {
    double chi_square = 0.0, expected = 0.0, counted = 0.0, expected_so_far = 0.0;
    int cells = 0;
    for (int bin = 0; bin < BINS; bin++) {
        expected += h->total * probability(h, bin);
        counted += h->count[bin];
        const double rest = h->total - expected_so_far - expected;
        if (bin < BINS - 1 && (expected < 20.0 || rest < 20.0))
            continue;
        if (expected > 0.0)
            chi_square += (counted - expected) * (counted - expected) / expected;
        cells += expected > 0.0;
        expected_so_far += expected;
        expected = counted = 0.0;
    }
    return cells > 1 ? gsl_cdf_chisq_Q(chi_square, cells - 1) : 1.0;
}

static void check(const struct histogram *h) {
    const double p = chi_square_p(h);
    if (p < level)
        print_error("n = %lld, p = %g: chi-square test gives p = %g\n", (long long)h->n, h->p,
                    p);
    assert_true(p >= level);
    /* Mean n p; variance v = n p q, whose estimate has the variance v (2 v + 1 - 6 p q) /
     * total. */
    const double v = (double)h->n * h->p * (1.0 - h->p), mean = h->sum / h->total;
    const double variance = h->sum_of_squares / h->total;
    assert_true(fabs(mean) <= 5.0 * sqrt(v / h->total));
    assert_true(fabs(variance - v) <=
                5.0 * sqrt(v * (2.0 * v + 1.0 - 6.0 * h->p * (1.0 - h->p)) / h->total) +
                    4e-9 * v);
}

/* ---- the kernel as the engine calls it --------------------------------------------------- */

enum { GROUPS = 4, ORBITS = (GROUPS + 1) * VECTOR_WORDS };

static struct binomial_sources sources;

/* Draws `steps` times for K units whose orbits have the sizes n[0 .. sizes - 1] in turn. */
static void draw_many(const int64_t n[], int sizes, int64_t steps, struct histogram h[]) {
    _Alignas(VECTOR_BYTES) uint64_t size[UNITS][ORBITS] = {{0}}, drawn[UNITS][ORBITS] = {{0}};
    const int used[UNITS] = {ORBITS, ORBITS, ORBITS};
    for (int i = 0; i < UNITS; i++)
        for (int c = VECTOR_WORDS; c < ORBITS; c++)
            size[i][c] = (uint64_t)n[(i * 5 + c) % sizes];
    const uint64_t *const sizes_of[UNITS] = {size[0], size[1], size[2]};
    uint64_t *const drawn_of[UNITS] = {drawn[0], drawn[1], drawn[2]};
    const struct random_stream stream = random_stream(99, n[0]);
    for (int64_t step = 1; step <= steps; step++) {
        occupancy_kernels()->draw(&sources, UNITS, &stream, step, used, sizes_of, drawn_of);
        for (int i = 0; i < UNITS; i++)
            for (int c = VECTOR_WORDS; c < ORBITS; c++)
                add(&h[(i * 5 + c) % sizes], drawn[i][c]);
    }
}

static int fill_tables(void **state) {
    (void)state;
    binomial_tables_init(&sources.tables);
    binomial_strips_init(&sources.strips);
    return 0;
}

/* Every n on both sides of each switch: counted bits up to 63, tables for the blocks, for 2048
 * and for 4096, strips from 8192 on. */
static void sizes_alone(void **state) {
    (void)state;
    const int64_t sizes[] = {
        1,    2,    3,     31,    62,    63,      64,        65,        127,  128,  129,
        447,  448,  511,   512,   513,   1000,    1983,      1984,      2047, 2048, 2049,
        3000, 4031, 4095,  4096,  4097,  6143,    6144,      6667,      8128, 8191, 8192,
        8193, 9999, 65535, 65536, 99999, 1234567, 100000000, 1000000000};
    for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) {
        struct histogram h = histogram_of(sizes[j]);
        draw_many(&sizes[j], 1, 2000, &h);
        check(&h);
    }
}

/* Neighbours in a group that take different ways. */
static void sizes_mixed(void **state) {
    (void)state;
    const int64_t sizes[] = {5000, 7, 64, 100000, 2048, 300, 8191, 8192, 1, 4096, 63};
    enum { SIZES = sizeof sizes / sizeof *sizes };
    struct histogram h[SIZES];
    for (int j = 0; j < SIZES; j++)
        h[j] = histogram_of(sizes[j]);
    draw_many(sizes, SIZES, 10000, h);
    for (int j = 0; j < SIZES; j++)
        check(&h[j]);
}

/* Empty orbits draw nothing. */
static void nothing_from_nothing(void **state) {
    (void)state;
    const int64_t none = 0;
    struct histogram h = histogram_of(1);
    draw_many(&none, 1, 100, &h);
    assert_true(h.count[(0 - h.first) / h.width] == h.total);
}

/* ---- after synchronisation --------------------------------------------------------------- */

static struct synchronised synchronised;

/* One unit that follows itself, of which all components are at (1, 1): a move of a step takes
 * to 0 those with the input -1. */
static uint32_t step_from_one(int64_t run, int64_t step, uint32_t n) {
    uint32_t numbers[5] = {0};
    const int one = synchronised_orbit(1, (struct weight_pair){1, 1});
    struct synchronised_run r = {.run = run, .step = step, .n = {numbers}};
    numbers[one] = n;
    synchronised_step(&synchronised, &r);
    assert_int_equal(numbers[0] + numbers[one], n);
    return numbers[0];
}

static void in_a_step(void **state) {
    (void)state;
    const int64_t sizes[] = {1,    2,    31,   32,   33,   63,    64,      1000,
                             2016, 2047, 2048, 2049, 4095, 4096,  6144,    6667,
                             8159, 8191, 8192, 8193, 9999, 65536, 1234567, 1000000000};
    const struct model model = {.seed = 3,
                                .protocol = {.K = 1, .rule = RULE_RANDOM_WALK},
                                .attack = {.machines = 1},
                                .L = 1};
    synchronised_init(&synchronised, &model);
    for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) {
        struct histogram h = histogram_of(sizes[j]);
        for (int64_t step = 1; step <= 50000; step++)
            add(&h, step_from_one(sizes[j], step, (uint32_t)sizes[j]));
        check(&h);
    }
}

static const uint32_t *table_of(const struct binomial_words *t, uint32_t n, int *width,
                                const uint32_t **rest) {
    const uint32_t h = n / BINOMIAL_HIGH_UNIT;
    *width = h ? BINOMIAL_HIGH_BUCKET_BITS : BINOMIAL_SMALL_BUCKET_BITS;
    const uint32_t begin = (h ? h : n / BINOMIAL_SMALL_UNIT) << *width;
    *rest = (h ? t->high_rest : t->small_rest) + begin;
    return (h ? t->high : t->small) + begin;
}

/* The tables are those of 64 bits in two halves, so that check_table holds for them. */
static void words_have_the_tables(void **state) {
    (void)state;
    static struct binomial_words words;
    uint64_t bucket[1 << BINOMIAL_HIGH_BUCKET_BITS];
    binomial_words_init(&words);
    for (uint32_t n = BINOMIAL_SMALL_UNIT; n < BINOMIAL_STRIPS_FROM;
         n += n < BINOMIAL_HIGH_UNIT ? BINOMIAL_SMALL_UNIT : BINOMIAL_HIGH_UNIT) {
        int width;
        const uint32_t *rest, *table = table_of(&words, n, &width, &rest);
        const uint32_t low = (1u << width) - 1;
        binomial_table_fill(bucket, n, width);
        for (uint32_t b = 0; b <= low; b++) {
            const uint64_t threshold = (uint64_t)(table[b] >> width) << 32 | rest[b];
            assert_true((threshold << width | (table[b] & low)) == bucket[b]);
        }
    }
}

/* A generator whose next word is this one. */
static struct random_small about_to_give(uint32_t word, uint32_t one, uint32_t two) {
    const struct random_small random = {{0, one, two, word >> 7 | word << 25}};
    struct random_small probe = random;
    assert_int_equal(random_small_next(&probe), word);
    return random;
}

/* Where a draw is the threshold, a second word decides: one by one, and beside lanes in which
 * it does not. */
static void ties_are_broken(void **state) {
    (void)state;
    static struct binomial_words words;
    uint32_t n[SYNCHRONISED_LANES], k[SYNCHRONISED_LANES], alone[SYNCHRONISED_LANES];
    struct random_small random[SYNCHRONISED_LANES], after[SYNCHRONISED_LANES];
    int of_own = 0, of_alias = 0;
    binomial_words_init(&words);
    for (uint32_t turn = 0; turn < 4000; turn++) {
        for (uint32_t l = 0; l < SYNCHRONISED_LANES; l++) {
            n[l] = (turn + l) % 4 ? 32 * (1 + (turn * 7 + l) % 63)
                                  : BINOMIAL_HIGH_UNIT * (1 + turn % 3);
            int width;
            const uint32_t *rest, *table = table_of(&words, n[l], &width, &rest);
            const uint32_t low = (1u << width) - 1, bucket = (turn * 37 + l * 101) & low;
            const uint32_t draw = (table[bucket] >> width) + (l % 3 == 2);
            after[l] = random[l] =
                about_to_give(draw << width | bucket, turn * 2654435761u, l * 40503u + 1);
            alone[l] = binomial_words_draw(&words, n[l], &after[l]);
            if (l % 3 == 2)
                continue;
            struct random_small probe = random[l];
            random_small_next(&probe);
            const bool own = random_small_next(&probe) < rest[bucket];
            const uint32_t outcome = own ? bucket : table[bucket] & low;
            assert_int_equal(alone[l], n[l] / 2 + outcome - (1u << (width - 1)));
            assert_memory_equal(&after[l], &probe, sizeof probe);
            of_own += own, of_alias += !own;
        }
        synchronised_kernels()->draw(&words, n, random, k);
        assert_memory_equal(k, alone, sizeof k);
        assert_memory_equal(random, after, sizeof random);
    }
    assert_true(of_own > 1000 && of_alias > 1000);
}

/* ---- tables ------------------------------------------------------------------------------ */

/* What an alias table gives its outcomes, taken apart again: the exact probabilities. */
static void check_table(uint32_t n, int bucket_bits) {
    const int buckets = 1 << bucket_bits;
    uint64_t bucket[1 << 10];
    double share[1 << 10] = {0};
    binomial_table_fill(bucket, n, bucket_bits);
    for (int b = 0; b < buckets; b++) {
        const double kept = ldexp((double)(bucket[b] >> bucket_bits), bucket_bits - 64);
        share[b] += kept / buckets;
        share[bucket[b] % (unsigned)buckets] += (1.0 - kept) / buckets;
    }
    long double exact = 1.0L, sum = 1.0L; /* relative to the central outcome */
    for (uint32_t d = 1; d <= n / 2; d++)
        sum += 2.0L * (exact *= (long double)(n / 2 - d + 1) / (n / 2 + d));
    exact = 1.0L / sum;
    assert_true(fabs(share[buckets / 2] - (double)exact) <= 1e-14);
    for (uint32_t d = 1; d < (uint32_t)buckets / 2; d++) {
        exact *= d <= n / 2 ? (long double)(n / 2 - d + 1) / (n / 2 + d) : 0.0L;
        assert_true(fabs(share[buckets / 2 + d] - (double)exact) <=
                    1e-14 * (double)exact + 1e-18);
        assert_true(fabs(share[buckets / 2 - d] - (double)exact) <=
                    1e-14 * (double)exact + 1e-18);
    }
}

static void tables_are_exact(void **state) {
    (void)state;
    for (uint32_t a = 1; a < BINOMIAL_BLOCKS; a++)
        check_table(a * BINOMIAL_BLOCK, BINOMIAL_BLOCK_BUCKET_BITS);
    check_table(2048, BINOMIAL_2048_BUCKET_BITS);
    check_table(4096, BINOMIAL_4096_BUCKET_BITS);
    for (uint32_t n = BINOMIAL_SMALL_UNIT; n < BINOMIAL_HIGH_UNIT; n += BINOMIAL_SMALL_UNIT)
        check_table(n, BINOMIAL_SMALL_BUCKET_BITS);
    for (uint32_t n = BINOMIAL_HIGH_UNIT; n < BINOMIAL_STRIPS_FROM; n += BINOMIAL_HIGH_UNIT)
        check_table(n, BINOMIAL_HIGH_BUCKET_BITS);
}

/* ---- strips ------------------------------------------------------------------------------ */

/* The hat is above the distribution and the squeeze below it, in every strip and for every k
 * that a point of the strip is rounded to. */
static void strips_bound_the_distribution(void **state) {
    (void)state;
    const int64_t sizes[] = {8192, 8193, 8200, 10001, 100000, 1000001};
    for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) {
        const int64_t n = sizes[j];
        const double sigma = 0.5 * sqrt((double)n);
        for (int c = 0; c < BINOMIAL_STRIPS; c++) {
            const double z = (c - BINOMIAL_STRIPS / 2) * BINOMIAL_STRIP_WIDTH;
            const int64_t first = llrint(0.5 * (double)n + sigma * z);
            const int64_t last = llrint(0.5 * (double)n + sigma * (z + BINOMIAL_STRIP_WIDTH));
            for (int64_t k = first; k <= last; k++) {
                const double ratio = exp(binomial_log_ratio(n, k));
                assert_true(ratio <= sources.strips.hat[c]);
                assert_true(ratio >= sources.strips.squeeze[c] * sources.strips.hat[c]);
            }
        }
    }
}

/* ---- rejection --------------------------------------------------------------------------- */

struct words {
    struct random_stream stream;
    int64_t next;
};

static uint64_t next_word(void *source) {
    struct words *words = source;
    const struct random_block block = random_block(&words->stream, 77, words->next++, 0);
    return (uint64_t)block.word[0] << 32 | block.word[1];
}

/* From the smallest n that the method is stated for. */
static void rejection_alone(void **state) {
    (void)state;
    const int64_t sizes[] = {4096, 4097, 8192, 30001, 1000000, 2147483647};
    for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) {
        struct histogram h = histogram_of(sizes[j]);
        struct words words = {random_stream(5, sizes[j]), 0};
        for (int t = 0; t < 200000; t++)
            add(&h, binomial_rejection(sizes[j], next_word, &words));
        check(&h);
        assert_true(words.next < 2 * 1.25 * 200000); /* candidates a number */
    }
}

/* ---- any p ------------------------------------------------------------------------------- */

/* On either side of the switch from inversion to rejection, few factors and many, and the
 * probabilities of the starts: 1 / (2 L + 1)^3. */
static void any_p(void **state) {
    (void)state;
    static const struct {
        int64_t n;
        double p;
    } of[] = {{1, 0.5},
              {27, 0.5},
              {28, 0.5},
              {7, 1.0 / 27},
              {4801, 1.0 / 343},
              {4802, 1.0 / 343},
              {100, 0.31},
              {10000, 1.0 / 343},
              {10000, 1.0 / 27},
              {1000000, 1.0 / 3},
              {1000000, 1.0 / 4913},
              {1000000000, 0.5},
              {1000000000, 1.0 / 27},
              {2147483647, 1.0 / 4913}};
    for (size_t j = 0; j < sizeof of / sizeof *of; j++) {
        struct histogram h = histogram_of_any(of[j].n, of[j].p);
        const struct random_stream stream = random_stream(6, (int64_t)j);
        struct random_words words = random_words(&stream, RANDOM_OCCUPANCY_START, 0);
        for (int t = 0; t < 200000; t++)
            add(&h, (uint64_t)binomial_any(of[j].n, of[j].p, &words));
        check(&h);
    }
    struct random_words none = {0};
    assert_int_equal(binomial_any(0, 0.5, &none), 0);
    assert_int_equal(none.block, 0);
}

static unsigned long no_integer(void *source) {
    (void)source;
    fail_msg("GSL wants an integer");
    return 0;
}

static double uniform_of_words(void *source) {
    return random_words_uniform(source);
}

/* GSL's generator of the same method makes the same numbers of the same words. Where rounding
 * decides the two may differ: for n = 10^9 the logarithms of GSL are off by 1e-7, which would
 * be seen in one case of this test in 10^4. Only so far as deviations stay below 46341, whose
 * square overflows in GSL (2.7); it accepts what it should not there. */
static void any_p_is_that_of_gsl(void **state) {
    (void)state;
    static const gsl_rng_type type = {.name = "words",
                                      .max = UINT32_MAX,
                                      .size = sizeof(struct random_words),
                                      .get = no_integer,
                                      .get_double = uniform_of_words};
    static const int64_t sizes[] = {1, 13, 30, 100, 1000, 9999, 1000000, 40000000, 1000000000};
    static const double ps[] = {0.5, 0.31, 1.0 / 27, 1.0 / 343, 1.0 / 4913};
    for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++)
        for (size_t i = 0; i < sizeof ps / sizeof *ps; i++) {
            if (sqrt((double)sizes[j] * ps[i]) > 46341.0 / 7.0)
                continue;
            const struct random_stream stream = random_stream((uint64_t)j, (int64_t)i);
            struct random_words ours = random_words(&stream, RANDOM_OCCUPANCY_START, 0);
            struct random_words theirs = ours;
            gsl_rng rng = {&type, &theirs};
            for (int t = 0; t < 30000; t++)
                assert_int_equal(binomial_any(sizes[j], ps[i], &ours),
                                 gsl_ran_binomial(&rng, ps[i], (unsigned)sizes[j]));
            assert_int_equal(ours.block, theirs.block);
        }
}

/* ---- logarithms ----------------------------------------------------------------------------
 */

/* ln C(n, k) / C(n, m) as a sum of ln((n - j) / (j + 1)), of which rounding leaves 1e-11. */
static void density_ratio(void **state) {
    (void)state;
    const int64_t sizes[] = {4096, 4097, 10001, 1000000};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        const int64_t n = sizes[s], mode = (n + 1) / 2;
        double sum = 0.0;
        for (int64_t k = mode; k < mode + 500; k++) {
            assert_true(fabs(binomial_log_ratio(n, k) - sum) < 1e-11);
            assert_true(fabs(binomial_log_ratio(n, n - k) - sum) < 1e-11);
            sum += log((double)(n - k) / (double)(k + 1));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_exact),
        cmocka_unit_test(strips_bound_the_distribution),
        cmocka_unit_test(density_ratio),
        cmocka_unit_test(sizes_alone),
        cmocka_unit_test(sizes_mixed),
        cmocka_unit_test(rejection_alone),
        cmocka_unit_test(nothing_from_nothing),
        cmocka_unit_test(any_p),
        cmocka_unit_test(any_p_is_that_of_gsl),
        cmocka_unit_test(in_a_step),
        cmocka_unit_test(words_have_the_tables),
        cmocka_unit_test(ties_are_broken),
    };
    return cmocka_run_group_tests(tests, fill_tables, NULL);
}
