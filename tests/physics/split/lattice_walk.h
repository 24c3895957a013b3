/* A walk on the places 0 .. event of a line, whose passage times are known in closed form: a
 * step goes up with probability `up`, else down; at 0, the wall, down means to stay, and so
 * does up at `barrier`. */
#ifndef TPMSYNC_TESTS_LATTICE_WALK_H
#define TPMSYNC_TESTS_LATTICE_WALK_H

#include "physics/split/walk.h"

struct lattice_walk {
    int event;          /* the place of the event, at the gap 0; a place below is at 1 more */
    double up;          /* < 1/2: away from the event */
    int barrier;        /* beyond the event: there is none */
    int64_t relaxation; /* of the process */
    int late;           /* starts are at 0, or here with ... */
    double share;       /* ... this probability */
};

/* `lattice` must outlive the process. */
struct walk_process lattice_process(const struct lattice_walk *lattice);

/* Mean first-passage time to the event from a start in the basin, gap > `first`; starts that
 * are not there come back to it, or count no more. */
double lattice_passage(const struct lattice_walk *lattice, double first);

/* Mean time from the place `from` to the event of the walks that get there without having been
 * below `from`. */
double lattice_transit(const struct lattice_walk *lattice, int from);

#endif
