/* The equations of the continuous machines against closed forms, against an integration and a
 * sampling that share nothing with them, and against each other. */
#include "physics/paper_rule.h"
#include "unit.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "physics/continuous/continuous_equations.h"
#include "physics/protocol/tree_parity.h"

/* ---- points that matter ---- */

static void test_critical_eta(void **state) {
    (void)state;
    double eta_c = 0.0;
    assert_null(equations_critical_eta(&eta_c));
    assert_close(eta_c, 2.683, 0.0005);
    assert_close(eta_c, sqrt(2.0 / M_PI) / (0.5 - 2.0 / (M_PI * M_PI)), 1e-12);
}

/* It solves its equation, and small distances from it shrink. */
static void test_attacker_fixed_point(void **state) {
    (void)state;
    double rho = 0.0;
    assert_null(equations_attacker_fixed_point(&rho));
    assert_close(rho, 0.790, 0.0005);
    for (double eta = 0.5; eta < 8.0; eta *= 2.0) {
        assert_close(equations_attacker_slope(eta, rho), 0.0, 1e-12 * eta * eta);
        assert_true(equations_attacker_slope(eta, rho - 1e-3) > 0.0);
        assert_true(equations_attacker_slope(eta, rho + 1e-3) < 0.0);
    }
}

/* slope / (1 + rho) = 2 lambda + k phi + O(phi^2), phi = sqrt(2 (1 + rho)): two distances, four
 * times apart, remove k, and leave O(1 + rho) ~ 1e-8 and as much from cancellation. */
static void test_linearisation_at_minus_one(void **state) {
    (void)state;
    double eta_c = 0.0;
    assert_null(equations_critical_eta(&eta_c));
    const double d = 0x1p-27;
    for (double eta = 0.25; eta < 10.0; eta += 0.25) {
        const double near = equations_parties_slope(eta, -1.0 + d) / d;
        const double far = equations_parties_slope(eta, -1.0 + 4.0 * d) / (4.0 * d);
        const double rate = equations_growth_at_minus_one(eta);
        assert_close(2.0 * near - far, rate, 1e-6 * (1.0 + eta * eta));
        assert_true((rate > 0.0) == (eta < eta_c));
    }
}

/* drho/dalpha = -sin(theta) dtheta/dalpha, theta = sqrt(2 (1 - rho)) (1 + O(1 - rho)); the next
 * term of dtheta/dalpha is of relative order eta^0 theta ~ 1e-4. */
static void test_departure_from_one(void **state) {
    (void)state;
    const double d = 0x1p-27;
    for (double eta = 0.25; eta < 10.0; eta += 0.25) {
        const double rate = equations_departure_from_one(eta);
        assert_close(rate, 2.0 * eta * eta / M_PI, 1e-12 * rate);
        assert_close(-equations_parties_slope(eta, 1.0 - d) / sqrt(2.0 * d), rate,
                     1e-3 * (1.0 + eta * eta));
    }
}

static void test_angle_slope_is_the_slope(void **state) {
    (void)state;
    for (double rho = -0.99; rho < 1.0; rho += 0.01)
        for (double eta = 0.5; eta < 6.0; eta += 0.5) {
            const double phi = acos(-rho);
            assert_close(equations_parties_angle_slope(eta, phi) * sin(phi),
                         equations_parties_slope(eta, rho), 1e-13 * (1.0 + eta * eta));
        }
}

/* ---- three machines ---- */

static void test_full_contains_the_parties(void **state) {
    (void)state;
    for (double ab = -0.9; ab < 0.95; ab += 0.15)
        for (double ao = -0.2; ao < 0.3; ao += 0.1) {
            const struct three_overlaps rho = {ab, ao, 0.05};
            assert_close(equations_full_slope(3.0, rho).ab, equations_parties_slope(3.0, ab),
                         1e-13);
        }
}

/* 1 + rho^AB = 1e-14 lets the parties differ with probability 4.5e-8, and each such step counts
 * for a few eta^2. */
