/* How many runs a rank holds side by side, and how long it computes before it looks up. */
#include "unit.h"

#include "ensemble/pace.h"

static void lanes_leave_runs_to_be_dealt(void **state) {
    (void)state;
    assert_int_equal(pace_lanes(2000, 1, 256), 256);
    assert_int_equal(pace_lanes(2000, 8, 256), 125);  /* half of 250 */
    assert_int_equal(pace_lanes(2000, 32, 256), 48);  /* half of 63 would leave slots empty */
    assert_int_equal(pace_lanes(2000, 128, 256), 16); /* all that there are */
    assert_int_equal(pace_lanes(2000, 10000, 256), 1);
    assert_int_equal(pace_lanes(INT64_C(1) << 40, 1, 256), 256);
    assert_int_equal(pace_lanes(2000, 2, 1), 1);
}

static void calls_take_a_part_of_a_slice(void **state) {
    (void)state;
    assert_int_equal(pace_steps(64, 0.001, 256, 0), 128);
    assert_int_equal(pace_steps(64, 0.01, 256, 0), 64);
    assert_int_equal(pace_steps(64, 0.03, 256, 256), 32);
    assert_int_equal(pace_steps(1, 5.0, 256, 0), 1);
}

/* With runs that end in nearly every call, and with one that goes on alone. */
static void calls_that_are_cut_short(void **state) {
    (void)state;
    assert_int_equal(pace_steps(64, 0.001, 256, 50), 128);
    assert_int_equal(pace_steps(64, 0.001, 256, 240), 64); /* a whole one: 16 ms */
    assert_int_equal(pace_steps(64, 0.001, 256, 256), 64);
    assert_int_equal(pace_steps(64, 0.001, 1, 1), 64);
    assert_int_equal(pace_steps(64, 0.001, 1, 0), 128);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_leave_runs_to_be_dealt),
        cmocka_unit_test(calls_take_a_part_of_a_slice),
        cmocka_unit_test(calls_that_are_cut_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
