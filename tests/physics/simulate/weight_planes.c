/* `weights`, in bit planes, has the random numbers of `weights-plain` and must therefore give
 * the same outcomes and the same overlaps, to the last bit, at every step. */
#include "trajectory.h"
#include "unit.h"

static void compare(const struct model *model, int64_t runs) {
    for (int64_t run = 0; run < runs; run++) {
        struct trajectory plain = run_observed("weights-plain", model, run, 1000);
        struct trajectory fast = run_observed("weights", model, run, 1000);
        assert_same_trajectory(&plain, &fast);
        trajectory_free(&plain);
        trajectory_free(&fast);
    }
}

/* Sizes around those of a random block and of a batch of sixteen blocks. */
static void sizes_and_weights(void **state) {
    (void)state;
    const int64_t sizes[] = {10, 127, 128, 129, 1000, 2047, 2049};
    for (int L = 1; L <= 5; L++)
        for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) {
            struct model model = simulate_model(L, sizes[j]);
            model.max_steps = 600;
            compare(&model, 2);
        }
}

static void to_the_end(void **state) {
    (void)state;
    for (int L = 1; L <= 2; L++) {
        const struct model model = simulate_model(L, 300);
        compare(&model, 10);
    }
}

static void large_weights(void **state) {
    (void)state;
    const int values[] = {7, 8, 15, 16};
    for (size_t j = 0; j < sizeof values / sizeof *values; j++) {
        struct model model = simulate_model(values[j], 200);
        model.max_steps = 300;
        model.initial = values[j] / 2;
        compare(&model, 1);
    }
}

static void every_rule(void **state) {
    (void)state;
    for (enum ties ties = TIES_ODD; ties <= TIES_RANDOM; ties++)
        for (enum until until = UNTIL_BOTH; until <= UNTIL_LEARN; until++)
            for (int attacker = 0; attacker < 2; attacker++) {
                struct model model = simulate_model(2, 50); /* small: fields vanish often */
                model.protocol.ties = ties;
                model.until = until;
                model.attacker = attacker;
                model.max_steps = 2000;
                compare(&model, 3);
            }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_and_weights),
        cmocka_unit_test(to_the_end),
        cmocka_unit_test(large_weights),
        cmocka_unit_test(every_rule),
    };
    return run_unit_tests(tests, argc, argv);
}
