/* The lumped chain has other random numbers than the weights: the same distribution of t_sync
 * and t_learn. Two-sample Kolmogorov-Smirnov tests, each at the level 1e-3 (less, as the times
 * are discrete); there are 15, on fixed seeds, so that correct engines would have failed with a
 * probability below 1.5 %. */
#include <math.h>
#include <stdlib.h>

#include "trajectory.h"
#include "unit.h"

enum { RUNS_MAX = 6000 };

static int compare_times(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The largest distance between the empirical distributions of two sorted samples. */
static double distance(const double a[], int count_a, const double b[], int count_b) {
    double largest = 0.0;
    for (int i = 0, j = 0; i < count_a && j < count_b;) {
        const double t = a[i] < b[j] ? a[i] : b[j];
        while (i < count_a && a[i] == t)
            i++;
        while (j < count_b && b[j] == t)
            j++;
        largest = fmax(largest, fabs((double)i / count_a - (double)j / count_b));
    }
    return largest;
}

static void same_distribution(double a[], int count_a, double b[], int count_b) {
    static const double level = 1e-3;
    qsort(a, (size_t)count_a, sizeof *a, compare_times);
    qsort(b, (size_t)count_b, sizeof *b, compare_times);
    const double critical =
        sqrt(-0.5 * log(0.5 * level) * (1.0 / count_a + 1.0 / count_b)); /* asymptotic */
    const double found = distance(a, count_a, b, count_b);
    if (found >= critical)
        print_error("distance %g, critical %g, medians %g and %g\n", found, critical,
                    a[count_a / 2], b[count_b / 2]);
    assert_true(found < critical);
}

static int times(const struct outcome outcome[], int count, bool learn, double time[]) {
    for (int j = 0; j < count; j++) {
        const int64_t t = learn ? outcome[j].t_learn : outcome[j].t_sync;
        assert_int_not_equal(t, NOT_REACHED);
        time[j] = (double)t;
    }
    return count;
}

static void compare(const char *one, int runs_of_one, const char *other, int runs_of_other,
                    const struct model *model) {
    static struct outcome a[RUNS_MAX], b[RUNS_MAX];
    static double time_a[RUNS_MAX], time_b[RUNS_MAX];
    run_outcomes(one, model, 0, runs_of_one, a);
    run_outcomes(other, model, 100000, runs_of_other, b);
    for (int learn = 0; learn <= (model->attacker && model->until == UNTIL_BOTH); learn++)
        same_distribution(time_a, times(a, runs_of_one, learn, time_a), time_b,
                          times(b, runs_of_other, learn, time_b));
}

static void against_weights(void **state) {
    (void)state;
    struct model model = simulate_model(1, 100);
    compare("occupancy", 6000, "weights", 6000, &model);
    model = simulate_model(1, 1000);
    compare("occupancy", 6000, "weights", 6000, &model);
    model = simulate_model(2, 100);
    compare("occupancy", 5000, "weights", 5000, &model);
    model = simulate_model(2, 1000);
    compare("occupancy", 3000, "weights", 3000, &model);
}

static void against_plain(void **state) {
    (void)state;
    struct model model = simulate_model(1, 500);
    compare("occupancy", 6000, "occupancy-plain", 3000, &model);
    model = simulate_model(2, 500);
    compare("occupancy", 3000, "occupancy-plain", 1000, &model);
    model = simulate_model(3, 300);
    model.until = UNTIL_SYNC;
    compare("occupancy", 3000, "occupancy-plain", 500, &model);
    model = simulate_model(3, 1000000); /* large orbits */
    model.until = UNTIL_SYNC;
    model.attacker = false;
    compare("occupancy", 2000, "occupancy-plain", 500, &model);
}

/* With sgn(0) drawn or +1, synchronised parties do not stay so and the classes are not
 * reduced. */
static void under_other_ties(void **state) {
    (void)state;
    struct model model = simulate_model(1, 101);
    model.protocol.ties = TIES_RANDOM;
    model.until = UNTIL_SYNC;
    compare("occupancy", 3000, "weights", 3000, &model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_weights),
        cmocka_unit_test(against_plain),
        cmocka_unit_test(under_other_ties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
