/* The geometric attacker: a machine of the wrong output has the unit of the smallest |h|
 * flipped, the first of equals, and moves as if it had been so. */
#include "scene.h"

static const struct attack attack = {.kind = ATTACK_GEOMETRIC, .machines = 1};

/* One machine's fields, none of which vanishes, and sigma^A. */
static unit_set moves_of(int K, int sigma, const int64_t field[]) {
    static struct scene s;
    s.K = K;
    s.sigma = sigma;
    s.machines = 1;
    s.tau[0] = 0;
    for (int i = 0; i < K; i++) {
        s.field[0][i] = field[i];
        s.tau[0] |= (unit_set)(field[i] > 0) << i;
    }
    assert_int_equal(scene_ask(&s, &attack), 1);
    assert_int_equal(s.from[0], 0);
    return s.moves[0];
}

static void the_smallest_field_is_flipped(void **state) {
    (void)state;
    /* tau = (+, -, -), output +1. Right: the first unit moves. */
    assert_int_equal(moves_of(3, 1, (const int64_t[]){5, -2, -9}), 1);
    /* Wrong: the second unit is taken to be +1, and of (+, +, -) the third is -1. */
    assert_int_equal(moves_of(3, -1, (const int64_t[]){5, -2, -9}), 4);
    /* The first is the weakest: (-, -, -). */
    assert_int_equal(moves_of(3, -1, (const int64_t[]){1, -2, -9}), 7);
    /* The third, by its absolute value: (+, -, +). */
    assert_int_equal(moves_of(3, -1, (const int64_t[]){5, -9, -4}), 2);
}

/* Of equal |h| the first counts, whatever their signs. */
static void the_first_of_equals(void **state) {
    (void)state;
    assert_int_equal(moves_of(3, -1, (const int64_t[]){2, -2, -2}), 7); /* (-, -, -) */
    assert_int_equal(moves_of(3, -1, (const int64_t[]){3, -2, -2}), 4); /* (+, +, -) */
    assert_int_equal(moves_of(2, 1, (const int64_t[]){4, -4}), 0);      /* (-, -) */
    assert_int_equal(moves_of(2, -1, (const int64_t[]){-4, -4}), 2);    /* (+, -) */
    const int64_t eight[] = {8, 7, -6, 5, -5, 6, 7, 8};                 /* output +1 */
    assert_int_equal(moves_of(8, -1, eight), 1u << 2 | 1u << 3 | 1u << 4);
}

/* With one unit the correction is A's output itself: the unit always moves. */
static void one_unit_always_moves(void **state) {
    (void)state;
    for (int sigma = -1; sigma <= 1; sigma += 2)
        for (int64_t h = -1; h <= 1; h += 2)
            assert_int_equal(moves_of(1, sigma, &h), 1);
}

/* A field that vanishes is the smallest; what sgn(0) was is in tau. */
static void vanishing_fields(void **state) {
    (void)state;
    static struct scene s = {.K = 3, .machines = 2, .tau = {1, 3}};
    const int64_t field[3] = {1, 0, -1};
    s.sigma = -1; /* machine 0, (+, -, -), is wrong: (+, +, -); machine 1 is that already */
    memcpy(s.field[0], field, sizeof field);
    memcpy(s.field[1], field, sizeof field);
    scene_ask(&s, &attack);
    assert_int_equal(s.moves[0], 4);
    assert_int_equal(s.moves[1], 4);
    s.sigma = 1;
    scene_ask(&s, &attack);
    assert_int_equal(s.moves[0], 1);
    assert_int_equal(s.moves[1], 1);
}

/* ---- against the definition -------------------------------------------------------------- */

static uint64_t chance_state = 1;

static int64_t chance(int64_t below) {
    chance_state = chance_state * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((chance_state >> 33) % (uint64_t)below);
}

static unit_set definition(const struct scene *s, int m) {
    int64_t least = INT64_MAX;
    int weakest = -1;
    for (int i = s->K - 1; i >= 0; i--) { /* backwards: the first of equals stays */
        const int64_t h = s->field[m][i] < 0 ? -s->field[m][i] : s->field[m][i];
        if (h <= least) {
            least = h;
            weakest = i;
        }
    }
    const bool wrong = scene_output(s->K, s->tau[m]) != s->sigma;
    return scene_followers(s->K, wrong ? s->tau[m] ^ 1u << weakest : s->tau[m], s->sigma);
}

/* Small fields, which are often equal or 0, and such as N = 10^9 may have. */
static void many_machines(void **state) {
    (void)state;
    static struct scene s;
    for (s.K = 1; s.K <= K_MAX; s.K++)
        for (int round = 0; round < 20; round++) {
            s.machines = 100;
            s.sigma = round % 2 ? 1 : -1;
            for (int m = 0; m < s.machines; m++) {
                s.tau[m] = 0;
                for (int i = 0; i < s.K; i++) {
                    const int64_t h = chance(7) - 3;
                    s.field[m][i] = round % 3 ? h : h * INT64_C(5000000000);
                    s.tau[m] |= (unit_set)(h > 0 || (h == 0 && chance(2))) << i;
                }
            }
            assert_int_equal(scene_ask(&s, &attack), s.machines);
            for (int m = 0; m < s.machines; m++)
                assert_int_equal(s.moves[m], definition(&s, m));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_smallest_field_is_flipped),
        cmocka_unit_test(the_first_of_equals),
        cmocka_unit_test(one_unit_always_moves),
        cmocka_unit_test(vanishing_fields),
        cmocka_unit_test(many_machines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
