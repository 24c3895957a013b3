/* The genetic attacker: how machines branch, and which are given up, by each selection. */
#include <stdlib.h>

#include "scene.h"

static struct attack attack_of(enum selection selection, int machines) {
    return (struct attack){.kind = ATTACK_GENETIC,
                           .machines = machines,
                           .selection = selection,
                           .fitness_right = 10,
                           .fitness_of = 20};
}

static struct scene scene; /* large */

/* Machines with all kinds of representations, fields that fit them, and memories. */
static void set_scene(int K, int sigma, int machines) {
    scene = (struct scene){.K = K, .sigma = sigma, .machines = machines};
    for (int m = 0; m < machines; m++) {
        scene.tau[m] = (unit_set)(5 * m + 2) & all_units(K);
        scene.memory[m] = 0x123456789abcdef0u * (uint64_t)(m + 1);
        for (int i = 0; i < K; i++)
            scene.field[m][i] = scene_tau(scene.tau[m], i) * (1 + (i + m) % K);
    }
}

static bool is_right(int m) {
    return scene_output(scene.K, scene.tau[m]) == scene.sigma;
}

/* ---- branching --------------------------------------------------------------------------- */

/* Each machine becomes 2^(K-1), next to each other, which move by all representations of
 * output sigma^A: that number b has the bits of b in all units but the last. */
static void assert_branches(int count, const uint64_t memory[]) {
    const int branches = 1 << (scene.K - 1);
    assert_int_equal(count, scene.machines * branches);
    for (int n = 0; n < count; n++) {
        unit_set tau = (unit_set)(n % branches);
        if (scene_output(scene.K, tau) != scene.sigma)
            tau |= 1u << (scene.K - 1);
        assert_int_equal(scene_output(scene.K, tau), scene.sigma);
        assert_int_equal(scene.from[n], n / branches);
        assert_int_equal(scene.moves[n], scene_followers(scene.K, tau, scene.sigma));
        assert_true(scene.memory[n] == memory[n / branches]);
    }
    assert_int_equal(scene.from[count], SCENE_UNTOUCHED);
}

static void klimov_branches(void **state) {
    (void)state;
    for (int K = 1; K <= 4; K++)
        for (int sigma = -1; sigma <= 1; sigma += 2)
            for (int machines = 1; machines <= 30; machines += 29) {
                const struct attack attack = attack_of(SELECTION_KLIMOV, 30);
                uint64_t memory[30];
                set_scene(K, sigma, machines);
                memcpy(memory, scene.memory, sizeof memory);
                assert_branches(scene_ask(&scene, &attack), memory);
            }
}

static void the_largest_branching(void **state) {
    (void)state;
    const struct attack attack = attack_of(SELECTION_KLIMOV, 3);
    uint64_t memory[3];
    set_scene(8, -1, 3);
    memcpy(memory, scene.memory, sizeof memory);
    assert_int_equal(attack_capacity(&attack, 8), 3 * 128);
    assert_branches(scene_ask(&scene, &attack), memory);
}

/* While what comes of it is at most M. What is handed on has the bit of this update. */
static void ruttor_branches(void **state) {
    (void)state;
    for (enum selection s = SELECTION_RUTTOR; s <= SELECTION_RUTTOR_GEOMETRIC; s++)
        for (int K = 1; K <= 4; K++) {
            const int machines = 9, enough = machines << (K - 1);
            const struct attack attack = attack_of(s, enough);
            uint64_t memory[9];
            set_scene(K, 1, machines);
            for (int m = 0; m < machines; m++)
                memory[m] = 2 * scene.memory[m] + is_right(m);
            assert_branches(scene_ask(&scene, &attack), memory);
        }
}

static void when_branching_ends(void **state) {
    (void)state;
    set_scene(3, 1, 31);
    const struct attack klimov = attack_of(SELECTION_KLIMOV, 30);
    assert_true(scene_ask(&scene, &klimov) <= 31);
    set_scene(3, 1, 30);
    const struct attack enough = attack_of(SELECTION_RUTTOR, 120),
                        few = attack_of(SELECTION_RUTTOR, 119);
    assert_int_equal(scene_ask(&scene, &enough), 120);
    set_scene(3, 1, 30);
    assert_true(scene_ask(&scene, &few) <= 30);
}

