#include "campaign/cost.h"

#include <math.h>

#include "physics/protocol/tree_parity.h"
#include "schema/description.h"

const char cost_processor[] = "a core of an AMD EPYC 9R14 (Zen 4)";
double cost_seconds(const struct parameters *p) {
    (void)p;
    return 0.0;
}
double cost_bytes(const struct parameters *p, double trace) {
    (void)p;
    return trace;
}
