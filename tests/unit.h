/* What every unit test includes. */
#ifndef TPMSYNC_TESTS_UNIT_H
#define TPMSYNC_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

/* Hidden units of the machines in tests that do not say otherwise: the paper's. */
enum { UNITS = 3 };

/* |a - b| <= tolerance, told with both values. */
#define assert_close(a, b, tolerance)                                                          \
    do {                                                                                       \
        const double close_a = (a), close_b = (b);                                             \
        if (!(fabs(close_a - close_b) <= (tolerance)))                                         \
            fail_msg("%s = %.17g, %s = %.17g, apart by %.3g", #a, close_a, #b, close_b,        \
                     fabs(close_a - close_b));                                                 \
    } while (0)

/* Runs the tests, or those whose names match one of the arguments, with * for any letters. */
#define run_unit_tests(tests, argc, argv)                                                      \
    run_unit_tests_named(#tests, tests, sizeof(tests) / sizeof *(tests), argc, argv)
static inline int run_unit_tests_named(const char *group, const struct CMUnitTest *tests,
                                       size_t count, int argc, char **argv) {
    if (argc < 2)
        return _cmocka_run_group_tests(group, tests, count, NULL, NULL);
    int failures = 0;
    for (int i = 1; i < argc; i++) {
        cmocka_set_test_filter(argv[i]);
        failures += _cmocka_run_group_tests(group, tests, count, NULL, NULL);
    }
    return failures;
}

#endif
