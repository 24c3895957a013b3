/* The claims, on ensembles held in memory whose statistics are known. Every expected value is
 * worked out in the comment beside it. */
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "claims/claims.h"
#include "claims/claims_print.h"
#include "print/number_text.h"
#include "schema/description.h"
#include "statistics/claims_statistics.h"
#include "unit.h"

/* ---- statistics -------------------------------------------------------------------------- */

/* y = 2 + 3x with errors 1 at x = 0, 1, 2: sum (x - 1)^2 = 2, so the error of the slope is
 * 1/sqrt(2), and that of the intercept sqrt(1/3 + 1/2). */
static void a_line_through_exact_points(void **state) {
    (void)state;
    const double x[] = {0, 1, 2}, y[] = {2, 5, 8}, error[] = {1, 1, 1};
    struct line line;
    assert_true(line_fit(x, y, error, NULL, 3, &line));
    assert_close(line.slope, 3.0, 1e-12);
    assert_close(line.intercept, 2.0, 1e-12);
    assert_close(line.slope_error, sqrt(0.5), 1e-12);
    assert_close(line.intercept_error, sqrt(1.0 / 3.0 + 0.5), 1e-12);
    assert_close(line.chi2, 0.0, 1e-12);
    assert_close(line.p, 1.0, 1e-6);
}

/* y = 0, 0, 3 at -1, 0, 1 with errors 1: slope 3/2, intercept 1, residuals 1/2, -1, 1/2, so
 * chi^2 = 3/2; with one degree of freedom P = erfc(sqrt(chi^2/2)) = erfc(sqrt(3)/2). */
static void chi_squared_of_a_bent_line(void **state) {
    (void)state;
    const double x[] = {-1, 0, 1}, y[] = {0, 0, 3}, error[] = {1, 1, 1};
    struct line line;
    assert_true(line_fit(x, y, error, NULL, 3, &line));
    assert_close(line.slope, 1.5, 1e-12);
    assert_close(line.chi2, 1.5, 1e-12);
    assert_close(line.p, erfc(sqrt(0.75)), 1e-12);
}

static void lines_that_are_refused(void **state) {
    (void)state;
    const double x[] = {0, 1, 2}, same[] = {1, 1, 1}, y[] = {1, 2, 3}, error[] = {1, 1, 1},
                 exact[] = {1, 0, 1};
    struct line line;
    assert_false(line_fit(x, y, error, NULL, 2, &line));
    assert_false(line_fit(same, y, error, NULL, 3, &line));
    assert_false(line_fit(x, y, exact, NULL, 3, &line));
}

/* Closed forms at the ends: 0 of n up to 1 - (tail)^(1/n); 5 of 10 at 95 %: 0.187086 ..
 * 0.812914 (Clopper and Pearson's table gives 0.187 .. 0.813). */
static void intervals_of_fractions(void **state) {
    (void)state;
    struct interval i = binomial_interval(0, 10, 0.95);
    assert_close(i.low, 0.0, 0.0);
    assert_close(i.high, 1.0 - pow(0.025, 0.1), 1e-9);
    i = binomial_interval(10, 10, 0.95);
    assert_close(i.low, pow(0.025, 0.1), 1e-9);
    assert_close(i.high, 1.0, 0.0);
    i = binomial_interval(5, 10, 0.95);
    assert_close(i.low, 0.187086, 1e-6);
    assert_close(i.high, 0.812914, 1e-6);
    assert_close(binomial_upper(0, 100, 0.95), 1.0 - pow(0.05, 0.01), 1e-9);
    assert_close(binomial_upper(7, 7, 0.95), 1.0, 0.0);
}

/* A rare event among many runs, small and large counts: the ends are where the binomial tails
 * are 2.5 %. For k = 1 the lower end is 1 - 0.975^(1/n). */
static void intervals_of_many_runs(void **state) {
    (void)state;
    const int64_t n = 100000;
    assert_close(binomial_interval(1, n, 0.95).low / (1.0 - pow(0.975, 1e-5)), 1.0, 1e-6);
    for (int64_t k = 1; k < n; k = 3 * k / 2 + 1) {
        const struct interval i = binomial_interval(k, n, 0.95);
        assert_close(gsl_cdf_binomial_Q((unsigned)k - 1, i.low, (unsigned)n), 0.025, 1e-6);
        assert_close(gsl_cdf_binomial_P((unsigned)k, i.high, (unsigned)n), 0.025, 1e-6);
    }
}

