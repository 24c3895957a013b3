#include "physics/simulate/orbits.h"

#include <stdlib.h>
#include <string.h>

#include "vector/layout.h"

/* ---- orbits and their order ------------------------------------------------------------- */

static struct weight_triple opposite(struct weight_triple weights) {
    for (int m = 0; m < MACHINES; m++)
        weights.w[m] = -weights.w[m];
    return weights;
}

/* +1, -1 or 0: the sign of the first of q, -r and s, by which classes are numbered, that is
 * not 0; a representative has +1 or 0. */
static int orientation(struct weight_triple weights) {
    const int by_number[MACHINES] = {weights.w[MACHINE_A], -weights.w[MACHINE_B],
                                     weights.w[MACHINE_O]};
    for (int m = 0; m < MACHINES; m++)
        if (by_number[m] != 0)
            return by_number[m] > 0 ? 1 : -1;
    return 0;
}

/* The classes of a space as triples: without an attacker o is put on A. */
static struct weight_triple triple_of_class(enum classes classes, int L, int c) {
    struct weight_triple weights = occupancy_weights(classes, L, c);
    if (classes == CLASSES_AB)
        weights.w[MACHINE_O] = weights.w[MACHINE_A];
    return weights;
}

/* How far an orbit is from synchronisation and, among equals, from learning. */
struct distance {
    int sync, learn;
    int class;
};

static int compare_distances(const void *left, const void *right) {
    const struct distance *a = left, *b = right;
    if (a->sync != b->sync)
        return a->sync - b->sync;
    return a->learn != b->learn ? a->learn - b->learn : a->class - b->class;
}

/* The orbits other than 0 in their order; returns their number. */
static int sort_orbits(enum classes classes, int L, struct distance sorted[]) {
    int count = 0;
    for (int c = 0; c < occupancy_classes(classes, L); c++) {
        const struct weight_triple at = triple_of_class(classes, L, c);
        if (orientation(at) > 0)
            sorted[count++] = (struct distance){abs(at.w[MACHINE_A] - at.w[MACHINE_B]),
                                                abs(at.w[MACHINE_A] - at.w[MACHINE_O]), c};
    }
    qsort(sorted, (size_t)count, sizeof *sorted, compare_distances);
    return count;
}

static int whole_groups(int index) {
    return (index + VECTOR_WORDS - 1) / VECTOR_WORDS * VECTOR_WORDS;
}

/* Gives the sorted orbits their indices, and the space its stretches. */
static void number_orbits(struct orbit_space *space, const struct distance sorted[],
                          int orbits) {
    int next = VECTOR_WORDS;
    space->end_learned = space->end_sync = next;
    for (int j = 0; j < orbits; j++) {
        if (j > 0 && sorted[j].sync > 0 && sorted[j - 1].sync == 0)
            next = whole_groups(next);
        if (j > 0 && sorted[j].sync == 0 && sorted[j].learn > 0 && sorted[j - 1].learn == 0)
            next = whole_groups(next);
        space->index_of[sorted[j].class] = (int16_t)next++;
        if (sorted[j].sync == 0)
            space->end_sync = whole_groups(next);
        if (sorted[j].sync == 0 && sorted[j].learn == 0)
            space->end_learned = whole_groups(next);
    }
    space->count = whole_groups(next);
}

/* ---- tables ------------------------------------------------------------------------------ */

int orbit_find(const struct orbit_space *space, struct weight_triple weights, int *sign) {
    if (space->classes == CLASSES_AB)
        weights.w[MACHINE_O] = weights.w[MACHINE_A];
    *sign = orientation(weights) < 0 ? -1 : 1;
    if (*sign < 0)
        weights = opposite(weights);
    return space->index_of[occupancy_class(space->classes, space->L, weights)];
}

static void fill_orbit(struct orbit_space *space, int index, struct weight_triple at) {
    static const int pair[ORBIT_PRODUCTS][2] = {[ORBIT_AA] = {MACHINE_A, MACHINE_A},
                                                [ORBIT_BB] = {MACHINE_B, MACHINE_B},
                                                [ORBIT_OO] = {MACHINE_O, MACHINE_O},
                                                [ORBIT_AB] = {MACHINE_A, MACHINE_B},
                                                [ORBIT_AO] = {MACHINE_A, MACHINE_O}};
    for (int m = 0; m < MACHINES; m++)
        space->weight[m][index] = (uint64_t)(int64_t)at.w[m];
    for (int p = 0; p < ORBIT_PRODUCTS; p++)
        space->product[p][index] = (uint64_t)(int64_t)(at.w[pair[p][0]] * at.w[pair[p][1]]);
    space->unlearned[index] = at.w[MACHINE_A] != at.w[MACHINE_O] ? UINT64_MAX : 0;
}

/* Whether this set of machines can move at all in the space: after synchronisation B goes with
 * A, and without an attacker o is put on A. */
