/* The learning time by splitting against whole runs of the iteration. */
#include "unit.h"

#include "against_runs.h"

/* The parties take 190 steps and a unit 970: one unit in seven has a head start. */
static void agrees_at_L_2(void **state) {
    (void)state;
    learning_compare(2, 2000, 64, 20000);
}

static void agrees_at_L_3(void **state) {
    (void)state;
    learning_compare(3, 2000, 64, 4000);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(agrees_at_L_2),
                                       cmocka_unit_test(agrees_at_L_3)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
