#include "lattice_walk.h"

#include <math.h>

static void start(const void *self, const struct random_stream *stream, uint64_t number,
                  void *state) {
    const struct lattice_walk *lattice = self;
    const struct random_block block =
        random_block(stream, RANDOM_SPLITTING_START, walk_counter(number, 0), 0);
    double *place = state;
    *place = random_uniform(block.word[0]) < lattice->share ? lattice->late : 0.0;
}

static void step(const struct lattice_walk *lattice, double u, double *place) {
    if (u >= lattice->up)
        *place = fmax(*place - 1.0, 0.0);
    else if (*place < lattice->barrier)
        *place += 1.0;
}

static void take(const struct lattice_walk *lattice, const struct random_stream *stream,
                 struct walk *w) {
    struct random_block block = {{0}};
    double *place = w->state;
    w->moves = 0;
    w->least = w->gap = lattice->event - *place;
    while (w->gap > w->reach && w->gap <= w->leave && w->moves < w->max_moves) {
        if (w->moves % 4 == 0)
            block = random_block(stream, RANDOM_SPLITTING_WALK,
                                 walk_counter(w->number, w->moves / 4), 0);
        step(lattice, random_uniform(block.word[w->moves++ % 4]), place);
        w->gap = lattice->event - *place;
        w->least = fmin(w->least, w->gap);
    }
    w->time = (double)w->moves;
    w->end = w->gap <= w->reach  ? WALK_REACHED
             : w->gap > w->leave ? WALK_RETURNED
                                 : WALK_STOPPED;
}

static void walk(const void *self, const struct random_stream *stream, struct walk walks[],
                 size_t count) {
    for (size_t i = 0; i < count; i++)
        take(self, stream, &walks[i]);
}

struct walk_process lattice_process(const struct lattice_walk *lattice) {
    return (struct walk_process){.state_size = sizeof(double),
                                 .self = lattice,
                                 .relaxation = lattice->relaxation,
                                 .start = start,
                                 .walk = walk};
}

/* From k to k + 1 the walk takes t_k = 1/up + (down/up) t_{k-1}, and 1/up from the wall. A late
 * start comes back to the highest place of the basin, unless it is ruined the other way. */
double lattice_passage(const struct lattice_walk *lattice, double first) {
    const double up = lattice->up, down = 1.0 - up, ratio = down / up;
    const int basin = (int)ceil(lattice->event - first) - 1;
    const int late = lattice->late > basin ? basin : lattice->late;
    const double lost =
        (pow(ratio, lattice->late - late) - 1.0) / (pow(ratio, lattice->event - late) - 1.0);
    const double share = lattice->share * (1.0 - lost) / (1.0 - lattice->share * lost);
    double one = 0.0, from_wall = 0.0, from_late = 0.0;
    for (int k = 0; k < lattice->event; k++) {
        one = 1.0 / up + down / up * one;
        from_wall += one;
        from_late += k >= late ? one : 0.0;
    }
    return share * from_late + (1.0 - share) * from_wall;
}

/* The walks that get there are a walk as well, which goes up from k with probability
 * up h_{k+1} / h_k; h, the probability to get there, is as (down/up)^(k - from + 1) - 1. */
double lattice_transit(const struct lattice_walk *lattice, int from) {
    const double ratio = (1.0 - lattice->up) / lattice->up;
    double one = 0.0, sum = 0.0;
    for (int k = from; k < lattice->event; k++) {
        const double here = pow(ratio, k - from + 1) - 1.0;
        const double above = pow(ratio, k - from + 2) - 1.0;
        const double up = lattice->up * above / here;
        one = 1.0 / up + (1.0 - up) / up * one;
        sum += one;
    }
    return sum;
}
