/* Known answers of the vectorised generators, and of the words that they are made of. Built for
 * every instruction set; skipped (77) where the machine lacks the one that this copy was
 * compiled for. */
#include <stdbool.h>

#include "random/random_lanes.h"
#include "unit.h"

/* LANES blocks from `first` on. */
static struct vector_block blocks(const struct random_stream *stream,
                                  enum random_purpose purpose, int64_t step, uint32_t first) {
    const struct vector_keys keys = vector_keys_of(stream);
    struct vector_block block;
    stream_blocks(stream, &keys, purpose, step, 1, &first, &block);
    return block;
}

/* The known answer of Random123 (kat_vectors: philox4x32 10) with the digits of pi as counter
 * and key. Its last counter word, 03707344, is purpose 3 and block 707344 in our layout. */
static void philox_known_answer(void **state) {
    (void)state;
    const uint32_t expected[4] = {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1};
    const struct random_stream stream = random_stream(0x299f31d0a4093822, 0x13198a2e);
    for (uint32_t lane = 0; lane < LANES; lane++) {
        const struct vector_block bits =
            blocks(&stream, RANDOM_INPUTS, (int64_t)0x85a308d3243f6a88, 0x707344 - lane);
        for (int k = 0; k < 4; k++)
            assert_int_equal((uint32_t)bits.word[k][lane], expected[k]);
    }
}

/* Several registers of blocks at a time, and their bits, against the scalar generator. */
static void lanes_are_blocks(void **state) {
    (void)state;
    enum { TOGETHER = 3 };
    const struct random_stream stream = random_stream(0xfedcba9876543210, 4000000000);
    const struct vector_keys keys = vector_keys_of(&stream);
    for (int64_t step = 0; step < 200; step++) {
        const int64_t at = step * step * 1000003 * 4096;
        const uint32_t first[TOGETHER] = {(uint32_t)step * 7, 0, (uint32_t)step + 1000};
        struct vector_block bits[TOGETHER];
        stream_blocks(&stream, &keys, RANDOM_TIES, at, TOGETHER, first, bits);
        for (uint32_t n = 0; n < TOGETHER * LANES; n++) {
            const struct random_block block =
                random_block(&stream, RANDOM_TIES, at, first[n / LANES] + n % LANES);
            for (int k = 0; k < 4; k += 2)
                assert_int_equal(bits_of_block(&bits[n / LANES], k)[n % LANES],
                                 block.word[k] | (uint64_t)block.word[k + 1] << 32);
        }
    }
}

/* The first ten numbers of the authors' xoshiro256plusplus.c (prng.di.unimi.it) from the state
 * 1, 2, 3, 4, as the test suites of rand_xoshiro and others have them. */
static void xoshiro_known_answer(void **state) {
    (void)state;
    const uint64_t expected[10] = {41943041,
                                   58720359,
                                   3588806011781223,
                                   3591011842654386,
                                   9228616714210784205U,
                                   9973669472204895162U,
                                   14011001112246962877U,
                                   12406186145184390807U,
                                   15849039046786891736U,
                                   10450023813501588000U};
    struct random_lanes random;
    for (int k = 0; k < 4; k++)
        random.s[k] = word_all((uint64_t)k + 1);
    for (int j = 0; j < 10; j++) {
        const vword next = random_lanes_next(&random);
        for (int l = 0; l < LANES; l++)
            assert_int_equal(next[l], expected[j]);
    }
}

/* The seeds are the blocks that the header says. */
static void seeds_are_blocks(void **state) {
    (void)state;
    const struct random_stream stream = random_stream(17, 4);
    struct random_lanes random[REGISTERS];
    random_lanes_seed(&stream, RANDOM_OCCUPANCY_LANES, 123, random);
    for (uint32_t l = 0; l < VECTOR_WORDS; l++)
        for (uint32_t half = 0; half < 2; half++) {
            const struct random_block block =
                random_block(&stream, RANDOM_OCCUPANCY_LANES, 123, l + 8 * half);
            for (uint32_t k = 0; k < 2; k++)
                assert_int_equal(random[l / LANES].s[2 * half + k][l % LANES],
                                 block.word[2 * k] | (uint64_t)block.word[2 * k + 1] << 32);
        }
}

/* ---- the words of simd.h and words.h that the compiler does not give --------------------- */

static const uint64_t some_words[VECTOR_WORDS] __attribute__((aligned(VECTOR_BYTES))) = {
    0, 1, 63, 64, 65, 0xffffffff, UINT64_MAX, 0x8000000000000001};

