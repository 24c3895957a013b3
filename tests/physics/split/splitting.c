/* Splitting of a walk whose passage time is known in closed form.
 *
 * Each comparison allows 4 standard errors, from the spread of 100 replicates: false alarm
 * below 1.3e-4 (Student, 99 degrees of freedom). There are 13; seeds are fixed. */
#include "unit.h"

#include <string.h>

#include <gsl/gsl_statistics_double.h>

#include "lattice_walk.h"
#include "physics/split/splitting.h"

enum { REPLICATES = 100, TRIALS = 1000, NO_BARRIER = 1 << 20 };

static const struct lattice_walk rare = {
    .event = 22, .up = 0.4, .barrier = NO_BARRIER, .relaxation = 50};
/* The event is as likely as not, so that what is done after it matters. */
static const struct lattice_walk common = {
    .event = 6, .up = 0.48, .barrier = NO_BARRIER, .relaxation = 10};
/* Many starts lie beyond the first level; were they alike in a replicate, these would scatter.
 */
static const struct lattice_walk late = {
    .event = 8, .up = 0.4, .barrier = NO_BARRIER, .relaxation = 10, .late = 6, .share = 0.5};

struct mean {
    double rate, error, transit, transit_error;
};

static struct mean mean_of(const struct lattice_walk *lattice,
                           const struct splitting_levels *levels) {
    const struct walk_process process = lattice_process(lattice);
    double rate[REPLICATES], weighted[REPLICATES];
    assert_null(splitting_levels_fault(levels));
    for (int r = 0; r < REPLICATES; r++) {
        struct splitting_result result;
        assert_int_equal(splitting_run(&process, 11, r, TRIALS, levels, &result),
                         SPLITTING_DONE);
        assert_int_equal(result.count, levels->count);
        rate[r] = splitting_rate(&result, levels->count - 1);
        weighted[r] = rate[r] > 0.0 ? rate[r] * result.transit : 0.0;
    }
    struct mean mean = {.rate = gsl_stats_mean(rate, 1, REPLICATES),
                        .error = gsl_stats_sd(rate, 1, REPLICATES) / sqrt(REPLICATES)};
    mean.transit = gsl_stats_mean(weighted, 1, REPLICATES) / mean.rate;
    for (int r = 0; r < REPLICATES; r++) /* of a ratio, by its deviations */
        weighted[r] = (weighted[r] - mean.transit * rate[r]) / mean.rate;
    mean.transit_error = gsl_stats_sd(weighted, 1, REPLICATES) / sqrt(REPLICATES);
    return mean;
}

static void agrees(const struct lattice_walk *lattice, const struct splitting_levels *levels,
                   double precision) {
    const struct mean mean = mean_of(lattice, levels);
    const double expected = 1.0 / lattice_passage(lattice, levels->gap[0]);
    print_message("%d levels: 1/rate %.5g +- %.2f %%, expected %.5g\n", levels->count,
                  1.0 / mean.rate, 100.0 * mean.error / mean.rate, 1.0 / expected);
    assert_true(mean.error < precision * expected); /* else little is tested */
    assert_close(mean.rate, expected, 4.0 * mean.error);
}

static void agrees_where_the_event_is_rare(void **state) {
    (void)state;
    const struct walk_process process = lattice_process(&rare);
    struct splitting_levels levels;
    assert_int_equal(splitting_place_levels(&process, 11, TRIALS, 0.0, NULL, 0, &levels),
                     SPLITTING_DONE);
    assert_true(levels.gap[0] > 10.0 && levels.gap[levels.count - 1] == 0.0);
    assert_in_range(levels.count, 6, 16);
    agrees(&rare, &levels, 0.03);
}

static void any_levels_give_the_same(void **state) {
    (void)state;
    static const struct splitting_levels chosen[] = {
        {4, {16, 8, 4, 0}},
        {6, {18, 14, 11, 8, 5, 0}},
        {6, {17.5, 13.5, 10, 6.5, 3, 0}},
        {20, {19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}},
        {7, {18, 14, 13.9, 13.8, 8, 4, 0}}, /* levels without a place between */
    };
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++)
        agrees(&rare, &chosen[i], 0.04);
}

