/* The paper's attacker, and the strict one: every representation of every machine there is. */
#include "scene.h"

/* Three machines at a time, of different representations. */
static void for_all(void (*check)(struct scene *s)) {
    static struct scene s;
    for (s.K = 1; s.K <= K_MAX; s.K++)
        for (s.sigma = -1; s.sigma <= 1; s.sigma += 2)
            for (unit_set tau = 0; tau <= all_units(s.K); tau++) {
                s.machines = 3;
                s.tau[0] = tau;
                s.tau[1] = (5 * tau + 1) & all_units(s.K);
                s.tau[2] = ~tau & all_units(s.K);
                check(&s);
            }
}

static void assert_moves(struct scene *s, const struct attack *attack, bool strict) {
    const uint64_t memory[3] = {1, 2, 3};
    memcpy(s->memory, memory, sizeof memory);
    assert_int_equal(scene_ask(s, attack), 3);
    for (int m = 0; m < 3; m++) {
        const bool learns = !strict || scene_output(s->K, s->tau[m]) == s->sigma;
        assert_int_equal(s->moves[m], learns ? scene_followers(s->K, s->tau[m], s->sigma) : 0);
        assert_int_equal(s->from[m], m);
        assert_int_equal(s->memory[m], memory[m]);
    }
}

static void check_naive(struct scene *s) {
    assert_moves(s, &(struct attack){.kind = ATTACK_NAIVE, .machines = 3}, false);
}

static void naive(void **state) {
    (void)state;
    for_all(check_naive);
}

static void check_strict(struct scene *s) {
    assert_moves(s, &(struct attack){.kind = ATTACK_NAIVE_STRICT, .machines = 3}, true);
}

static void strict(void **state) {
    (void)state;
    for_all(check_strict);
}

/* tau = (+1, -1, -1), output +1: at sigma^A = +1 its first unit moves, under both; at
 * sigma^A = -1 its second and third, of the naive one alone. */
static void a_case_by_hand(void **state) {
    (void)state;
    const unit_set wanted[2][2] = {{6, 1}, {0, 1}}; /* [strict][sigma > 0] */
    for (int strict = 0; strict < 2; strict++)
        for (int plus = 0; plus < 2; plus++) {
            const struct attack attack = {.kind = strict ? ATTACK_NAIVE_STRICT : ATTACK_NAIVE,
                                          .machines = 1};
            const unit_set tau = 1;
            const struct attack_view view = {
                .K = 3, .machines = 1, .sigma = plus ? 1 : -1, .tau = &tau};
            assert_int_equal(attack_answer_of_one(&attack, &view), wanted[strict][plus]);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_by_hand),
        cmocka_unit_test(naive),
        cmocka_unit_test(strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