static void test_full_contains_the_attacker(void **state) {
    (void)state;
    for (double ao = -0.9; ao < 0.95; ao += 0.1) {
        const struct three_overlaps rho = {-1.0 + 1e-14, ao, -ao};
        const struct three_overlaps slope = equations_full_slope(3.0, rho);
        assert_close(slope.ao, equations_attacker_slope(3.0, ao), 1e-5);
        assert_close(slope.bo, -slope.ao, 1e-5);
    }
}

/* What one step adds to drho/dalpha of the machines a and b in unit i, from its fields. */
static double step_slope(double eta, double rho, double field[MACHINES][UNITS],
                         const struct paper_moves *moves, int i, int a, int b) {
    const int da = moves->moved[a][i] * moves->direction[a];
    const int db = moves->moved[b][i] * moves->direction[b];
    const double product = eta * (da * field[b][i] + db * field[a][i]) + eta * eta * da * db;
    const double norm_a = 2.0 * eta * da * field[a][i] + eta * eta * da * da;
    const double norm_b = 2.0 * eta * db * field[b][i] + eta * eta * db * db;
    return product - 0.5 * rho * (norm_a + norm_b);
}

/* The averages of the rule itself over Gaussian fields: 5 standard errors, nine comparisons, so
 * that another seed gives a false alarm once in 2e5. */
static void test_full_against_sampled_rule(void **state) {
    (void)state;
    enum { SAMPLES = 200000 };
    static const struct three_overlaps cases[] = {
        {0.0, 0.0, 0.0}, {-0.7, 0.5, -0.2}, {0.3, -0.4, 0.6}};
    const double eta = 3.0;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        const struct three_overlaps r = cases[c];
        const double l21 = sqrt(1.0 - r.ab * r.ab), l31 = (r.bo - r.ab * r.ao) / l21;
        const double l32 = sqrt(1.0 - r.ao * r.ao - l31 * l31);
        double sum[3] = {0.0}, square[3] = {0.0};
        for (int n = 0; n < SAMPLES; n++) {
            double field[MACHINES][UNITS];
            struct representations ir;
            for (int i = 0; i < UNITS; i++) {
                const double x = gsl_ran_gaussian_ziggurat(rng, 1.0);
                const double y = gsl_ran_gaussian_ziggurat(rng, 1.0);
                const double z = gsl_ran_gaussian_ziggurat(rng, 1.0);
                field[MACHINE_A][i] = x;
                field[MACHINE_B][i] = r.ab * x + l21 * y;
                field[MACHINE_O][i] = r.ao * x + l31 * y + l32 * z;
                for (int m = 0; m < MACHINES; m++)
                    ir.tau[m][i] = field[m][i] > 0.0 ? 1 : -1;
            }
            const struct paper_moves moves = paper_moves(&ir);
            const double slope[3] = {
                step_slope(eta, r.ab, field, &moves, 0, MACHINE_A, MACHINE_B),
                step_slope(eta, r.ao, field, &moves, 0, MACHINE_A, MACHINE_O),
                step_slope(eta, r.bo, field, &moves, 0, MACHINE_B, MACHINE_O)};
            for (int k = 0; k < 3; k++) {
                sum[k] += slope[k];
                square[k] += slope[k] * slope[k];
            }
        }
        const struct three_overlaps exact = equations_full_slope(eta, r);
        const double expected[3] = {exact.ab, exact.ao, exact.bo};
        for (int k = 0; k < 3; k++) {
            const double mean = sum[k] / SAMPLES;
            const double error = sqrt((square[k] / SAMPLES - mean * mean) / SAMPLES);
            assert_close(mean, expected[k], 5.0 * error);
        }
    }
    gsl_rng_free(rng);
}

/* ---- trajectories ---- */

/* The classical Runge-Kutta method with a fixed step, in rho itself. */
static double runge_kutta(double (*slope)(double, double), double eta, double rho, double alpha,
                          int steps) {
    const double h = alpha / steps;
    for (int i = 0; i < steps; i++) {
        const double k1 = slope(eta, rho);
        const double k2 = slope(eta, rho + 0.5 * h * k1);
        const double k3 = slope(eta, rho + 0.5 * h * k2);
        const double k4 = slope(eta, rho + h * k3);
        rho += h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
    }
    return rho;
}

