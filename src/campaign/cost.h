/* What an ensemble is expected to take, from what others took. */
#ifndef TPMSYNC_COST_H
#define TPMSYNC_COST_H

#include "schema/parameters.h"

/* Where the costs were measured. */
extern const char cost_processor[];

/* Seconds of one core; 0: nothing like it was measured. */
double cost_seconds(const struct parameters *parameters);
/* Bytes of the finished file, `trace` of them for its trace. */
double cost_bytes(const struct parameters *parameters, double trace);

#endif
