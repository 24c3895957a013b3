/* The learning time by splitting against 1000 whole runs of L = 4, of 4 10^6 steps each. */
#include "unit.h"

#include "against_runs.h"

static void agrees_at_L_4(void **state) {
    (void)state;
    learning_compare(4, 2000, 100, 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(agrees_at_L_4)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