/* h = 1e-4 and rates of order 10 leave (10 h)^4 = 1e-12 a unit of alpha. */
static void test_against_runge_kutta(void **state) {
    (void)state;
    const double alpha[] = {0.0, 0.5, 3.0, 14.0};
    const double etas[] = {1.0, 2.5, 3.0, 4.0}, starts[] = {-0.6, 0.0, 0.9};
    struct overlap ab[4], ao[4];
    for (size_t e = 0; e < 4; e++)
        for (size_t s = 0; s < 3; s++) {
            assert_null(equations_parties(etas[e], starts[s], 4, alpha, ab));
            assert_null(equations_attacker(etas[e], starts[s], 4, alpha, ao));
            assert_close(overlap_rho(ab[0]), starts[s], 1e-14);
            for (size_t i = 1; i < 4; i++) {
                const int steps = (int)(alpha[i] * 1e4);
                assert_close(
                    overlap_rho(ab[i]),
                    runge_kutta(equations_parties_slope, etas[e], starts[s], alpha[i], steps),
                    1e-9);
                assert_close(
                    overlap_rho(ao[i]),
                    runge_kutta(equations_attacker_slope, etas[e], starts[s], alpha[i], steps),
                    1e-9);
            }
        }
}

/* The parties do not see the attacker; the attacker ends at its fixed point. At alpha = 60
 * 1 + rho^AB is 2e-8 and its angle 2e-4, which is how far the attacker may be off. */
static void test_full_trajectory(void **state) {
    (void)state;
    const double alpha[] = {0.0, 1.0, 5.0, 14.0, 60.0, 300.0};
    const struct three_overlaps start = {0.0, 0.0, 0.0};
    struct overlap parties[6], ab[6], ao[6];
    double fixed = 0.0;
    assert_null(equations_attacker_fixed_point(&fixed));
    assert_null(equations_parties(3.0, 0.0, 6, alpha, parties));
    assert_null(equations_full(3.0, start, 6, alpha, ab, ao));
    for (int i = 0; i < 6; i++)
        assert_close(ab[i].one_plus, parties[i].one_plus, 1e-8 * parties[i].one_plus);
    assert_true(overlap_rho(ao[2]) > fixed + 0.02); /* it overshoots */
    assert_close(overlap_rho(ao[4]), fixed, 1e-3);
    assert_close(overlap_rho(ao[5]), fixed, 1e-9);
}

/* Near rho = -1 the decay has the rate of the linearisation, to relative order phi ~ 1e-6. */
static void test_late_decay(void **state) {
    (void)state;
    const double alpha[] = {100.0, 110.0};
    struct overlap ab[2];
    assert_null(equations_parties(3.0, 0.0, 2, alpha, ab));
    assert_close(log(ab[1].one_plus / ab[0].one_plus) / 10.0,
                 equations_growth_at_minus_one(3.0), 1e-6);
}

/* rho = 1 is left along 1 - rho = (2 eta^2 alpha / pi)^2 / 2, and by the attacker along
 * (eta^2 alpha / (2 pi))^2 / 2; angles of 6e-5 and below make the rest of relative order 1e-4.
 */
static void test_leaving_one(void **state) {
    (void)state;
    const double alpha[] = {1e-5, 40.0};
    struct overlap ab[2], ao[2];
    double fixed = 0.0;
    assert_null(equations_attacker_fixed_point(&fixed));
    assert_null(equations_parties(3.0, 1.0, 2, alpha, ab));
    assert_null(equations_attacker(3.0, 1.0, 2, alpha, ao));
    const double law = gsl_pow_2(2.0 * 9.0 * 1e-5 / M_PI) / 2.0;
    assert_close(ab[0].one_minus, law, 1e-3 * law);
    const double attacker_law = gsl_pow_2(9.0 * 1e-5 / (2.0 * M_PI)) / 2.0;
    assert_close(ao[0].one_minus, attacker_law, 1e-3 * attacker_law);
    assert_true(ab[1].one_plus < 1e-3);
    assert_close(overlap_rho(ao[1]), fixed, 1e-10);
}

