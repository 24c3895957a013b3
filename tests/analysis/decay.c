/* Laws of probabilities against L, on numbers whose fit is known. */
#include "statistics/decay.h"
#include "unit.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

enum { POINTS = 6 };
static const double L[POINTS] = {1, 2, 3, 4, 6, 8};

/* ln P of each law with round parameters. */
static double truth_log(enum decay_law law, double at) {
    switch (law) {
    case DECAY_CONSTANT:
        return -0.75;
    case DECAY_EXPONENTIAL:
        return -0.5 * (at - 0.25);
    case DECAY_FERMI:
        return -log1p(exp(0.5 * (at - 2.0)));
    case DECAY_SQUARE:
        return -0.25 - 0.125 * at * at;
    default:
        return -0.25 - 0.25 * at - 0.0625 * at * at;
    }
}

static const double truth[DECAY_LAWS][DECAY_TERMS_MAX] = {
    {-0.75}, {0.5, 0.25}, {0.5, 2.0}, {-0.25, 0.125}, {-0.25, 0.25, 0.0625}};

/* Splitting's points, in all sizes down to e^-300, or counted ones of 2^50 runs, so that whole
 * counts make no difference. */
static void make_points(enum decay_law law, bool counted, double stretch,
                        struct decay_point point[POINTS]) {
    const double runs = 1125899906842624.0;
    for (int i = 0; i < POINTS; i++) {
        const double p = exp(truth_log(law, stretch * L[i]));
        point[i] = counted ? (struct decay_point){.L = L[i],
                                                  .count = (int64_t)rint(p * runs),
                                                  .of = (int64_t)runs}
                           : (struct decay_point){
                                 .L = stretch * L[i], .p = p, .error = (0.01 + 0.01 * i) * p};
    }
}

/* Each law finds its parameters without a residual, and the deviance tells the others apart. */
static void every_law_finds_itself(void **state) {
    (void)state;
    for (int kind = 0; kind < 3; kind++)
        for (enum decay_law law = 0; law < DECAY_LAWS; law++) {
            struct decay_point point[POINTS];
            struct decay fit[DECAY_LAWS];
            make_points(law, kind == 0, kind == 2 ? 8.0 : 1.0, point);
            for (enum decay_law other = 0; other < DECAY_LAWS; other++)
                assert_true(decay_fit(other, point, POINTS, &fit[other]));
            assert_false(fit[law].at_edge);
            for (size_t k = 0; k < fit[law].terms; k++)
                assert_close(fit[law].parameter[k], truth[law][k], 1e-6);
            assert_close(fit[law].deviance, 0.0, 1e-6);
            assert_close(fit[law].p, 1.0, 1e-6);
            assert_int_equal(decay_best(fit), law);
            for (int i = 0; i < POINTS; i++)
                assert_close(decay_residual(law, &fit[law], &point[i]), 0.0, 1e-3);
            for (enum decay_law other = 0; other < DECAY_QUADRATIC; other++)
                assert_true(kind == 2 || other == law || law == DECAY_CONSTANT ||
                            fit[other].deviance > 1.0);
        }
}

/* Two L, 30 and 10 successes of 100: the exponential goes through both. ln P has the variance
 * (1 - P)/(n P) = 7/300 and 9/100. y = ln 3, L0 = 1 + ln 0.3 / y; the error of y is the root of
 * the sum. */
static void a_line_through_two_counts(void **state) {
    (void)state;
    const struct decay_point point[] = {{.L = 1, .count = 30, .of = 100},
                                        {.L = 2, .count = 10, .of = 100}};
    struct decay fit;
    assert_true(decay_fit(DECAY_EXPONENTIAL, point, 2, &fit));
    const double y = log(3.0), L0 = 1.0 + log(0.3) / y, one = 7.0 / 300.0, two = 0.09;
    assert_close(fit.parameter[0], y, 1e-8);
    assert_close(fit.parameter[1], L0, 1e-8);
    assert_close(fit.error[0], sqrt(one + two), 1e-8);
    /* L0 = 1 + u/(u - v), u and v the two ln P: dL0/du = -v/y^2, dL0/dv = u/y^2. */
    assert_close(fit.error[1], hypot(log(0.1) * sqrt(one), log(0.3) * sqrt(two)) / (y * y),
                 1e-8);
    assert_close(fit.deviance, 0.0, 1e-8);
    assert_true(isnan(fit.p));
    const struct decay_value at = decay_log(DECAY_EXPONENTIAL, &fit, 3.0);
    assert_close(at.value, 2.0 * log(0.1) - log(0.3), 1e-8);
    assert_close(at.error, sqrt(4.0 * two + one), 1e-8);
    /* At 10^-3: L = 2 + ln 100 / ln 3; the error of ln P there over y. */
    const struct decay_value reach = decay_reach(DECAY_EXPONENTIAL, &fit, log(1e-3));
    assert_close(reach.value, 2.0 + log(100.0) / y, 1e-8);
    const double far = reach.value - 1.0;
    assert_close(reach.error, hypot(far * sqrt(two), (far - 1.0) * sqrt(one)) / y, 1e-8);
}

