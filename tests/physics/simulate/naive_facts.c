/* How often the naive attacker succeeds, and the one that is strict: K = 3, agreement, ties
 * minus.
 *
 * Success is exact equality when the parties synchronise, unless said otherwise. Known numbers
 * and their standard errors: an independent simulation of the same definitions (attack_runs.h).
 * There are three comparisons of 3 standard errors on fixed seeds: right engines would have
 * failed with a probability below 0.9 %. */
#include "attack_runs.h"

/* A machine of the attacker, Hebbian rule, N = 10, L = 3. Whether one of the wrong output moves
 * makes a factor of ten. The known shares, given to three and two digits, are taken to be those
 * of 10 000 runs. */
static void success_of(enum attack_kind kind, const char *method, int runs, double value,
                       double error, const char *what) {
    const struct model model = attacked_model(kind, 1, RULE_HEBBIAN, 3, 10);
    struct outcome *outcome = attack_runs(method, &model, runs);
    assert_agrees(exact_success(outcome, runs), value, error, what);
    free(outcome);
}

static void naive(void **state) {
    (void)state;
    success_of(ATTACK_NAIVE, "weights", 10000, 0.106, 0.0031, "naive");
    success_of(ATTACK_NAIVE, "weights-plain", 3000, 0.106, 0.0031, "naive, weight by weight");
}

static void strict(void **state) {
    (void)state;
    success_of(ATTACK_NAIVE_STRICT, "weights", 40000, 0.0096, 0.0010, "naive-strict");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(naive),
        cmocka_unit_test(strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
