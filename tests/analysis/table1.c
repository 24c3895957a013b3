/* Grouping and statistics of Table I, on ensembles held in memory. Every expected value is
 * worked out by hand in the comment beside it; tolerances are a few roundings of a double. */
#include <stdlib.h>
#include <string.h>

#include "table1/table1.h"
#include "unit.h"

enum { RUNS = 4 };

/* An ensemble of RUNS runs at most, without memory of its own to free. */
struct sample {
    int64_t t_sync[RUNS], t_learn[RUNS], steps[RUNS];
    uint8_t done[RUNS];
    struct ensemble ensemble;
};

static const struct parameters iterate = {.command = "iterate",
                                          .K = UNITS,
                                          .attackers = 1,
                                          .L = 1,
                                          .initial = 1,
                                          .max_steps = 1000,
                                          .seed = 1,
                                          .closure = CLOSURE_SIX,
                                          .criterion = CRITERION_MEAN,
                                          .cl = 0.99999};

static const struct parameters simulate = {.command = "simulate",
                                           .K = UNITS,
                                           .attackers = 1,
                                           .attack_wait = 100,
                                           .vote_every = 2,
                                           .fitness = {10, 20},
                                           .stall = 100000,
                                           .method = METHOD_WEIGHTS,
                                           .L = 1,
                                           .initial = 1,
                                           .max_steps = 1000,
                                           .seed = 1,
                                           .N = 10000,
                                           .ties = TIES_ODD,
                                           .until = UNTIL_BOTH};

/* times[i] = {t_sync, t_learn, steps, done} */
static struct ensemble fill(struct sample *s, struct parameters parameters, int runs,
                            const int64_t times[][4]) {
    for (int i = 0; i < runs; i++) {
        s->t_sync[i] = times[i][0];
        s->t_learn[i] = times[i][1];
        s->steps[i] = times[i][2];
        s->done[i] = (uint8_t)times[i][3];
    }
    parameters.runs = runs;
    static char name[] = "sample";
    return (struct ensemble){.path = name,
                             .parameters = parameters,
                             .t_sync = s->t_sync,
                             .t_learn = s->t_learn,
                             .steps = s->steps,
                             .done = s->done};
}

/* The paper's values for L = 1, as in data/table1.csv. */
static const struct paper_table paper = {.value = {{1, T_SYNC, 61, 10, 0.5, 2000},
                                                   {1, T_LEARN, 110, 20, 5, 2000},
                                                   {1, RATIO, 1.8, 0.6, 0.05, 2000}},
                                         .count = 3};

static const int64_t three_runs[][4] = {{50, 100, 100, 1}, {60, 90, 90, 1}, {70, 140, 140, 1}};

static struct pools pools; /* of the table of a test */

static void make(const struct ensemble ensembles[], size_t count, struct table1 *table) {
    assert_int_equal(pools_make(ensembles, count, table1_order, &pools, stderr), POOLS_DONE);
    assert_true(table1_make(&pools, &paper, table, stderr));
}

static void release(struct table1 *table) {
    table1_free(table);
    pools_free(&pools);
}

/* The complaints about double counting, or "" if there are none. To be freed. */
static char *complaints_about(const struct ensemble ensembles[], size_t count) {
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    const enum pools_result result = pools_make(ensembles, count, table1_order, &pools, stream);
    pools_free(&pools);
    fclose(stream);
    assert_int_equal(result, length > 0 ? POOLS_DOUBLE_COUNT : POOLS_DONE);
    return text;
}

static void assert_mean(const struct estimate *e, double mean, double sd, double se, double z) {
    assert_int_equal(e->status, ESTIMATE_MEAN);
    assert_int_equal(e->censored, 0);
    assert_close(e->mean, mean, 1e-13 * mean);
    assert_close(e->sd, sd, 1e-13 * sd);
    assert_close(e->se, se, 1e-13 * se);
    assert_true(isnan(z) == isnan(e->distance));
    if (!isnan(z))
        assert_close(e->distance, z, 1e-12);
}