static void values_with_errors(void **state) {
    (void)state;
    char text[NUMBER_PAIR_MAX];
    number_pair(text, 469.8123, 7.51);
    assert_string_equal(text, "469.8 ± 7.5");
    number_pair(text, 123456.0, 2100.0);
    assert_string_equal(text, "(1.235 ± 0.021)e+05");
    number_pair(text, 0.5, 0.0);
    assert_string_equal(text, "0.5000");
}

/* ---- ensembles --------------------------------------------------------------------------- */

enum { RUNS = 2000, POINTS = 200, ENSEMBLES = 8 };

/* An ensemble without memory of its own to free. */
struct sample {
    int64_t t_sync[RUNS], t_learn[RUNS], t_a[RUNS], t_b[RUNS], steps[RUNS], count[POINTS];
    uint8_t done[RUNS];
    double step[POINTS], mean[POINTS], spread[POINTS];
};

struct setup {
    struct sample sample[ENSEMBLES];
    struct ensemble ensemble[ENSEMBLES];
    size_t count;
    struct groups groups;
    struct claims claims;
    FILE *remarks;
};

static char path[] = "sample";

static struct sample *add(struct setup *s, const char *engine, int64_t L, int64_t N, int runs) {
    assert_true(s->count < ENSEMBLES && runs <= RUNS);
    struct sample *sample = &s->sample[s->count];
    struct ensemble *e = &s->ensemble[s->count++];
    *e = (struct ensemble){.path = path,
                           .t_sync = sample->t_sync,
                           .t_learn = sample->t_learn,
                           .t_a = sample->t_a,
                           .t_b = sample->t_b,
                           .steps = sample->steps,
                           .done = sample->done,
                           .curve = {.points = POINTS,
                                     .abscissa = sample->step,
                                     .count = sample->count,
                                     .rho_ab = sample->mean,
                                     .rho_ab_std = sample->spread}};
    struct parameters *p = &e->parameters;
    p->L = p->initial = L;
    p->N = N;
    p->runs = runs;
    p->seed = 1;
    p->command = engine;
    p->K = UNITS;
    p->attackers = 1;
    if (strcmp(engine, "iterate") == 0) {
        p->closure = CLOSURE_SIX;
        p->criterion = CRITERION_MEAN;
        p->cl = 0.99999;
    } else if (strcmp(engine, "simulate") == 0) {
        p->method = METHOD_WEIGHTS;
        p->ties = TIES_ODD;
        p->until = UNTIL_BOTH;
        p->attack_wait = 100, p->vote_every = 2, p->fitness = (struct ratio){10, 20};
        p->stall = 100000;
    } else {
        p->eta = 5.0;
        p->cl = 0.99999;
    }
    for (int i = 0; i < POINTS; i++) {
        sample->step[i] = i + 1;
        sample->count[i] = runs;
        sample->spread[i] = 0.2;
    }
    return sample;
}

static void set_run(struct sample *s, int run, int64_t t_a, int64_t t_b, int64_t t_learn) {
    s->t_a[run] = t_a;
    s->t_b[run] = t_b;
    s->t_sync[run] = t_a + t_b;
    s->t_learn[run] = t_learn;
    s->steps[run] = t_a + t_b > t_learn ? t_a + t_b : t_learn;
    s->done[run] = 1;
}

/* t_a is a + d and a - d in turn, and so is t_b: the mean of n runs has the error
 * d / sqrt(n - 1). The attacker needs longer. */
static void fill(struct sample *s, int runs, int64_t a, int64_t b, int64_t d) {
    for (int i = 0; i < runs; i++)
        set_run(s, i, a + (i % 2 ? d : -d), b + (i % 2 ? d : -d), 100000);
}

static void measure(struct setup *s) {
    assert_true(groups_make(s->ensemble, s->count, "test", &s->groups, s->remarks));
    assert_true(claims_make(s->ensemble, s->count, &s->groups, &s->claims));
}

static void clear(struct setup *s) {
    groups_free(&s->groups);
    claims_free(&s->claims);
}

