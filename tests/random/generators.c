/* Known answers of the vectorised generators. Built for every instruction set; skipped (77)
 * where the machine lacks the one that this copy was compiled for. */
#include <stdbool.h>

#include "random/random_lanes.h"
#include "unit.h"

/* The known answer of Random123 (kat_vectors: philox4x32 10) with the digits of pi as counter
 * and key. Its last counter word, 03707344, is purpose 3 and block 707344 in our layout. */
static void philox_known_answer(void **state) {
    (void)state;
    const uint32_t expected[4] = {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1};
    const struct random_stream stream = random_stream(0x299f31d0a4093822, 0x13198a2e);
    for (uint32_t place = 0; place < PHILOX_BLOCKS; place++) {
        const struct philox_lanes bits =
            philox_lanes(&stream, RANDOM_INPUTS, (int64_t)0x85a308d3243f6a88, 0x707344 - place);
        for (int k = 0; k < 4; k++)
            assert_int_equal((uint32_t)(bits.word[k][place % 8] >> (place / 8 * 32)),
                             expected[k]);
    }
}

/* All sixteen blocks against the scalar generator. */
static void philox_lanes_are_blocks(void **state) {
    (void)state;
    const struct random_stream stream = random_stream(0xfedcba9876543210, 4000000000);
    for (int64_t step = 0; step < 200; step++) {
        const int64_t at = step * step * 1000003 * 4096;
        const uint32_t first = (uint32_t)step * 7;
        const struct philox_lanes bits = philox_lanes(&stream, RANDOM_TIES, at, first);
        for (uint32_t place = 0; place < PHILOX_BLOCKS; place++) {
            const struct random_block block =
                random_block(&stream, RANDOM_TIES, at, first + place);
            for (int k = 0; k < 4; k++)
                assert_int_equal((uint32_t)(bits.word[k][place % 8] >> (place / 8 * 32)),
                                 block.word[k]);
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
        random.s[k] = lanes_of((uint64_t)k + 1);
    for (int j = 0; j < 10; j++) {
        const lanes next = random_lanes_next(&random);
        for (int l = 0; l < LANES; l++)
            assert_int_equal(next[l], expected[j]);
    }
}

/* The seeds are the blocks that the header says. */
static void seeds_are_blocks(void **state) {
    (void)state;
    const struct random_stream stream = random_stream(17, 4);
    const struct random_lanes random = random_lanes_seed(&stream, RANDOM_OCCUPANCY_LANES, 123);
    for (uint32_t l = 0; l < LANES; l++)
        for (uint32_t half = 0; half < 2; half++) {
            const struct random_block block =
                random_block(&stream, RANDOM_OCCUPANCY_LANES, 123, l + 8 * half);
            for (uint32_t k = 0; k < 2; k++)
                assert_int_equal(random.s[2 * half + k][l],
                                 block.word[2 * k] | (uint64_t)block.word[2 * k + 1] << 32);
        }
}

/* The words of vector.h that the compiler does not give. */
static void vector_words(void **state) {
    (void)state;
    const lanes a = {0, 1, 63, 64, 65, 0xffffffff, UINT64_MAX, 0x8000000000000001};
    const int ones[LANES] = {0, 1, 6, 1, 2, 32, 64, 2};
    const lanes shifted = lanes_shift_left(lanes_of(3), a);
    const lanes counted = lanes_popcount(a);
    const lanes product = lanes_multiply_halves(a, lanes_of(0xfffffffff));
    const lanes smaller = lanes_less(a, lanes_of(64));
    uint64_t sum = 0;
    for (int l = 0; l < LANES; l++) {
        assert_int_equal(shifted[l], a[l] < 64 ? (uint64_t)3 << a[l] : 0);
        assert_int_equal(counted[l], ones[l]);
        assert_int_equal(product[l], (a[l] & 0xffffffff) * 0xffffffff);
        assert_int_equal(smaller[l], (int64_t)a[l] < 64 ? UINT64_MAX : 0);
        sum += a[l];
    }
    assert_int_equal(lanes_sum(a), sum);
    assert_true(lanes_any(a));
    assert_false(lanes_any(lanes_of(0)));
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
        cmocka_unit_test(philox_known_answer),  cmocka_unit_test(philox_lanes_are_blocks),
        cmocka_unit_test(xoshiro_known_answer), cmocka_unit_test(seeds_are_blocks),
        cmocka_unit_test(vector_words),
    };
    return machine_has_it() ? cmocka_run_group_tests(tests, NULL, NULL) : 77;
}
