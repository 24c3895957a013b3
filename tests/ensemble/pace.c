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
    assert_int_equal(pace_steps(64, 0.001, false), 128);
    assert_int_equal(pace_steps(64, 0.001, true), 64); /* cut short, tells nothing */
    assert_int_equal(pace_steps(64, 0.01, false), 64);
    assert_int_equal(pace_steps(64, 0.03, true), 32);
    assert_int_equal(pace_steps(1, 5.0, false), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_leave_runs_to_be_dealt),
        cmocka_unit_test(calls_take_a_part_of_a_slice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
