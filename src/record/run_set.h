/* Which runs of an ensemble need not be dealt any more, because they are done or under way: one
 * bit a run. */
#ifndef TPMSYNC_RUN_SET_H
#define TPMSYNC_RUN_SET_H

#include <stdbool.h>
#include <stdint.h>

struct run_set {
    int64_t runs, words;
    uint64_t *bits; /* [words], run r is bit r % 64 of word r / 64 */
};

/* The empty set of the runs 0 .. runs - 1; false when there is no memory. */
bool run_set_init(struct run_set *set, int64_t runs);
void run_set_free(struct run_set *set);
/* False when the run is in the set already, or is none of these. */
bool run_set_add(struct run_set *set, int64_t run);
/* A run that is in it. */
void run_set_remove(struct run_set *set, int64_t run);
int64_t run_set_count(const struct run_set *set);
/* The first run from `from` on that is not in the set, or `runs`. */
int64_t run_set_next_missing(const struct run_set *set, int64_t from);

#endif
