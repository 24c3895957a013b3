/* From the traces of a study's pools to its drifts. */
#ifndef TPMSYNC_UNITS_TRACES_H
#define TPMSYNC_UNITS_TRACES_H

#include "units/units.h"

/* Fills study->trace and study->listener, which have room for all pools, from the iteration
 * with a trace of every step and a naive attacker, by L and K; of several of one K and L, from
 * the fullest. Others with a trace, and traces that cannot be read, are remarked on. False
 * without memory. */
bool traces_make(const struct pools *pools, struct units_study *study);

#endif
