#include "physics/simulate/occupancy.h"

#include <assert.h>
#include <string.h>

#include "random/binomial_any.h"

/* ---- classes ---------------------------------------------------------------------------- */

int occupancy_classes(enum classes classes, int L) {
    const int values = 2 * L + 1;
    return classes == CLASSES_ABO ? values * values * values : values * values;
}

struct weight_triple occupancy_weights(enum classes classes, int L, int c) {
    const int values = 2 * L + 1;
    const int last = c % values - L, middle = c / values % values - L;
    switch (classes) {
    case CLASSES_AB:
        return (struct weight_triple){{middle, -last, 0}};
    case CLASSES_AO:
        return (struct weight_triple){{middle, middle, last}};
    default:
        return (struct weight_triple){{c / (values * values) - L, -middle, last}};
    }
}

int occupancy_class(enum classes classes, int L, struct weight_triple weights) {
    const int values = 2 * L + 1;
    const int q = weights.w[MACHINE_A] + L, r = -weights.w[MACHINE_B] + L,
              s = weights.w[MACHINE_O] + L;
    switch (classes) {
    case CLASSES_AB:
        return q * values + r;
    case CLASSES_AO:
        return q * values + s;
    default:
        return (q * values + r) * values + s;
    }
}

/* ---- one step ---------------------------------------------------------------------------- */

void occupancy_fields(enum classes classes, int L, const int64_t n[], const int64_t k[],
                      int64_t field[MACHINES]) {
    for (int m = 0; m < MACHINES; m++)
        field[m] = 0;
    for (int c = 0; c < occupancy_classes(classes, L); c++) {
        const struct weight_triple weights = occupancy_weights(classes, L, c);
        for (int m = 0; m < MACHINES; m++)
            field[m] += weights.w[m] * (2 * k[c] - n[c]);
    }
}

struct weight_triple occupancy_moved(struct weight_triple weights, const struct moves *moves,
                                     int i, int x, int L) {
    for (int m = 0; m < MACHINES; m++) {
        const int moved = weights.w[m] + (moves->units[m] >> i & 1 ? moves->sign * x : 0);
        weights.w[m] = moved > L ? L : moved < -L ? -L : moved;
    }
    return weights;
}

void occupancy_move(enum classes classes, int L, const struct moves *moves, int i,
                    const int64_t n[], const int64_t k[], int64_t after[]) {
    const int count = occupancy_classes(classes, L);
    memset(after, 0, (size_t)count * sizeof *after);
    for (int c = 0; c < count; c++) {
        if (n[c] == 0)
            continue;
        const struct weight_triple weights = occupancy_weights(classes, L, c);
        const struct weight_triple plus = occupancy_moved(weights, moves, i, +1, L);
        const struct weight_triple minus = occupancy_moved(weights, moves, i, -1, L);
        after[occupancy_class(classes, L, plus)] += k[c];
        after[occupancy_class(classes, L, minus)] += n[c] - k[c];
    }
}

/* ---- the start --------------------------------------------------------------------------- */

static bool possible_at_start(enum classes classes, int L, int initial, int c) {
    const struct weight_triple weights = occupancy_weights(classes, L, c);
    for (int m = 0; m < MACHINES; m++)
        if (weights.w[m] < -initial || weights.w[m] > initial)
            return false;
    return true;
}

/* The classes one after another: each of the components that are left falls into the next
 * class with the probability 1 / (classes that are left). */
void occupancy_draw_start(enum classes classes, int L, int initial, int64_t N,
                          struct random_words *words, int64_t n[]) {
    assert(classes != CLASSES_AO);
    int classes_left = occupancy_classes(classes, initial);
    int64_t left = N;
    for (int c = 0; c < occupancy_classes(classes, L); c++) {
        n[c] = 0;
        if (!possible_at_start(classes, L, initial, c))
            continue;
        n[c] = classes_left > 1 ? binomial_any(left, 1.0 / classes_left, words) : left;
        left -= n[c];
        classes_left--;
    }
}

/* ---- as bytes ---------------------------------------------------------------------------- */

/* A class and its number are held in so few bits: N < 2^31. */
_Static_assert((2 * L_MAX + 1) * (2 * L_MAX + 1) * (2 * L_MAX + 1) <= UINT16_MAX, "uint16_t");

bool occupancy_save(const uint64_t n[], int count, struct saved_run *saved) {
    uint32_t occupied = 0;
    for (int c = 0; c < count; c++)
        occupied += n[c] > 0;
    if (!SAVED_RUN_PUT(saved, occupied))
        return false;
    for (int c = 0; c < count; c++) {
        const uint16_t at = (uint16_t)c;
        const uint32_t number = (uint32_t)n[c];
        if (number > 0 && !(SAVED_RUN_PUT(saved, at) && SAVED_RUN_PUT(saved, number)))
            return false;
    }
    return true;
}

bool occupancy_restore(uint64_t n[], int count, int64_t N, struct saved_run *saved) {
    memset(n, 0, (size_t)count * sizeof *n);
    uint32_t occupied;
    if (!SAVED_RUN_GET(saved, occupied))
        return false;
    int64_t left = N;
    int next = 0; /* the classes ascend */
    for (uint32_t j = 0; j < occupied; j++) {
        uint16_t at;
        uint32_t number;
        if (!SAVED_RUN_GET(saved, at) || !SAVED_RUN_GET(saved, number) || at < next ||
            at >= count || number == 0 || number > left)
            return false;
        n[at] = number;
        left -= number;
        next = at + 1;
    }
    return left == 0;
}
