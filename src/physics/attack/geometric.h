/* The correction of the geometric (or flipping) attacker, which others begin with. */
#ifndef TPMSYNC_GEOMETRIC_H
#define TPMSYNC_GEOMETRIC_H

#include "physics/attack/attack.h"

/* The representation of machine m after the correction: if its output is not that of A, the
 * unit with the smallest |h_i|, which is the likeliest to be wrong, is taken to be the other
 * way round; the first of equals. */
unit_set geometric_corrected(const struct attack_view *view, int m);

#endif