/* Where another run is not done, nothing is compared with the paper. */
static void assert_estimates_of_three_runs(const struct table1_group *group) {
    const double compared = group->not_done > 0 ? NAN : 1.0;
    /* t_sync 50, 60, 70: mean 60, sd sqrt((100 + 0 + 100) / 2) = 10, se 10 / sqrt(3),
     * z = (60 - 61) / sqrt(100/3 + 10^2/2000 + 0.5^2/3) */
    assert_mean(&group->estimate[T_SYNC], 60, 10, 10 / sqrt(3),
                compared * -1 / sqrt(100. / 3 + 0.05 + 0.25 / 3));
    /* t_learn 100, 90, 140: mean 110, sd sqrt((100 + 400 + 900) / 2) = sqrt(700), z = 0 */
    assert_mean(&group->estimate[T_LEARN], 110, sqrt(700), sqrt(700. / 3), compared * 0);
    /* r 2, 3/2, 2: mean 11/6, sd sqrt((1/36 + 4/36 + 1/36) / 2) = sqrt(1/12), se 1/6,
     * z = (11/6 - 1.8) / sqrt(1/36 + 0.36/2000 + 0.0025/3) */
    assert_mean(&group->estimate[RATIO], 11. / 6, sqrt(1. / 12), 1. / 6,
                compared * (1. / 30) / sqrt(1. / 36 + 0.00018 + 0.0025 / 3));
}

static void test_complete_runs(void **state) {
    (void)state;
    struct sample s;
    const struct ensemble e = fill(&s, iterate, 3, three_runs);
    struct table1 table;
    make(&e, 1, &table);
    assert_int_equal(table.count, 1);
    assert_int_equal(table.groups[0].runs, 3);
    assert_int_equal(table.groups[0].not_done, 0);
    assert_int_equal(table.groups[0].censored, 0);
    assert_estimates_of_three_runs(&table.groups[0]);
    assert_true(table1_like_paper(&table.groups[0]));
    release(&table);
}

/* The same three runs in two ensembles of other seeds and step limits, and one not done. */
static void test_seeds_are_pooled_in_any_order(void **state) {
    (void)state;
    struct sample s, t;
    struct parameters other = iterate;
    other.seed = 2;
    other.max_steps = 5000;
    const int64_t last[][4] = {{-1, -1, 7, 0}, {70, 140, 140, 1}};
    const struct ensemble first = fill(&s, iterate, 2, three_runs);
    const struct ensemble second = fill(&t, other, 2, last);
    const struct ensemble orders[2][2] = {{first, second}, {second, first}};
    for (int o = 0; o < 2; o++) {
        struct table1 table;
        make(orders[o], 2, &table);
        assert_int_equal(table.count, 1);
        assert_int_equal(table.groups[0].member_count, 2);
        assert_int_equal(table.groups[0].members[0]->parameters.seed, 1);
        assert_int_equal(table.groups[0].runs, 3);
        assert_int_equal(table.groups[0].not_done, 1);
        assert_estimates_of_three_runs(&table.groups[0]);
        release(&table);
    }
}

static void test_same_seed_is_refused(void **state) {
    (void)state;
    struct sample s, t;
    struct parameters longer = iterate;
    longer.max_steps = 5000; /* the same runs all the same */
    const struct ensemble pair[] = {fill(&s, iterate, 3, three_runs),
                                    fill(&t, longer, 2, three_runs)};
    char *text = complaints_about(pair, 2);
    assert_non_null(strstr(text, "the same seed 1,"));
    free(text);

    /* The same seed for another L is another ensemble. */
    struct parameters wider = iterate;
    wider.L = wider.initial = 2;
    const struct ensemble two[] = {pair[0], fill(&t, wider, 2, three_runs)};
    text = complaints_about(two, 2);
    assert_string_equal(text, "");
    free(text);
}

