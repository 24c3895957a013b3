/* How far the norms and overlaps that are carried along drift from the vectors, over 10^6 steps
 * of the three machines. A small N is the harder case, since roundings average over components.
 */
#include "spherical_machines.h"

/* The largest seen so far. */
struct drift {
    double norm, rho;
};

/* Sums in plain order, in double: of 1000 products, exact to 1e-13. */
static double plain_dot(const float *a, const float *b, int64_t n) {
    double sum = 0.0;
    for (int64_t j = 0; j < n; j++)
        sum += (double)a[j] * (double)b[j];
    return sum;
}

static void compare(struct drift *drift, struct machines *machines) {
    for (int i = 0; i < UNITS; i++) {
        struct spherical_unit *unit = &machines->unit[i];
        spherical_unit_settle(unit);
        double norm2[MACHINES];
        for (int m = 0; m < MACHINES; m++) {
            norm2[m] = plain_dot(unit->vector[m], unit->vector[m], unit->N);
            drift->norm = fmax(drift->norm, fabs(sqrt(unit->norm2[m] / norm2[m]) - 1.0));
        }
        for (int m = 1; m < MACHINES; m++) {
            const double rho = plain_dot(unit->vector[0], unit->vector[m], unit->N) /
                               sqrt(norm2[0] * norm2[m]);
            drift->rho =
                fmax(drift->rho, fabs(spherical_unit_carried_rho(unit, (enum machine)m) - rho));
        }
    }
}

/* As the engine has it: measured again every 125 steps; compared just before that. */
static void drift_with_renewal(double eta) {
    struct machines machines;
    struct drift drift = {0.0, 0.0};
    machines_begin(&machines, 1000, eta);
    for (int64_t step = 1; step <= 1000000; step++) {
        machines_step(&machines, step);
        if (step % 125 == 0) {
            compare(&drift, &machines);
            for (int i = 0; i < UNITS; i++)
                spherical_unit_renew(&machines.unit[i]);
        }
    }
    print_message(
        "eta %g, N 1000, 10^6 steps: largest drift of a norm %.2g, of an overlap %.2g\n", eta,
        drift.norm, drift.rho);
    assert_true(drift.norm < 1e-6);
    assert_true(drift.rho < 1e-6);
    machines_end(&machines);
}

static void test_drift_growing_norm(void **state) {
    (void)state;
    drift_with_renewal(3.0);
}

/* At small eta a move shortens the vector, and a relative error of its norm grows. */
static void test_drift_shrinking_norm(void **state) {
    (void)state;
    drift_with_renewal(0.5);
}

/* Growing norms forget their errors: nothing but the powers of two need ever be put right. */
static void test_drift_without_renewal(void **state) {
    (void)state;
    struct machines machines;
    struct drift drift = {0.0, 0.0};
    machines_begin(&machines, 1000, 3.0);
    for (int64_t step = 1; step <= 1000000; step++) {
        machines_step(&machines, step);
        if (step % 1000 == 0)
            compare(&drift, &machines);
        for (int i = 0; i < UNITS; i++)
            if (machines.unit[i].stale)
                spherical_unit_renew(&machines.unit[i]);
    }
    print_message("never measured again: norm %.2g, overlap %.2g\n", drift.norm, drift.rho);
    assert_true(drift.norm < 1e-6);
    assert_true(drift.rho < 1e-6);
    machines_end(&machines);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drift_growing_norm),
        cmocka_unit_test(test_drift_shrinking_norm),
        cmocka_unit_test(test_drift_without_renewal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
