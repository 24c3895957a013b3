/* "Did you mean ...?" */
#ifndef TPMSYNC_SUGGEST_H
#define TPMSYNC_SUGGEST_H

#include <stddef.h>

/* The number of insertions, deletions, substitutions and swaps of neighbours that make b of a
 * (optimal string alignment); words of more than 63 letters count by their first 63. */
int suggest_distance(const char *a, const char *b);

/* The candidate nearest to `word`, or NULL if none is near. names[i] may be NULL. */
const char *suggest_nearest(const char *word, const char *const names[], size_t count);

#endif