static void agrees_where_the_event_is_common(void **state) {
    (void)state;
    static const struct splitting_levels few = {2, {4, 0}}, more = {4, {5, 4, 1, 0}};
    agrees(&common, &few, 0.015);
    agrees(&common, &more, 0.015);
    agrees(&late, &(struct splitting_levels){3, {5, 1, 0}}, 0.015);
    agrees(&late, &(struct splitting_levels){3, {3, 2, 0}}, 0.015);
}

static void transit_is_that_of_the_walks_that_arrive(void **state) {
    (void)state;
    static const struct splitting_levels levels = {6, {16, 12, 9, 6, 3, 0}}, two = {2, {4, 0}};
    struct mean mean = mean_of(&rare, &levels);
    double expected = lattice_transit(&rare, 6);
    print_message("transit %.5g +- %.2g, expected %.5g\n", mean.transit, mean.transit_error,
                  expected);
    assert_true(mean.transit_error < 0.02 * expected);
    assert_close(mean.transit, expected, 4.0 * mean.transit_error);
    mean = mean_of(&common, &two);
    expected = lattice_transit(&common, 2);
    assert_close(mean.transit, expected, 4.0 * mean.transit_error);
}

static void same_result(const struct splitting_result *a, const struct splitting_result *b) {
    assert_true(a->flux == b->flux && a->transit == b->transit);
    assert_memory_equal(a->probability, b->probability, sizeof a->probability);
    assert_true(a->moves == b->moves && a->count == b->count);
}

static void is_a_function_of_seed_and_replicate(void **state) {
    (void)state;
    static const struct splitting_levels levels = {4, {16, 8, 4, 0}};
    const struct walk_process process = lattice_process(&rare);
    struct splitting_result first, other, again, seed;
    splitting_run(&process, 5, 3, 100, &levels, &first);
    splitting_run(&process, 5, 4, 100, &levels, &other);
    splitting_run(&process, 5, 3, 100, &levels, &again);
    splitting_run(&process, 6, 3, 100, &levels, &seed);
    same_result(&first, &again);
    assert_true(other.moves != first.moves && other.flux != first.flux);
    assert_true(seed.moves != first.moves && seed.flux != first.flux);
    splitting_run(&process, 5, SPLITTING_REPLICATE_MAX, 100, &levels, &other);
    assert_true(other.moves != first.moves);

    struct splitting_levels one, two;
    splitting_place_levels(&process, 5, 100, 0.0, NULL, 0, &one);
    splitting_place_levels(&process, 5, 100, 0.0, NULL, 0, &two);
    assert_memory_equal(&one, &two, sizeof one);
}

static void marks_become_levels(void **state) {
    (void)state;
    static const double marks[] = {7.25, 0.0, -3.0, 1000.0, 7.25};
    const struct walk_process process = lattice_process(&rare);
    struct splitting_levels without, with;
    splitting_place_levels(&process, 5, 100, 0.0, NULL, 0, &without);
    assert_int_equal(splitting_place_levels(&process, 5, 100, 0.0, marks, 1, &with),
                     SPLITTING_DONE);
    assert_int_equal(with.count, without.count + 1);
    assert_null(splitting_levels_fault(&with));
    int found = 0;
    for (int i = 0; i < with.count; i++)
        found += with.gap[i] == 7.25;
    assert_int_equal(found, 1);
    /* Those outside, and those that are there, change nothing. */
    assert_int_equal(splitting_place_levels(&process, 5, 100, 0.0, marks, 3, &without),
                     SPLITTING_DONE);
    assert_memory_equal(&with, &without, sizeof with);
}

