#include "unit.h"

#include "cli/suggest.h"

static void distances(void **state) {
    (void)state;
    assert_int_equal(suggest_distance("", "abc"), 3);
    assert_int_equal(suggest_distance("closure", "closure"), 0);
    assert_int_equal(suggest_distance("closre", "closure"), 1);
    assert_int_equal(suggest_distance("clsoure", "closure"), 1); /* a swap */
    assert_int_equal(suggest_distance("kitten", "sitting"), 3);
}

static void nearest(void **state) {
    (void)state;
    const char *const names[] = {"closure", NULL, "criterion", "runs"};
    assert_string_equal(suggest_nearest("clousre", names, 4), "closure");
    assert_string_equal(suggest_nearest("run", names, 4), "runs");
    assert_null(suggest_nearest("temperature", names, 4));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(distances), cmocka_unit_test(nearest)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
