/* What the program that makes the files says of its parameters, for those who read them. Apart
 * from the reader because both have faults of their own kind. */
#ifndef TPMSYNC_KNOWN_PARAMETERS_H
#define TPMSYNC_KNOWN_PARAMETERS_H

#include <stdbool.h>
#include <stdint.h>

/* Whether files of this engine record a parameter of this name. */
bool known_parameter(const char *engine, const char *name);
/* The whole numbers that it may be; false when it is none of this engine's whole numbers. */
bool known_parameter_range(const char *engine, const char *name, int64_t *low, int64_t *high);
/* Whether files that differ in it hold runs of the same kind: seed, runs or replicates, step
 * limit, trace. */
bool known_parameter_is_poolable(const char *name);

#endif
