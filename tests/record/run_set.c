/* The set of runs that need not be dealt, against a plain array. */
#include "unit.h"

#include <stdlib.h>

#include "record/run_set.h"

static const int64_t sizes[] = {1, 63, 64, 65, 128, 1000};
enum { SIZES = sizeof sizes / sizeof *sizes };

static int64_t plain_next(const bool in[], int64_t runs, int64_t from) {
    while (from < runs && in[from])
        from++;
    return from < runs ? from : runs;
}

static void expect_same(const struct run_set *set, const bool in[], int64_t runs) {
    int64_t count = 0;
    for (int64_t r = 0; r < runs; r++)
        count += in[r];
    assert_int_equal(run_set_count(set), count);
    for (int64_t from = 0; from <= runs + 70; from++)
        assert_int_equal(run_set_next_missing(set, from), plain_next(in, runs, from));
}

static void against_a_plain_array(void **state) {
    (void)state;
    for (int i = 0; i < SIZES; i++) {
        const int64_t runs = sizes[i];
        struct run_set set;
        bool *in = calloc((size_t)runs, sizeof *in);
        assert_true(run_set_init(&set, runs));
        expect_same(&set, in, runs);
        run_set_add(&set, runs - 1);
        run_set_remove(&set, runs - 1);
        expect_same(&set, in, runs);
        for (int64_t k = 0; k < runs; k++) { /* all, in an order of its own */
            const int64_t run = (k * 397 + 5) % runs;
            assert_int_equal(run_set_add(&set, run), !in[run]);
            in[run] = true;
            assert_false(run_set_add(&set, run));
            if (k % 37 == 0 || k == runs - 1)
                expect_same(&set, in, runs);
            if (k % 5 == 0) {
                run_set_remove(&set, run);
                assert_true(run_set_add(&set, run));
            }
        }
        free(in);
        run_set_free(&set);
    }
}

static void what_is_no_run(void **state) {
    (void)state;
    struct run_set set;
    assert_true(run_set_init(&set, 65));
    assert_false(run_set_add(&set, -1));
    assert_false(run_set_add(&set, 65));
    assert_false(run_set_add(&set, 127));
    assert_false(run_set_add(&set, INT64_MAX));
    assert_false(run_set_add(&set, INT64_MIN));
    assert_int_equal(run_set_count(&set), 0);
    run_set_free(&set);
    run_set_free(&set);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_a_plain_array),
        cmocka_unit_test(what_is_no_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
