#include "physics/split/learning_time.h"

#include <math.h>

#include "arithmetic/elementary.h"
#include "physics/protocol/tree_parity.h"

enum { STAGES = K_OF_PAPER }; /* as many units have to get there, one after the other */

struct unit_passage unit_passage(double deep, double mark, double transit, double way) {
    const double before = transit > way ? transit - way : 0.0;
    return (struct unit_passage){
        .k_mark = 1.0 / (1.0 / mark - deep / mark * way),
        .k_deep = deep,
        .dead_mark = before,
        .dead_deep = before + way,
        .ahead = {1.0},
    };
}

/* Mean waiting times of the three stages. */
static void stages(const struct unit_passage *p, double mean[STAGES]) {
    const double deep = 1.0 / p->k_deep - p->dead_deep, mark = 1.0 / p->k_mark - p->dead_mark;
    mean[0] = deep / 3.0;
    mean[1] = deep / 2.0;
    mean[2] = mark;
}

double learning_time_mean(const struct unit_passage *p) {
    double mean[STAGES], time = p->dead_mark, waits = 0.0;
    stages(p, mean);
    for (int i = 0; i < STAGES; i++) {
        waits += p->ahead[i]; /* of the stage: as many units are ahead as it has before it */
        time += waits * mean[i];
    }
    return time;
}

/* The probability that the stages from `first` on together take longer than t. A sum of
 * exponential times with different means m_i is above t with probability
 * sum_i exp(-t / m_i) prod_{j != i} m_i / (m_i - m_j). The means differ: deep / 3 < deep / 2 <
 * mark unless a passage of the mark is twice as likely as one to the end. */
static double later(const double mean[STAGES], int first, double t) {
    double sum = 0.0;
    for (int i = first; i < STAGES; i++) {
        double product = 1.0;
        for (int j = first; j < STAGES; j++)
            product *= j == i ? 1.0 : mean[i] / (mean[i] - mean[j]);
        sum += product * elementary_exp(-t / mean[i]);
    }
    return sum;
}

double learning_time_cdf(const struct unit_passage *p, double t) {
    double mean[STAGES], above = 0.0;
    stages(p, mean);
    t -= p->dead_mark;
    if (t <= 0.0)
        return 0.0;
    for (int i = 1; i < STAGES; i++) /* keep them apart: the limit is smooth */
        for (int j = 0; j < i; j++)
            if (fabs(mean[i] - mean[j]) < 1e-4 * mean[i])
                mean[i] *= 1.0002;
    for (int first = 0; first < STAGES; first++)
        above += p->ahead[first] * later(mean, first, t);
    return 1.0 - above;
}
