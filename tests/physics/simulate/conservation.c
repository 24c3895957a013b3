/* What a run must keep: the number of components, and the absorbing states. */
#include <stdlib.h>
#include <string.h>

#include "physics/simulate/occupancy_kernels.h"
#include "trajectory.h"
#include "unit.h"
#include "vector/layout.h"

/* Synchronised parties stay synchronised, and an attacker that has learned stays with A. */
static void check_absorbing(const char *method, int L, int64_t N, int64_t run) {
    const struct model model = simulate_model(L, N);
    struct trajectory t = run_observed(method, &model, run, 1000);
    assert_true(t.outcome.t_sync > 0 && t.outcome.t_learn > 0);
    assert_int_equal(t.outcome.steps, t.outcome.t_sync > t.outcome.t_learn ? t.outcome.t_sync
                                                                           : t.outcome.t_learn);
    for (int64_t j = 0; j < t.count; j++) {
        bool sync = true, learned = true;
        for (int i = 0; i < UNITS; i++) {
            sync = sync && t.seen[j].ab[i] == -1.0;
            learned = learned && t.seen[j].ao[i] == 1.0;
        }
        assert_int_equal(t.seen[j].step, j);
        assert_int_equal(sync, j >= t.outcome.t_sync);
        assert_int_equal(learned, j >= t.outcome.t_learn);
    }
    trajectory_free(&t);
}

/* N is small enough for the overlaps of equal weights to be exactly +-1 in doubles. */
static void states_absorb(void **state) {
    (void)state;
    const char *const methods[] = {"weights", "occupancy", "occupancy-plain"};
    for (size_t j = 0; j < sizeof methods / sizeof *methods; j++)
        for (int64_t run = 0; run < 20; run++) {
            check_absorbing(methods[j], 1, 1000, run);
            check_absorbing(methods[j], 2, 100, run);
        }
}

/* What ends a run, with and without attacker. */
static void ends(void **state) {
    (void)state;
    const char *const methods[] = {"weights", "occupancy", "occupancy-plain"};
    for (size_t j = 0; j < sizeof methods / sizeof *methods; j++) {
        struct model model = simulate_model(2, 100);
        struct outcome both, other;
        run_outcomes(methods[j], &model, 7, 1, &both);
        assert_true(both.t_learn > both.t_sync);
        model.until = UNTIL_SYNC;
        run_outcomes(methods[j], &model, 7, 1, &other);
        assert_int_equal(other.steps, both.t_sync);
        assert_int_equal(other.t_learn, NOT_REACHED);
        model.until = UNTIL_LEARN;
        run_outcomes(methods[j], &model, 7, 1, &other);
        assert_int_equal(other.steps, both.t_learn);
        model.until = UNTIL_BOTH;
        model.max_steps = both.t_sync - 1;
        run_outcomes(methods[j], &model, 7, 1, &other);
        assert_int_equal(other.t_sync, NOT_REACHED);
        assert_int_equal(other.steps, both.t_sync - 1);
        model.attacker = false;
        model.max_steps = 100000;
        run_outcomes(methods[j], &model, 7, 1, &other);
        assert_int_equal(other.steps, other.t_sync);
        assert_int_equal(other.t_learn, NOT_REACHED);
    }
}

/* ---- the census -------------------------------------------------------------------------- */

static int64_t total(const uint64_t n[], int count) {
    int64_t sum = 0;
    for (int c = 0; c < count; c++)
        sum += (int64_t)n[c];
    return sum;
}

/* Every set of movers, from random occupancy numbers and random k. */
static void check_moves(enum classes classes, int L) {
    struct orbit_space space;
    assert_true(orbit_space_init(&space, classes, L));
    const size_t bytes = (size_t)space.count * sizeof(uint64_t);
    uint64_t *n = aligned_alloc(VECTOR_BYTES, bytes), *k = aligned_alloc(VECTOR_BYTES, bytes),
             *after = aligned_alloc(VECTOR_BYTES, bytes);
    assert_true(n && k && after);
    for (int movers = 0; movers < MOVER_SETS; movers++)
        for (int sigma = -1; sigma <= 1; sigma += 2) {
            struct moves moves = {.updated = true, .sign = sigma};
            for (int m = 0; m < MACHINES; m++)
                moves.units[m] = movers >> m & 1;
            if (classes == CLASSES_AO && moves.units[MACHINE_A] != moves.units[MACHINE_B])
                continue;
            memset(n, 0, bytes);
            memset(k, 0, bytes);
            for (int c = 0; c < occupancy_classes(classes, L); c++) {
                int sign;
                const int at = orbit_find(&space, occupancy_weights(classes, L, c), &sign);
                n[at] = (uint64_t)(c * 7919 % 1000);
                k[at] = n[at] * (uint64_t)(c % 11) / 10;
            }
            orbit_move(&space, &moves, 0, orbit_used(&space, n), n, k, after);
            assert_int_equal(total(after, space.count), total(n, space.count));
            assert_int_equal(orbit_movers(&space, &moves, 0) == 0,
                             memcmp(n, after, bytes) == 0);
        }
    free(n);
    free(k);
    free(after);
    orbit_space_free(&space);
}

static void moves_conserve(void **state) {
    (void)state;
    for (int L = 1; L <= 6; L++) {
        check_moves(CLASSES_AB, L);
        check_moves(CLASSES_ABO, L);
        check_moves(CLASSES_AO, L);
    }
    check_moves(CLASSES_ABO, L_MAX);
}

/* N components at the start, all of them within -initial .. initial, whatever N. */
static void starts_conserve(void **state) {
    (void)state;
    const struct random_stream stream = random_stream(11, 12);
    static int64_t n[33 * 33 * 33];
    const int64_t sizes[] = {10, 1000, 1000000, 1000000000};
    for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++)
        for (int initial = 1; initial <= 3; initial++)
            for (enum classes classes = CLASSES_AB; classes <= CLASSES_ABO; classes++) {
                struct random_words words =
                    random_words(&stream, RANDOM_OCCUPANCY_START, initial);
                occupancy_draw_start(classes, 3, initial, sizes[j], &words, n);
                int64_t sum = 0;
                for (int c = 0; c < occupancy_classes(classes, 3); c++) {
                    assert_true(n[c] >= 0);
                    sum += n[c];
                    for (int m = 0; m < MACHINES && n[c] > 0; m++)
                        assert_true(abs(occupancy_weights(classes, 3, c).w[m]) <= initial);
                }
                assert_int_equal(sum, sizes[j]);
            }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_absorb),
        cmocka_unit_test(ends),
        cmocka_unit_test(moves_conserve),
        cmocka_unit_test(starts_conserve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
