#include "unit.h"

#include "physics/run_engine.h"
#include "random/random_stream.h"

static struct model standard(int L, int64_t N) {
    return (struct model){.seed = 5,
                          .protocol = {.K = UNITS},
                          .attack = {.machines = 1},
                          .L = L,
                          .initial = L,
                          .attacker = true,
                          .max_steps = 20000,
                          .N = N,
                          .until = UNTIL_BOTH};
}

static void slices_do_not_matter(void **state) {
    (void)state;
    const struct model model = standard(1, 100);
    for (int64_t run = 0; run < 10; run++) {
        struct path one = {0}, many = {0};
        const struct outcome a = run_one(&engine_weights_plain, &model, run, 1000000, &one);
        const struct outcome b = run_one(&engine_weights_plain, &model, run, 3, &many);
        assert_memory_equal(&a, &b, sizeof a);
        assert_int_equal(one.count, many.count);
        assert_memory_equal(one.sight, many.sight, (size_t)one.count * sizeof *one.sight);
        free(one.sight);
        free(many.sight);
    }
}

/* ---- against a second, naive implementation ---- */

enum { NAIVE_N = 77 };

struct naive {
    int w[MACHINES][UNITS][NAIVE_N];
};

static int naive_sign(const int *w, const int *x, int of_zero) {
    int h = 0;
    for (int j = 0; j < NAIVE_N; j++)
        h += w[j] * x[j];
    return h > 0 ? 1 : h < 0 ? -1 : of_zero;
}

static double naive_overlap(const int *a, const int *b) {
    double r = 0, qa = 0, qb = 0;
    for (int j = 0; j < NAIVE_N; j++) {
        r += a[j] * b[j];
        qa += a[j] * a[j];
        qb += b[j] * b[j];
    }
    return r / sqrt(qa * qb);
}

/* Line by line as the paper's Eq. 1 has it, with K(y) = 1 - delta_{L,y}. Returns whether the
 * internal representations of the parties differ. */
static bool naive_step(struct naive *n, int L, int x[UNITS][NAIVE_N]) {
    static const int zero[MACHINES] = {1, -1, 1};
    int tau[MACHINES][UNITS], sigma[MACHINES];
    for (int m = 0; m < MACHINES; m++) {
        for (int i = 0; i < UNITS; i++)
            tau[m][i] = naive_sign(n->w[m][i], x[i], zero[m]);
        sigma[m] = tau[m][0] * tau[m][1] * tau[m][2];
    }
    bool differ = false;
    for (int i = 0; i < UNITS; i++)
        differ = differ || tau[MACHINE_A][i] == tau[MACHINE_B][i];
    if (sigma[MACHINE_A] == sigma[MACHINE_B])
        return differ;
    const int watched[MACHINES] = {sigma[MACHINE_A], sigma[MACHINE_B], sigma[MACHINE_A]};
    const int taught[MACHINES] = {sigma[MACHINE_B], sigma[MACHINE_A], sigma[MACHINE_B]};
    for (int m = 0; m < MACHINES; m++)
        for (int i = 0; i < UNITS; i++)
            for (int j = 0; j < NAIVE_N && tau[m][i] == watched[m]; j++) {
                const int step = x[i][j] * taught[m];
                if (n->w[m][i][j] * step != L)
                    n->w[m][i][j] += step;
            }
    return differ;
}

/* The random numbers as random_stream.h and weights_plain.c promise them. */
static void naive_start(struct naive *n, const struct random_stream *stream, int L) {
    for (int m = 0; m < MACHINES; m++)
        for (int i = 0; i < UNITS; i++)
            for (int j = 0; j < NAIVE_N; j++) {
                const uint32_t word = random_block(stream, RANDOM_WEIGHTS, 0,
                                                   (uint32_t)((m * UNITS + i) * 32 + j / 4))
                                          .word[j % 4];
                n->w[m][i][j] = (int)((uint64_t)word * (2 * L + 1) >> 32) - L;
            }
}

static void naive_inputs(const struct random_stream *stream, int64_t step,
                         int x[UNITS][NAIVE_N]) {
    for (int i = 0; i < UNITS; i++)
        for (int j = 0; j < NAIVE_N; j++) {
            const uint32_t word =
                random_block(stream, RANDOM_INPUTS, step, (uint32_t)i).word[j / 32];
            x[i][j] = word >> (j % 32) & 1 ? 1 : -1;
        }
}

static void naive_twin_gives_the_same_overlaps(void **state) {
    (void)state;
    for (int L = 1; L <= 3; L++) {
        struct model model = standard(L, NAIVE_N);
        model.max_steps = 2000;
        model.until = UNTIL_SYNC;
        struct path path = {0};
        const struct outcome outcome = run_one(&engine_weights_plain, &model, L, 1000, &path);
        const struct random_stream stream = random_stream(model.seed, L);
        struct naive n;
        int x[UNITS][NAIVE_N];
        int64_t last_difference = 0;
        naive_start(&n, &stream, L);
        for (int64_t i = 0; i < path.count; i++) {
            assert_int_equal(path.sight[i].step, i);
            if (i > 0) {
                naive_inputs(&stream, i, x);
                if (naive_step(&n, L, x))
                    last_difference = i;
            }
            for (int k = 0; k < UNITS; k++) {
                const int *a = n.w[MACHINE_A][k];
                assert_close(path.sight[i].ab[k], naive_overlap(a, n.w[MACHINE_B][k]), 1e-15);
                assert_close(path.sight[i].ao[k], naive_overlap(a, n.w[MACHINE_O][k]), 1e-15);
            }
        }
        assert_true(outcome.t_sync > 0);
        assert_int_equal(outcome.t_a, last_difference);
        free(path.sight);
    }
}

