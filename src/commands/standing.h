/* How far an unfinished ensemble is, by what its ranks have committed. */
#ifndef TPMSYNC_STANDING_H
#define TPMSYNC_STANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checkpoint/manifest.h"

/* What the states of all ranks say together. */
struct standing {
    int64_t done, under_way, steps, commits;
    double commit_seconds;
    double last_commit, oldest_commit; /* seconds since 1970 */
};

/* Whether it is of replicates (ensemble/replicates.h), and not of runs. */
bool standing_is_of_replicates(const struct manifest *manifest);
/* Reads the manifest and what the ranks have committed, again where a session that begins at
 * this moment takes the states away that the manifest just named. False, with the reason in
 * `why`. */
bool standing_read(const char *folder, struct manifest *manifest, struct standing *standing,
                   char *why, size_t size);
/* Of computing, at the rate of the last session; negative: unknown. */
double standing_seconds_left(const struct manifest *manifest, const struct standing *standing);

#endif
