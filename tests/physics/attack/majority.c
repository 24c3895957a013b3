/* The majority attacker: when it votes, and what comes of a vote. */
#include "scene.h"

/* K = 3 and sigma^A = +1; machines of these representations, with the first field the smallest,
 * so that one of the wrong output has its first unit flipped. */
static struct scene scene_of(int machines, const unit_set tau[]) {
    static const int64_t field[K_MAX] = {1, 5, 5};
    struct scene s = {.K = 3, .sigma = 1, .machines = machines};
    for (int m = 0; m < machines; m++) {
        s.tau[m] = tau[m];
        for (int i = 0; i < 3; i++)
            s.field[m][i] = scene_tau(tau[m], i) * field[i];
    }
    return s;
}

/* Whether all move by `tau`, whose output is right. */
static bool all_move_by(const struct scene *s, unit_set tau) {
    for (int m = 0; m < s->machines; m++)
        if (s->moves[m] != scene_followers(3, tau, 1))
            return false;
    return true;
}

static bool each_moves_by_its_own(const struct scene *s) {
    for (int m = 0; m < s->machines; m++) {
        const bool wrong = scene_output(3, s->tau[m]) != 1;
        if (s->moves[m] != scene_followers(3, wrong ? s->tau[m] ^ 1 : s->tau[m], 1))
            return false;
    }
    return true;
}

/* The representations of output +1 are 1, 2, 4 and 7. */
static const struct attack always = {.kind = ATTACK_MAJORITY, .machines = 5, .vote_every = 1};

static void expect_vote(int machines, const unit_set tau[], unit_set chosen) {
    struct scene s = scene_of(machines, tau);
    assert_int_equal(scene_ask(&s, &always), machines);
    for (int m = 0; m < machines; m++)
        assert_int_equal(s.from[m], m);
    assert_true(all_move_by(&s, chosen));
}

static void the_most_frequent_wins(void **state) {
    (void)state;
    expect_vote(5, (const unit_set[]){1, 4, 2, 4, 7}, 4);
    expect_vote(5, (const unit_set[]){7, 7, 2, 1, 7}, 7);
    expect_vote(1, (const unit_set[]){2}, 2);
}

/* Votes are those of corrected machines: 0 becomes 1, 3 becomes 2, 5 becomes 4, 6 becomes 7. */
static void votes_are_corrected_first(void **state) {
    (void)state;
    expect_vote(5, (const unit_set[]){7, 7, 2, 3, 3}, 2); /* 3 is more frequent, too, than 7 */
    expect_vote(5, (const unit_set[]){4, 4, 0, 1, 0}, 1);
    expect_vote(4, (const unit_set[]){5, 6, 6, 1}, 7);
}

/* With equally many votes the lowest machine decides, not the number of the representation and
 * not who has them together first. */
static void ties_of_votes(void **state) {
    (void)state;
    expect_vote(4, (const unit_set[]){7, 1, 1, 7}, 7);
    expect_vote(4, (const unit_set[]){1, 7, 7, 1}, 1);
    expect_vote(5, (const unit_set[]){4, 2, 7, 7, 2}, 2); /* machine 0 has one vote alone */
    expect_vote(4, (const unit_set[]){4, 2, 7, 1}, 4);
    expect_vote(5, (const unit_set[]){6, 1, 1, 7, 2}, 7); /* 6 votes for 7 */
}

/* ---- the clock --------------------------------------------------------------------------- */

/* None of the first `wait` updates is a vote; of those after it every vote_every-th is. */
static void the_clock(void **state) {
    (void)state;
    const unit_set tau[] = {1, 4, 4, 2, 5};
    for (int64_t wait = 0; wait <= 12; wait += 3)
        for (int64_t every = 1; every <= 4; every++) {
            struct attack attack = always;
            attack.wait = wait;
            attack.vote_every = every;
            int64_t next_vote = wait;
            for (int64_t before = 0; before < 30; before++) {
                struct scene s = scene_of(5, tau);
                s.updates = before;
                scene_ask(&s, &attack);
                const bool votes = before == next_vote;
                next_vote += votes ? every : 0;
                assert_true(votes ? all_move_by(&s, 4) : each_moves_by_its_own(&s));
            }
        }
}

static void a_wait_without_end(void **state) {
    (void)state;
    const unit_set tau[] = {1, 4, 4, 2, 5};
    struct attack never = always;
    never.wait = INT64_MAX;
    struct scene s = scene_of(5, tau);
    scene_ask(&s, &never);
    assert_true(each_moves_by_its_own(&s));
}

/* ---- many units and machines ------------------------------------------------------------- */

/* K = 8 and sigma^A = -1: all of 300 machines vote for another of the 128 representations, but
 * those from 100 on for one of two, by turns, the 101st first. */
static void eight_units(void **state) {
    (void)state;
    static struct scene s = {.K = 8, .sigma = -1, .machines = 300};
    const struct attack attack = {.kind = ATTACK_MAJORITY, .machines = 300, .vote_every = 1};
    for (int m = 0; m < s.machines; m++) {
        unit_set tau = (unit_set)(m < 100 ? m : m % 2 ? 120 : 121);
        if (scene_output(8, tau) != -1)
            tau |= 1u << 7;
        s.tau[m] = tau;
        for (int i = 0; i < 8; i++)
            s.field[m][i] = scene_tau(tau, i);
    }
    scene_ask(&s, &attack);
    for (int m = 0; m < s.machines; m++)
        assert_int_equal(s.moves[m], scene_followers(8, s.tau[100], -1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_frequent_wins), cmocka_unit_test(votes_are_corrected_first),
        cmocka_unit_test(ties_of_votes),          cmocka_unit_test(the_clock),
        cmocka_unit_test(a_wait_without_end),     cmocka_unit_test(eight_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