static bool movers_fit(enum classes classes, int movers) {
    const bool a = movers >> MACHINE_A & 1, b = movers >> MACHINE_B & 1,
               o = movers >> MACHINE_O & 1;
    return (classes != CLASSES_AO || a == b) && (classes != CLASSES_AB || a == o);
}

static void fill_targets(struct orbit_space *space, int movers, int index,
                         struct weight_triple at) {
    struct moves moves = {.updated = true, .sign = 1};
    for (int m = 0; m < MACHINES; m++)
        moves.units[m] = movers >> m & 1; /* unit 0 */
    int sign;
    space->plus[movers][index] =
        (uint16_t)orbit_find(space, occupancy_moved(at, &moves, 0, +1, space->L), &sign);
    space->minus[movers][index] =
        (uint16_t)orbit_find(space, occupancy_moved(at, &moves, 0, -1, space->L), &sign);
}

static void fill_tables(struct orbit_space *space) {
    for (int c = 0; c < occupancy_classes(space->classes, space->L); c++) {
        const struct weight_triple at = triple_of_class(space->classes, space->L, c);
        if (orientation(at) < 0)
            continue;
        const int index = space->index_of[c];
        fill_orbit(space, index, at);
        for (int movers = 0; movers < MOVER_SETS; movers++)
            if (movers_fit(space->classes, movers))
                fill_targets(space, movers, index, at);
    }
}

/* One piece of memory: the 64-bit tables first, so that all of them are aligned. Unused indices
 * stay 0: they have no weight, and their targets are never looked at. */
static bool allocate_tables(struct orbit_space *space) {
    const size_t count = (size_t)space->count;
    const size_t wide = (MACHINES + ORBIT_PRODUCTS + 1) * count * sizeof(uint64_t);
    const size_t narrow = 2 * MOVER_SETS * count * sizeof(uint16_t);
    space->memory = aligned_alloc(VECTOR_BYTES, wide + narrow); /* count is a multiple of 8 */
    if (!space->memory)
        return false;
    memset(space->memory, 0, wide + narrow);
    uint64_t *next = space->memory;
    for (int m = 0; m < MACHINES; m++, next += count)
        space->weight[m] = next;
    for (int p = 0; p < ORBIT_PRODUCTS; p++, next += count)
        space->product[p] = next;
    space->unlearned = next;
    uint16_t *target = (uint16_t *)(next + count);
    for (int movers = 0; movers < MOVER_SETS; movers++, target += 2 * count) {
        space->plus[movers] = target;
        space->minus[movers] = target + count;
    }
    return true;
}

bool orbit_space_init(struct orbit_space *space, enum classes classes, int L) {
    *space = (struct orbit_space){.classes = classes, .L = L};
    const size_t most = (size_t)occupancy_classes(classes, L);
    struct distance *sorted = malloc(most * sizeof *sorted);
    space->index_of = calloc(most, sizeof *space->index_of);
    bool made = sorted && space->index_of;
    if (made) {
        number_orbits(space, sorted, sort_orbits(classes, L, sorted));
        made = allocate_tables(space);
    }
    free(sorted);
    if (made)
        fill_tables(space);
    else
        orbit_space_free(space);
    return made;
}

void orbit_space_free(struct orbit_space *space) {
    free(space->index_of);
    free(space->memory);
    *space = (struct orbit_space){0};
}

/* ---- moving ------------------------------------------------------------------------------ */

int orbit_movers(const struct orbit_space *space, const struct moves *moves, int i) {
    /* Without an attacker what is said of o does not count: it is put on A. */
    const enum machine o = space->classes == CLASSES_AB ? MACHINE_A : MACHINE_O;
    return (int)((moves->units[MACHINE_A] >> i & 1) << MACHINE_A |
                 (moves->units[MACHINE_B] >> i & 1) << MACHINE_B |
                 (moves->units[o] >> i & 1) << MACHINE_O);
}

static bool group_is_empty(const uint64_t n[VECTOR_WORDS]) {
    uint64_t all = 0;
    for (int c = 0; c < VECTOR_WORDS; c++)
        all |= n[c];
    return all == 0;
}

int orbit_used(const struct orbit_space *space, const uint64_t n[]) {
    int used = space->count;
    while (used > 0 && group_is_empty(n + used - VECTOR_WORDS))
        used -= VECTOR_WORDS;
    return used;
}

void orbit_move(const struct orbit_space *space, const struct moves *moves, int i, int used,
                const uint64_t n[], const uint64_t k[], uint64_t after[]) {
    const int movers = orbit_movers(space, moves, i);
    const bool along = moves->sign > 0;
    const uint16_t *restrict plus = along ? space->plus[movers] : space->minus[movers];
    const uint16_t *restrict minus = along ? space->minus[movers] : space->plus[movers];
    memset(after, 0, (size_t)space->count * sizeof *after);
    after[plus[0]] += n[0]; /* both ways lead to the same orbit */
    for (int c = VECTOR_WORDS; c < used; c++) {
        after[plus[c]] += k[c];
        after[minus[c]] += n[c] - k[c];
    }
}
