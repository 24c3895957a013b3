/* The same bits on every instruction set, and however the steps are cut into calls. */
#include <stdlib.h>

#include "trajectory.h"
#include "unit.h"
#include "vector/instruction_set.h"

static struct trajectory run_with(enum instruction_set set, const char *method,
                                  const struct model *model, int64_t stretch) {
    assert_int_equal(setenv("TPMSYNC_ISA", instruction_set_name(set), 1), 0);
    return run_observed(method, model, 3, stretch);
}

static void compare_sets(const char *method, const struct model *model) {
    struct trajectory baseline = run_with(ISA_BASELINE, method, model, 1000000);
    for (enum instruction_set set = ISA_AVX2; set < INSTRUCTION_SETS; set++) {
        struct trajectory other = run_with(set, method, model, 37);
        assert_same_trajectory(&baseline, &other);
        trajectory_free(&other);
    }
    trajectory_free(&baseline);
}

/* N so that small orbits, tables and rejection all occur. */
static void occupancy(void **state) {
    (void)state;
    const int64_t sizes[] = {10, 1000, 30000, 1000000000};
    for (int L = 1; L <= 4; L++)
        for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) {
            struct model model = simulate_model(L, sizes[j]);
            model.max_steps = 2000;
            compare_sets("occupancy", &model);
        }
}

static void weights(void **state) {
    (void)state;
    for (int L = 1; L <= 5; L++) {
        struct model model = simulate_model(L, 2500);
        model.max_steps = 500;
        compare_sets("weights", &model);
    }
}

static void cut_into_single_steps(void **state) {
    (void)state;
    const char *const methods[] = {"weights", "occupancy", "occupancy-plain"};
    for (size_t j = 0; j < sizeof methods / sizeof *methods; j++) {
        const struct model model = simulate_model(1, 500);
        struct trajectory whole = run_observed(methods[j], &model, 1, 1000000);
        struct trajectory single = run_observed(methods[j], &model, 1, 1);
        assert_same_trajectory(&whole, &single);
        trajectory_free(&whole);
        trajectory_free(&single);
    }
}

/* A worker that has run before gives what a new one gives. */
static void runs_leave_no_trace(void **state) {
    (void)state;
    const char *const methods[] = {"weights", "occupancy", "occupancy-plain"};
    for (size_t j = 0; j < sizeof methods / sizeof *methods; j++) {
        const struct model model = simulate_model(2, 100);
        struct outcome all[5], one;
        run_outcomes(methods[j], &model, 0, 5, all);
        for (int run = 4; run >= 0; run--) {
            run_outcomes(methods[j], &model, run, 1, &one);
            assert_memory_equal(&one, &all[run], sizeof one);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(occupancy),
        cmocka_unit_test(weights),
        cmocka_unit_test(cut_into_single_steps),
        cmocka_unit_test(runs_leave_no_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
