/* Comparison of doubles, which the cmocka of Debian 12 lacks. */
#ifndef TPMSYNC_TESTS_NEAR_H
#define TPMSYNC_TESTS_NEAR_H

#include <math.h>

#define assert_near(value, expected, tolerance)                                                \
    assert_true(fabs((double)(value) - (double)(expected)) <= (tolerance))

#endif
