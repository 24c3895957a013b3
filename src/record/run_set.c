#include "record/run_set.h"

#include <stdlib.h>

bool run_set_init(struct run_set *set, int64_t runs) {
    *set = (struct run_set){.runs = runs, .words = (runs + 63) / 64};
    set->bits = calloc((size_t)set->words + 1, sizeof *set->bits);
    return set->bits != NULL;
}

void run_set_free(struct run_set *set) {
    free(set->bits);
    *set = (struct run_set){0};
}

bool run_set_add(struct run_set *set, int64_t run) {
    if (run < 0 || run >= set->runs)
        return false;
    const uint64_t bit = UINT64_C(1) << run % 64;
    const bool is_new = !(set->bits[run / 64] & bit);
    set->bits[run / 64] |= bit;
    return is_new;
}

void run_set_remove(struct run_set *set, int64_t run) {
    set->bits[run / 64] &= ~(UINT64_C(1) << run % 64);
}

int64_t run_set_count(const struct run_set *set) {
    int64_t count = 0;
    for (int64_t w = 0; w < set->words; w++)
        count += __builtin_popcountll(set->bits[w]);
    return count;
}

int64_t run_set_next_missing(const struct run_set *set, int64_t from) {
    for (int64_t w = from / 64; w < set->words; w++) {
        const uint64_t missing =
            ~set->bits[w] & (w == from / 64 ? UINT64_MAX << from % 64 : UINT64_MAX);
        if (missing) {
            const int64_t run = 64 * w + __builtin_ctzll(missing);
            return run < set->runs ? run : set->runs;
        }
    }
    return set->runs;
}
