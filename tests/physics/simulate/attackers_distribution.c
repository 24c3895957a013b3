/* Attackers and protocols beyond the paper's in the lumped chain, against the weights and
 * against its plain twin, which have other random numbers: the same distribution of t_sync, of
 * t_learn up to t_sync, and of the attacker's overlap and share of equal weights at t_sync.
 *
 * Two-sample Kolmogorov-Smirnov tests, each at the level 1e-4 (less, as the values are
 * discrete); there are 64, on fixed seeds, so that correct engines would have failed with a
 * probability below 0.7 %. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "physics/model/engine.h"

static int compare_values(const void *left, const void *right) {
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

/* ---- samples ----------------------------------------------------------------------------- */

enum { RUNS_MAX = 4000 };
enum kind { T_SYNC, T_LEARN, OVERLAP, EQUAL, KINDS };
static const char *const kind_name[KINDS] = {"t_sync", "t_learn", "overlap", "equal"};

struct sample {
    int runs;
    double value[KINDS][RUNS_MAX];
};

static int64_t see_nothing(void *self, int lane, int64_t step,
                           const struct overlaps *overlaps) {
    (void)self, (void)lane, (void)step, (void)overlaps;
    return INT64_MAX;
}

static void take(struct sample *sample, const char *method, const struct model *model,
                 int64_t first, int runs) {
    const struct engine *engine = engine_find("simulate", method);
    void *worker = engine->create(model, (struct observer){.observe = see_nothing});
    assert_non_null(worker);
    sample->runs = runs;
    for (int run = 0; run < runs; run++) {
        struct outcome o;
        bool finished = false;
        engine->start(worker, 0, first + run);
        while (!finished)
            engine->advance(worker, 1 << 20, &o, &finished);
        assert_int_equal(o.end, END_COMPLETE);
        assert_int_equal(o.at_sync.machines, 1);
        sample->value[T_SYNC][run] = (double)o.t_sync;
        sample->value[T_LEARN][run] = o.t_learn == NOT_REACHED ? INFINITY : (double)o.t_learn;
        sample->value[OVERLAP][run] = o.at_sync.rho_ao;
        sample->value[EQUAL][run] = o.at_sync.equal;
    }
    engine->destroy(worker);
    for (int k = 0; k < KINDS; k++)
        qsort(sample->value[k], (size_t)runs, sizeof(double), compare_values);
}

/* How far apart they are in units of what is allowed; above 1 they disagree. */
static double disagreement(const struct sample *a, const struct sample *b, enum kind kind) {
    static const double level = 1e-4;
    const double critical =
        sqrt(-0.5 * log(0.5 * level) * (1.0 / a->runs + 1.0 / b->runs)); /* asymptotic */
    return distance(a->value[kind], a->runs, b->value[kind], b->runs) / critical;
}

static void same(const struct sample *a, const struct sample *b, const struct model *model) {
    for (enum kind kind = 0; kind < KINDS; kind++) {
        const double d = disagreement(a, b, kind);
        if (d >= 1.0)
            fail_msg("K = %d, L = %d: %s is apart by %.2f of what is allowed; medians %g, %g",
                     model->protocol.K, model->L, kind_name[kind], d,
                     a->value[kind][a->runs / 2], b->value[kind][b->runs / 2]);
    }
}

static void compare(struct model model, int runs, int plain_runs) {
    static struct sample fast, weights, plain;
    take(&fast, "occupancy", &model, 0, runs);
    take(&weights, "weights", &model, 100000, runs);
    take(&plain, "occupancy-plain", &model, 200000, plain_runs);
    same(&fast, &weights, &model);
    same(&fast, &plain, &model);
}

/* ---- what is compared -------------------------------------------------------------------- */

static struct model standard(int K, int L, int64_t N, enum update update, enum rule rule,
                             enum attack_kind kind) {
    return (struct model){
        .seed = 31,
        .protocol = {.K = K,
                     .update = update,
                     .rule = rule,
                     .ties = update == UPDATE_MISMATCH ? TIES_ODD : TIES_MINUS},
        .L = L,
        .initial = L,
        .attacker = true,
        .attack = {.kind = kind, .machines = 1},
        .max_steps = 1000000,
        .until = UNTIL_SYNC,
        .N = N,
    };
}

