#include "unit.h"

#include "physics/model/overlap.h"

/* arccos(1 - gap) in long double, by arcsin, which does not cancel. */
static double mismatch_by_libm(double gap) {
    return (double)(2.0L * asinl(sqrtl((long double)gap / 2.0L)) / 3.14159265358979323846264L);
}

static void agrees_with_arccos_at_both_ends(void **state) {
    (void)state;
    for (double gap = 1e-30; gap <= 1.0; gap *= 1.07) {
        const struct overlap near_one = {gap, 2.0 - gap}, near_minus_one = {2.0 - gap, gap};
        const double expected = mismatch_by_libm(gap);
        assert_close(overlap_mismatch(near_one) / expected, 1.0, 1e-15);
        assert_close(overlap_mismatch(near_minus_one), 1.0 - expected, 2.3e-16);
    }
}

static void special_values(void **state) {
    (void)state;
    assert_true(overlap_mismatch((struct overlap){0.0, 2.0}) == 0.0);
    assert_true(overlap_mismatch((struct overlap){2.0, 0.0}) == 1.0);
    assert_close(overlap_mismatch((struct overlap){1.0, 1.0}), 0.5, 1.2e-16);
    assert_close(overlap_mismatch((struct overlap){0.5, 1.5}), 1.0 / 3.0, 1.2e-16);
    assert_true(overlap_rho((struct overlap){0.25, 1.75}) == 0.75);
    assert_true(overlap_rho((struct overlap){1.75, 0.25}) == -0.75);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_arccos_at_both_ends),
        cmocka_unit_test(special_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
