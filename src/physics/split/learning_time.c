#include "physics/split/learning_time.h"

#include <math.h>

#include "arithmetic/elementary.h"

struct unit_passage unit_passage(int K, double deep, double mark, double transit, double way) {
    const double before = transit > way ? transit - way : 0.0;
    return (struct unit_passage){
        .k_mark = 1.0 / (1.0 / mark - deep / mark * way),
        .k_deep = deep,
        .dead_mark = before,
        .dead_deep = before + way,
        .ahead = {1.0},
        .K = K,
    };
}

/* Mean waiting times of the K stages: so many units have to get there, one after the other. */
static void stages(const struct unit_passage *p, double mean[K_MAX]) {
    const double deep = 1.0 / p->k_deep - p->dead_deep, mark = 1.0 / p->k_mark - p->dead_mark;
    for (int i = 0; i < p->K - 1; i++)
        mean[i] = deep / (p->K - i);
    mean[p->K - 1] = mark;
}

double learning_time_mean(const struct unit_passage *p) {
    double mean[K_MAX], time = p->dead_mark, waits = 0.0;
    stages(p, mean);
    for (int i = 0; i < p->K; i++) {
        waits += p->ahead[i]; /* of the stage: as many units are ahead as it has before it */
        time += waits * mean[i];
    }
    return time;
}

/* The probability that the stages from `first` on together take longer than t. A sum of
 * exponential times with different means m_i is above t with probability
 * sum_i exp(-t / m_i) prod_{j != i} m_i / (m_i - m_j). The means differ: deep / K < .. <
 * deep / 2 < mark unless a passage of the mark is twice as likely as one to the end. */
static double later(int K, const double mean[], int first, double t) {
    double sum = 0.0;
    for (int i = first; i < K; i++) {
        double product = 1.0;
        for (int j = first; j < K; j++)
            product *= j == i ? 1.0 : mean[i] / (mean[i] - mean[j]);
        sum += product * elementary_exp(-t / mean[i]);
    }
    return sum;
}

double learning_time_cdf(const struct unit_passage *p, double t) {
    double mean[K_MAX], above = 0.0;
    stages(p, mean);
    t -= p->dead_mark;
    if (t <= 0.0)
        return 0.0;
    for (int i = 1; i < p->K; i++) /* keep them apart: the limit is smooth */
        for (int j = 0; j < i; j++)
            if (fabs(mean[i] - mean[j]) < 1e-4 * mean[i])
                mean[i] *= 1.0002;
    for (int first = 0; first < p->K; first++)
        above += p->ahead[first] * later(p->K, mean, first, t);
    return 1.0 - above;
}
