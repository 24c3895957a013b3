#include "physics/model/closure.h"

#include <math.h>

double closure_attacker_differs(enum closure closure, struct mismatch e, bool b_differs) {
    if (closure == CLOSURE_SIX)
        return e.ao;
    const double both = b_differs ? 0.5 * (e.ab + e.ao - e.bo) : 0.5 * (e.ao + e.bo - e.ab);
    const double given = b_differs ? e.ab : 1.0 - e.ab;
    /* The three angles obey the triangle inequality up to rounding, hence the clamp; a
     * condition of probability 0 is never met. */
    return given > 0.0 ? fmin(fmax(both / given, 0.0), 1.0) : 0.0;
}