static const struct claim_part *find(const struct setup *s, char claim, const char *name) {
    for (size_t i = 0; i < s->claims.count; i++)
        if (s->claims.part[i].claim == claim && strstr(s->claims.part[i].name, name))
            return &s->claims.part[i];
    fail_msg("claim %c has no part with `%s`", claim, name);
    return NULL;
}

static void verdict_is(const struct setup *s, char claim, const char *name,
                       enum verdict expected) {
    const struct claim_part *part = find(s, claim, name);
    if (part->verdict != expected)
        fail_msg("%s: %s, not %s: %s", part->name, verdict_name[part->verdict],
                 verdict_name[expected], part->measured);
}

static int set_up(void **state) {
    struct setup *s = calloc(1, sizeof *s);
    if (s)
        s->remarks = tmpfile();
    *state = s;
    return s && s->remarks ? 0 : -1;
}

static int tear_down(void **state) {
    struct setup *s = *state;
    clear(s);
    fclose(s->remarks);
    free(s);
    return 0;
}

/* ---- nothing ----------------------------------------------------------------------------- */

static void without_files_nothing_is_measured(void **state) {
    struct setup *s = *state;
    measure(s);
    for (char c = 'a'; c <= 'f'; c++)
        assert_int_equal(claims_verdict(&s->claims, c), VERDICT_NOT_MEASURED);
    for (size_t i = 0; i < s->claims.count; i++) {
        assert_int_equal(s->claims.part[i].verdict, VERDICT_NOT_MEASURED);
        assert_non_null(strstr(s->claims.part[i].measured, "needs"));
        assert_true(strlen(s->claims.part[i].criterion) > 0);
    }
}

/* ---- (a) --------------------------------------------------------------------------------- */

/* N = 10^3, 10^4, 10^5, t_a 300, t_b 20, 40, 60 with 101 runs and d = 10, but for the last run
 * symmetric: the slope of t_b is 20/ln 10 = 8.6859 up to the odd run's 10/101, which is the
 * same at all N. The errors are 10 sqrt(1 - 101^-2) / 10 = 1 to 5e-5, so that of the slope is
 * 1/(sqrt(2) ln 10) = 0.30709. The errors are known to 100 degrees of freedom each, half of the
 * slope's variance comes from either end, and an end is independent of the line to 1/6: the
 * variance is larger by 4 (1/6)/100. t_sync has the same slope, and twice the error. */
static void t_a_constant_and_t_b_logarithmic(void **state) {
    struct setup *s = *state;
    for (int i = 0; i < 3; i++)
        fill(add(s, "simulate", 3, (int64_t[]){1000, 10000, 100000}[i], 101), 101, 300,
             20 + 20 * i, 10);
    measure(s);
    const struct claim_part *b = find(s, 'a', "L = 3, t_b grows");
    assert_int_equal(b->verdict, VERDICT_AGREES);
    assert_close(b->value, 20.0 / log(10.0), 1e-9);
    assert_close(b->error, sqrt(1.0 + 4.0 / 600.0) / (sqrt(2.0) * log(10.0)), 1e-4);
    assert_int_equal(b->runs, 303);
    assert_close(find(s, 'a', "L = 3, t_a does")->value, 0.0, 1e-9);
    verdict_is(s, 'a', "L = 3, t_a does", VERDICT_AGREES);
    verdict_is(s, 'a', "L = 3, t_sync does", VERDICT_DIFFERS);
    verdict_is(s, 'a', "t_sync ~ 400", VERDICT_DIFFERS); /* 340 +- 2 */
    verdict_is(s, 'a', "t_a ~ 300", VERDICT_AGREES);
    verdict_is(s, 'a', "L = 1, t_a", VERDICT_NOT_MEASURED);
    assert_int_equal(claims_verdict(&s->claims, 'a'), VERDICT_DIFFERS);
}

/* t_a 300, 310, 320: slope 4.34, 14 errors. t_b 40 at all N. */
static void t_a_growing_and_t_b_constant(void **state) {
    struct setup *s = *state;
    for (int i = 0; i < 3; i++)
        fill(add(s, "simulate", 2, (int64_t[]){1000, 10000, 100000}[i], 101), 101, 300 + 10 * i,
             40, 10);
    measure(s);
    verdict_is(s, 'a', "L = 2, t_a does", VERDICT_DIFFERS);
    verdict_is(s, 'a', "L = 2, t_b grows", VERDICT_DIFFERS);
}