static void it_begins_with_one(void **state) {
    (void)state;
    const struct attack attack = attack_of(SELECTION_KLIMOV, ATTACK_MACHINES_MAX);
    assert_int_equal(attack_machines_at_start(&attack), 1);
    assert_int_equal(attack_capacity(&attack, 1), ATTACK_MACHINES_MAX);
    assert_int_equal(attack_capacity(&attack, 3), 4 * ATTACK_MACHINES_MAX);
}

/* ---- klimov gives up --------------------------------------------------------------------- */

static void klimov_keeps_the_right_ones(void **state) {
    (void)state;
    for (int K = 1; K <= K_MAX; K++)
        for (int sigma = -1; sigma <= 1; sigma += 2) {
            const struct attack attack = attack_of(SELECTION_KLIMOV, 99);
            set_scene(K, sigma, 100);
            const int count = scene_ask(&scene, &attack);
            int next = 0;
            for (int m = 0; m < 100; m++)
                if (is_right(m)) {
                    assert_int_equal(scene.from[next], m);
                    assert_int_equal(scene.moves[next],
                                     scene_followers(K, scene.tau[m], sigma));
                    next++;
                }
            assert_true(0 < next && next < 100);
            assert_int_equal(count, next);
        }
}

/* If none is right all stay, and none moves; if all are, all move. */
static void none_is_right_or_all_are(void **state) {
    (void)state;
    const struct attack attack = attack_of(SELECTION_KLIMOV, 4);
    for (int right = 0; right < 2; right++) {
        const unit_set tau[] = {0, 3, 5, 0, 6}; /* output -1 */
        set_scene(3, right ? -1 : 1, 5);
        memcpy(scene.tau, tau, sizeof tau);
        assert_int_equal(scene_ask(&scene, &attack), 5);
        for (int m = 0; m < 5; m++) {
            assert_int_equal(scene.from[m], m);
            assert_int_equal(scene.moves[m], right ? scene_followers(3, tau[m], -1) : 0);
        }
    }
}

/* ---- ruttor gives up --------------------------------------------------------------------- */

static int bits_of(uint64_t memory, int of) {
    int sum = 0;
    for (int bit = 0; bit < of; bit++)
        sum += memory >> bit & 1;
    return sum;
}

static int downwards(const void *a, const void *b) {
    return *(const int *)b - *(const int *)a;
}

/* U, or what the 20th best has if that is less; 0 if there are no 20. */
static int fewest_that_stay(const int right[], int machines, int wanted) {
    int sorted[SCENE_MACHINES];
    memcpy(sorted, right, (size_t)machines * sizeof *right);
    qsort(sorted, (size_t)machines, sizeof *sorted, downwards);
    const int twentieth = machines >= 20 ? sorted[19] : 0;
    return twentieth < wanted ? twentieth : wanted;
}

/* The unit of the smallest |h|; no two are equal. */
static unit_set corrected(int m) {
    int weakest = 0;
    for (int i = 1; i < scene.K; i++)
        if (llabs(scene.field[m][i]) < llabs(scene.field[m][weakest]))
            weakest = i;
    return is_right(m) ? scene.tau[m] : scene.tau[m] ^ 1u << weakest;
}

