#include "physics/simulate/occupancy.h"

#include <assert.h>
#include <string.h>

#include <gsl/gsl_randist.h>

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
        return (struct weight_triple){{middle, last, 0}};
    case CLASSES_AO:
        return (struct weight_triple){{middle, -middle, last}};
    default:
        return (struct weight_triple){{c / (values * values) - L, middle, last}};
    }
}

int occupancy_class(enum classes classes, int L, struct weight_triple weights) {
    const int values = 2 * L + 1;
    const int q = weights.w[MACHINE_A] + L, r = weights.w[MACHINE_B] + L,
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
        const int moved = weights.w[m] + (moves->moved[m][i] ? moves->direction[m] * x : 0);
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
void occupancy_draw_start(enum classes classes, int L, int initial, int64_t N, gsl_rng *rng,
                          int64_t n[]) {
    assert(classes != CLASSES_AO);
    int classes_left = occupancy_classes(classes, initial);
    int64_t left = N;
    for (int c = 0; c < occupancy_classes(classes, L); c++) {
        n[c] = 0;
        if (!possible_at_start(classes, L, initial, c))
            continue;
        n[c] =
            classes_left > 1 ? gsl_ran_binomial(rng, 1.0 / classes_left, (unsigned)left) : left;
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

/* ---- our stream as a generator of GSL ---------------------------------------------------- */

struct block_source {
    struct random_stream stream;
    enum random_purpose purpose;
    int64_t step;
    uint32_t block; /* the next one */
    int used;       /* words of `current` */
    struct random_block current;
};

static unsigned long next_word(void *state) {
    struct block_source *source = state;
    if (source->used == 4) {
        source->current =
            random_block(&source->stream, source->purpose, source->step, source->block++);
        source->used = 0;
    }
    return source->current.word[source->used++];
}

/* Uniform on [0, 1), 53 bits. */
static double next_uniform(void *state) {
    const uint64_t high = next_word(state), low = next_word(state);
    return (double)((high << 32 | low) >> 11) * 0x1p-53;
}

static void forget(void *state, unsigned long seed) {
    (void)seed;
    memset(state, 0, sizeof(struct block_source));
}

gsl_rng *occupancy_rng_new(void) {
    static const gsl_rng_type type = {
        .name = "tpmsync stream",
        .max = UINT32_MAX,
        .min = 0,
        .size = sizeof(struct block_source),
        .set = forget,
        .get = next_word,
        .get_double = next_uniform,
    };
    return gsl_rng_alloc(&type);
}

void occupancy_rng_seek(gsl_rng *rng, const struct random_stream *stream,
                        enum random_purpose purpose, int64_t step) {
    struct block_source *source = rng->state;
    *source = (struct block_source){
        .stream = *stream, .purpose = purpose, .step = step, .block = 0, .used = 4};
}