/* d = 100 with 11 runs: errors 31, that of the slope 9.7, and 3 of those over ln 100 are 134,
 * of a mean of 300. A slope of 0 proves nothing then. */
static void too_few_runs_prove_nothing(void **state) {
    struct setup *s = *state;
    for (int i = 0; i < 3; i++)
        fill(add(s, "simulate", 1, (int64_t[]){1000, 10000, 100000}[i], 11), 11, 300, 120, 100);
    measure(s);
    verdict_is(s, 'a', "L = 1, t_a does", VERDICT_UNDECIDED);
    assert_non_null(strstr(find(s, 'a', "L = 1, t_a does")->measured, "too few runs"));
    assert_true(find(s, 'a', "L = 1, t_a does")->needed > 33.0);
}

/* A run without t_sync takes its size out; two are left. */
static void sizes_with_censored_runs_are_left_out(void **state) {
    struct setup *s = *state;
    for (int i = 0; i < 3; i++)
        fill(add(s, "simulate", 1, (int64_t[]){1000, 10000, 100000}[i], 101), 101, 300, 20, 10);
    s->sample[2].t_sync[0] = s->sample[2].t_a[0] = s->sample[2].t_b[0] = ENSEMBLE_NOT_REACHED;
    measure(s);
    verdict_is(s, 'a', "L = 1, t_a does", VERDICT_NOT_MEASURED);
    assert_non_null(strstr(find(s, 'a', "L = 1, t_a does")->measured, "censored"));
}

/* ---- (b) --------------------------------------------------------------------------------- */

/* Spread 0.2 at all N: 0.2 in the limit. The mean t_sync is 80, so that the steps are 20, 40,
 * 60 (the error of a spread s of n runs: s/sqrt(2(n - 1))). */
static void spread_that_stays(void **state) {
    struct setup *s = *state;
    for (int i = 0; i < 3; i++)
        fill(add(s, "simulate", 1, (int64_t[]){1000, 10000, 100000}[i], 100), 100, 60, 20, 5);
    measure(s);
    const struct claim_part *part = find(s, 'b', "L = 1, step 40");
    assert_close(part->value, 0.2, 1e-12);
    assert_true(part->error < 0.2 / sqrt(198.0));
    assert_int_equal(part->verdict, VERDICT_AGREES);
    assert_int_equal(claims_verdict(&s->claims, 'b'), VERDICT_NOT_MEASURED); /* L = 2, 3 */
}

/* Spread 10/sqrt(N), that of a self-averaging overlap, is no line in 1/N: one that is fitted
 * nevertheless ends above 0, but chi^2 refutes it. */
static void spread_that_vanishes(void **state) {
    struct setup *s = *state;
    const int64_t size[] = {1000, 3000, 10000, 30000, 100000, 300000, 1000000};
    for (int sizes = 3; sizes <= 7; sizes += 4) {
        s->count = 0;
        for (int i = 0; i < sizes; i++) {
            struct sample *sample = add(s, "simulate", 1, size[i], 2000);
            fill(sample, 2000, 60, 20, 5);
            for (int k = 0; k < POINTS; k++)
                sample->spread[k] = 10.0 / sqrt((double)size[i]);
        }
        measure(s);
        verdict_is(s, 'b', "L = 1, step 40", VERDICT_DIFFERS);
        assert_int_equal(claims_verdict(&s->claims, 'b'), VERDICT_DIFFERS);
        assert_true(find(s, 'b', "L = 1, step 40")->low > 0.0);
        clear(s);
    }
}

/* ---- (c), (d), (e) ----------------------------------------------------------------------- */

/* 100 runs, of which 10 are learned first and 2 in the same step. The ends of the
 * interval are where the binomial tails are 0.15 %. */
