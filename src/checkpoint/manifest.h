/* What an unfinished ensemble is, and which of its sessions counts: a text file of "name value"
 * lines that ends with its own checksum, manifest-S of the session that has written it. The one
 * of the highest session holds; its writing is the moment at which a resumed ensemble passes
 * from the states of one session to those of the next. */
#ifndef TPMSYNC_MANIFEST_H
#define TPMSYNC_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MANIFEST_PARAMETERS_MAX = 4096, MANIFEST_TIME_MAX = 32, MANIFEST_HISTORY_MAX = 16384 };

struct manifest {
    int32_t session;  /* whose states count; 0: none has begun yet */
    int32_t ranks;    /* of that session: there is a state of each */
    int32_t sessions; /* that have begun so far */
    bool replaces;    /* the result may take the place of a file that stands there */
    int64_t runs;
    int64_t grown_from;   /* of them the first so many stand in the output already, which is
                           * finished and is to be replaced by the result; 0: none do */
    int64_t done_before;  /* runs finished before that session */
    int64_t steps_before; /* and the steps of those */
    double session_begun; /* seconds since 1970 */
    char begun[MANIFEST_TIME_MAX];            /* the first session, in UTC, ISO 8601 */
    char history[MANIFEST_HISTORY_MAX];       /* a line for each session, see provenance.h */
    char parameters[MANIFEST_PARAMETERS_MAX]; /* lines "name value", see parameters_text */
};

/* Writes manifest-S of session `own`. False with errno set; what was there then still is. */
bool manifest_write(const char *folder, int32_t own, const struct manifest *manifest);
/* Reads the highest. False, with the reason in `why` (cut to `size` bytes), when there is none
 * or it is damaged or of another schema. */
bool manifest_read(const char *folder, struct manifest *manifest, char *why, size_t size);
/* Whether there is one, of this version or an earlier one. */
bool manifest_exists(const char *folder);

#endif
