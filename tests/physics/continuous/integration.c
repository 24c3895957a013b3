/* The integration against closed forms, and what it and the searches for roots give for the
 * continuous machines against GSL's. */
#include "physics/continuous/integration.h"

#include "unit.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <gsl/gsl_roots.h>

#include "physics/continuous/continuous_equations.h"

/* ---- closed forms ---- */

static void decay(const void *rate, const double y[], double slope[]) {
    slope[0] = -*(const double *)rate * y[0];
}

/* Relative to what is left of it, down to e^-300, with 10^-11 a step and steps of 3 / rate and
 * more. */
static void decay_keeps_its_digits(void **state) {
    (void)state;
    for (double rate = 0.01; rate < 2000.0; rate *= 9.7) {
        struct integration run = {
            .components = 1, .slope = decay, .self = &rate, .y = {1.0}, .floor = {1e-139}};
        for (double end = 1.0; end <= 300.0; end += 23.0) {
            assert_null(integration_reach(&run, end / rate));
            assert_true(run.x == end / rate);
            assert_close(run.y[0] / exp(-end), 1.0, 1e-9);
        }
    }
}

static void rotation(const void *self, const double y[], double slope[]) {
    (void)self;
    slope[0] = -y[1];
    slope[1] = y[0];
}

/* The grid of the ends does not matter beyond the error. */
static void rotation_returns(void **state) {
    (void)state;
    for (int points = 1; points < 2000; points = 3 * points + 1) {
        struct integration run = {
            .components = 2, .slope = rotation, .y = {1.0, 0.0}, .floor = {1.0, 1.0}};
        for (int p = 1; p <= points; p++)
            assert_null(integration_reach(&run, 100.0 * p / points));
        assert_close(run.y[0], cos(100.0), 1e-10);
        assert_close(run.y[1], sin(100.0), 1e-10);
    }
}

static void nowhere(const void *self, const double y[], double slope[]) {
    (void)self;
    slope[0] = y[0] >= 0.5 ? NAN : 1.0;
}

static void says_what_stops_it(void **state) {
    (void)state;
    struct integration run = {.components = 1, .slope = nowhere, .floor = {1.0}};
    assert_null(integration_reach(&run, 0.25));
    assert_string_equal(integration_reach(&run, 0.125), "the points do not ascend");
    assert_string_equal(integration_reach(&run, 1.0), "the steps became too small");
}

/* ---- GSL ---- */

static int parties(double alpha, const double y[], double slope[], void *eta) {
    (void)alpha;
    slope[0] = equations_parties_angle_slope(*(double *)eta, y[0]);
    return GSL_SUCCESS;
}

static int full(double alpha, const double y[], double slope[], void *eta) {
    (void)alpha;
    const struct three_overlaps s =
        equations_full_slope(*(double *)eta, (struct three_overlaps){y[0], y[1], y[2]});
    slope[0] = s.ab;
    slope[1] = s.ao;
    slope[2] = s.bo;
    return GSL_SUCCESS;
}

static void reach(gsl_odeiv2_system system, double end, double y[]) {
    gsl_odeiv2_driver *driver =
        gsl_odeiv2_driver_alloc_y_new(&system, gsl_odeiv2_step_rk8pd, 1e-6, 1e-13, 1e-13);
    double alpha = 0.0;
    assert_int_equal(gsl_odeiv2_driver_apply(driver, &alpha, end, y), GSL_SUCCESS);
    gsl_odeiv2_driver_free(driver);
}

/* Dormand and Prince's method of eighth order: what is left is the tolerance of ours. */
static void trajectories_are_those_of_gsl(void **state) {
    (void)state;
    for (double eta = 0.5; eta < 5.0; eta += 0.5)
        for (double end = 0.3; end < 6.0; end += 1.9) {
            struct overlap ab, ao;
            double phi = acos(0.0), rho[3] = {0.0, 0.0, 0.0};
            reach((gsl_odeiv2_system){parties, NULL, 1, &eta}, end, &phi);
            assert_null(equations_parties(eta, 0.0, 1, &end, &ab));
            assert_close(ab.one_plus / (1.0 - cos(phi)), 1.0, 1e-9);
            reach((gsl_odeiv2_system){full, NULL, 3, &eta}, end, rho);
            assert_null(
                equations_full(eta, (struct three_overlaps){0.0, 0.0, 0.0}, 1, &end, &ab, &ao));
            assert_close(overlap_rho(ab), rho[0], 1e-9);
            assert_close(overlap_rho(ao), rho[1], 1e-9);
        }
}

static double growth(double eta, void *unused) {
    (void)unused;
    return equations_growth_at_minus_one(eta);
}

static double attacker(double rho, void *unused) {
    (void)unused;
    return equations_attacker_slope(1.0, rho);
}

static double brent(double (*function)(double, void *), double low, double high) {
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    gsl_function f = {function, NULL};
    gsl_root_fsolver_set(solver, &f, low, high);
    while (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver),
                                  gsl_root_fsolver_x_upper(solver), 0.0, 1e-14) == GSL_CONTINUE)
        assert_int_equal(gsl_root_fsolver_iterate(solver), GSL_SUCCESS);
    const double root = gsl_root_fsolver_root(solver);
    gsl_root_fsolver_free(solver);
    return root;
}

static void roots_are_those_of_gsl(void **state) {
    (void)state;
    double eta_c = 0.0, rho = 0.0;
    assert_null(equations_critical_eta(&eta_c));
    assert_close(eta_c, brent(growth, 1.0, 5.0), 1e-13);
    assert_null(equations_attacker_fixed_point(&rho));
    assert_close(rho, brent(attacker, 0.1, 0.99), 1e-13);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decay_keeps_its_digits),
        cmocka_unit_test(rotation_returns),
        cmocka_unit_test(says_what_stops_it),
        cmocka_unit_test(trajectories_are_those_of_gsl),
        cmocka_unit_test(roots_are_those_of_gsl),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