static void fraction_learned_first(void **state) {
    struct setup *s = *state;
    struct sample *sample = add(s, "iterate", 1, 0, 100);
    for (int i = 0; i < 100; i++)
        set_run(sample, i, 50, 10, i < 10 ? 59 : i < 12 ? 60 : 61);
    measure(s);
    const struct claim_part *part = find(s, 'c', "iterate six");
    assert_int_equal(part->verdict, VERDICT_AGREES);
    assert_close(part->value, 0.1, 1e-12);
    assert_close(gsl_cdf_binomial_Q(9, part->low, 100), VERDICT_RISK / 2.0, 1e-9);
    assert_close(gsl_cdf_binomial_P(10, part->high, 100), VERDICT_RISK / 2.0, 1e-9);
    assert_non_null(strstr(part->measured, "2 in the same step"));
}

/* None of 649 leaves 1 % possible at the level, none of 650 does not. */
static void nobody_learned_first(void **state) {
    struct setup *s = *state;
    struct sample *sample = add(s, "simulate", 1, 10000, 649);
    fill(sample, 650, 50, 10, 5);
    measure(s);
    verdict_is(s, 'c', "N = 10000", VERDICT_UNDECIDED);
    assert_close(find(s, 'c', "N = 10000")->needed, 650.0, 0.0);
    clear(s);
    s->ensemble[0].parameters.runs = 650;
    measure(s);
    verdict_is(s, 'c', "N = 10000", VERDICT_DIFFERS);
    assert_true(find(s, 'c', "N = 10000")->high < 0.01);
}

/* A run that stops at synchronisation without having learned has not learned first; 2000 such
 * runs: at most 1 - 0.0015^(1/2000), which does not say as much as the paper's 10^5. Its t_sync
 * are at most 402 < 1000. */
static void no_early_learner(void **state) {
    struct setup *s = *state;
    struct sample *sample = add(s, "simulate", 3, 10000, 2000);
    fill(sample, 2000, 300, 100, 2);
    for (int i = 0; i < 2000; i++)
        sample->t_learn[i] = ENSEMBLE_NOT_REACHED;
    measure(s);
    const struct claim_part *part = find(s, 'd', "N = 10000");
    assert_close(part->high, 1.0 - pow(VERDICT_RISK / 2.0, 1.0 / 2000.0), 1e-9);
    assert_non_null(strstr(part->measured, "0 of 2000 runs"));
    assert_non_null(strstr(part->measured, "too few runs: 100000 would decide"));
    assert_int_equal(claims_verdict(&s->claims, 'd'), VERDICT_UNDECIDED);
    assert_int_equal(claims_verdict(&s->claims, 'e'), VERDICT_AGREES);
    struct claim_part paper = {.runs = 100000};
    claims_judge_impossible(&paper, 0, 100000);
    assert_int_equal(paper.verdict, VERDICT_AGREES);
}

static void one_early_learner(void **state) {
    struct setup *s = *state;
    struct sample *sample = add(s, "simulate", 3, 10000, 300);
    fill(sample, 300, 300, 100, 2);
    sample->t_learn[7] = sample->t_sync[7] - 1;
    measure(s);
    assert_close(find(s, 'd', "N = 10000")->value, 1.0 / 300.0, 1e-12);
    assert_non_null(strstr(find(s, 'd', "N = 10000")->measured, "1 of 300 runs"));
    assert_int_equal(claims_verdict(&s->claims, 'd'), VERDICT_DIFFERS);
}

static void too_few_runs_exclude_nothing(void **state) {
    struct setup *s = *state;
    fill(add(s, "simulate", 3, 10000, 1999), 1999, 300, 100, 2);
    measure(s);
    assert_int_equal(claims_verdict(&s->claims, 'd'), VERDICT_UNDECIDED);
    assert_int_equal(claims_verdict(&s->claims, 'e'), VERDICT_UNDECIDED);
}

/* Runs without an attacker tell nothing about (d), and other sizes neither. */
static void runs_that_do_not_count(void **state) {
    struct setup *s = *state;
    fill(add(s, "simulate", 3, 1000, 400), 400, 300, 100, 2);
    fill(add(s, "simulate", 3, 10000, 2000), 2000, 300, 100, 2);
    s->ensemble[1].parameters.no_attacker = true;
    s->ensemble[1].parameters.attack = ATTACK_NONE;
    measure(s);
    assert_int_equal(claims_verdict(&s->claims, 'd'), VERDICT_NOT_MEASURED);
    assert_int_equal(claims_verdict(&s->claims, 'e'), VERDICT_AGREES);
}

