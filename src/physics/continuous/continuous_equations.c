#include "physics/continuous/continuous_equations.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_min.h>
#include <gsl/gsl_odeiv2.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <stdbool.h>

static const double inverse_sqrt_2pi = 0.39894228040143267794;

static double square(double x) {
    return x * x;
}

static double clamp(double x) {
    return fmin(1.0, fmax(-1.0, x));
}

/* ---- the parties ---- */

double equations_parties_slope(double eta, double rho) {
    const double C = acos(rho) / M_PI;
    return eta * (C * C + square(1.0 - C)) * ((1.0 - rho) * inverse_sqrt_2pi - eta * C / 2.0) *
               (1.0 + rho) -
           2.0 * eta * (1.0 - rho * rho) * C * (1.0 - C) * inverse_sqrt_2pi -
           eta * eta * rho * C * square(1.0 - C);
}

/* x / sin(x) and x / tan(x / 2), with their limits at 0. */
static double over_sin(double x) {
    return x == 0.0 ? 1.0 : x / sin(x);
}

static double over_tan_half(double x) {
    return x == 0.0 ? 2.0 : x / tan(0.5 * x);
}

/* The slope divided by sin(phi) = drho/dphi is eta linear + eta^2 quadratic. With theta = pi -
 * phi = pi C, (1 + rho) / sin(phi) = tan(phi / 2) = 1 / tan(theta / 2), and C or 1 - C cancels
 * whatever vanishes below. */
struct angle_terms {
    double linear, quadratic;
};

static struct angle_terms angle_terms(double phi) {
    const double theta = M_PI - phi;
    const double C = theta / M_PI, D = phi / M_PI;
    const double C_tan = phi < theta ? C * tan(0.5 * phi) : over_tan_half(theta) / M_PI;
    const double CD_over_sin =
        phi < theta ? C * over_sin(phi) / M_PI : D * over_sin(theta) / M_PI;
    return (struct angle_terms){
        .linear = sin(phi) * inverse_sqrt_2pi * square(C - D),
        .quadratic = cos(phi) * CD_over_sin * D - 0.5 * (C * C + D * D) * C_tan,
    };
}

double equations_parties_angle_slope(double eta, double phi) {
    const struct angle_terms terms = angle_terms(phi);
    return eta * (terms.linear + eta * terms.quadratic);
}

double equations_growth_at_minus_one(double eta) {
    return eta * (2.0 * inverse_sqrt_2pi - eta * (0.5 - 2.0 / (M_PI * M_PI)));
}

double equations_departure_from_one(double eta) {
    return -equations_parties_angle_slope(eta, M_PI);
}

/* ---- the attacker after synchronisation ---- */

double equations_attacker_slope(double eta, double rho) {
    return eta * eta * (1.0 - acos(rho) / M_PI - rho) / 2.0;
}

/* darccos(rho)/dalpha at theta = arccos(rho) in [0, pi). */
static double attacker_angle_slope(double eta, double theta) {
    if (theta == 0.0)
        return eta * eta / (2.0 * M_PI);
    return -eta * eta / 2.0 * (tan(0.5 * theta) - over_sin(theta) / M_PI);
}

/* ---- three machines ---- */

enum { A, B, O, THREE };

/* P and E[|h_n|; octant] of the octant of signs s, for three Gaussians of unit variance. */
struct octant {
    int sign[THREE];
    double probability;
    double field[THREE];
};

/* By parts, E[h_n; octant] = sum_m rho_nm s_m g_m, where g_m is the density of h_m at 0 times
 * the probability that the others have their signs there. */
static struct octant octant_moments(double rho[THREE][THREE], const int s[THREE]) {
    struct octant octant = {.sign = {s[A], s[B], s[O]}, .probability = 0.125};
    double g[THREE];
    for (int m = 0; m < THREE; m++) {
        const int a = (m + 1) % THREE, b = (m + 2) % THREE;
        const double free = (1.0 - square(rho[m][a])) * (1.0 - square(rho[m][b]));
        const double partial =
            free > 0.0 ? (rho[a][b] - rho[m][a] * rho[m][b]) / sqrt(free) : 0.0;
        g[m] = inverse_sqrt_2pi * (0.25 + s[a] * s[b] * asin(clamp(partial)) / (2.0 * M_PI));
        octant.probability += s[a] * s[b] * asin(rho[a][b]) / (4.0 * M_PI);
    }
    for (int n = 0; n < THREE; n++)
        for (int m = 0; m < THREE; m++)
            octant.field[n] += s[n] * rho[n][m] * s[m] * g[m];
    return octant;
}

