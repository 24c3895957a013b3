/* From the passages of one unit to the attacker's learning time.
 *
 * o has learned when the mean gap of its K units, 1 - rho, is down to 1 - c_l. Units get
 * there one at a time: one whose gap has fallen far enough is learned for good. So in the end
 * all but one are learned, and the last has to bring its own gap to K (1 - c_l), whether it
 * would have stayed there or not. With k_mark   passages a step of K (1 - c_l) by a unit,
 * k_deep passages to "learned for good", and passages being rare, so that the time to one is
 * exponentially distributed after the `dead` time that the way itself takes, the learning time
 * since synchronisation is dead + E_1 / (K k'_deep) + ... + E_{K-1} / (2 k'_deep) + E_K /
 * k'_mark, E exponential with mean 1, 1/k' = 1/k - dead. Units that are on their way when the
 * parties are synchronised (head_start.h) have the first of these waits behind them: one of
 * them E_1, two E_1 and E_2, and so on. The units share A's pattern; that this couples their
 * passages too little to be seen is tested, not assumed.
 */
#ifndef TPMSYNC_LEARNING_TIME_H
#define TPMSYNC_LEARNING_TIME_H

#include "physics/protocol/tree_parity.h"

/* All in steps, or per step. */
struct unit_passage {
    double k_mark, k_deep;       /* k_deep <= k_mark */
    double dead_mark, dead_deep; /* 0 <= dead_mark <= dead_deep < 1 / k_deep */
    double ahead[K_MAX + 1]; /* probability that 0 .. K are on their way at the start; sum 1 */
    int K;                   /* units */
};

/* From what splitting measures, in passages per step of the process that starts anew after the
 * last level: `deep` of that level, `mark` of the mark; `transit` steps from the basin to the
 * last level, of which the last `way` >= 0 lie below the mark. The rate of the mark counts the
 * time below it too, in which nobody waits for the mark: that is taken out. `ahead` is 0
 * but for no unit. */
struct unit_passage unit_passage(int K, double deep, double mark, double transit, double way);

/* Mean of the learning time since synchronisation. */
double learning_time_mean(const struct unit_passage *passage);
/* The probability that it is at most t. */
double learning_time_cdf(const struct unit_passage *passage, double t);

#endif
