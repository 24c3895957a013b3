/* Numbers as the shortest text that brings them back. */
#include "arithmetic/shortest.h"
#include "unit.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

static void check(double value, const char *expected) {
    char text[SHORTEST_MAX];
    shortest_text(text, value);
    assert_string_equal(text, expected);
}

static void test_known_numbers(void **state) {
    (void)state;
    check(0.99999, "0.99999");
    check(0.1 + 0.2, "0.30000000000000004");
    check(1.0 / 3.0, "0.3333333333333333"); /* 16 digits are enough */
    check(0.1, "0.1");
    check(0.0, "0");
    check(-0.0, "-0");
    check(5000.0, "5000");
    check(1e-5, "1e-05");
    check(1e22, "1e+22");
    check(DBL_MAX, "1.7976931348623157e+308");
    check(DBL_MIN, "2.2250738585072014e-308");
    check(0x1p-1074, "5e-324");
    check(NAN, "nan");
    check((double)-NAN, "nan");
    check(-INFINITY, "-inf");
}

/* Every 15-digit number is its own text, and any bits come back. */
static void test_all_come_back(void **state) {
    (void)state;
    char text[SHORTEST_MAX];
    uint64_t bits = 12345;
    for (int i = 0; i < 20000; i++) {
        double value;
        bits = bits * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        shortest_text(text, value);
        const double back = strtod(text, NULL);
        assert_memory_equal(&back, &value, sizeof value);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_numbers),
        cmocka_unit_test(test_all_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