/* The constant law: 40 of 200 and 20 of 200 are 60 of 400. The deviance is
 * 2 (40 ln(4/3) + 160 ln(16/17) + 20 ln(2/3) + 180 ln(18/17)), the error of a
 * sqrt(0.85 / (400 0.15)); with one degree of freedom p = erfc(sqrt(deviance/2)). */
static void no_decay(void **state) {
    (void)state;
    const struct decay_point point[] = {{.L = 3, .count = 40, .of = 200},
                                        {.L = 9, .count = 20, .of = 200}};
    struct decay fit;
    assert_true(decay_fit(DECAY_CONSTANT, point, 2, &fit));
    const double deviance = 2.0 * (40.0 * log(4.0 / 3.0) + 160.0 * log(16.0 / 17.0) +
                                   20.0 * log(2.0 / 3.0) + 180.0 * log(18.0 / 17.0));
    assert_close(fit.parameter[0], log(0.15), 1e-8);
    assert_close(fit.error[0], sqrt(0.85 / 60.0), 1e-8);
    assert_close(fit.deviance, deviance, 1e-8);
    assert_close(fit.p, erfc(sqrt(deviance / 2.0)), 1e-8);
    assert_close(fit.aic, deviance + 2.0, 1e-8);
    assert_close(decay_residual(DECAY_CONSTANT, &fit, &point[1]),
                 -sqrt(2.0 * (20.0 * log(2.0 / 3.0) + 180.0 * log(18.0 / 17.0))), 1e-8);
    assert_true(isnan(decay_reach(DECAY_CONSTANT, &fit, -5.0).value));
}

/* Runs without a success count: with 0 of 1000 beside 8 of 16 the law must fall faster than it
 * would with 8 of 16 and 200 of 1000. A counted and an estimated point stand side by side. */
static void zeros_and_mixtures(void **state) {
    (void)state;
    struct decay_point point[] = {{.L = 1, .count = 8, .of = 16},
                                  {.L = 2, .count = 0, .of = 1000},
                                  {.L = 3, .p = 1e-8, .error = 1e-9}};
    struct decay fit;
    assert_true(decay_fit(DECAY_EXPONENTIAL, point, 3, &fit));
    assert_true(decay_log(DECAY_EXPONENTIAL, &fit, 2.0).value < log(0.01));
    assert_true(decay_residual(DECAY_EXPONENTIAL, &fit, &point[1]) < 0.0);
    point[1].count = 200;
    struct decay slow;
    assert_true(decay_fit(DECAY_EXPONENTIAL, point, 3, &slow));
    assert_true(slow.deviance > fit.deviance + 100.0);
}

/* With all runs lucky at L = 1 the exponential runs into P = 1 there: errors are not known. */
static void the_edge(void **state) {
    (void)state;
    const struct decay_point point[] = {{.L = 1, .count = 50, .of = 50},
                                        {.L = 2, .count = 48, .of = 50},
                                        {.L = 3, .count = 10, .of = 50}};
    struct decay fit;
    assert_true(decay_fit(DECAY_EXPONENTIAL, point, 3, &fit));
    assert_true(fit.at_edge);
    assert_close(decay_log(DECAY_EXPONENTIAL, &fit, 1.0).value, 0.0, 1e-6);
    assert_true(isnan(fit.error[0]));
    assert_true(isnan(decay_reach(DECAY_EXPONENTIAL, &fit, log(1e-3)).error));
    assert_true(decay_fit(DECAY_FERMI, point, 3, &fit));
    assert_false(fit.at_edge);
}