static void geometric(void **state) {
    (void)state;
    compare(standard(3, 2, 200, UPDATE_AGREEMENT, RULE_HEBBIAN, ATTACK_GEOMETRIC), 3000, 700);
    compare(standard(3, 1, 1000, UPDATE_MISMATCH, RULE_ANTI_HEBBIAN, ATTACK_GEOMETRIC), 4000,
            3000);
    compare(standard(3, 3, 100, UPDATE_MISMATCH, RULE_RANDOM_WALK, ATTACK_GEOMETRIC), 2000,
            150);
}

static void geometric_of_other_K(void **state) {
    (void)state;
    compare(standard(2, 3, 100, UPDATE_AGREEMENT, RULE_ANTI_HEBBIAN, ATTACK_GEOMETRIC), 2000,
            200);
    compare(standard(4, 1, 100, UPDATE_AGREEMENT, RULE_RANDOM_WALK, ATTACK_GEOMETRIC), 4000,
            2000);
    compare(standard(5, 1, 301, UPDATE_MISMATCH, RULE_HEBBIAN, ATTACK_GEOMETRIC), 3000, 1000);
}

static void naive(void **state) {
    (void)state;
    compare(standard(3, 2, 100, UPDATE_AGREEMENT, RULE_RANDOM_WALK, ATTACK_NAIVE_STRICT), 3000,
            600);
    compare(standard(5, 1, 100, UPDATE_MISMATCH, RULE_HEBBIAN, ATTACK_NAIVE), 3000, 1000);
}

/* Equal |h| and vanishing fields are frequent at even N. */
static void geometric_at_small_N(void **state) {
    (void)state;
    struct model model = standard(3, 1, 20, UPDATE_AGREEMENT, RULE_HEBBIAN, ATTACK_GEOMETRIC);
    model.protocol.ties = TIES_RANDOM;
    compare(model, 4000, 3000);
}

/* That what is compared can be told apart: attackers by their overlap, rules by the times. */
static void differences_are_seen(void **state) {
    (void)state;
    static struct sample a, b;
    const struct model one = standard(3, 2, 100, UPDATE_AGREEMENT, RULE_HEBBIAN, ATTACK_NAIVE),
                       strict = standard(3, 2, 100, UPDATE_AGREEMENT, RULE_HEBBIAN,
                                         ATTACK_NAIVE_STRICT),
                       other = standard(3, 2, 100, UPDATE_AGREEMENT, RULE_RANDOM_WALK,
                                        ATTACK_NAIVE);
    take(&a, "occupancy", &one, 0, 2000);
    take(&b, "weights", &strict, 0, 2000);
    assert_true(disagreement(&a, &b, T_SYNC) < 1.0);
    assert_true(disagreement(&a, &b, OVERLAP) > 1.0);
    take(&b, "weights", &other, 0, 2000);
    assert_true(disagreement(&a, &b, T_SYNC) > 1.0);
}

/* Told by name which engine can do what the lumped chain cannot. */
static void many_machines_are_refused(void **state) {
    (void)state;
    static const char *const lumped[] = {"occupancy", "occupancy-plain"};
    for (int e = 0; e < 2; e++) {
        const struct engine *engine = engine_find("simulate", lumped[e]);
        for (enum attack_kind kind = 0; kind < ATTACK_KINDS; kind++) {
            struct model model = standard(3, 1, 100, UPDATE_AGREEMENT, RULE_HEBBIAN, kind);
            const bool one = kind != ATTACK_MAJORITY && kind != ATTACK_GENETIC;
            assert_true((engine->fault(&model) == NULL) == one);
            model.attack.machines = 2;
            assert_non_null(engine->fault(&model));
            assert_non_null(strstr(engine->fault(&model), "--method weights"));
            model.attacker = false;
            assert_null(engine->fault(&model));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(geometric),
        cmocka_unit_test(geometric_of_other_K),
        cmocka_unit_test(naive),
        cmocka_unit_test(geometric_at_small_N),
        cmocka_unit_test(differences_are_seen),
        cmocka_unit_test(many_machines_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
