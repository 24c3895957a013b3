/* Mean learning times since synchronisation: by splitting, and counted in whole runs. */
#ifndef TPMSYNC_TESTS_AGAINST_RUNS_H
#define TPMSYNC_TESTS_AGAINST_RUNS_H

struct learning {
    double mean, error; /* in steps */
};

/* The closure `six`, cl = 1 - 1e-5. */
struct learning learning_by_splitting(int L, int trials, int replicates);
struct learning learning_by_counting(int L, int runs);

/* Fails the test unless both agree within 3 standard errors of the difference (false alarm 0.3
 * %; seeds are fixed). */
void learning_compare(int L, int trials, int replicates, int runs);

#endif
