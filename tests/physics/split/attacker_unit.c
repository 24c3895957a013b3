/* One unit of the attacker: its moves against the plain matrices, its fast walk against the
 * plain one, and the level from which it does not return. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>

#include "physics/model/overlap_matrix.h"
#include "physics/split/attacker_unit.h"
#include "samples.h"

static void *room(size_t count, size_t size) {
    void *block = calloc(count, size);
    assert_non_null(block);
    return block;
}

/* ---- moves ------------------------------------------------------------------------------- */

static struct attacker_unit_state *independent(int L, struct overlap_matrix *matrix) {
    struct attacker_unit_state *state =
        room(1, sizeof *state + (size_t)((L + 1) * (2 * L + 1)) * sizeof(double));
    overlap_matrix_init(matrix, L, L);
    memcpy(state->f, matrix->f + (size_t)(L * (2 * L + 1)),
           (size_t)((L + 1) * (2 * L + 1)) * sizeof(double));
    state->gap = 1.0;
    return state;
}

static void same(const struct attacker_unit_state *state, const struct overlap_matrix *matrix) {
    const int L = matrix->L, values = 2 * L + 1;
    for (int q = 0; q <= L; q++)
        for (int r = 0; r < values; r++)
            assert_close(state->f[q * values + r], matrix->f[(q + L) * values + r], 1e-13);
    assert_close(state->gap, overlap_matrix_overlap(matrix).one_minus, 1e-13);
}

static void moves_are_those_of_the_matrix(void **state) {
    (void)state;
    static const int moves[3][2] = {{1, 1}, {1, 0}, {0, 1}};
    const struct random_stream stream = random_stream(4, 0);
    for (int L = 1; L <= 6; L++) {
        struct attacker_unit unit;
        struct overlap_matrix matrix;
        attacker_unit_init(&unit, L);
        struct attacker_unit_state *half = independent(L, &matrix);
        for (int64_t step = 0; step < 3000; step++) {
            const uint32_t word = random_block(&stream, RANDOM_ITERATE, step, 0).word[0];
            /* Stretches of learning, in which the gap falls, between the others. */
            const int *move = moves[step / 50 % 2 ? 0 : word % 3];
            attacker_unit_move(&unit, move[0], move[1], half);
            overlap_matrix_move(&matrix, move[0], move[1]);
            same(half, &matrix);
        }
        free(half);
    }
}

/* Once o follows A the gap falls by the factor cos(pi / (2 L + 1)) a move, which is
 * exp(-2 decay), however small it is: a sum of positive terms. Differences of more than one
 * place fall faster, but only a little: 1e-60 is where they do not matter any more. */
static void the_gap_decays(void **state) {
    (void)state;
    for (int L = 1; L <= 6; L++) {
        struct attacker_unit unit;
        struct overlap_matrix matrix;
        attacker_unit_init(&unit, L);
        struct attacker_unit_state *half = independent(L, &matrix);
        double before = half->gap;
        while (half->gap > 1e-60) {
            before = half->gap;
            attacker_unit_move(&unit, 1, 1, half);
        }
        assert_close(half->gap / before, exp(-2.0 * attacker_unit_decay(L)), 1e-9);
        free(half);
    }
}

/* ---- walks ------------------------------------------------------------------------------- */

/* Walks from the start of walk `number` on. */
static struct walk take(const struct walk_process *process, const struct random_stream *stream,
                        uint64_t number, double reach, void *state) {
    struct walk walk = {.number = number,
                        .state = state,
                        .reach = reach,
                        .leave = INFINITY,
                        .max_moves = WALK_MOVES_MAX};
    process->start(process->self, stream, number, state);
    process->walk(process->self, stream, &walk, 1);
    assert_int_equal(walk.end, WALK_REACHED);
    return walk;
}

static void passages(const struct walk_process *process, uint64_t seed, double reach,
                     double time[], int count) {
    const struct random_stream stream = random_stream(seed, 0);
    void *state = room(1, process->state_size);
    for (int i = 0; i < count; i++)
        time[i] = take(process, &stream, (uint64_t)i, reach, state).time;
    free(state);
}

/* Two samples of 6000 first passages to the gap 1e-6 at L = 2, 1000 steps each: Kolmogorov and
 * Smirnov at the level 1e-4, the means within 4 standard errors (6e-5). That the fast process
 * gives the mean duration of a move in place of the duration broadens a passage by 30 steps in
 * 1000, beside its own spread of 1000: nothing that can be seen. */
