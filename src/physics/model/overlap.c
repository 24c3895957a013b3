#include "physics/model/overlap.h"

#include "arithmetic/elementary.h"

double overlap_mismatch(struct overlap overlap) {
    static const double inverse_pi = 0.31830988618379067154;
    return overlap.one_minus <= overlap.one_plus
               ? elementary_angle(overlap.one_minus) * inverse_pi
               : 1.0 - elementary_angle(overlap.one_plus) * inverse_pi;
}