/* What an octant with the movers `m` adds to drho/dalpha of the pair (a, b). */
static double pair_slope(double eta, double rho, const struct octant *octant,
                         const bool m[THREE], int a, int b) {
    const double *h = octant->field, p = octant->probability;
    const int s = octant->sign[a] * octant->sign[b];
    const double together =
        -eta * s * (m[a] * h[b] + m[b] * h[a]) + eta * eta * s * m[a] * m[b] * p;
    const double norms =
        eta * eta * (m[a] + m[b]) * p - 2.0 * eta * (m[a] * h[a] + m[b] * h[b]);
    return together - 0.5 * rho * norms;
}

/* Let P be the product of the two other hidden units of A, +-1 with equal probability, and D
 * that of their agreements with B's: -1 with probability 2 C (1 - C). The outputs differ if and
 * only if D = -tau^A tau^B. A moves then if P = 1; B if P D = 1; o, which looks at sigma^A =
 * tau^A P, if tau^o = tau^A P. */
struct three_overlaps equations_full_slope(double eta, struct three_overlaps r) {
    double rho[THREE][THREE] = {{1.0, r.ab, r.ao}, {r.ab, 1.0, r.bo}, {r.ao, r.bo, 1.0}};
    const double C = acos(clamp(r.ab)) / M_PI;
    struct three_overlaps slope = {0.0, 0.0, 0.0};
    for (int octants = 0; octants < 4; octants++) {
        /* tau^A = 1; the four octants with tau^A = -1 give the same. */
        const int s[THREE] = {1, octants & 1 ? -1 : 1, octants & 2 ? -1 : 1};
        const struct octant octant = octant_moments(rho, s);
        const int D = -s[B];
        const double probability = D < 0 ? 2.0 * C * (1.0 - C) : C * C + square(1.0 - C);
        for (int P = -1; P <= 1; P += 2) {
            const bool m[THREE] = {P == 1, P * D == 1, s[O] == P};
            slope.ab += probability * pair_slope(eta, r.ab, &octant, m, A, B);
            slope.ao += probability * pair_slope(eta, r.ao, &octant, m, A, O);
            slope.bo += probability * pair_slope(eta, r.bo, &octant, m, B, O);
        }
    }
    return slope;
}

/* ---- integration ---- */

/* 1 + rho and 1 - rho of phi = pi - arccos(rho). */
static struct overlap overlap_of_phi(double phi) {
    return (struct overlap){.one_minus = 2.0 * square(cos(0.5 * phi)),
                            .one_plus = 2.0 * square(sin(0.5 * phi))};
}

static struct overlap overlap_of_theta(double theta) {
    return (struct overlap){.one_minus = 2.0 * square(sin(0.5 * theta)),
                            .one_plus = 2.0 * square(cos(0.5 * theta))};
}

static int parties_rhs(double alpha, const double y[], double slope[], void *eta) {
    (void)alpha;
    slope[0] = equations_parties_angle_slope(*(const double *)eta, y[0]);
    return GSL_SUCCESS;
}

static int attacker_rhs(double alpha, const double y[], double slope[], void *eta) {
    (void)alpha;
    slope[0] = attacker_angle_slope(*(const double *)eta, y[0]);
    return GSL_SUCCESS;
}

/* y = (phi^AB, rho^Ao, rho^Bo). A synchronised pair, phi = 0, leaves rho^Bo = -rho^Ao, and the
 * two cannot differ by more than phi: rounding may say otherwise, and is overruled. */
