#include "campaign/cost.h"

#include <stddef.h>

#include "physics/protocol/tree_parity.h"

const char cost_processor[] = "a core of an AMD EPYC (Zen 4) that others used, too";

/* Milliseconds of processor time a run took, L = 1, 2, ...; 0: not measured. `iterate` by the
 * closure six, `simulate` by occupancy at N = 10^4; the closure nine and other N, up to about
 * twice that, are not told apart. */
enum { MEASURED_L = 4 };
static const double iterate_learn[MEASURED_L] = {0.005, 0.027, 0.58, 87};
static const double iterate_sync[MEASURED_L] = {0.003, 0.007, 0.018, 0.05};
static const double simulate_learn[MEASURED_L] = {0.04, 0.5, 21.6, 0};
static const double simulate_sync[MEASURED_L] = {0.03, 0.16, 0.63, 1.8};
/* Nanoseconds of a step of `continuous`, for each of its N inputs. */
static const double continuous_step = 1.6;

static double of_runs(const struct parameters *p, const double learn[], const double sync[]) {
    const bool waits = !p->no_attacker && p->until != UNTIL_SYNC;
    const bool papers = p->K == K_OF_PAPER && p->update == UPDATE_MISMATCH &&
                        (p->no_attacker || p->attack == ATTACK_NAIVE);
    if (!papers || p->L > MEASURED_L)
        return 0.0;
    return 1e-3 * (double)p->runs * (waits ? learn : sync)[p->L - 1];
}

double cost_seconds(const struct parameters *p) {
    const int command = command_find(p->command)->bit;
    if (command == FOR_ITERATE && p->method == 0) /* batch */
        return of_runs(p, iterate_learn, iterate_sync);
    if (command == FOR_SIMULATE && p->method == METHOD_OCCUPANCY)
        return of_runs(p, simulate_learn, simulate_sync);
    if (command == FOR_CONTINUOUS)
        return 1e-9 * continuous_step * (double)p->runs * p->alpha_max * (double)p->N *
               (double)p->N;
    return 0.0;
}

/* About what files of 40 to 200 000 runs had. */
double cost_bytes(const struct parameters *p, double trace) {
    const double runs = (double)(p->runs > 0 ? p->runs : p->replicates);
    return 1e5 + 14.0 * runs + trace;
}
