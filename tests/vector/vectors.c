/* The vector forms of the random numbers and of the mismatch decision, on every instruction set
 * that this machine has. Inputs come from the generator under a fixed seed. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "arithmetic/elementary.h"
#include "physics/iterate/attacker_field.h"
#include "physics/model/overlap.h"
#include "random/random_stream.h"
#include "vector/instruction_set.h"
#include "vector_probe.h"

/* The probe of an instruction set; NULL if this machine cannot run it. */
static const struct vector_probe *probe_of(enum instruction_set set) {
    setenv("TPMSYNC_ISA", instruction_set_name(set), 1);
    if (instruction_set_fault())
        return NULL;
#ifdef TPMSYNC_X86_KERNELS
    if (set == ISA_AVX512)
        return &vector_probe_avx512;
    if (set == ISA_AVX2)
        return &vector_probe_avx2;
#endif
    return set == ISA_BASELINE ? &vector_probe_baseline : NULL;
}

static void check_blocks(const struct vector_probe *probe) {
    const uint64_t seeds[] = {0, 1, 0xfedcba9876543210u};
    const uint64_t run[PROBES] = {0, 1, 2, 1000, 99999, 0x7fffffff, 0xffffffff, 5};
    const uint64_t step[PROBES] = {1, 2, 3, 0xffffffff, 0x100000000, 0x123456789abc, 7, 1};
    for (size_t s = 0; s < sizeof seeds / sizeof *seeds; s++)
        for (uint32_t block = 0; block < 2; block++) {
            uint32_t word[4][PROBES];
            probe->block(seeds[s], run, step, block, word);
            for (int k = 0; k < PROBES; k++) {
                const struct random_stream stream = random_stream(seeds[s], (int64_t)run[k]);
                const struct random_block expected =
                    random_block(&stream, RANDOM_ITERATE, (int64_t)step[k], block);
                for (int w = 0; w < 4; w++)
                    assert_int_equal(word[w][k], expected.word[w]);
            }
        }
}

static void check_uniform(const struct vector_probe *probe) {
    /* What stands above the low half of a word must not matter. */
    const uint64_t word[PROBES] = {
        0,        1,          0xffffffff,        0xdeadbeef00000000, 0x8000000080000000,
        12345678, 0x7fffffff, 0xfffffffffffffffe};
    double x[PROBES];
    probe->uniform(word, x);
    for (int k = 0; k < PROBES; k++)
        assert_true(x[k] == 0x1p32 * random_uniform((uint32_t)word[k]));
}

/* 2 sin^2(pi u / 2) to long double. */
static long double threshold_reference(long double u) {
    const long double pi = 3.14159265358979323846264338327950288L;
    const long double s = sinl(0.5L * pi * u);
    return 2.0L * s * s;
}

/* Words at both ends and spread over all scales between. */
static uint32_t word_number(int k) {
    if (k < 1000)
        return (uint32_t)k;
    if (k < 2000)
        return 0x7fffffffu - (uint32_t)(k - 1000); /* u just below 1/2 */
    const struct random_stream stream = random_stream(17, 0);
    const struct random_block b = random_block(&stream, RANDOM_ITERATE, k, 0);
    return b.word[0] >> (b.word[1] % 32);
}

static void check_threshold(const struct vector_probe *probe) {
    for (int first = 0; first < 80000; first += PROBES) {
        double x[PROBES], t[PROBES];
        for (int k = 0; k < PROBES; k++)
            x[k] = (double)word_number(first + k) + 0.5;
        probe->threshold(x, t);
        for (int k = 0; k < PROBES; k++) {
            const long double u = (long double)x[k] * 0x1p-32L;
            const long double expected = threshold_reference(u);
            if (u < 0.5L) /* 2 ulp of a double: 2 * 2^-52 at most */
                assert_true(fabsl(t[k] - expected) <= 0x1p-51L * expected);
            else /* a gap is at most 1: never "differs" */
                assert_true(t[k] > 1.0);
        }
    }
}

/* The decision is that of the plain engine, for thresholds spread over all scales: with 80000
 * draws of which each errs with probability 2^-50, a false alarm has probability 1e-10. */
static void check_decision(const struct vector_probe *probe) {
    int differs = 0;
    for (int first = 0; first < 80000; first += PROBES) {
        double x[PROBES], t[PROBES];
        for (int k = 0; k < PROBES; k++)
            x[k] = (double)word_number(first + k) + 0.5;
        probe->threshold(x, t);
        for (int k = 0; k < PROBES; k++) {
            const double gap =
                threshold_reference(0.5L * random_uniform(word_number(first + k + 40000)));
            const double e = overlap_mismatch((struct overlap){gap, 2.0 - gap});
            assert_int_equal(t[k] < gap, x[k] * 0x1p-32 < e);
            differs += t[k] < gap;
        }
    }
    assert_in_range(differs, 8000, 72000); /* neither answer is rare */
}

static void check_probability(const struct vector_probe *probe) {
    for (int first = 0; first < 20000; first += PROBES) {
        double gap[PROBES], e[PROBES];
        for (int k = 0; k < PROBES; k++)
            gap[k] = ((double)word_number(first + k) + 0.5) * 0x1p-32;
        probe->probability(gap, e);
        for (int k = 0; k < PROBES; k++)
            assert_true(e[k] == overlap_mismatch((struct overlap){gap[k], 2.0 - gap[k]}));
    }
}