static int full_rhs(double alpha, const double y[], double slope[], void *eta_pointer) {
    (void)alpha;
    const double eta = *(const double *)eta_pointer;
    const double ao = acos(clamp(y[1])), minus_bo = acos(clamp(-y[2]));
    const double nearest = fmin(ao + y[0], fmax(ao - y[0], minus_bo));
    const struct three_overlaps rho = {-cos(y[0]), clamp(y[1]), -cos(nearest)};
    const struct three_overlaps all = equations_full_slope(eta, rho);
    slope[0] = equations_parties_angle_slope(eta, y[0]);
    slope[1] = all.ao;
    slope[2] = all.bo;
    return GSL_SUCCESS;
}

struct integration {
    gsl_odeiv2_system system;
    double y[3];
    double alpha;
    gsl_odeiv2_driver *driver;
};

/* Relative error of 1e-11 a step, which leaves 1e-8 at the end with room to spare; below 1e-150
 * an angle is zero. */
static int integration_begin(struct integration *run) {
    run->driver =
        gsl_odeiv2_driver_alloc_y_new(&run->system, gsl_odeiv2_step_rk8pd, 1e-6, 1e-150, 1e-11);
    return run->driver ? GSL_SUCCESS : GSL_ENOMEM;
}

static int integration_reach(struct integration *run, double alpha) {
    if (alpha < run->alpha)
        return GSL_EINVAL;
    if (alpha == run->alpha)
        return GSL_SUCCESS;
    return gsl_odeiv2_driver_apply(run->driver, &run->alpha, alpha, run->y);
}

int equations_parties(double eta, double rho0, size_t n, const double alpha[],
                      struct overlap ab[]) {
    struct integration run = {.system = {parties_rhs, NULL, 1, &eta}};
    run.y[0] = acos(-rho0);
    int status = integration_begin(&run);
    for (size_t i = 0; i < n && status == GSL_SUCCESS; i++) {
        status = integration_reach(&run, alpha[i]);
        ab[i] = overlap_of_phi(run.y[0]);
    }
    gsl_odeiv2_driver_free(run.driver);
    return status;
}

int equations_attacker(double eta, double rho0, size_t n, const double alpha[],
                       struct overlap ao[]) {
    struct integration run = {.system = {attacker_rhs, NULL, 1, &eta}};
    run.y[0] = acos(rho0);
    int status = integration_begin(&run);
    for (size_t i = 0; i < n && status == GSL_SUCCESS; i++) {
        status = integration_reach(&run, alpha[i]);
        ao[i] = overlap_of_theta(run.y[0]);
    }
    gsl_odeiv2_driver_free(run.driver);
    return status;
}

int equations_full(double eta, struct three_overlaps rho0, size_t n, const double alpha[],
                   struct overlap ab[], struct overlap ao[]) {
    struct integration run = {.system = {full_rhs, NULL, 3, &eta}};
    run.y[0] = acos(-rho0.ab);
    run.y[1] = rho0.ao;
    run.y[2] = rho0.bo;
    int status = integration_begin(&run);
    for (size_t i = 0; i < n && status == GSL_SUCCESS; i++) {
        status = integration_reach(&run, alpha[i]);
        ab[i] = overlap_of_phi(run.y[0]);
        ao[i] = (struct overlap){.one_minus = 1.0 - run.y[1], .one_plus = 1.0 + run.y[1]};
    }
    gsl_odeiv2_driver_free(run.driver);
    return status;
}

/* ---- roots ---- */

/* Brent's method on a bracket, to the last digits. */
static int find_root(double (*function)(double, void *), void *params, double low, double high,
                     double *root) {
    enum { MOST = 200 };
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (!solver)
        return GSL_ENOMEM;
    gsl_function f = {function, params};
    int status = gsl_root_fsolver_set(solver, &f, low, high);
    int test = GSL_CONTINUE;
    for (int i = 0; i < MOST && status == GSL_SUCCESS && test == GSL_CONTINUE; i++) {
        status = gsl_root_fsolver_iterate(solver);
        test = gsl_root_test_interval(gsl_root_fsolver_x_lower(solver),
                                      gsl_root_fsolver_x_upper(solver), 0.0, 1e-14);
    }
    *root = gsl_root_fsolver_root(solver);
    gsl_root_fsolver_free(solver);
    return status != GSL_SUCCESS ? status : test == GSL_CONTINUE ? GSL_EMAXITER : GSL_SUCCESS;
}