/* The scene's machines are asked, and those stay that should. Returns how many. */
static int check_selection(const struct attack *attack) {
    const int machines = scene.machines;
    uint64_t memory[SCENE_MACHINES];
    int right[SCENE_MACHINES], next = 0;
    for (int m = 0; m < machines; m++) {
        memory[m] = scene.memory[m] << 1 | is_right(m);
        right[m] = bits_of(memory[m], attack->fitness_of);
    }
    const int fewest = fewest_that_stay(right, machines, attack->fitness_right);
    const int count = scene_ask(&scene, attack);
    for (int m = 0; m < machines; m++) {
        if (right[m] < fewest)
            continue;
        const bool moves = is_right(m) || attack->selection == SELECTION_RUTTOR_GEOMETRIC;
        assert_int_equal(scene.from[next], m);
        assert_true(scene.memory[next] == memory[m]);
        assert_int_equal(scene.moves[next],
                         moves ? scene_followers(scene.K, corrected(m), scene.sigma) : 0);
        next++;
    }
    assert_int_equal(count, next);
    return count;
}

/* Memories of about 0, half and 3/4 right outputs, and windows up to all that is remembered. */
static void ruttor_keeps_the_fit(void **state) {
    (void)state;
    static const int windows[] = {1, 2, 20, 63, 64};
    int many = 0, few = 0;
    for (enum selection s = SELECTION_RUTTOR; s <= SELECTION_RUTTOR_GEOMETRIC; s++)
        for (size_t w = 0; w < sizeof windows / sizeof *windows; w++)
            for (int right = 1; right <= windows[w]; right += 1 + windows[w] / 5)
                for (int kind = 0; kind < 3; kind++) {
                    struct attack attack = attack_of(s, 200);
                    attack.fitness_of = windows[w];
                    attack.fitness_right = right;
                    set_scene(3, kind % 2 ? 1 : -1, 100);
                    for (int m = 0; m < 100; m++) {
                        const uint64_t noise = scene.memory[m] ^ scene.memory[m] >> 29,
                                       other = noise * 0x9e3779b97f4a7c15u;
                        scene.memory[m] = kind == 0 ? 0 : kind == 1 ? other : other | noise;
                    }
                    const int count = check_selection(&attack);
                    many += count > 20 && count < 100;
                    few += count == 20;
                }
    assert_true(many > 10 && few > 0); /* both kinds of threshold */
}

/* Machine m of 30 has had m right outputs of the last 63, and is right now. */
static void set_ladder(void) {
    set_scene(3, 1, 30);
    for (int m = 0; m < 30; m++) {
        scene.tau[m] = 7;
        scene.memory[m] = (UINT64_C(1) << m) - 1;
    }
}

/* 10 or more are those from machine 9 on, 21 of them; of 11 there are 20, of 12 only 19: so
 * the 20 best stay. */
static void the_twenty_best(void **state) {
    (void)state;
    const struct {
        int wanted, stay;
    } cases[] = {{1, 30}, {9, 22}, {10, 21}, {11, 20}, {12, 20}, {30, 20}, {64, 20}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct attack attack = attack_of(SELECTION_RUTTOR, 40);
        attack.fitness_of = 64;
        attack.fitness_right = cases[c].wanted;
        set_ladder();
        assert_int_equal(check_selection(&attack), cases[c].stay);
        assert_int_equal(scene.from[0], 30 - cases[c].stay);
    }
}

/* Outputs that are out of the window do not count, and fewer than 20 machines all stay. */
static void the_window_and_the_few(void **state) {
    (void)state;
    struct attack attack = attack_of(SELECTION_RUTTOR, 40);
    attack.fitness_of = 5;
    attack.fitness_right = 5;
    set_ladder(); /* of the last five all are right from machine 4 on */
    assert_int_equal(check_selection(&attack), 26);
    set_ladder();
    scene.machines = 15;
    const struct attack few = attack_of(SELECTION_RUTTOR, 40);
    assert_int_equal(check_selection(&few), 15);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_begins_with_one),
        cmocka_unit_test(klimov_branches),
        cmocka_unit_test(the_largest_branching),
        cmocka_unit_test(ruttor_branches),
        cmocka_unit_test(when_branching_ends),
        cmocka_unit_test(klimov_keeps_the_right_ones),
        cmocka_unit_test(none_is_right_or_all_are),
        cmocka_unit_test(ruttor_keeps_the_fit),
        cmocka_unit_test(the_twenty_best),
        cmocka_unit_test(the_window_and_the_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