static void bad_levels_and_trials_are_refused(void **state) {
    (void)state;
    assert_non_null(splitting_levels_fault(&(struct splitting_levels){1, {1.0}}));
    assert_non_null(splitting_levels_fault(&(struct splitting_levels){0, {1.0}}));
    assert_non_null(
        splitting_levels_fault(&(struct splitting_levels){SPLITTING_LEVELS_MAX + 1, {1.0}}));
    assert_non_null(splitting_levels_fault(&(struct splitting_levels){2, {1.0, 1.0}}));
    assert_non_null(splitting_levels_fault(&(struct splitting_levels){3, {1.0, 0.5, 0.7}}));
    assert_non_null(splitting_levels_fault(&(struct splitting_levels){2, {1.0, -0.1}}));
    assert_non_null(splitting_levels_fault(&(struct splitting_levels){2, {NAN, 0.1}}));
    assert_non_null(splitting_levels_fault(&(struct splitting_levels){2, {INFINITY, 0.1}}));
    assert_null(splitting_levels_fault(&(struct splitting_levels){2, {1.0, 0.0}}));
    assert_non_null(splitting_trials_fault(SPLITTING_TRIALS_MIN - 1));
    assert_non_null(splitting_trials_fault(-1));
    assert_non_null(splitting_trials_fault(INT64_C(1) << 32 | 100));
    assert_non_null(splitting_trials_fault(SPLITTING_TRIALS_MAX + 1));
    assert_null(splitting_trials_fault(SPLITTING_TRIALS_MIN));
    assert_null(splitting_trials_fault(SPLITTING_TRIALS_MAX));
}

/* Nothing gets beyond the barrier, at the gap 16: that is no level too few, no endless wait. */
static void what_cannot_be_reached_is_told(void **state) {
    (void)state;
    struct lattice_walk barred = rare;
    barred.barrier = 6;
    barred.relaxation = 1;
    const struct walk_process process = lattice_process(&barred);
    struct splitting_levels levels;
    assert_int_equal(splitting_place_levels(&process, 5, 100, 0.0, NULL, 0, &levels),
                     SPLITTING_NO_PROGRESS);
    struct splitting_result result;
    levels = (struct splitting_levels){2, {15, 0}};
    assert_int_equal(splitting_run(&process, 5, 0, 100, &levels, &result), SPLITTING_NO_ENTRY);
    /* The first level is reached, the event never. */
    levels = (struct splitting_levels){4, {20, 18, 15, 0}};
    assert_int_equal(splitting_run(&process, 5, 0, 100, &levels, &result), SPLITTING_DONE);
    assert_true(splitting_rate(&result, 1) > 0.0);
    assert_true(splitting_rate(&result, 2) == 0.0 && splitting_rate(&result, 3) == 0.0);
    assert_true(isnan(result.transit));
    /* Where the wall keeps nobody from it, below the first level it is for good. */
    barred.up = 1.0;
    levels = (struct splitting_levels){2, {20, 0}};
    assert_int_equal(splitting_run(&process, 5, 0, 100, &levels, &result), SPLITTING_NO_ENTRY);
}

static void what_is_not_rare_is_told(void **state) {
    (void)state;
    static const double mark = 21.5;
    const struct walk_process process = lattice_process(&rare);
    struct splitting_levels levels;
    assert_int_equal(splitting_place_levels(&process, 5, 100, 22.0, NULL, 0, &levels),
                     SPLITTING_NOT_RARE);
    assert_int_equal(splitting_place_levels(&process, 5, 100, 0.0, &mark, 1, &levels),
                     SPLITTING_NOT_RARE);
    for (enum splitting_status s = SPLITTING_DONE; s <= SPLITTING_NOT_RARE; s++)
        assert_string_not_equal(splitting_status_text(s), "unknown");
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_where_the_event_is_rare),
        cmocka_unit_test(any_levels_give_the_same),
        cmocka_unit_test(agrees_where_the_event_is_common),
        cmocka_unit_test(transit_is_that_of_the_walks_that_arrive),
        cmocka_unit_test(is_a_function_of_seed_and_replicate),
        cmocka_unit_test(marks_become_levels),
        cmocka_unit_test(bad_levels_and_trials_are_refused),
        cmocka_unit_test(what_cannot_be_reached_is_told),
        cmocka_unit_test(what_is_not_rare_is_told),
    };
    return run_unit_tests(tests, argc, argv);
}
