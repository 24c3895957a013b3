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

/* The steps after a call of 64 of 256 runs. */
static int64_t steps_after(double seconds, int ended, int64_t longest) {
    const struct call call = {
        .steps = 64, .seconds = seconds, .runs = 256, .ended = ended, .longest = longest};
    return pace_steps(&call);
}

static void calls_take_a_part_of_a_slice(void **state) {
    (void)state;
    assert_int_equal(steps_after(0.001, 0, 0), 128);
    assert_int_equal(steps_after(0.01, 0, 0), 64);
    assert_int_equal(steps_after(0.03, 256, 1000), 32);
    const struct call shortest = {.steps = 1, .seconds = 5.0, .runs = 1};
    assert_int_equal(pace_steps(&shortest), 1);
}

/* With runs that end in nearly every call. */
static void calls_that_are_cut_short(void **state) {
    (void)state;
    assert_int_equal(steps_after(0.001, 50, 1000), 128);
    assert_int_equal(steps_after(0.001, 240, 1000), 64); /* a whole one: 16 ms */
    assert_int_equal(steps_after(0.001, 256, 1000), 64);
}

/* However little time calls take in which all end but runs that wait. */
static void calls_are_not_longer_than_runs(void **state) {
    (void)state;
    struct call call = {.steps = 1, .seconds = 1e-5, .runs = 256, .ended = 235, .longest = 300};
    for (int n = 0; n < 100; n++)
        call.steps = pace_steps(&call);
    assert_int_equal(call.steps, 512);
    call.ended = 0;
    for (int n = 0; n < 100; n++)
        call.steps = pace_steps(&call);
    assert_int_equal(call.steps, INT64_C(1) << 62);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_leave_runs_to_be_dealt),
        cmocka_unit_test(calls_take_a_part_of_a_slice),
        cmocka_unit_test(calls_that_are_cut_short),
        cmocka_unit_test(calls_are_not_longer_than_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