/* ---- ties ---- */

/* How many steps after t_sync leave the antiparallel state, over 40 runs. */
static int steps_out_of_synchrony(enum ties ties) {
    int out = 0;
    for (int64_t run = 0; run < 40; run++) {
        struct model model = standard(1, 40);
        model.protocol.ties = ties;
        model.max_steps = 400;
        model.cl = 0;
        struct path path = {0};
        const struct outcome o = run_one(&engine_weights_plain, &model, run, 1000, &path);
        for (int64_t i = o.t_sync; o.t_sync > 0 && i < path.count; i++)
            for (int k = 0; k < UNITS; k++)
                out += path.sight[i].ab[k] > -1.0 + 1e-12;
        free(path.sight);
    }
    return out;
}

/* With N = 40 a field vanishes in more than a tenth of the steps, so that `plus` leaves the
 * state again and again while `odd` never does. */
static void antiparallel_is_absorbing_under_odd_alone(void **state) {
    (void)state;
    assert_int_equal(steps_out_of_synchrony(TIES_ODD), 0);
    assert_true(steps_out_of_synchrony(TIES_PLUS) > 20);
    assert_true(steps_out_of_synchrony(TIES_RANDOM) > 20);
}

/* o = A is absorbing under `odd` too: rho^Ao stays 1 from t_learn on. */
static void learned_is_absorbing(void **state) {
    (void)state;
    int seen = 0;
    for (int64_t run = 0; run < 40; run++) {
        const struct model model = standard(1, 30);
        struct path path = {0};
        const struct outcome o = run_one(&engine_weights_plain, &model, run, 1000, &path);
        for (int64_t i = o.t_learn; o.t_learn > 0 && i < path.count; i++)
            for (int k = 0; k < UNITS; k++)
                assert_true(path.sight[i].ao[k] > 1.0 - 1e-12);
        seen += o.t_learn > 0 && o.t_learn < o.t_sync;
        free(path.sight);
    }
    assert_true(seen > 0); /* runs in which it mattered */
}

/* ---- what ends a run ---- */

static void until_ends_runs(void **state) {
    (void)state;
    for (int64_t run = 0; run < 20; run++) {
        struct model model = standard(1, 50);
        const struct outcome both = run_one(&engine_weights_plain, &model, run, 1000, NULL);
        model.until = UNTIL_SYNC;
        const struct outcome sync = run_one(&engine_weights_plain, &model, run, 1000, NULL);
        model.until = UNTIL_LEARN;
        const struct outcome learn = run_one(&engine_weights_plain, &model, run, 1000, NULL);
        model.attacker = false;
        const struct outcome alone = run_one(&engine_weights_plain, &model, run, 1000, NULL);
        assert_true(both.t_sync > 0 && both.t_learn > 0);
        assert_int_equal(both.steps, both.t_sync > both.t_learn ? both.t_sync : both.t_learn);
        assert_int_equal(sync.t_sync, both.t_sync);
        assert_int_equal(sync.steps, both.t_sync);
        assert_int_equal(learn.t_learn, both.t_learn);
        assert_int_equal(learn.steps, both.t_learn);
        assert_int_equal(alone.t_sync, both.t_sync);
        assert_int_equal(alone.steps, both.t_sync);
    }
}

/* Tiny and odd sizes, small and large L, a narrow start: overlaps stay overlaps, and those at
 * the start are those of independent vectors. */
static void sizes_and_limits(void **state) {
    (void)state;
    static const int64_t sizes[] = {10, 127, 128, 129, 1000};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (int L = 1; L <= 8; L += 7) {
            struct model model = standard(L, sizes[s]);
            model.max_steps = 100;
            model.initial = 1;
            struct path path = {0};
            run_one(&engine_weights_plain, &model, 1, 1000, &path);
            for (int64_t i = 0; i < path.count; i++)
                for (int k = 0; k < UNITS; k++)
                    assert_true(fabs(path.sight[i].ab[k]) <= 1.0 + 1e-12);
            /* uncorrelated to 5 / sqrt(N) */
            assert_true(fabs(path.sight[0].ab[0]) < 5.0 / sqrt((double)sizes[s]));
            free(path.sight);
        }
}

/* More weights than the random counter has blocks for: no engine, and no numbers used twice. */
static void more_weights_than_random_numbers(void **state) {
    (void)state;
    const struct observer nobody = {0};
    const struct model model =
        standard(1, INT64_C(4) * RANDOM_BLOCKS_MAX / (MACHINES * UNITS) + 1);
    assert_null(engine_weights_plain.create(&model, nobody));
    assert_null(engine_weights_planes.create(&model, nobody));
    assert_true(random_blocks_suffice(RANDOM_BLOCKS_MAX));
    assert_false(random_blocks_suffice(RANDOM_BLOCKS_MAX + 1));
    assert_false(random_blocks_suffice(-1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_do_not_matter),
        cmocka_unit_test(naive_twin_gives_the_same_overlaps),
        cmocka_unit_test(antiparallel_is_absorbing_under_odd_alone),
        cmocka_unit_test(learned_is_absorbing),
        cmocka_unit_test(until_ends_runs),
        cmocka_unit_test(sizes_and_limits),
        cmocka_unit_test(more_weights_than_random_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