static void fits_that_are_refused(void **state) {
    (void)state;
    const struct decay_point none[] = {{.L = 1, .of = 10}, {.L = 2, .of = 10}};
    const struct decay_point all[] = {{.L = 1, .count = 10, .of = 10},
                                      {.L = 2, .count = 10, .of = 10}};
    const struct decay_point bad[] = {{.L = 1, .count = 5, .of = 10},
                                      {.L = 2, .p = 0.1, .error = 0.0}};
    struct decay fit = {.points = 9};
    assert_false(decay_fit(DECAY_CONSTANT, none, 2, &fit));
    assert_int_equal(fit.points, 0);
    assert_false(decay_fit(DECAY_FERMI, all, 2, &fit));
    assert_false(decay_fit(DECAY_FERMI, bad, 2, &fit));
    assert_false(decay_fit(DECAY_QUADRATIC, all, 2, &fit));
    struct decay nothing[DECAY_LAWS] = {{0}};
    assert_int_equal(decay_best(nothing), DECAY_LAWS);
}

/* Where a law reaches P, and the way back; a quadratic law that turns upwards never gets there.
 */
static void reaching(void **state) {
    (void)state;
    for (enum decay_law law = DECAY_EXPONENTIAL; law < DECAY_LAWS; law++) {
        struct decay_point point[POINTS];
        struct decay fit;
        make_points(law, false, 1.0, point);
        assert_true(decay_fit(law, point, POINTS, &fit));
        const struct decay_value reach = decay_reach(law, &fit, -44.0);
        assert_close(decay_log(law, &fit, reach.value).value, -44.0, 1e-6);
        assert_true(reach.error > 0.0);
    }
    const struct decay_point turning[] = {{.L = 1, .p = 0.1, .error = 0.01},
                                          {.L = 2, .p = 0.05, .error = 0.01},
                                          {.L = 3, .p = 0.1, .error = 0.01}};
    struct decay fit;
    assert_true(decay_fit(DECAY_QUADRATIC, turning, 3, &fit));
    assert_true(isnan(decay_reach(DECAY_QUADRATIC, &fit, log(1e-3)).value));
}

/* 1000 experiments of 2000 runs at each L, counted at the first four and of splitting at the
 * last two: the parameters scatter about the truth as their errors say, and p values are
 * uniform. The mean of 1000 pulls has the error 0.032, their variance 0.045, of a p below 0.5
 * the share 0.016; all bounds are 4.5 of these, false alarms 7 10^-6 each. */
static void errors_and_p_values(void **state) {
    (void)state;
    enum { EXPERIMENTS = 1000, RUNS = 2000 };
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(random, 7);
    for (enum decay_law law = DECAY_EXPONENTIAL; law < DECAY_LAWS; law++) {
        double sum[DECAY_TERMS_MAX] = {0}, squares[DECAY_TERMS_MAX] = {0};
        int low = 0;
        size_t terms = 0;
        for (int e = 0; e < EXPERIMENTS; e++) {
            struct decay_point point[POINTS];
            struct decay fit;
            for (int i = 0; i < POINTS; i++) {
                const double p = exp(truth_log(law, L[i])), error = 0.05;
                const double seen = p * exp(error * gsl_ran_ugaussian(random));
                point[i] = (struct decay_point){.L = L[i]};
                if (i < 4) {
                    point[i].of = RUNS;
                    point[i].count = gsl_ran_binomial(random, p, RUNS);
                } else {
                    point[i].p = seen;
                    point[i].error = error * seen;
                }
            }
            assert_true(decay_fit(law, point, POINTS, &fit));
            terms = fit.terms;
            low += fit.p < 0.5;
            for (size_t k = 0; k < terms; k++) {
                const double pull = (fit.parameter[k] - truth[law][k]) / fit.error[k];
                sum[k] += pull / EXPERIMENTS;
                squares[k] += pull * pull / EXPERIMENTS;
            }
        }
        assert_close((double)low / EXPERIMENTS, 0.5, 4.5 * 0.0158);
        for (size_t k = 0; k < terms; k++) {
            assert_close(sum[k], 0.0, 4.5 * 0.0316);
            assert_close(squares[k], 1.0, 4.5 * 0.0447);
        }
    }
    gsl_rng_free(random);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_law_finds_itself),
        cmocka_unit_test(a_line_through_two_counts),
        cmocka_unit_test(no_decay),
        cmocka_unit_test(zeros_and_mixtures),
        cmocka_unit_test(the_edge),
        cmocka_unit_test(fits_that_are_refused),
        cmocka_unit_test(reaching),
        cmocka_unit_test(errors_and_p_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
