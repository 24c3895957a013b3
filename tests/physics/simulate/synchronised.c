/* After synchronisation: the move is that of the classes, sixteen runs make what each makes by
 * itself, and the engine gives a run the same whoever is beside it. Nothing is left to chance:
 * equal means the same bits. */
#include <stdlib.h>
#include <string.h>

#include "physics/simulate/occupancy.h"
#include "physics/simulate/synchronised.h"
#include "unit.h"
#include "vector/layout.h"

/* ---- the move ---------------------------------------------------------------------------- */

static uint32_t chance_state = 1;

static uint32_t chance(uint32_t below) {
    chance_state = chance_state * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)chance_state * below >> 32);
}

static struct model model_of(int K, int L, int64_t N) {
    return (struct model){.seed = 20240229,
                          .protocol = {.K = K},
                          .attack = {.machines = 1},
                          .L = L,
                          .initial = L,
                          .attacker = true,
                          .max_steps = 100000,
                          .N = N,
                          .until = UNTIL_BOTH};
}

static struct synchronised *setting(const struct model *model) {
    struct synchronised *s = malloc(sizeof *s);
    assert_non_null(s);
    synchronised_init(s, model);
    return s;
}

/* Numbers of classes (q, s), of which so many see x = +1, as those of orbits. */
static void count_orbits(int L, const int64_t n[], const int64_t k[], uint32_t number[],
                         uint32_t up[]) {
    const int middle = synchronised_orbits(L) - 1;
    memset(number, 0, (size_t)(middle + 1) * sizeof *number);
    memset(up, 0, (size_t)(middle + 1) * sizeof *up);
    for (int c = 0; c < occupancy_classes(CLASSES_AO, L); c++) {
        const struct weight_triple at = occupancy_weights(CLASSES_AO, L, c);
        const int j =
            synchronised_orbit(L, (struct weight_pair){at.w[MACHINE_A], at.w[MACHINE_O]});
        const struct weight_pair of_orbit = synchronised_weights(L, j);
        const bool turned = of_orbit.q != at.w[MACHINE_A] || of_orbit.s != at.w[MACHINE_O];
        assert_true(!turned ||
                    (of_orbit.q == -at.w[MACHINE_A] && of_orbit.s == -at.w[MACHINE_O]));
        number[j] += (uint32_t)n[c];
        up[j] += (uint32_t)(turned ? n[c] - k[c] : k[c]);
    }
}

static void moves_are_those_of_the_classes(void **state) {
    (void)state;
    enum { CLASSES = (2 * L_MAX + 1) * (2 * L_MAX + 1) };
    for (int L = 1; L <= L_MAX; L += L < 5 ? 1 : 11) {
        const struct model model = model_of(3, L, 1);
        struct synchronised *s = setting(&model);
        for (unsigned movers = MOVES_NONE; movers <= MOVES_BOTH; movers++) {
            int64_t n[CLASSES], k[CLASSES], after[CLASSES], none[CLASSES] = {0};
            uint32_t number[SYNCHRONISED_ORBITS_MAX], up[SYNCHRONISED_ORBITS_MAX],
                expected[SYNCHRONISED_ORBITS_MAX], unused[SYNCHRONISED_ORBITS_MAX];
            for (int c = 0; c < occupancy_classes(CLASSES_AO, L); c++) {
                n[c] = chance(100);
                k[c] = chance((uint32_t)n[c] + 1);
            }
            const unit_set a = movers & MOVES_A ? 1 : 0, o = movers & MOVES_O ? 1 : 0;
            const struct moves moves = {.updated = true, .sign = 1, .units = {a, a, o}};
            occupancy_move(CLASSES_AO, L, &moves, 0, n, k, after);
            count_orbits(L, n, k, number, up);
            count_orbits(L, after, none, expected, unused);
            synchronised_move(s, (enum synchronised_movers)movers, up, number);
            assert_memory_equal(number, expected,
                                (size_t)synchronised_orbits(L) * sizeof *number);
        }
        free(s);
    }
}

