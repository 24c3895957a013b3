#include "physics/continuous/continuous_equations.h"

#include <math.h>
#include <stdbool.h>

#include "arithmetic/elementary.h"
#include "physics/continuous/integration.h"

static const double pi = ELEMENTARY_PI;
static const double inverse_sqrt_2pi = 0.39894228040143267794;

static double square(double x) {
    return x * x;
}

static double clamp(double x) {
    return fmin(1.0, fmax(-1.0, x));
}

/* ---- the parties ---- */

double equations_parties_slope(double eta, double rho) {
    const double C = elementary_arccos(rho) / pi;
    return eta * (C * C + square(1.0 - C)) * ((1.0 - rho) * inverse_sqrt_2pi - eta * C / 2.0) *
               (1.0 + rho) -
           2.0 * eta * (1.0 - rho * rho) * C * (1.0 - C) * inverse_sqrt_2pi -
           eta * eta * rho * C * square(1.0 - C);
}

static double tan_half(double x) {
    return elementary_sin(0.5 * x) / elementary_cos(0.5 * x);
}

/* x / sin(x) and x / tan(x / 2), with their limits at 0. */
static double over_sin(double x) {
    return x == 0.0 ? 1.0 : x / elementary_sin(x);
}

static double over_tan_half(double x) {
    return x == 0.0 ? 2.0 : x / tan_half(x);
}

/* The slope divided by elementary_sin(phi) = drho/dphi is eta linear + eta^2 quadratic. With
 * theta = pi - phi = pi C, (1 + rho) / sin(phi) = tan(phi / 2) = 1 / tan(theta / 2),
 * and C or 1 - C cancels whatever vanishes below. */
struct angle_terms {
    double linear, quadratic;
};

static struct angle_terms angle_terms(double phi) {
    const double theta = pi - phi;
    const double C = theta / pi, D = phi / pi;
    const double C_tan = phi < theta ? C * tan_half(phi) : over_tan_half(theta) / pi;
    const double CD_over_sin = phi < theta ? C * over_sin(phi) / pi : D * over_sin(theta) / pi;
    return (struct angle_terms){
        .linear = elementary_sin(phi) * inverse_sqrt_2pi * square(C - D),
        .quadratic = elementary_cos(phi) * CD_over_sin * D - 0.5 * (C * C + D * D) * C_tan,
    };
}

double equations_parties_angle_slope(double eta, double phi) {
    const struct angle_terms terms = angle_terms(phi);
    return eta * (terms.linear + eta * terms.quadratic);
}

double equations_growth_at_minus_one(double eta) {
    return eta * (2.0 * inverse_sqrt_2pi - eta * (0.5 - 2.0 / (pi * pi)));
}

double equations_departure_from_one(double eta) {
    return -equations_parties_angle_slope(eta, pi);
}

/* ---- the attacker after synchronisation ---- */

double equations_attacker_slope(double eta, double rho) {
    return eta * eta * (1.0 - elementary_arccos(rho) / pi - rho) / 2.0;
}

/* darccos(rho)/dalpha at theta = arccos(rho) in [0, pi). */
static double attacker_angle_slope(double eta, double theta) {
    if (theta == 0.0)
        return eta * eta / (2.0 * pi);
    return -eta * eta / 2.0 * (tan_half(theta) - over_sin(theta) / pi);
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
        g[m] = inverse_sqrt_2pi *
               (0.25 + s[a] * s[b] * elementary_arcsin(clamp(partial)) / (2.0 * pi));
        octant.probability += s[a] * s[b] * elementary_arcsin(rho[a][b]) / (4.0 * pi);
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
    const double C = elementary_arccos(clamp(r.ab)) / pi;
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
    return (struct overlap){.one_minus = 2.0 * square(elementary_cos(0.5 * phi)),
                            .one_plus = 2.0 * square(elementary_sin(0.5 * phi))};
}

static struct overlap overlap_of_theta(double theta) {
    return (struct overlap){.one_minus = 2.0 * square(elementary_sin(0.5 * theta)),
                            .one_plus = 2.0 * square(elementary_cos(0.5 * theta))};
}

static void parties_rhs(const void *eta, const double y[], double slope[]) {
    slope[0] = equations_parties_angle_slope(*(const double *)eta, y[0]);
}

static void attacker_rhs(const void *eta, const double y[], double slope[]) {
    slope[0] = attacker_angle_slope(*(const double *)eta, y[0]);
}

/* y = (phi^AB, rho^Ao, rho^Bo). A synchronised pair, phi = 0, leaves rho^Bo = -rho^Ao, and the
 * two cannot differ by more than phi: rounding may say otherwise, and is overruled. */
static void full_rhs(const void *eta_pointer, const double y[], double slope[]) {
    const double eta = *(const double *)eta_pointer;
    const double ao = elementary_arccos(clamp(y[1]));
    const double minus_bo = elementary_arccos(clamp(-y[2]));
    const double nearest = fmin(ao + y[0], fmax(ao - y[0], minus_bo));
    const struct three_overlaps rho = {-elementary_cos(y[0]), clamp(y[1]),
                                       -elementary_cos(nearest)};
    const struct three_overlaps all = equations_full_slope(eta, rho);
    slope[0] = equations_parties_angle_slope(eta, y[0]);
    slope[1] = all.ao;
    slope[2] = all.bo;
}

/* Angles are wanted to a relative error, down to 1e-150, where they are zero; overlaps to an
 * absolute one. */
static const double smallest_angle = 1e-139;

