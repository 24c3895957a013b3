/* The learning time as a sum of three waiting times: its mean, its distribution, and the
 * picture of three units that it is meant to be. */
#include "unit.h"

#include <stdlib.h>

#include <gsl/gsl_integration.h>
#include <gsl/gsl_statistics_double.h>

#include "physics/split/learning_time.h"
#include "random/random_stream.h"
#include "samples.h"

/* k_mark, k_deep, dead_mark, dead_deep, ahead. (All three ahead would be a jump.) */
static const struct unit_passage passages[] = {
    {1e-3, 1e-3, 0.0, 0.0, {1.0}, 3},
    {1.3e-3, 1e-3, 60.0, 220.0, {1.0}, 3},
    {4.7e-7, 4.0e-7, 260.0, 880.0, {1.0}, 3},
    {1.3e-3, 1e-3, 60.0, 220.0, {0.65, 0.27, 0.08}, 3},
    {2e-3, 1e-3, 0.0, 0.0, {1.0}, 3}, /* two means alike */
    {3e-3, 1e-3, 0.0, 0.0, {1.0}, 3}, /* the others */
};
enum { PASSAGES = sizeof passages / sizeof *passages };

/* At t mean times after the beginning. */
static double later(double t, void *passage) {
    const struct unit_passage *p = passage;
    return 1.0 - learning_time_cdf(p, p->dead_mark + t * learning_time_mean(p));
}

/* The mean of a positive time is the integral of the probability that it is later. Where means
 * are alike they are moved apart by 2e-4, which is what the integral may differ by. */
static void mean_is_that_of_the_distribution(void **state) {
    (void)state;
    gsl_integration_workspace *work = gsl_integration_workspace_alloc(1000);
    for (int i = 0; i < PASSAGES; i++) {
        struct unit_passage passage = passages[i];
        gsl_function function = {later, &passage};
        double integral, error;
        gsl_integration_qagiu(&function, 0.0, 1e-9, 1e-9, 1000, work, &integral, &error);
        integral = passage.dead_mark + integral * learning_time_mean(&passage);
        const double allowed = i < 4 ? 1e-7 : 2e-4;
        assert_close(learning_time_mean(&passage) / integral, 1.0, allowed);
    }
    gsl_integration_workspace_free(work);
}

static void distribution_is_one(void **state) {
    (void)state;
    for (int i = 0; i < PASSAGES; i++) {
        const struct unit_passage *p = &passages[i];
        const double mean = learning_time_mean(p);
        assert_true(learning_time_cdf(p, 0.0) == 0.0);
        assert_true(learning_time_cdf(p, p->dead_mark) == 0.0);
        double before = 0.0;
        for (int step = 0; step < 3000; step++) {
            const double below = learning_time_cdf(p, 0.01 * step * mean);
            assert_true(below >= before - 1e-9 && below <= 1.0);
            before = below;
        }
        assert_close(before, 1.0, 1e-9);
    }
}

static double exponential(uint32_t word) {
    return -log(random_uniform(word));
}

/* Three units come to "learned for good" after exponential times, but for those that are ahead;
 * when two are, the third needs to come to the mark only. */
static double draw(const struct unit_passage *p, const struct random_stream *stream,
                   int64_t run) {
    const struct random_block block = random_block(stream, RANDOM_ITERATE, run, 0);
    const double start = random_uniform(random_block(stream, RANDOM_ITERATE, run, 1).word[0]);
    const int ahead = (start > p->ahead[0]) + (start > p->ahead[0] + p->ahead[1]);
    const double deep = 1.0 / p->k_deep - p->dead_deep, mark = 1.0 / p->k_mark - p->dead_mark;
    double time[3];
    for (int i = 0; i < 3; i++)
        time[i] = i < ahead ? 0.0 : deep * exponential(block.word[i]);
    sample_sort(time, 3);
    return p->dead_mark + time[1] + mark * exponential(block.word[3]);
}

static double cdf(const void *passage, double t) {
    return learning_time_cdf(passage, t);
}

/* 20 000 learning times each: the mean within 4 standard errors, Kolmogorov and Smirnov at the
 * level 1e-4: false alarm below 1e-3 for all six together. */
static void distribution_is_that_of_three_units(void **state) {
    (void)state;
    enum { COUNT = 20000 };
    const struct random_stream stream = random_stream(8, 0);
    double *time = calloc(COUNT, sizeof *time);
    assert_non_null(time);
    for (int i = 0; i < PASSAGES; i++) {
        for (int run = 0; run < COUNT; run++)
            time[run] = draw(&passages[i], &stream, run);
        const double error = gsl_stats_sd(time, 1, COUNT) / sqrt(COUNT);
        assert_close(gsl_stats_mean(time, 1, COUNT), learning_time_mean(&passages[i]),
                     4.0 * error);
        sample_sort(time, COUNT);
        assert_true(sample_against_cdf(time, COUNT, cdf, &passages[i]) > 1e-4);
    }
    free(time);
}

/* A process that needs 1000 steps to the mark, and after every other passage of it another 100
 * down to the last level: the rates are those of a cycle, in which the mark costs 1050. */
static void time_below_the_mark_is_taken_out(void **state) {
    (void)state;
    const double cycle = 1050.0;
    const struct unit_passage p = unit_passage(3, 0.5 / cycle, 1.0 / cycle, 130.0, 100.0);
    assert_close(1.0 / p.k_mark, 1000.0, 1e-9);
    assert_close(1.0 / p.k_deep, 2100.0, 1e-9);
    assert_close(p.dead_mark, 30.0, 1e-12);
    assert_close(p.dead_deep, 130.0, 1e-12);
    /* The mark is the last level. */
    const struct unit_passage one = unit_passage(3, 1e-3, 1e-3, 20.0, 0.0);
    assert_true(one.k_mark == one.k_deep && one.dead_mark == 20.0 && one.dead_deep == 20.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mean_is_that_of_the_distribution),
        cmocka_unit_test(distribution_is_one),
        cmocka_unit_test(distribution_is_that_of_three_units),
        cmocka_unit_test(time_below_the_mark_is_taken_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