/* dphi/dalpha / (eta phi) where phi is so small that the linear term alone is left. */
static double linear_rate(double eta, void *unused) {
    (void)unused;
    const double phi = 1e-15;
    return equations_parties_angle_slope(eta, phi) / (phi * eta);
}

int equations_critical_eta(double *eta_c) {
    return find_root(linear_rate, NULL, 1e-3, 1e3, eta_c);
}

static double attacker_balance(double rho, void *unused) {
    (void)unused;
    return 1.0 - acos(rho) / M_PI - rho;
}

/* rho = 1 is the other root, which the bracket leaves out. */
int equations_attacker_fixed_point(double *rho) {
    return find_root(attacker_balance, NULL, 0.0, 0.99, rho);
}

static double angle_slope(double phi, void *eta) {
    return equations_parties_angle_slope(*(const double *)eta, phi);
}

/* Follows the flow from rho0 to the first change of its sign. Points are spaced evenly in
 * log(phi) below and in phi above, and the smallest is where the linear term rules. */
int equations_stationary(double eta, double rho0, struct overlap *ab) {
    enum { POINTS = 4000 };
    double phi = acos(-rho0);
    const double slope0 = angle_slope(phi, &eta);
    const double factor = pow(1e-8 / phi, 1.0 / POINTS);
    const double step = (M_PI - phi) / POINTS;
    if (slope0 == 0.0) {
        *ab = overlap_of_phi(phi);
        return GSL_SUCCESS;
    }
    for (int i = 0; i < POINTS; i++) {
        const double next = slope0 < 0.0 ? phi * factor : phi + step;
        if (slope0 * angle_slope(next, &eta) <= 0.0) {
            const int status =
                find_root(angle_slope, &eta, fmin(phi, next), fmax(phi, next), &phi);
            *ab = overlap_of_phi(phi);
            return status;
        }
        phi = next;
    }
    /* Downwards nothing stops it. Upwards something does: it turns round at rho = 1. */
    *ab = overlap_of_phi(0.0);
    return slope0 < 0.0 ? GSL_SUCCESS : GSL_EFAILED;
}

/* The eta for which phi is stationary; it is unique. Negative, to be minimised. */
static double minus_stationary_eta(double phi, void *unused) {
    (void)unused;
    const struct angle_terms terms = angle_terms(phi);
    return terms.linear / terms.quadratic;
}

int equations_last_interior(double *eta, struct overlap *ab) {
    enum { MOST = 200 };
    gsl_min_fminimizer *minimizer = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent);
    if (!minimizer)
        return GSL_ENOMEM;
    gsl_function f = {minus_stationary_eta, NULL};
    int status = gsl_min_fminimizer_set(minimizer, &f, 0.1, 1e-6, 0.5 * M_PI);
    int test = GSL_CONTINUE;
    for (int i = 0; i < MOST && status == GSL_SUCCESS && test == GSL_CONTINUE; i++) {
        status = gsl_min_fminimizer_iterate(minimizer);
        test = gsl_min_test_interval(gsl_min_fminimizer_x_lower(minimizer),
                                     gsl_min_fminimizer_x_upper(minimizer), 0.0, 1e-7);
    }
    *eta = -gsl_min_fminimizer_f_minimum(minimizer);
    *ab = overlap_of_phi(gsl_min_fminimizer_x_minimum(minimizer));
    gsl_min_fminimizer_free(minimizer);
    return status != GSL_SUCCESS ? status : test == GSL_CONTINUE ? GSL_EMAXITER : GSL_SUCCESS;
}

int equations_transition(size_t n, const double eta[], double rho0, struct overlap ab[]) {
    int status = GSL_SUCCESS;
    for (size_t i = 0; i < n && status == GSL_SUCCESS; i++)
        status = equations_stationary(eta[i], rho0, &ab[i]);
    return status;
}
