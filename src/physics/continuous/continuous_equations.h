/* The continuous machines for N -> infinity: the equations of their overlaps against
 * alpha = steps / N, integrated (integration.h) and solved.
 *
 * Parties, with C = arccos(rho) / pi, rho = rho^AB:
 *     drho/dalpha = eta [C^2 + (1-C)^2] ((1-rho) / sqrt(2 pi) - eta C / 2) (1+rho)
 *                   - 2 eta (1-rho^2) C (1-C) / sqrt(2 pi) - eta^2 rho C (1-C)^2.
 * Attacker once rho^AB = -1, rho = rho^Ao:
 *     drho/dalpha = eta^2 (1 - arccos(rho) / pi - rho) / 2.
 * Attacker from the start ("full"): rho^AB, rho^Ao and rho^Bo together. Given the overlaps, the
 * fields of the three machines in a unit are three Gaussians h; a machine that moves does so
 * against its own field (direction -tau), so that, with m = 1 for a machine that moves,
 *     drho^mn/dalpha = <-eta (m_m tau_m h_n + m_n tau_n h_m) + eta^2 m_m m_n tau_m tau_n>
 *                      - rho^mn/2 <eta^2 (m_m + m_n) - 2 eta (m_m |h_m| + m_n |h_n|)>,
 * averaged over the octants of the signs tau and over who moves, given these. For rho^AB it is
 * the first equation, for rho^AB = -1 the second. The derivation: ATTACKER_EQUATIONS.md.
 *
 * Near the ends the right-hand sides go with arccos(rho) ~ sqrt of the distance: in rho their
 * derivative is infinite, and a solver would see stiffness that is not there. In the angle
 * phi = pi - arccos(rho), for which 1 + rho = 2 sin^2(phi/2), the equation of the parties is
 * analytic on all of [0, pi]:
 *     at phi = 0, rho = -1:   dphi/dalpha = lambda phi + O(phi^2),
 *         lambda = eta/2 [sqrt(2/pi) - eta (1/2 - 2/pi^2)]; 1 + rho grows at the rate 2 lambda,
 *         which changes its sign at eta_c = sqrt(2/pi) / (1/2 - 2/pi^2);
 *     at phi = pi, rho = +1:  d(pi - phi)/dalpha = 2 eta^2/pi > 0 for every eta, so that
 *         1 - rho = (2 eta^2 alpha/pi)^2 / 2: left in finite time, however small the distance.
 * (The attacker leaves rho^Ao = 1 in the same way, at darccos(rho)/dalpha = eta^2/(2 pi).)
 * Equal machines stay equal if they are exactly so; it is the solution that leaves which is
 * meant here. What remains are rates of order eta^2, which the explicit stepper with
 * adaptive steps follows at a cost of order eta^2 alpha steps.
 *
 * Everything has the same bits on every machine (arithmetic/elementary.h). Functions that
 * return text return NULL, or what stopped them, a static string.
 */
#ifndef TPMSYNC_CONTINUOUS_EQUATIONS_H
#define TPMSYNC_CONTINUOUS_EQUATIONS_H

#include <stddef.h>

#include "physics/model/overlap.h"

/* The three overlaps of a unit. */
struct three_overlaps {
    double ab, ao, bo;
};

/* ---- right-hand sides; -1 <= rho <= 1, eta > 0 ---- */

double equations_parties_slope(double eta, double rho);
double equations_attacker_slope(double eta, double rho);
/* The overlaps must be possible together: 1 + 2 ab ao bo >= ab^2 + ao^2 + bo^2. */
struct three_overlaps equations_full_slope(double eta, struct three_overlaps rho);
/* dphi/dalpha of the parties, phi in [0, pi]. */
double equations_parties_angle_slope(double eta, double phi);

/* ---- trajectories: values at alpha[0] <= ... <= alpha[n-1], alpha[0] >= 0, from alpha = 0 -
 */

/* rho^AB from rho0 in [-1, 1]; accurate to a relative 1e-8 in both 1 + rho and 1 - rho (until
 * they pass below 1e-200). */
const char *equations_parties(double eta, double rho0, size_t n, const double alpha[],
                              struct overlap ab[]);
/* rho^Ao from rho0 in (-1, 1], the parties being synchronised from alpha = 0 on. */
const char *equations_attacker(double eta, double rho0, size_t n, const double alpha[],
                               struct overlap ao[]);
/* rho^AB and rho^Ao from three overlaps inside (-1, 1). */
const char *equations_full(double eta, struct three_overlaps rho0, size_t n,
                           const double alpha[], struct overlap ab[], struct overlap ao[]);

/* ---- stationary points ---- */

/* The rate 2 lambda at which 1 + rho^AB grows (or decays, if negative) at rho^AB = -1. */
double equations_growth_at_minus_one(double eta);
/* darccos(rho^AB)/dalpha at rho^AB = 1: positive, so that it is left. */
double equations_departure_from_one(double eta);
/* Where equations_growth_at_minus_one changes its sign, by root finding: 2.683. */
const char *equations_critical_eta(double *eta_c);
/* The stable fixed point of the attacker after synchronisation, by root finding: 0.790, for
 * every eta. */
const char *equations_attacker_fixed_point(double *rho);
/* The largest eta with a stationary point inside, and that point. It is a little above eta_c,
 * since dphi/dalpha at eta_c starts with +phi^2: the transition is discontinuous, and in
 * between both rho = -1 and an overlap inside are stable. */
void equations_last_interior(double *eta, struct overlap *ab);
/* Where rho^AB ends that starts at rho0 in (-1, 1): a stationary point inside, or -1. */
const char *equations_stationary(double eta, double rho0, struct overlap *ab);
/* The same for a list of eta. */
const char *equations_transition(size_t n, const double eta[], double rho0,
                                 struct overlap ab[]);

#endif
