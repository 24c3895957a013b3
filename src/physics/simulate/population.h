/* The machines of an attacker whose weights an engine holds, be they one or thousands that are
 * copied and given up: which place each of them has, and what the attacker does with them.
 *
 * A machine has a place from 0 to capacity - 1 in the engine's memory, which it keeps as long
 * as it is there; a copy is given a free one.
 */
#ifndef TPMSYNC_POPULATION_H
#define TPMSYNC_POPULATION_H

#include "physics/model/run.h"

struct population {
    int machines;            /* 0: there is no attacker */
    int capacity;            /* places */
    int fewest;              /* machines that there can be */
    int *place;              /* [machines] */
    unit_set *tau;           /* [machines], filled by the engine before it is asked */
    int64_t (*field)[K_MAX]; /* [machines], likewise, if the attacker needs fields */
    unit_set *moves;         /* [machines], after population_ask: the units that move */
    uint64_t *memory;        /* [machines]: the attacker's */
    int free_places;
    int *free;   /* [free_places], the next to be taken last */
    int *from;   /* [machines], after population_ask: which machine of before it is or copies */
    int *before; /* room for population_answer */
};

/* For the attacker of the model; false without memory. population_free does nothing to one that
 * is all zero. */
bool population_init(struct population *population, const struct model *model);
void population_free(struct population *population);

/* The machines of the start of a run, machine m at place m. */
void population_begin(struct population *population, const struct model *model);

/* The parties move, and there is an attacker: asks it which units of its machines do, and which
 * machines there are from now on: machines, and of each from[] and moves[]. For engines that
 * have places of their own. */
void population_ask(struct population *population, const struct run *run,
                    const struct moves *moves);

/* The same, and gives places. copy(run, from, to) copies the weights of a place; it is called
 * before any machine moves. */
void population_answer(struct population *population, struct run *run,
                       const struct moves *moves, void (*copy)(void *worker, int from, int to));

/* How many machines there are, and the attacker's memory; the engine saves the weights. */
bool population_put(const struct population *population, struct saved_run *saved);
/* Machine m is at place m then. */
bool population_get(struct population *population, struct saved_run *saved);

#endif