/* Rates of 1e4 and more: the adaptive steps neither fail nor overshoot. */
static void test_large_eta(void **state) {
    (void)state;
    const double alpha[] = {0.1, 14.0};
    struct overlap ab[2], ao[2];
    double fixed = 0.0;
    assert_null(equations_attacker_fixed_point(&fixed));
    assert_null(equations_parties(100.0, 0.0, 2, alpha, ab));
    assert_null(equations_attacker(100.0, -0.999999, 2, alpha, ao));
    assert_true(ab[1].one_plus >= 0.0 && ab[1].one_plus < 1e-100);
    assert_close(overlap_rho(ao[1]), fixed, 1e-10);
}

static void test_refuses_to_go_back(void **state) {
    (void)state;
    const double alpha[] = {1.0, 0.5};
    struct overlap ab[2];
    assert_string_equal(equations_parties(3.0, 0.0, 2, alpha, ab), "the points do not ascend");
}

/* ---- the transition ---- */

/* Below eta_c it ends inside, where the slope vanishes and the trajectory goes; beyond the last
 * eta that has a point inside it ends at -1. */
static void test_stationary(void **state) {
    (void)state;
    const double eta[] = {0.5, 1.0, 2.0, 2.6, 2.7, 3.0, 5.0}, late = 2000.0;
    struct overlap end[7], reached;
    assert_null(equations_transition(7, eta, 0.0, end));
    for (int i = 0; i < 4; i++) {
        assert_close(equations_parties_slope(eta[i], overlap_rho(end[i])), 0.0, 1e-10);
        assert_null(equations_parties(eta[i], 0.0, 1, &late, &reached));
        assert_close(reached.one_plus, end[i].one_plus, 1e-7);
        assert_true(end[i].one_plus > end[i + 1].one_plus);
    }
    for (int i = 4; i < 7; i++)
        assert_true(end[i].one_plus == 0.0);
}

/* In between, the end depends on the start. */
static void test_bistability(void **state) {
    (void)state;
    double eta_c = 0.0, eta_last = 0.0;
    struct overlap last, from_zero, from_below;
    assert_null(equations_critical_eta(&eta_c));
    equations_last_interior(&eta_last, &last);
    assert_true(eta_last > eta_c + 0.01 && eta_last < eta_c + 0.02);
    assert_close(equations_parties_slope(eta_last, overlap_rho(last)), 0.0, 1e-10);
    const double eta = 0.5 * (eta_c + eta_last);
    assert_null(equations_stationary(eta, 0.0, &from_zero));
    assert_null(equations_stationary(eta, -1.0 + 1e-8, &from_below));
    assert_true(from_zero.one_plus > last.one_plus);
    assert_true(from_below.one_plus == 0.0);
    assert_null(equations_stationary(eta_last + 1e-4, 0.0, &from_zero));
    assert_true(from_zero.one_plus == 0.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_critical_eta),
        cmocka_unit_test(test_attacker_fixed_point),
        cmocka_unit_test(test_linearisation_at_minus_one),
        cmocka_unit_test(test_departure_from_one),
        cmocka_unit_test(test_angle_slope_is_the_slope),
        cmocka_unit_test(test_full_contains_the_parties),
        cmocka_unit_test(test_full_contains_the_attacker),
        cmocka_unit_test(test_full_against_sampled_rule),
        cmocka_unit_test(test_against_runge_kutta),
        cmocka_unit_test(test_full_trajectory),
        cmocka_unit_test(test_late_decay),
        cmocka_unit_test(test_leaving_one),
        cmocka_unit_test(test_large_eta),
        cmocka_unit_test(test_refuses_to_go_back),
        cmocka_unit_test(test_stationary),
        cmocka_unit_test(test_bistability),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
