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
        unit->free = malloc(room * sizeof *unit->free);
        unit->choices = malloc(room * sizeof *unit->choices);
        unit->moved = malloc(room * sizeof *unit->moved);
        unit->room = malloc(room * sizeof *unit->room);
        good = good && unit->of && unit->live && unit->free && unit->choices && unit->moved &&
               unit->room;
    }
    return good;
}

void shared_units_free(struct shared_units *units) {
    for (int i = 0; i < units->K; i++) {
        struct shared_unit *unit = &units->unit[i];
        free(unit->of);
        free(unit->live);
        free(unit->free);
        free(unit->choices);
        free(unit->moved);
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

/* What the machines that have a state do with it. */
enum { STAYS = 1, MOVES = 2 };

static int move_own_states(int i, int machines, const unit_set moves[],
                           struct state_move list[]) {
    int count = 0;
    for (int m = 0; m < machines; m++) {
        list[count] = (struct state_move){m, m};
        count += moves[m] >> i & 1;
    }
    return count;
}

static void collect_choices(struct shared_unit *unit, int i, int machines, const int from[],
                            const unit_set moves[]) {
    for (int s = 0; s < unit->states; s++)
        unit->choices[unit->live[s]] = 0;
    for (int m = 0; m < machines; m++)
        unit->choices[unit->of[from[m]]] |= (unsigned char)(STAYS << (moves[m] >> i & 1));
}

/* States that no machine has any more leave their slots; where some machines move a state and
 * others do not, what comes of it takes a free one. There is one: no more states are left than
 * machines. */
static int choose_slots(struct shared_unit *unit, struct state_move list[]) {
    const int before = unit->states;
    int count = 0, kept = 0;
    for (int s = 0; s < before; s++) {
        const int slot = unit->live[s];
        if (unit->choices[slot] == 0)
            unit->free[unit->free_slots++] = slot;
        else
            unit->live[kept++] = slot;
    }
    unit->states = kept;
    for (int s = 0; s < kept; s++) {
        const int slot = unit->live[s];
        if (!(unit->choices[slot] & MOVES))
            continue;
        const bool stays_too = unit->choices[slot] & STAYS;
        const int to = stays_too ? unit->free[--unit->free_slots] : slot;
        if (stays_too)
            unit->live[unit->states++] = to;
        unit->moved[slot] = to;
        list[count++] = (struct state_move){slot, to};
    }
    return count;
}

int shared_units_answer(struct shared_units *units, int i, int machines, const int from[],
                        const unit_set moves[], struct state_move list[]) {
    struct shared_unit *unit = &units->unit[i];
    if (!units->shares)
        return move_own_states(i, machines, moves, list);
    collect_choices(unit, i, machines, from, moves);
    const int count = choose_slots(unit, list);
    for (int m = 0; m < machines; m++) {
        const int state = unit->of[from[m]];
        unit->room[m] = moves[m] >> i & 1 ? unit->moved[state] : state;
    }
    int *const of = unit->room;
    unit->room = unit->of;
    unit->of = of;
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
    memset(unit->choices, 0, (size_t)capacity * sizeof *unit->choices);
    for (int s = 0; s < unit->states; s++) {
        const int slot = unit->live[s];
        if (slot < 0 || slot >= capacity || unit->choices[slot])
            return false;
        unit->choices[slot] = STAYS;
    }
    unit->free_slots = 0;
    for (int slot = capacity - 1; slot >= 0; slot--)
        if (!unit->choices[slot])
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
        if (unit->of[m] < 0 || unit->of[m] >= capacity || !unit->choices[unit->of[m]])
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
