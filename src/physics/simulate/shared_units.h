/* Which hidden units an attacker's machines have in common.
 *
 * Machines that branch differ in which of their units move, and a unit that moves does the same
 * in each of them. So of each unit i there are as many states (weights) as there have been
 * different fates, far fewer than machines, and a machine is a state for each of its units.
 * Fields and moves are computed once a state. A state has a slot from 0 to capacity - 1 for as
 * long as some machine has it; the weights in it are the engine's.
 *
 * Machines that do not branch share nothing: state m is machine m's, for good.
 */
#ifndef TPMSYNC_SHARED_UNITS_H
#define TPMSYNC_SHARED_UNITS_H

#include <stdbool.h>
#include <stdint.h>

#include "physics/model/saved_run.h"
#include "physics/protocol/tree_parity.h"

struct shared_unit {
    int *of;    /* [machines]: the state of this unit in each machine */
    int states; /* how many there are */
    int *live;  /* [states]: their slots */
    int free_slots;
    int *free; /* [free_slots], the next to be taken last; an entry before the first */
    unsigned char (*chosen)[2]; /* [capacity], room for shared_units_answer */
    int (*becomes)[2];          /* [capacity], likewise */
    int *room;                  /* [capacity], likewise */
};

struct shared_units {
    int K, capacity; /* units; machines, and states of a unit, at the most */
    bool shares;     /* whether machines branch */
    struct shared_unit unit[K_MAX];
};

/* The state in slot `from` moves and goes into slot `to`; if that is another one, the state
 * stays in `from` as well. */
struct state_move {
    int from, to;
};

/* False without memory; shared_units_free does nothing to one that is all zero. */
bool shared_units_init(struct shared_units *units, int K, int capacity, bool shares);
void shared_units_free(struct shared_units *units);

/* `machines` machines with states of their own, those of machine m in slot m; 0 .. capacity. */
void shared_units_begin(struct shared_units *units, int machines);

/* From now on machine m is a copy of machine from[m], m < machines, and unit i of it has moved
 * if it is in moves[m]. Where the machines share nothing, from[m] = m and their number stays.
 * Returns how many states of unit i move, and which in list[]; no slot of a state that moves or
 * stays is the `to` of another. To be called for each unit. */
int shared_units_answer(struct shared_units *units, int i, int machines, const int from[],
                        const unit_set moves[], struct state_move list[]);

/* As bytes, for so many machines. Getting is false if they cannot be such. */
bool shared_units_put(const struct shared_units *units, int machines, struct saved_run *saved);
bool shared_units_get(struct shared_units *units, int machines, struct saved_run *saved);

#endif
