#include "unit.h"

#include "record/progress.h"

static void expect(bool bar, int64_t ended, int64_t runs, int64_t steps, double seconds,
                   const char *expected) {
    char line[256];
    progress_line(line, sizeof line, bar, "runs", ended, 0, runs, steps, seconds);
    assert_string_equal(line, expected);
}

static void lines(void **state) {
    (void)state;
    expect(false, 50, 200, 100000, 10.0,
           "50/200 runs (25 %), 5 runs/s, 1e+04 steps/s, 10 s, 30 s left");
    expect(true, 50, 100, 0, 100.0,
           "[###############...............] 50/100 runs (50 %), 0.5 runs/s, 0 steps/s, "
           "1 min 40 s, 1 min 40 s left");
    expect(false, 0, 100, 0, 1.0, "0/100 runs (0 %), 0 runs/s, 0 steps/s, 1 s, unknown left");
    expect(false, 1, 1000, 7, 36.0,
           "1/1000 runs (0 %), 0.0278 runs/s, 0.194 steps/s, 36 s, 9 h 59 min left");
    expect(false, 1, 100000, 7, 36.0,
           "1/100000 runs (0 %), 0.0278 runs/s, 0.194 steps/s, 36 s, 41 days left");
}

static void lines_of_replicates(void **state) {
    (void)state;
    char line[256];
    progress_line(line, sizeof line, false, "replicates", 5, 0, 20, NO_STEPS, 10.0);
    assert_string_equal(line, "5/20 replicates (25 %), 0.5 replicates/s, 10 s, 30 s left");
}

static void fits(const char *text, int columns, const char *expected) {
    char line[64];
    snprintf(line, sizeof line, "%s", text);
    progress_fit(line, columns);
    assert_string_equal(line, expected);
}

/* In windows that have no room for all of it. */
static void narrow_lines(void **state) {
    (void)state;
    fits("[##..] 50/100 runs", 18, "[##..] 50/100 runs");
    fits("[##..] 50/100 runs", 17, "50/100 runs");
    fits("[##..] 50/100 runs", 6, "50/100");
    fits("5/10 runs [] ", 4, "5/10");
    fits("[##..] k\u00f6ln 5/10", 7, "k\u00f6ln 5/");
    fits("", 5, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines),
                                       cmocka_unit_test(lines_of_replicates),
                                       cmocka_unit_test(narrow_lines)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