/* 999 is below 1000, 1000 is not. */
static void largest_time(void **state) {
    struct setup *s = *state;
    struct sample *sample = add(s, "iterate", 3, 0, 2000);
    fill(sample, 2000, 300, 100, 2);
    set_run(sample, 9, 900, 99, 5000);
    measure(s);
    assert_int_equal(claims_verdict(&s->claims, 'e'), VERDICT_AGREES);
    assert_non_null(strstr(find(s, 'e', "iterate")->measured, "largest t_sync 999;"));
    clear(s);
    set_run(sample, 9, 900, 100, 5000);
    measure(s);
    assert_int_equal(claims_verdict(&s->claims, 'e'), VERDICT_DIFFERS);
    assert_close(find(s, 'e', "iterate")->value, 1.0 / 2000.0, 1e-12);
}

/* Not synchronised after 5000 steps is above 1000; after 500 it is not known. */
static void censored_runs_and_the_largest_time(void **state) {
    struct setup *s = *state;
    struct sample *sample = add(s, "iterate", 3, 0, 400);
    fill(sample, 400, 300, 100, 2);
    sample->t_sync[3] = sample->t_sync[4] = ENSEMBLE_NOT_REACHED;
    sample->steps[3] = 500;
    sample->steps[4] = 5000;
    measure(s);
    const struct claim_part *part = find(s, 'e', "iterate");
    assert_int_equal(part->verdict, VERDICT_DIFFERS);
    assert_int_equal(part->runs, 399);
    assert_non_null(strstr(part->measured, "1 undecided"));
}

/* A run that stalled after 500 steps never synchronises: it is above 1000. */
static void stalled_runs_and_the_largest_time(void **state) {
    struct setup *s = *state;
    static uint8_t end[400];
    struct sample *sample = add(s, "simulate", 3, 10000, 400);
    fill(sample, 400, 300, 100, 2);
    sample->t_sync[3] = ENSEMBLE_NOT_REACHED;
    sample->steps[3] = 500;
    end[3] = END_STALLED;
    s->ensemble[s->count - 1].end = end;
    measure(s);
    const struct claim_part *part = find(s, 'e', "simulate");
    assert_int_equal(part->verdict, VERDICT_DIFFERS);
    assert_int_equal(part->runs, 400);
    assert_close(part->value, 1.0 / 400.0, 1e-12);
}

/* ---- (f) --------------------------------------------------------------------------------- */

/* t_sync = 3 N +- 30: exponent 1. */
static void times_proportional_to_N(void **state) {
    struct setup *s = *state;
    for (int i = 0; i < 3; i++) {
        const int64_t N = (int64_t[]){1000, 2000, 4000}[i];
        fill(add(s, "continuous", 0, N, 20), 20, 2 * N, N, 30);
    }
    measure(s);
    const struct claim_part *part = find(s, 'f', "t_sync");
    assert_close(part->value, 1.0, 1e-9);
    assert_int_equal(part->verdict, VERDICT_AGREES);
    assert_int_equal(claims_verdict(&s->claims, 'f'), VERDICT_NOT_MEASURED); /* no ode */
}

/* t_sync = N^2/1000: exponent 2, exactly. */
static void times_that_grow_faster(void **state) {
    struct setup *s = *state;
    for (int i = 0; i < 3; i++) {
        const int64_t N = (int64_t[]){1000, 2000, 4000}[i];
        fill(add(s, "continuous", 0, N, 20), 20, 0, N * N / 1000, 15);
    }
    measure(s);
    assert_close(find(s, 'f', "t_sync")->value, 2.0, 1e-9);
    assert_int_equal(claims_verdict(&s->claims, 'f'), VERDICT_DIFFERS);
}

/* 2.6849 is within half a unit of 2.68, 0.7951 is not of 0.79. */
static void numbers_of_the_equations(void **state) {
    struct setup *s = *state;
    struct ensemble *e = &s->ensemble[s->count++];
    *e = (struct ensemble){.path = path,
                           .parameters = {.command = "ode"},
                           .results = {.eta_c = 2.6849, .fixed_point = 0.7951}};
    measure(s);
    verdict_is(s, 'f', "eta_c", VERDICT_AGREES);
    verdict_is(s, 'f', "fixed point", VERDICT_DIFFERS);
    assert_close(find(s, 'f', "eta_c")->value, 2.6849, 0.0);
}

