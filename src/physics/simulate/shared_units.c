#include "physics/simulate/shared_units.h"

#include <stdlib.h>
#include <string.h>

bool shared_units_init(struct shared_units *units, int K, int capacity, bool shares) {
    *units = (struct shared_units){.K = K, .capacity = capacity, .shares = shares};
    const size_t room = (size_t)capacity + 1; /* never none */
    bool good = true;
    for (int i = 0; i < K; i++) {
        struct shared_unit *unit = &units->unit[i];
        unit->of = malloc(room * sizeof *unit->of);
        unit->live = malloc(room * sizeof *unit->live);
        int *const free_slots = calloc(room + 1, sizeof *unit->free);
        unit->free = free_slots ? free_slots + 1 : NULL;
        unit->chosen = malloc(room * sizeof *unit->chosen);
        unit->becomes = malloc(room * sizeof *unit->becomes);
        unit->room = malloc(room * sizeof *unit->room);
        good = good && unit->of && unit->live && unit->free && unit->chosen && unit->becomes &&
               unit->room;
    }
    return good;
}

void shared_units_free(struct shared_units *units) {
    for (int i = 0; i < units->K; i++) {
        struct shared_unit *unit = &units->unit[i];
        free(unit->of);
        free(unit->live);
        free(unit->free ? unit->free - 1 : NULL);
        free(unit->chosen);
        free(unit->becomes);
        free(unit->room);
    }
    *units = (struct shared_units){0};
}

void shared_units_begin(struct shared_units *units, int machines) {
    for (int i = 0; i < units->K; i++) {
        struct shared_unit *unit = &units->unit[i];
        unit->states = machines;
        for (int m = 0; m < machines; m++)
            unit->of[m] = unit->live[m] = m;
        unit->free_slots = units->capacity - machines;
        for (int f = 0; f < unit->free_slots; f++) /* the lowest are taken first */
            unit->free[f] = units->capacity - 1 - f;
    }
}

/* ---- a step ------------------------------------------------------------------------------ */

static int move_own_states(int i, int machines, const unit_set moves[],
                           struct state_move list[]) {
    int count = 0;
    for (int m = 0; m < machines; m++) {
        list[count] = (struct state_move){m, m};
        count += moves[m] >> i & 1;
    }
    return count;
}

/* What follows is done for thousands of machines and states, and what each does is guessed
 * wrong often: no branch depends on it. */

/* chosen[slot]: whether some machine has the state as it is, and whether some has it moved.
 * room[m]: where both stand for machine m, counted in single entries of chosen and becomes. */
static void collect_choices(struct shared_unit *unit, int i, int machines, const int from[],
                            const unit_set moves[]) {
    const int *const of = unit->of;
    int *const room = unit->room;
    unsigned char *const chosen = &unit->chosen[0][0]; /* bytes might be anything of *unit */
    for (int s = 0; s < unit->states; s++)
        memset(unit->chosen[unit->live[s]], 0, sizeof *unit->chosen);
    for (int m = 0; m < machines; m++) {
        const int entry = 2 * of[from[m]] + (int)(moves[m] >> i & 1);
        room[m] = entry;
        chosen[entry] = 1;
    }
}

/* States that no machine has any more leave their slots. */
static void free_slots(struct shared_unit *unit) {
    int kept = 0;
    for (int s = 0; s < unit->states; s++) {
        const int slot = unit->live[s];
        const int used = unit->chosen[slot][0] | unit->chosen[slot][1];
        unit->free[unit->free_slots] = slot;
        unit->live[kept] = slot;
        unit->free_slots += 1 - used;
        kept += used;
    }
    unit->states = kept;
}

/* Where some machines move a state and others do not, what comes of it takes a free slot. There
 * is one: no more states are left than machines. */
static int choose_slots(struct shared_unit *unit, struct state_move list[]) {
    const int kept = unit->states;
    int count = 0;
    for (int s = 0; s < kept; s++) {
        const int slot = unit->live[s];
        const int moves = unit->chosen[slot][1], both = unit->chosen[slot][0] & moves;
        const int next = unit->free[unit->free_slots - 1]; /* [-1] is there, and not taken */
        const int to = both ? next : slot;
        unit->becomes[slot][0] = slot;
        unit->becomes[slot][1] = to;
        list[count] = (struct state_move){slot, to};
        unit->live[unit->states] = to;
        count += moves;
        unit->states += both;
        unit->free_slots -= both;
    }
    return count;
}

int shared_units_answer(struct shared_units *units, int i, int machines, const int from[],
                        const unit_set moves[], struct state_move list[]) {
    struct shared_unit *unit = &units->unit[i];
    if (!units->shares)
        return move_own_states(i, machines, moves, list);
    collect_choices(unit, i, machines, from, moves);
    free_slots(unit);
    const int count = choose_slots(unit, list);
    int *const before = unit->of, *const after = unit->room;
    const int *const becomes = &unit->becomes[0][0];
    for (int m = 0; m < machines; m++)
        after[m] = becomes[after[m]];
    unit->of = after;
    unit->room = before;
    return count;
}

/* ---- as bytes ---------------------------------------------------------------------------- */

bool shared_units_put(const struct shared_units *units, int machines, struct saved_run *saved) {
    bool kept = true;
    for (int i = 0; kept && units->shares && i < units->K; i++) {
        const struct shared_unit *unit = &units->unit[i];
        kept = SAVED_RUN_PUT(saved, unit->states) &&
               saved_run_put(saved, unit->live, (size_t)unit->states * sizeof *unit->live) &&
               saved_run_put(saved, unit->of, (size_t)machines * sizeof *unit->of);
    }
    return kept;
}

/* Each state in a slot of its own; the others are free. */
static bool take_slots(struct shared_unit *unit, int capacity) {
    memset(unit->chosen, 0, (size_t)capacity * sizeof *unit->chosen);
    for (int s = 0; s < unit->states; s++) {
        const int slot = unit->live[s];
        if (slot < 0 || slot >= capacity || unit->chosen[slot][0])
            return false;
        unit->chosen[slot][0] = 1;
    }
    unit->free_slots = 0;
    for (int slot = capacity - 1; slot >= 0; slot--)
        if (!unit->chosen[slot][0])
            unit->free[unit->free_slots++] = slot;
    return true;
}

static bool get_unit(struct shared_unit *unit, int capacity, int machines,
                     struct saved_run *saved) {
    int states;
    if (!SAVED_RUN_GET(saved, states) || states < 1 || states > machines)
        return false;
    unit->states = states;
    if (!saved_run_get(saved, unit->live, (size_t)states * sizeof *unit->live) ||
        !saved_run_get(saved, unit->of, (size_t)machines * sizeof *unit->of) ||
        !take_slots(unit, capacity))
        return false;
    for (int m = 0; m < machines; m++)
        if (unit->of[m] < 0 || unit->of[m] >= capacity || !unit->chosen[unit->of[m]][0])
            return false;
    return true;
}

bool shared_units_get(struct shared_units *units, int machines, struct saved_run *saved) {
    if (!units->shares) {
        shared_units_begin(units, machines);
        return true;
    }
    for (int i = 0; i < units->K; i++)
        if (!get_unit(&units->unit[i], units->capacity, machines, saved))
            return false;
    return true;
}