static void test_censored_runs_give_bounds(void **state) {
    (void)state;
    struct sample s;
    /* The second has not learned in 1000 steps. */
    const int64_t times[][4] = {{50, 100, 100, 1}, {100, -1, 1000, 1}};
    const struct ensemble e = fill(&s, iterate, 2, times);
    struct table1 table;
    make(&e, 1, &table);
    const struct table1_group *group = &table.groups[0];
    assert_int_equal(group->censored, 1);
    /* t_sync 50, 100: mean 75, sd sqrt(2 * 25^2) = 25 sqrt(2), se 25 */
    assert_mean(&group->estimate[T_SYNC], 75, 25 * sqrt(2), 25,
                14 / sqrt(625 + 0.05 + 0.25 / 3));
    /* t_learn at least (100 + 1000) / 2, r at least (2 + 10) / 2 */
    const double bound[] = {[T_LEARN] = 550, [RATIO] = 6};
    for (enum quantity q = T_LEARN; q <= RATIO; q++) {
        const struct estimate *estimate = &group->estimate[q];
        assert_int_equal(estimate->status, ESTIMATE_LOWER_BOUND);
        assert_int_equal(estimate->censored, 1);
        assert_close(estimate->mean, bound[q], 0.0);
        assert_true(isnan(estimate->sd) && isnan(estimate->se) && isnan(estimate->distance));
    }
    release(&table);
}

static void test_ratio_without_t_sync_is_unknown(void **state) {
    (void)state;
    struct sample s;
    const int64_t times[][4] = {{50, 100, 100, 1}, {-1, 80, 1000, 1}, {60, -1, 1000, 1}};
    const struct ensemble e = fill(&s, iterate, 3, times);
    struct table1 table;
    make(&e, 1, &table);
    const struct table1_group *group = &table.groups[0];
    assert_int_equal(group->censored, 2);
    assert_int_equal(group->estimate[T_SYNC].status, ESTIMATE_LOWER_BOUND);
    assert_close(group->estimate[T_SYNC].mean, 370, 1e-10); /* (50 + 1000 + 60) / 3 */
    assert_int_equal(group->estimate[RATIO].status, ESTIMATE_UNKNOWN);
    assert_int_equal(group->estimate[RATIO].unknown, 1);
    assert_int_equal(group->estimate[RATIO].censored, 2);
    assert_true(isnan(group->estimate[RATIO].mean));
    release(&table);
}

/* What is measured under each ending. The times are there all the same: runs that happened to
 * learn before they synchronised must not be averaged. */
static void test_what_was_not_waited_for(void **state) {
    (void)state;
    static const struct {
        enum until until;
        bool no_attacker, measured[QUANTITIES];
    } cases[] = {
        {UNTIL_BOTH, false, {true, true, true}},    {UNTIL_SYNC, false, {true, false, false}},
        {UNTIL_LEARN, false, {false, true, false}}, {UNTIL_BOTH, true, {true, false, false}},
        {UNTIL_LEARN, true, {true, false, false}}, /* nobody learns: the runs wait for t_sync */
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct parameters p = simulate;
        p.until = cases[c].until;
        p.no_attacker = cases[c].no_attacker;
        p.attack = p.no_attacker ? ATTACK_NONE : ATTACK_NAIVE;
        struct sample s;
        const struct ensemble e = fill(&s, p, 3, three_runs);
        struct table1 table;
        make(&e, 1, &table);
        for (enum quantity q = 0; q < QUANTITIES; q++) {
            const struct estimate *estimate = &table.groups[0].estimate[q];
            assert_int_equal(estimate->status,
                             cases[c].measured[q] ? ESTIMATE_MEAN : ESTIMATE_NOT_MEASURED);
            assert_true(isnan(estimate->mean) != cases[c].measured[q]);
        }
        release(&table);
    }
}