const char *equations_parties(double eta, double rho0, size_t n, const double alpha[],
                              struct overlap ab[]) {
    struct integration run = {.components = 1,
                              .slope = parties_rhs,
                              .self = &eta,
                              .y = {elementary_arccos(-rho0)},
                              .floor = {smallest_angle}};
    const char *fault = NULL;
    for (size_t i = 0; i < n && !fault; i++) {
        fault = integration_reach(&run, alpha[i]);
        ab[i] = overlap_of_phi(run.y[0]);
    }
    return fault;
}

const char *equations_attacker(double eta, double rho0, size_t n, const double alpha[],
                               struct overlap ao[]) {
    struct integration run = {.components = 1,
                              .slope = attacker_rhs,
                              .self = &eta,
                              .y = {elementary_arccos(rho0)},
                              .floor = {smallest_angle}};
    const char *fault = NULL;
    for (size_t i = 0; i < n && !fault; i++) {
        fault = integration_reach(&run, alpha[i]);
        ao[i] = overlap_of_theta(run.y[0]);
    }
    return fault;
}

const char *equations_full(double eta, struct three_overlaps rho0, size_t n,
                           const double alpha[], struct overlap ab[], struct overlap ao[]) {
    struct integration run = {.components = 3,
                              .slope = full_rhs,
                              .self = &eta,
                              .y = {elementary_arccos(-rho0.ab), rho0.ao, rho0.bo},
                              .floor = {smallest_angle, 1.0, 1.0}};
    const char *fault = NULL;
    for (size_t i = 0; i < n && !fault; i++) {
        fault = integration_reach(&run, alpha[i]);
        ab[i] = overlap_of_phi(run.y[0]);
        ao[i] = (struct overlap){.one_minus = 1.0 - run.y[1], .one_plus = 1.0 + run.y[1]};
    }
    return fault;
}

/* ---- roots ---- */

/* Bisection of a bracket, to the last digit. */
static const char *find_root(double (*function)(double, double), double eta, double low,
                             double high, double *root) {
    const double at_low = function(eta, low);
    if (!(at_low * function(eta, high) <= 0.0))
        return "no root lies in between";
    for (;;) {
        *root = 0.5 * (low + high);
        if (*root <= low || *root >= high)
            return NULL;
        if (at_low * function(eta, *root) > 0.0)
            low = *root;
        else
            high = *root;
    }
}

/* dphi/dalpha / (eta phi) where phi is so small that the linear term alone is left. */
static double linear_rate(double unused, double eta) {
    const double phi = 1e-15;
    (void)unused;
    return equations_parties_angle_slope(eta, phi) / (phi * eta);
}

const char *equations_critical_eta(double *eta_c) {
    return find_root(linear_rate, 0.0, 1e-3, 1e3, eta_c);
}

static double attacker_balance(double unused, double rho) {
    (void)unused;
    return 1.0 - elementary_arccos(rho) / pi - rho;
}

/* rho = 1 is the other root, which the bracket leaves out. */
const char *equations_attacker_fixed_point(double *rho) {
    return find_root(attacker_balance, 0.0, 0.0, 0.99, rho);
}

/* Follows the flow from rho0 to the first change of its sign. Points are spaced evenly in
 * log(phi) below and in phi above, and the smallest is where the linear term rules. */
const char *equations_stationary(double eta, double rho0, struct overlap *ab) {
    enum { POINTS = 4000 };
    double phi = elementary_arccos(-rho0);
    const double slope0 = equations_parties_angle_slope(eta, phi);
    const double factor = elementary_exp(elementary_log(1e-8 / phi) / POINTS);
    const double step = (pi - phi) / POINTS;
    if (slope0 == 0.0) {
        *ab = overlap_of_phi(phi);
        return NULL;
    }
    for (int i = 0; i < POINTS; i++) {
        const double next = slope0 < 0.0 ? phi * factor : phi + step;
        if (slope0 * equations_parties_angle_slope(eta, next) <= 0.0) {
            const char *fault = find_root(equations_parties_angle_slope, eta, fmin(phi, next),
                                          fmax(phi, next), &phi);
            *ab = overlap_of_phi(phi);
            return fault;
        }
        phi = next;
    }
    /* Downwards nothing stops it. Upwards something does: it turns round at rho = 1. */
    *ab = overlap_of_phi(0.0);
    return slope0 < 0.0 ? NULL : "nothing turns it round";
}

/* The eta for which phi is stationary; it is unique. */
static double stationary_eta(double phi) {
    const struct angle_terms terms = angle_terms(phi);
    return -terms.linear / terms.quadratic;
}

/* By golden sections: the maximum is the only one. Its place is found to 1e-8, since the top is
 * flat, and its height to the last digits. */
void equations_last_interior(double *eta, struct overlap *ab) {
    static const double golden = 0.61803398874989484820;
    double low = 1e-6, high = 0.5 * pi;
    double left = high - golden * (high - low), right = low + golden * (high - low);
    double at_left = stationary_eta(left), at_right = stationary_eta(right);
    while (high - low > 1e-8) {
        if (at_left > at_right) {
            high = right;
            right = left;
            at_right = at_left;
            left = high - golden * (high - low);
            at_left = stationary_eta(left);
        } else {
            low = left;
            left = right;
            at_left = at_right;
            right = low + golden * (high - low);
            at_right = stationary_eta(right);
        }
    }
    *eta = fmax(at_left, at_right);
    *ab = overlap_of_phi(at_left > at_right ? left : right);
}

const char *equations_transition(size_t n, const double eta[], double rho0,
                                 struct overlap ab[]) {
    const char *fault = NULL;
    for (size_t i = 0; i < n && !fault; i++)
        fault = equations_stationary(eta[i], rho0, &ab[i]);
    return fault;
}