/* ---- sixteen runs ------------------------------------------------------------------------ */

struct sixteen {
    struct synchronised_group group;
    struct synchronised_run run[SYNCHRONISED_LANES];
    uint32_t *numbers;
};

/* Numbers as they come about: in some runs all orbits are occupied, in others few. */
static void lay_out(const struct model *model, struct sixteen *x) {
    const int orbits = synchronised_orbits(model->L), K = model->protocol.K;
    const size_t bytes = (size_t)(K * orbits * SYNCHRONISED_LANES) * sizeof(uint32_t);
    memset(x, 0, sizeof *x);
    x->group.n =
        aligned_alloc(VECTOR_BYTES, (bytes + VECTOR_BYTES - 1) / VECTOR_BYTES * VECTOR_BYTES);
    x->numbers = calloc(1, bytes);
    assert_true(x->group.n && x->numbers);
    for (int l = 0; l < SYNCHRONISED_LANES; l++) {
        struct synchronised_run *r = &x->run[l];
        r->run = 7 * l;
        r->step = (l < 3 ? INT64_C(0xffffffec) : 50) + l; /* some carry into the high half */
        r->updates = 30 + l;
        for (int i = 0; i < K; i++) {
            r->n[i] = x->numbers + (l * K + i) * orbits;
            const uint32_t parts = l % 4 == 0 ? 2 : 400;
            for (uint32_t part = 0; part < parts; part++)
                r->n[i][chance((uint32_t)orbits)] += (uint32_t)(model->N / parts);
        }
    }
}

static void copy_to_group(const struct model *model, struct sixteen *x) {
    const int orbits = synchronised_orbits(model->L), K = model->protocol.K;
    for (int l = 0; l < SYNCHRONISED_LANES; l++) {
        x->group.run[l] = x->run[l].run;
        x->group.step[l] = x->run[l].step;
        x->group.updates[l] = x->run[l].updates;
        for (int i = 0; i < K; i++)
            for (int j = 0; j < orbits; j++)
                x->group.n[(i * orbits + j) * SYNCHRONISED_LANES + l] = x->run[l].n[i][j];
    }
}

static void assert_same(const struct model *model, const struct sixteen *x) {
    const int orbits = synchronised_orbits(model->L), K = model->protocol.K;
    for (int l = 0; l < SYNCHRONISED_LANES; l++) {
        assert_int_equal(x->group.step[l], x->run[l].step);
        assert_int_equal(x->group.updates[l], x->run[l].updates);
        for (int i = 0; i < K; i++)
            for (int j = 0; j < orbits; j++)
                assert_int_equal(x->group.n[(i * orbits + j) * SYNCHRONISED_LANES + l],
                                 x->run[l].n[i][j]);
    }
}

/* The lanes of `learned` are told, and a wanted one ends the call. */
static void compare_bodies(const struct model *model, int64_t steps, unsigned wanted) {
    struct synchronised *s = setting(model);
    struct sixteen x;
    lay_out(model, &x);
    copy_to_group(model, &x);
    for (int64_t left = steps; left > 0;) {
        unsigned learned, expected = 0;
        const int64_t made =
            synchronised_kernels()->steps(s, &x.group, left < 37 ? left : 37, wanted, &learned);
        assert_true(1 <= made && made <= left);
        for (int64_t step = 0; step < made; step++) {
            assert_false(expected & wanted);
            expected = 0;
            for (int l = 0; l < SYNCHRONISED_LANES; l++)
                expected |= (unsigned)synchronised_step(s, &x.run[l]) << l;
        }
        assert_int_equal(learned, expected);
        assert_same(model, &x);
        wanted &= ~learned;
        left -= made;
    }
    free(x.group.n);
    free(x.numbers);
    free(s);
}

/* Small orbits, those of the tables, and large ones. */
static void of_every_size(void **state) {
    (void)state;
    const int64_t sizes[] = {10, 1000, 10000, 60000, 1000000000};
    for (int L = 1; L <= 5; L++)
        for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) {
            const struct model model = model_of(3, L, sizes[j]);
            compare_bodies(&model, 300 / L, 0xffff);
        }
    const struct model large = model_of(2, L_MAX, 3000);
    compare_bodies(&large, 10, 0);
}

