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

#endif
