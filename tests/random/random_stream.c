#include "unit.h"

#include <stdlib.h>

#include "random/random_small.h"

/* The vectors that are published with Random123, through our own counter layout. */
static void known_answers(void **state) {
    (void)state;
    FILE *file = fopen(DATA_DIRECTORY "/philox4x32-10.txt", "r");
    assert_non_null(file);
    char line[256];
    int vectors = 0;
    while (fgets(line, sizeof line, file)) {
        uint32_t w[10];
        if (line[0] == '#')
            continue;
        assert_int_equal(sscanf(line, "%x %x %x %x %x %x %x %x %x %x", &w[0], &w[1], &w[2],
                                &w[3], &w[4], &w[5], &w[6], &w[7], &w[8], &w[9]),
                         10);
        const struct random_stream stream = random_stream((uint64_t)w[5] << 32 | w[4], w[2]);
        const struct random_block block =
            random_block(&stream, (enum random_purpose)(w[3] >> 24),
                         (int64_t)((uint64_t)w[1] << 32 | w[0]), w[3] & 0xffffff);
        for (int i = 0; i < 4; i++)
            assert_int_equal(block.word[i], w[6 + i]);
        vectors++;
    }
    fclose(file);
    assert_int_equal(vectors, 3);
}

/* Each part of the address changes the draw. */
static void every_part_of_the_address_matters(void **state) {
    (void)state;
    const struct random_stream stream = random_stream(1, 7), seed = random_stream(2, 7),
                               high_seed = random_stream(1 + (UINT64_C(1) << 32), 7),
                               run = random_stream(1, 8);
    const uint32_t base = random_block(&stream, RANDOM_ITERATE, 5, 0).word[0];
    assert_int_not_equal(base, random_block(&seed, RANDOM_ITERATE, 5, 0).word[0]);
    assert_int_not_equal(base, random_block(&high_seed, RANDOM_ITERATE, 5, 0).word[0]);
    assert_int_not_equal(base, random_block(&run, RANDOM_ITERATE, 5, 0).word[0]);
    assert_int_not_equal(base, random_block(&stream, RANDOM_INPUTS, 5, 0).word[0]);
    assert_int_not_equal(base, random_block(&stream, RANDOM_ITERATE, 6, 0).word[0]);
    assert_int_not_equal(
        base, random_block(&stream, RANDOM_ITERATE, 5 + (INT64_C(1) << 32), 0).word[0]);
    assert_int_not_equal(base, random_block(&stream, RANDOM_ITERATE, 5, 1).word[0]);
}

/* What the reference implementation of xoshiro128++ gives from the state 1, 2, 3, 4. */
static void small_generator(void **state) {
    (void)state;
    static const uint32_t known[] = {641,        1573767,    3222811527, 3517856514, 836907274,
                                     4247214768, 3867114732, 1355841295, 495546011,  621204420};
    struct random_small random = {{1, 2, 3, 4}};
    for (size_t j = 0; j < sizeof known / sizeof *known; j++)
        assert_int_equal(random_small_next(&random), known[j]);
}

static void uniform_is_inside_the_open_interval(void **state) {
    (void)state;
    assert_true(random_uniform(0) == 0x1p-33);
    assert_true(random_uniform(UINT32_MAX) == 1.0 - 0x1p-33);
    assert_true(random_uniform(0x80000000) == 0.5 + 0x1p-33);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(every_part_of_the_address_matters),
        cmocka_unit_test(small_generator),
        cmocka_unit_test(uniform_is_inside_the_open_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