/* until = sync: a run without t_learn is not censored, one without t_sync is. */
static void test_censoring_under_until_sync(void **state) {
    (void)state;
    struct parameters p = simulate;
    p.until = UNTIL_SYNC;
    const int64_t times[][4] = {{50, -1, 50, 1}, {-1, 40, 1000, 1}};
    struct sample s;
    const struct ensemble e = fill(&s, p, 2, times);
    struct table1 table;
    make(&e, 1, &table);
    assert_int_equal(table.groups[0].censored, 1);
    assert_int_equal(table.groups[0].estimate[T_SYNC].status, ESTIMATE_LOWER_BOUND);
    assert_close(table.groups[0].estimate[T_SYNC].mean, 525, 0.0);
    assert_int_equal(table.groups[0].estimate[T_LEARN].status, ESTIMATE_NOT_MEASURED);
    release(&table);
}

static void test_one_run_has_no_spread(void **state) {
    (void)state;
    struct sample s;
    const struct ensemble e = fill(&s, iterate, 1, three_runs);
    struct table1 table;
    make(&e, 1, &table);
    const struct estimate *estimate = &table.groups[0].estimate[T_SYNC];
    assert_int_equal(estimate->status, ESTIMATE_MEAN);
    assert_close(estimate->mean, 50, 0.0);
    assert_true(isnan(estimate->sd) && isnan(estimate->se) && isnan(estimate->distance));
    release(&table);
}

static void test_no_paper_value(void **state) {
    (void)state;
    struct parameters p = iterate;
    p.L = p.initial = 5;
    struct sample s;
    const struct ensemble e = fill(&s, p, 3, three_runs);
    struct table1 table;
    make(&e, 1, &table);
    assert_null(table.groups[0].estimate[T_SYNC].paper);
    assert_true(isnan(table.groups[0].estimate[T_SYNC].distance));
    release(&table);
}

/* Every physical parameter separates groups; the label says which, and L comes last. */
static void test_groups_and_labels(void **state) {
    (void)state;
    static const char *const expected[] = {
        "iterate six",
        "iterate six",
        "iterate six initial=1",
        "iterate six no-attacker",
        "iterate six cl=1-1e-06",
        "iterate six each",
        "iterate nine",
        "simulate N=100 weights", /* the default method, which is not named, comes last */
        "simulate N=10000 weights",
        "simulate N=10000 weights until=sync",
        "simulate N=10000 weights ties=plus",
        "simulate N=10000",
    };
    enum { COUNT = sizeof expected / sizeof *expected };
    struct parameters p[COUNT];
    for (int i = 0; i < COUNT; i++)
        p[i] = i < 7 ? iterate : simulate;
    p[1].L = p[1].initial = 2;
    p[2].L = 2;
    p[3].no_attacker = true;
    p[3].attack = ATTACK_NONE;
    p[4].cl = 1 - 1e-6;
    p[5].criterion = CRITERION_EACH;
    p[6].closure = CLOSURE_NINE;
    p[7].method = METHOD_OCCUPANCY;
    p[8].N = 100;
    p[10].until = UNTIL_SYNC;
    p[11].ties = TIES_PLUS;

    struct sample s;
    struct ensemble e[COUNT];
    for (int i = 0; i < COUNT; i++) /* last first, to be sorted */
        e[COUNT - 1 - i] = fill(&s, p[i], 3, three_runs);
    struct table1 table;
    make(e, COUNT, &table);
    assert_int_equal(table.count, COUNT);
    for (int i = 0; i < COUNT; i++) {
        char label[160];
        table1_label(&table.groups[i], label, sizeof label);
        assert_string_equal(label, expected[i]);
        assert_int_equal(table1_like_paper(&table.groups[i]), i == 0 || i == 1 || i == 3);
    }
    release(&table);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complete_runs),
        cmocka_unit_test(test_seeds_are_pooled_in_any_order),
        cmocka_unit_test(test_same_seed_is_refused),
        cmocka_unit_test(test_censored_runs_give_bounds),
        cmocka_unit_test(test_ratio_without_t_sync_is_unknown),
        cmocka_unit_test(test_what_was_not_waited_for),
        cmocka_unit_test(test_censoring_under_until_sync),
        cmocka_unit_test(test_one_run_has_no_spread),
        cmocka_unit_test(test_no_paper_value),
        cmocka_unit_test(test_groups_and_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
