/* What a spherical unit must keep to, but for its drift. */
#include "spherical_machines.h"

/* Components beyond N stay 0, and inputs there are not looked at. */
static void test_padding(void **state) {
    (void)state;
    static const int64_t sizes[] = {1, 10, 127, 128, 129, 1000};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct machines machines;
        machines_begin(&machines, sizes[s], 3.0);
        for (int64_t step = 1; step <= 300; step++) {
            machines_step(&machines, step);
            for (int i = 0; i < UNITS; i++)
                if (machines.unit[i].stale)
                    spherical_unit_renew(&machines.unit[i]);
        }
        for (int i = 0; i < UNITS; i++) {
            spherical_unit_settle(&machines.unit[i]);
            for (int64_t j = sizes[s]; j < machines.unit[i].padded; j++)
                assert_true(machines.unit[i].vector[MACHINE_A][j] == 0.0f);
        }
        machines_end(&machines);
    }
}

/* The overlap of exactly opposite and exactly equal vectors is exact at that end, and within
 * rounding of 2 at the other. */
static void test_overlap_at_the_ends(void **state) {
    (void)state;
    struct machines machines;
    machines_begin(&machines, 777, 3.0);
    struct spherical_unit *unit = &machines.unit[0];
    for (int64_t j = 0; j < 777; j++) {
        unit->vector[MACHINE_B][j] = -4.0f * unit->vector[MACHINE_A][j];
        unit->vector[MACHINE_O][j] = 0.5f * unit->vector[MACHINE_A][j];
    }
    spherical_unit_renew(unit);
    const struct overlap ab = spherical_unit_overlap(unit, MACHINE_B);
    const struct overlap ao = spherical_unit_overlap(unit, MACHINE_O);
    assert_true(ab.one_plus == 0.0 && fabs(ab.one_minus - 2.0) < 1e-12);
    assert_true(ao.one_minus == 0.0 && fabs(ao.one_plus - 2.0) < 1e-12);
    machines_end(&machines);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_padding),
        cmocka_unit_test(test_overlap_at_the_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