/* ---- samples that are drawn ----------------------------------------------------------------
 */

/* A time with the skewness of synchronisation times, 1: a gamma variable from an origin. */
static int64_t drawn(gsl_rng *random, double origin, double scale) {
    return (int64_t)(origin + gsl_ran_gamma(random, 4.0, scale));
}

/* What the paper claims, at so many runs: t_a does not depend on N, t_b = 8 ln N, the spread is
 * 0.2, one run in 20 is learned first, continuous weights need 3 N. */
static void draw(struct setup *s, gsl_rng *random, int runs) {
    s->count = 0;
    for (int i = 0; i < 7; i++) {
        const bool discrete = i < 4;
        const int64_t N = (int64_t[]){1000, 3162, 31623, 100000, 1000, 2000, 4000}[i];
        const double a = discrete ? 25.0 : 0.3 * (double)N,
                     b = discrete ? 2.0 * log((double)N) : 0.15 * (double)N;
        struct sample *sample = add(s, discrete ? "simulate" : "continuous", discrete, N, runs);
        for (int run = 0; run < runs; run++)
            set_run(sample, run, drawn(random, 4.0 * a, a), drawn(random, b, b * 3.0 / 4.0),
                    gsl_rng_uniform(random) < 0.05 ? 1 : 100000);
        for (int k = 0; k < POINTS; k++)
            sample->spread[k] = 0.2 * sqrt(gsl_ran_chisq(random, runs - 1) / (runs - 1));
    }
}

/* Verdicts on the parts that the drawn files decide. */
enum { PARTS = 5 };

struct tally {
    int part[PARTS][VERDICT_NOT_MEASURED + 1];
};

static void count_verdicts(struct setup *s, struct tally *tally) {
    static const struct {
        char claim;
        const char *name;
    } decided[PARTS] = {
        {'a', "L = 1, t_a does"}, {'a', "L = 1, t_b"},          {'b', "L = 1, step"},
        {'c', "N = 1000"},        {'f', "t_sync proportional"},
    };
    for (int i = 0; i < PARTS; i++)
        tally->part[i][find(s, decided[i].claim, decided[i].name)->verdict]++;
}

/* Draws, and tells how often each part gets each verdict. */
static struct tally verdicts_on(struct setup *s, int runs, int samples) {
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    struct tally tally = {0};
    assert_non_null(random);
    for (int i = 0; i < samples; i++) {
        draw(s, random, runs);
        measure(s);
        count_verdicts(s, &tally);
        clear(s);
    }
    gsl_rng_free(random);
    return tally;
}

/* What is true is called "differs" in 0.3 % of samples: among 1500 in 4.5, and in more than 14
 * with a probability of 10^-4. */
static void what_is_true_seldom_differs(void **state) {
    for (int k = 0; k < 2; k++) {
        const struct tally tally = verdicts_on(*state, k == 0 ? 8 : 20, 1500);
        for (int i = 0; i < PARTS; i++)
            assert_in_range(tally.part[i][VERDICT_DIFFERS], 0, 14);
    }
}

/* With enough runs it is decided. */
static void enough_runs_decide(void **state) {
    const struct tally tally = verdicts_on(*state, 1000, 10);
    for (int i = 0; i < PARTS; i++)
        assert_int_equal(tally.part[i][VERDICT_AGREES], 10);
}

/* ---- groups ------------------------------------------------------------------------------ */

/* The same seed brings the same runs; another one is pooled, if all else agrees. */
static void no_run_counts_twice(void **state) {
    struct setup *s = *state;
    for (int i = 0; i < 4; i++)
        fill(add(s, "simulate", 1, 10000, 50 + 50 * i), 50 + 50 * i, 50, 10, 5);
    s->ensemble[2].parameters.method = METHOD_OCCUPANCY;
    s->ensemble[3].parameters.seed = 2;
    s->ensemble[3].parameters.max_steps /= 2;
    measure(s);
    assert_int_equal(s->groups.count, 1);
    assert_int_equal(s->groups.group[0].count, 2);
    assert_int_equal(group_mean(&s->groups.group[0], TIME_SYNC).runs, 100 + 200);
    char remarks[512] = "";
    rewind(s->remarks);
    assert_true(fread(remarks, 1, sizeof remarks - 1, s->remarks) > 0);
    assert_non_null(strstr(remarks, "passed over, its method is not that of"));
    assert_non_null(strstr(remarks, "passed over, its runs are those of"));
}