static void fast_and_plain_take_as_long(void **state) {
    (void)state;
    enum { COUNT = 6000 };
    struct attacker_unit unit;
    attacker_unit_init(&unit, 2);
    const struct walk_process fast = attacker_unit_process(&unit),
                              plain = attacker_unit_process_plain(&unit);
    double *a = room(COUNT, sizeof *a), *b = room(COUNT, sizeof *b);
    passages(&fast, 21, 1e-6, a, COUNT);
    passages(&plain, 22, 1e-6, b, COUNT);
    const double mean_a = gsl_stats_mean(a, 1, COUNT), mean_b = gsl_stats_mean(b, 1, COUNT);
    const double error =
        hypot(gsl_stats_sd(a, 1, COUNT), gsl_stats_sd(b, 1, COUNT)) / sqrt(COUNT);
    sample_sort(a, COUNT);
    sample_sort(b, COUNT);
    const double p = sample_against_sample(a, COUNT, b, COUNT);
    print_message("fast %.1f, plain %.1f, +- %.1f steps; P = %.3g\n", mean_a, mean_b, error, p);
    assert_close(mean_a, mean_b, 4.0 * error);
    assert_true(p > 1e-4);
    free(a);
    free(b);
}

/* What comes of a walk depends on its own number alone. */
static void walks_do_not_disturb_each_other(void **state) {
    (void)state;
    enum { COUNT = 7 };
    struct attacker_unit unit;
    attacker_unit_init(&unit, 3);
    const struct walk_process process = attacker_unit_process(&unit);
    const struct random_stream stream = random_stream(1, 9);
    char *states = room(2 * COUNT, process.state_size);
    struct walk together[COUNT], alone[COUNT];
    for (int i = 0; i < COUNT; i++) {
        together[i] = alone[i] =
            (struct walk){.number = 100 + (uint64_t)i, .leave = INFINITY, .max_moves = 200 + i};
        together[i].state = states + (size_t)i * process.state_size;
        alone[i].state = states + (size_t)(COUNT + i) * process.state_size;
        process.start(process.self, &stream, 5, together[i].state);
        process.start(process.self, &stream, 5, alone[i].state);
    }
    process.walk(process.self, &stream, together, COUNT);
    for (int i = COUNT - 1; i >= 0; i--)
        process.walk(process.self, &stream, &alone[i], 1);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(together[i].end, WALK_STOPPED);
        assert_int_equal(together[i].moves, 200 + i);
        assert_true(together[i].time == alone[i].time && together[i].gap == alone[i].gap);
        assert_memory_equal(together[i].state, alone[i].state, process.state_size);
        assert_true(i == 0 || together[i].gap != together[i - 1].gap);
    }
    free(states);
}

/* ---- learned for good -------------------------------------------------------------------- */

/* How many of `count` walks from the first state at the gap `level` or below come back to a
 * gap above `away`. */
static int returns(const struct attacker_unit *unit, double level, double away, int count) {
    enum { FROM = 200 };
    const struct walk_process process = attacker_unit_process(unit);
    const struct random_stream stream = random_stream(31, 0);
    void *start = room(1, process.state_size), *state = room(1, process.state_size);
    int returned = 0;
    for (int i = 0; i < count; i++) {
        if (i % (count / FROM) == 0)
            take(&process, &stream, (uint64_t)i, level, start);
        memcpy(state, start, process.state_size);
        struct walk walk = {.number = (uint64_t)(count + i),
                            .state = state,
                            .reach = 1e-3 * level,
                            .leave = away,
                            .max_moves = WALK_MOVES_MAX};
        process.walk(process.self, &stream, &walk, 1);
        returned += walk.end == WALK_RETURNED;
    }
    free(start);
    free(state);
    return returned;
}

/* A gap of 0.2 is where the lowest tenth of the basin begins, about. With the claimed
 * probability 2 of 2 10^5 walks would return; that 10 or more do, which is refused, has a
 * probability below 5e-5 (Poisson). From a gap 1000 times as large it is sqrt(1000) times as
 * probable. */
static void from_the_learned_level_nothing_returns(void **state) {
    (void)state;
    enum { COUNT = 200000, REFUSED = 10 };
    assert_true(gsl_cdf_poisson_Q(REFUSED - 1, 1e-5 * COUNT) < 5e-5);
    for (int L = 1; L <= 3; L++) {
        struct attacker_unit unit;
        attacker_unit_init(&unit, L);
        const double level = attacker_unit_learned(L);
        const int few = returns(&unit, level, 0.2, COUNT),
                  many = returns(&unit, 1000.0 * level, 0.2, COUNT);
        print_message("L = %d: gap %.3g, %d of %d return; from 1000 times that, %d\n", L, level,
                      few, COUNT, many);
        assert_true(few < REFUSED);
        assert_true(many >= 3 * REFUSED);
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_are_those_of_the_matrix),
        cmocka_unit_test(the_gap_decays),
        cmocka_unit_test(fast_and_plain_take_as_long),
        cmocka_unit_test(walks_do_not_disturb_each_other),
        cmocka_unit_test(from_the_learned_level_nothing_returns),
    };
    return run_unit_tests(tests, argc, argv);
}