static void words_one_by_one(void **state) {
    (void)state;
    const uint64_t *a = some_words;
    const int ones[VECTOR_WORDS] = {0, 1, 6, 1, 2, 32, 64, 2};
    for (int p = 0; p < VECTOR_WORDS; p += LANES) {
        const vword w = load_words(a + p);
        const vword shifted = shift_left(word_all(3), w), counted = popcount(w);
        const vword product = multiply_low(w, word_all(0xfffffffff));
        const vword smaller = word_of_mask(less_word(w & INT64_MAX, word_all(64)));
        const vword odd = word_of_mask(has_bits(w, 1)), numbers = words_from(5);
        const vword found = gather(some_words, numbers % VECTOR_WORDS);
        for (int l = 0; l < LANES; l++) {
            assert_int_equal(shifted[l], a[p + l] < 64 ? (uint64_t)3 << a[p + l] : 0);
            assert_int_equal(counted[l], ones[p + l]);
            assert_int_equal(product[l], (a[p + l] & 0xffffffff) * 0xffffffff);
            assert_int_equal(smaller[l], (a[p + l] & INT64_MAX) < 64 ? UINT64_MAX : 0);
            assert_int_equal(odd[l], a[p + l] % 2 ? UINT64_MAX : 0);
            assert_int_equal(numbers[l], 5 + l);
            assert_int_equal(found[l], a[(5 + l) % VECTOR_WORDS]);
        }
    }
}

static void signed_products(void **state) {
    (void)state;
    const int64_t factor[4] = {-3, INT32_MAX, INT32_MIN, 0};
    for (int k = 0; k < 4; k++)
        for (int m = 0; m < 4; m++) {
            const vword product =
                multiply_signed(word_all((uint64_t)factor[k]), word_all((uint64_t)factor[m]));
            for (int l = 0; l < LANES; l++)
                assert_int_equal(product[l], factor[k] * factor[m]);
        }
}

/* As many counts as may be added up, of the most ones that there can be. */
static void counts_do_not_overflow(void **state) {
    (void)state;
    vword counts = word_all(0);
    for (int n = 0; n < COUNTS_MAX; n++)
        counts += count_ones(word_all(UINT64_MAX));
    const vword sum = sum_counts(counts);
    for (int l = 0; l < LANES; l++)
        assert_int_equal(sum[l], COUNTS_MAX * WORD_BITS);
}

static void sums_and_any(void **state) {
    (void)state;
    vword row[8], a[REGISTERS], b[REGISTERS], both[REGISTERS];
    int64_t sum[8];
    for (unsigned n = 0; n < 8; n++)
        row[n] = words_from(10u * n) * words_from(n);
    sums_of_words(row, sum);
    for (unsigned n = 0; n < 8; n++) {
        uint64_t expected = 0;
        for (int l = 0; l < LANES; l++)
            expected += row[n][l];
        assert_int_equal(sum[n], expected);
        assert_int_equal(sum_of_words(row[n]), expected);
    }
    for (unsigned p = 0; p < REGISTERS; p++) {
        a[p] = words_from(p * LANES);
        b[p] = words_from(100 + p * LANES);
    }
    join_halves(a, b, both);
    for (int l = 0; l < VECTOR_WORDS; l++)
        assert_int_equal(both[l / LANES][l % LANES], l < 4 ? l : 100 + l - 4);
    for (int l = 0; l < LANES; l++) {
        vword one = word_all(0);
        assert_false(any_word(one));
        one[l] = UINT64_C(1) << (8 * l);
        assert_true(any_word(one));
        assert_true(any(has_bits(one, one[l])));
        assert_false(any(has_bits(one, ~one[l])));
    }
}

static bool machine_has_it(void) {
#if defined __AVX512VPOPCNTDQ__
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vpopcntdq") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#elif defined __AVX2__
    return __builtin_cpu_supports("avx2");
#else
    return true;
#endif
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_known_answer),    cmocka_unit_test(lanes_are_blocks),
        cmocka_unit_test(xoshiro_known_answer),   cmocka_unit_test(seeds_are_blocks),
        cmocka_unit_test(words_one_by_one),       cmocka_unit_test(signed_products),
        cmocka_unit_test(counts_do_not_overflow), cmocka_unit_test(sums_and_any),

    };
    return machine_has_it() ? cmocka_run_group_tests(tests, NULL, NULL) : 77;
}