/* Every recorded parameter keeps ensembles apart, but for those that say how much there is. */
static void what_may_be_pooled(void **state) {
    (void)state;
    const struct parameters base = {.command = "simulate",
                                    .K = UNITS,
                                    .attackers = 1,
                                    .attack_wait = 100,
                                    .vote_every = 2,
                                    .fitness = {10, 20},
                                    .stall = 100000,
                                    .method = METHOD_WEIGHTS,
                                    .L = 3,
                                    .initial = 3,
                                    .max_steps = 100,
                                    .runs = 10,
                                    .seed = 1,
                                    .N = 100,
                                    .ties = TIES_ODD,
                                    .until = UNTIL_BOTH};
    struct parameters p = base;
    p.seed = 2;
    p.runs = 20;
    p.max_steps = 50;
    assert_null(parameters_difference(&base, &p));
    p = base, p.L = 2;
    assert_string_equal(parameters_difference(&base, &p), "L");
    p = base, p.N = 101;
    assert_string_equal(parameters_difference(&base, &p), "N");
    p = base, p.initial = 2;
    assert_string_equal(parameters_difference(&base, &p), "initial");
    p = base, p.no_attacker = true;
    assert_string_equal(parameters_difference(&base, &p), "no-attacker");
    p = base, p.ties = TIES_PLUS;
    assert_string_equal(parameters_difference(&base, &p), "ties");
    p = base, p.until = UNTIL_SYNC;
    assert_string_equal(parameters_difference(&base, &p), "until");
    p = base, p.method = METHOD_OCCUPANCY;
    assert_string_equal(parameters_difference(&base, &p), "method");
    p = base, p.command = "iterate";
    assert_string_equal(parameters_difference(&base, &p), "engine");
}

static void other_models_are_passed_over(void **state) {
    struct setup *s = *state;
    fill(add(s, "simulate", 1, 10000, 50), 50, 50, 10, 5);
    fill(add(s, "simulate", 2, 10000, 50), 50, 50, 10, 5);
    s->ensemble[0].parameters.ties = TIES_PLUS;
    s->ensemble[1].parameters.initial = 1;
    measure(s);
    assert_int_equal(s->groups.count, 0);
}

int main(void) {
#define WITH_SETUP(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_through_exact_points),
        cmocka_unit_test(chi_squared_of_a_bent_line),
        cmocka_unit_test(lines_that_are_refused),
        cmocka_unit_test(intervals_of_fractions),
        cmocka_unit_test(intervals_of_many_runs),
        cmocka_unit_test(values_with_errors),
        WITH_SETUP(without_files_nothing_is_measured),
        WITH_SETUP(t_a_constant_and_t_b_logarithmic),
        WITH_SETUP(t_a_growing_and_t_b_constant),
        WITH_SETUP(too_few_runs_prove_nothing),
        WITH_SETUP(sizes_with_censored_runs_are_left_out),
        WITH_SETUP(spread_that_stays),
        WITH_SETUP(spread_that_vanishes),
        WITH_SETUP(fraction_learned_first),
        WITH_SETUP(nobody_learned_first),
        WITH_SETUP(no_early_learner),
        WITH_SETUP(one_early_learner),
        WITH_SETUP(too_few_runs_exclude_nothing),
        WITH_SETUP(runs_that_do_not_count),
        WITH_SETUP(largest_time),
        WITH_SETUP(censored_runs_and_the_largest_time),
        WITH_SETUP(stalled_runs_and_the_largest_time),
        WITH_SETUP(times_proportional_to_N),
        WITH_SETUP(times_that_grow_faster),
        WITH_SETUP(numbers_of_the_equations),
        WITH_SETUP(what_is_true_seldom_differs),
        WITH_SETUP(enough_runs_decide),
        WITH_SETUP(no_run_counts_twice),
        cmocka_unit_test(what_may_be_pooled),

        WITH_SETUP(other_models_are_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
