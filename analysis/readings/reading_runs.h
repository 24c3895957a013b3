/* The numbers of one pool of runs. */
#ifndef TPMSYNC_READING_RUNS_H
#define TPMSYNC_READING_RUNS_H

#include "readings/readings.h"

/* Fills `runs` from a pool whose ensembles all have times; `paper_runs` is the number of runs
 * whose standard error READING_ERROR is. The standard error of a mean is the usual one, those
 * of all other numbers come from leaving out one of 20 parts of the runs after the other
 * (jackknife). False without memory. */
bool reading_runs_make(const struct group *pool, double paper_runs, struct reading_runs *runs);

#endif
