#include "unit.h"

#include <math.h>
#include <time.h>

#include "arithmetic/elementary.h"
#include "record/trace_schedule.h"

static void expect(struct trace_schedule schedule, const int64_t *steps, int count) {
    int64_t step = -1;
    for (int i = 0; i < count; i++) {
        step = trace_schedule_next(&schedule, step);
        assert_int_equal(step, steps[i]);
    }
    assert_true(trace_schedule_next(&schedule, step) == INT64_MAX);
}

static void schedules(void **state) {
    (void)state;
    expect((struct trace_schedule){TRACE_NONE, 1, 100}, NULL, 0);
    expect((struct trace_schedule){TRACE_ALL, 1, 3}, (int64_t[]){0, 1, 2, 3}, 4);
    expect((struct trace_schedule){TRACE_EVERY, 10, 35}, (int64_t[]){0, 10, 20, 30}, 4);
    /* 10^(k/3): 1, 2.15, 4.64, 10, 21.5, 46.4, 100, 215 */
    expect((struct trace_schedule){TRACE_LOG, 3, 220},
           (int64_t[]){0, 1, 2, 5, 10, 22, 46, 100, 215}, 9);
    /* more points a decade than steps: each step once */
    expect((struct trace_schedule){TRACE_LOG, 1000, 5}, (int64_t[]){0, 1, 2, 3, 4, 5}, 6);
    expect((struct trace_schedule){TRACE_ALL, 1, 0}, (int64_t[]){0}, 1);
}

/* `next` gives the same steps from wherever it is asked. */
static void next_has_no_memory(void **state) {
    (void)state;
    const struct trace_schedule schedule = {TRACE_LOG, 7, 1000000};
    int64_t next = trace_schedule_next(&schedule, 0);
    for (int64_t step = 0; step < 5000; step++) {
        if (step == next)
            next = trace_schedule_next(&schedule, step);
        assert_int_equal(trace_schedule_next(&schedule, step), next);
    }
}

/* The definition, one power after another: what next() must give, and what it may not do. */
static int64_t next_by_counting(int64_t step, int64_t per_decade) {
    for (double k = floor((double)per_decade * log10((double)step));; k += 1.0) {
        const double power = round(elementary_power_of_ten(k / (double)per_decade));
        if (power >= 0x1p62)
            return INT64_MAX;
        if ((int64_t)power > step)
            return (int64_t)power;
    }
}

static void same_as_by_counting(const struct trace_schedule *schedule, int64_t step) {
    assert_int_equal(trace_schedule_next(schedule, step),
                     next_by_counting(step, schedule->interval));
}

/* At every step of the beginning, and around the scheduled ones to the end of the numbers. */
static void powers_are_those_of_counting(void **state) {
    (void)state;
    static const int64_t per_decade[] = {1, 2, 3, 5, 7, 10, 24, 97, 200, 1000, 4096, 54321};
    for (size_t p = 0; p < sizeof per_decade / sizeof *per_decade; p++) {
        const struct trace_schedule schedule = {TRACE_LOG, per_decade[p], INT64_MAX};
        for (int64_t step = 1; step < 2000; step++)
            same_as_by_counting(&schedule, step);
        for (int64_t step = 2000; step < INT64_MAX;) {
            same_as_by_counting(&schedule, step - 1);
            same_as_by_counting(&schedule, step);
            same_as_by_counting(&schedule, step + 1);
            step = trace_schedule_next(&schedule, step);
        }
    }
}

/* Up to 10^9, where none of these powers is within rounding of a half, they are those of the C
 * library as well. */
static void powers_are_those_of_the_library(void **state) {
    (void)state;
    for (int64_t per_decade = 1; per_decade <= 300; per_decade++) {
        const struct trace_schedule schedule = {TRACE_LOG, per_decade, 1000000000};
        int64_t step = 0;
        for (int64_t k = 0; k <= 9 * per_decade; k++) {
            const int64_t power = llround(pow(10.0, (double)k / (double)per_decade));
            if (power > step)
                assert_int_equal(trace_schedule_next(&schedule, step), power);
            step = power;
        }
    }
}

/* However many powers a decade has, none is counted: by counting, this takes half a minute. */
static void many_powers_take_no_time(void **state) {
    (void)state;
    const struct trace_schedule schedule = {TRACE_LOG, 1000000000, INT64_MAX};
    const clock_t begun = clock();
    int64_t step = -1;
    for (int64_t expected = 0; expected < 100000; expected++) {
        step = trace_schedule_next(&schedule, step);
        assert_int_equal(step, expected);
    }
    assert_true((double)(clock() - begun) < 5.0 * CLOCKS_PER_SEC);
    /* Here they are 2303 steps apart. */
    assert_int_equal(trace_schedule_next(&schedule, 1000000000000 - 1), 1000000000000);
    same_as_by_counting(&schedule, 1000000000000);
    same_as_by_counting(&schedule, 999999999999999);
}

/* The estimate is never below the truth. */
static void rows_are_not_underestimated(void **state) {
    (void)state;
    static const struct trace_schedule schedules[] = {{TRACE_ALL, 1, 5000},
                                                      {TRACE_EVERY, 7, 5000},
                                                      {TRACE_LOG, 10, 5000},
                                                      {TRACE_LOG, 500, 300}};
    for (size_t s = 0; s < sizeof schedules / sizeof *schedules; s++) {
        int64_t rows = 0;
        for (int64_t step = -1; (step = trace_schedule_next(&schedules[s], step)) <= 3000;)
            rows++;
        assert_true(trace_schedule_rows(&schedules[s], 3000.0) >= (double)rows);
        assert_true(trace_schedule_rows(&schedules[s], 3000.0) <= 2.0 * (double)rows + 3.0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schedules),
        cmocka_unit_test(next_has_no_memory),
        cmocka_unit_test(powers_are_those_of_counting),
        cmocka_unit_test(powers_are_those_of_the_library),
        cmocka_unit_test(many_powers_take_no_time),
        cmocka_unit_test(rows_are_not_underestimated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
