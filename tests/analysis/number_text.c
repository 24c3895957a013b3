/* Numbers as a table prints them. Expected values follow from the rules in number_text.h. */
#include "print/number_text.h"
#include "unit.h"

static void test_exponents(void **state) {
    (void)state;
    assert_int_equal(number_exponent(0.0), 0);
    assert_int_equal(number_exponent(1.0), 0);
    assert_int_equal(number_exponent(-9.99), 0);
    assert_int_equal(number_exponent(1000.0), 3);
    assert_int_equal(number_exponent(999.9999999999999), 2);
    assert_int_equal(number_exponent(0.001), -3);
    assert_int_equal(number_exponent(1e22), 22);
}

static void test_last_digits(void **state) {
    (void)state;
    assert_int_equal(number_last_digit(61.2, 0.46), -2);  /* 0.46 */
    assert_int_equal(number_last_digit(45123.0, 580), 1); /* 5.8e2 */
    assert_int_equal(number_last_digit(60.0, 0.0), -2);   /* four digits of 60.00 */
    assert_int_equal(number_last_digit(60.0, NAN), -2);
    assert_int_equal(number_last_digit(1.7, 1e-17), -6); /* seven digits of 1.7, not nineteen */
}

static void check(double value, double layout_of, int last, const char *expected) {
    char text[NUMBER_TEXT_MAX];
    number_text(text, value, number_layout(layout_of, last));
    assert_string_equal(text, expected);
}

static void test_texts(void **state) {
    (void)state;
    check(61.0, 61.0, 0, "61");
    check(8.0, 8.0, -1, "8.0");
    check(110.0, 110.0, 1, "1.1e+02");
    check(20.0, 110.0, 1, "0.2e+02"); /* the spread beside it */
    check(6.9e7, 6.9e7, 6, "6.9e+07");
    check(1.02e5, 1.04e5, 3, "1.02e+05");
    check(99999.0, 99999.0, 0, "99999");
    check(100000.0, 100000.0, 0, "1.00000e+05");
    check(0.001, 0.001, -4, "0.0010");
    check(0.00002, 0.00002, -6, "2.0e-05");
    check(3.0, 3.0, 1, "3e+00"); /* an error larger than the value */
    check(0.0, 0.0, -3, "0.000");
}

static void test_bounds_round_down(void **state) {
    (void)state;
    /* 1234.9 to four digits would round up to 1235, which is no lower bound any more. */
    assert_close(number_round_down(1234.9, number_layout(1234.9, 0)), 1234.0, 0.0);
    assert_close(number_round_down(2.9999, number_layout(2.9999, -3)), 2.999, 1e-15);
    assert_close(number_round_down(69999999., number_layout(69999999., 4)), 69990000., 0.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exponents),
        cmocka_unit_test(test_last_digits),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_bounds_round_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