static void check_log(const struct vector_probe *probe) {
    for (int first = 0; first < 20000; first += PROBES) {
        double x[PROBES], y[PROBES];
        for (int k = 0; k < PROBES; k++) /* both sides of 1, and far from it */
            x[k] = ldexp(word_number(first + k) + 0.5, first % 7 * 40 - 152);
        probe->log(x, y);
        for (int k = 0; k < PROBES; k++)
            assert_true(y[k] == elementary_log(x[k]));
    }
}

static void check_sines(const struct vector_probe *probe) {
    for (int first = 0; first < 20000; first += PROBES) {
        double x[PROBES], sin[PROBES], cos[PROBES];
        for (int k = 0; k < PROBES; k++)
            x[k] = (k % 2 ? -7.0 : 7.0) * 0x1p-32 * (word_number(first + k) + 0.5);
        probe->sines(x, sin, cos);
        for (int k = 0; k < PROBES; k++)
            assert_true(sin[k] == elementary_sin(x[k]) && cos[k] == elementary_cos(x[k]));
    }
}

/* Three machines at any angles up to a right one. */
static struct field_probe field_number(int k) {
    const struct random_stream stream = random_stream(29, k);
    const struct random_block b = random_block(&stream, RANDOM_ITERATE, 0, 0);
    struct field_probe p = {.run = (uint64_t)k, .step = b.word[3]};
    p.ab = ldexp(random_uniform(b.word[0]), -(int)(b.word[3] % 12));
    p.ao = ldexp(random_uniform(b.word[1]), -(int)(b.word[3] / 12 % 12));
    const double sines = sqrt(p.ab * (2.0 - p.ab) * p.ao * (2.0 - p.ao));
    const double turn = cos(0.3 + 2.5 * random_uniform(b.word[2])); /* no signs are rare */
    p.bo = fmin(fmax(p.ab + p.ao - p.ab * p.ao - sines * turn, 0.0), 1.0);
    p.b_differs = b.word[2] & 1, p.o_differs = b.word[2] & 2;
    p.three = (b.word[2] & 12) != 0;
    return p;
}

static void check_field(const struct vector_probe *probe) {
    enum { SEED = 5 };
    for (int first = 0; first < 20000; first += PROBES) {
        struct field_probe p[PROBES];
        double field[PROBES];
        const int unit = first / PROBES % 8;
        for (int k = 0; k < PROBES; k++)
            p[k] = field_number(first + k);
        probe->field(SEED, p, (uint32_t)unit, field);
        for (int k = 0; k < PROBES; k++) {
            const struct random_stream stream = random_stream(SEED, (int64_t)p[k].run);
            const struct field_gaps gaps = {p[k].ab, p[k].ao, p[k].bo};
            const double expected =
                p[k].three ? attacker_field(&gaps, p[k].b_differs, p[k].o_differs, &stream,
                                            (int64_t)p[k].step, unit)
                           : attacker_field_given_a(p[k].ao, p[k].o_differs, &stream,
                                                    (int64_t)p[k].step, unit);
            assert_true(field[k] == expected);
        }
    }
}

/* ---- the tests, for each instruction set ----------------------------------------------- */

static void for_each_set(void (*check)(const struct vector_probe *)) {
    for (enum instruction_set set = ISA_BASELINE; set < INSTRUCTION_SETS; set++) {
        const struct vector_probe *probe = probe_of(set);
        if (probe)
            check(probe);
        else
            print_message("not on this machine: %s\n", instruction_set_name(set));
    }
    unsetenv("TPMSYNC_ISA");
}

static void blocks_are_those_of_the_stream(void **state) {
    (void)state;
    for_each_set(check_blocks);
}

static void uniform_numbers_are_exact(void **state) {
    (void)state;
    for_each_set(check_uniform);
}

static void threshold_is_accurate_to_both_ends(void **state) {
    (void)state;
    for_each_set(check_threshold);
}

static void decision_is_that_of_arccos(void **state) {
    (void)state;
    for_each_set(check_decision);
}

static void probability_is_that_of_the_plain_engine(void **state) {
    (void)state;
    for_each_set(check_probability);
}

static void elementary_functions_are_those_of_arithmetic(void **state) {
    (void)state;
    for_each_set(check_log);
    for_each_set(check_sines);
}

static void field_is_that_of_the_plain_engine(void **state) {
    (void)state;
    for_each_set(check_field);
}

static void faults_of_the_variable_are_found(void **state) {
    (void)state;
    setenv("TPMSYNC_ISA", "avx1024", 1);
    assert_non_null(instruction_set_fault());
    setenv("TPMSYNC_ISA", "", 1);
    assert_non_null(instruction_set_fault());
    setenv("TPMSYNC_ISA", "baseline", 1);
    assert_null(instruction_set_fault());
    assert_int_equal(instruction_set(), ISA_BASELINE);
    unsetenv("TPMSYNC_ISA");
    assert_null(instruction_set_fault());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_those_of_the_stream),
        cmocka_unit_test(uniform_numbers_are_exact),
        cmocka_unit_test(threshold_is_accurate_to_both_ends),
        cmocka_unit_test(decision_is_that_of_arccos),
        cmocka_unit_test(probability_is_that_of_the_plain_engine),
        cmocka_unit_test(elementary_functions_are_those_of_arithmetic),
        cmocka_unit_test(field_is_that_of_the_plain_engine),
        cmocka_unit_test(faults_of_the_variable_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