static void of_every_protocol(void **state) {
    (void)state;
    const enum attack_kind kinds[] = {ATTACK_NAIVE, ATTACK_NAIVE_STRICT, ATTACK_GEOMETRIC};
    for (int K = 1; K <= K_MAX; K++)
        for (enum rule rule = RULE_ANTI_HEBBIAN; rule <= RULE_RANDOM_WALK; rule++)
            for (size_t j = 0; j < sizeof kinds / sizeof *kinds; j++) {
                struct model model = model_of(K, 1 + (int)j, 40);
                model.protocol.rule = rule;
                model.protocol.update = UPDATE_AGREEMENT;
                model.protocol.ties = K % 2 ? TIES_MINUS : TIES_PLUS;
                model.attack.kind = kinds[j];
                compare_bodies(&model, 60, 0x0ff0);
            }
}

/* ---- the engine -------------------------------------------------------------------------- */

enum { RUNS = 40 };

static int64_t see_now_and_then(void *self, int lane, int64_t step,
                                const struct overlaps *overlaps) {
    double *sum = self;
    sum[lane] += overlaps->ao[0] * (double)(step + 1);
    return step + 1 + step % 17;
}

/* Runs 0 .. RUNS - 1, run j in lane (7 j + shift) mod `lanes` as soon as that is free; the sums
 * of what was seen, too. */
static void run_in_lanes(const struct model *model, int lanes, int shift, int64_t slice,
                         struct outcome outcome[RUNS], double seen[RUNS]) {
    const struct engine *e = engine_find("simulate", "occupancy");
    double sum[64] = {0};
    struct outcome of_lane[64];
    bool finished[64] = {false};
    int run_at[64], started[RUNS] = {0}, ended = 0;
    assert_true(lanes <= e->lanes && e->lanes <= 64);
    memset(run_at, -1, sizeof run_at);
    void *worker =
        e->create(model, (struct observer){.observe = see_now_and_then, .self = sum});
    assert_non_null(worker);
    while (ended < RUNS) {
        for (int j = 0; j < RUNS; j++) {
            const int lane = (7 * j + shift) % lanes;
            if (started[j] || run_at[lane] >= 0)
                continue;
            started[j] = 1;
            run_at[lane] = j;
            sum[lane] = 0.0;
            e->start(worker, lane, j);
        }
        e->advance(worker, slice, of_lane, finished);
        for (int lane = 0; lane < lanes; lane++) {
            if (!finished[lane])
                continue;
            finished[lane] = false;
            outcome[run_at[lane]] = of_lane[lane];
            seen[run_at[lane]] = sum[lane];
            run_at[lane] = -1;
            ended++;
        }
    }
    e->destroy(worker);
}

static void whoever_is_beside_it(void **state) {
    (void)state;
    for (int L = 1; L <= 2; L++) {
        const struct model model = model_of(3, L, 200);
        static struct outcome alone[RUNS], among[RUNS];
        double seen[RUNS], seen_among[RUNS];
        run_in_lanes(&model, 1, 0, 1000000, alone, seen);
        const struct {
            int lanes, shift;
            int64_t slice;
        } ways[] = {{64, 0, 1000000}, {64, 11, 1}, {33, 5, 50}, {16, 3, 7}, {3, 1, 20}};
        for (size_t j = 0; j < sizeof ways / sizeof *ways; j++) {
            run_in_lanes(&model, ways[j].lanes, ways[j].shift, ways[j].slice, among,
                         seen_among);
            assert_memory_equal(among, alone, sizeof alone);
            assert_memory_equal(seen_among, seen, sizeof seen);
        }
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_are_those_of_the_classes),
        cmocka_unit_test(of_every_size),
        cmocka_unit_test(of_every_protocol),
        cmocka_unit_test(whoever_is_beside_it),
    };
    return run_unit_tests(tests, argc, argv);
}
