/* The three units of the attacker share the pattern of A: in a step all three of A's units move
 * or exactly one does. The learning time takes them for independent. Here the largest of three
 * first-passage times is measured with the pattern shared and with three patterns of their own;
 * the difference of the means is within 4 standard errors (false alarm 6e-5 for each of two
 * comparisons), and these are small enough for that to say something. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_statistics_double.h>

#include "physics/model/overlap.h"
#include "physics/split/attacker_unit.h"

struct units {
    struct attacker_unit unit;
    struct walk_process process;
    struct attacker_unit_state *state[UNITS];
    double learned;
};

static void units_init(struct units *units, int L) {
    attacker_unit_init(&units->unit, L);
    units->process = attacker_unit_process_plain(&units->unit);
    units->learned = attacker_unit_learned(L);
    for (int i = 0; i < UNITS; i++) {
        units->state[i] = calloc(1, units->process.state_size);
        assert_non_null(units->state[i]);
    }
}

static void units_free(struct units *units) {
    for (int i = 0; i < UNITS; i++)
        free(units->state[i]);
}

/* Which of A's units move: those with tau_i = sigma, tau being the three lowest bits. */
static bool moves_in(uint32_t tau, int i) {
    const uint32_t parity = (tau ^ tau >> 1 ^ tau >> 2) & 1;
    return (tau >> i & 1) == parity;
}

/* Steps until all units have come to the learned level. */
static double last_passage(struct units *units, const struct random_stream *stream,
                           bool shared) {
    for (int i = 0; i < UNITS; i++)
        units->process.start(units->process.self, stream, (uint64_t)i, units->state[i]);
    int64_t step = 0;
    for (int left = UNITS; left > 0; step++) {
        const struct random_block own = random_block(stream, RANDOM_ITERATE, step, 0);
        left = 0;
        for (int i = 0; i < UNITS; i++) {
            struct attacker_unit_state *state = units->state[i];
            if (state->gap <= units->learned)
                continue;
            const uint32_t tau = own.word[0] >> (shared ? 0 : 3 * i);
            const bool a = moves_in(tau, i);
            const bool differs =
                random_uniform(own.word[1 + i]) <
                overlap_mismatch((struct overlap){state->gap, 2.0 - state->gap});
            if (a || differs)
                attacker_unit_move(&units->unit, a, a != differs, state);
            left += state->gap > units->learned;
        }
    }
    return (double)step;
}

static void pattern_does_not_matter(int L, int runs, double precision) {
    struct units units;
    double mean[2], error[2], *time = calloc((size_t)runs, sizeof *time);
    assert_non_null(time);
    units_init(&units, L);
    for (int shared = 0; shared < 2; shared++) {
        for (int run = 0; run < runs; run++) {
            const struct random_stream stream = random_stream(60 + (uint64_t)shared, run);
            time[run] = last_passage(&units, &stream, shared);
        }
        mean[shared] = gsl_stats_mean(time, 1, (size_t)runs);
        error[shared] = gsl_stats_sd(time, 1, (size_t)runs) / sqrt(runs);
    }
    const double both = hypot(error[0], error[1]);
    print_message("L = %d: shared %.5g, own %.5g steps, the difference is %.2f +- %.2f %%\n", L,
                  mean[1], mean[0], 100.0 * (mean[1] / mean[0] - 1.0), 100.0 * both / mean[0]);
    assert_true(both < precision * mean[0]);
    assert_close(mean[1], mean[0], 4.0 * both);
    units_free(&units);
    free(time);
}

static void at_L_2(void **state) {
    (void)state;
    pattern_does_not_matter(2, 10000, 0.01);
}

static void at_L_3(void **state) {
    (void)state;
    pattern_does_not_matter(3, 500, 0.05);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(at_L_2), cmocka_unit_test(at_L_3)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
