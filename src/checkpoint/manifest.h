/* What an unfinished ensemble is, and which of its sessions counts: a text file of "name value"
 * lines that ends with its own checksum. It is replaced as a whole; the replacement is the
 * moment at which a resumed ensemble passes from the states of one session to those of the
 * next. */
#ifndef TPMSYNC_MANIFEST_H
#define TPMSYNC_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MANIFEST_PARAMETERS_MAX = 4096, MANIFEST_TIME_MAX = 32 };

struct manifest {
    int32_t session; /* 0: none has begun yet */
    int32_t ranks;   /* of that session: there is a state of each */
    int64_t runs;
    int64_t done_before;                      /* runs finished before that session */
    int64_t steps_before;                     /* and the steps of those */
    double session_begun;                     /* seconds since 1970 */
    char begun[MANIFEST_TIME_MAX];            /* the first session, in UTC, ISO 8601 */
    char parameters[MANIFEST_PARAMETERS_MAX]; /* lines "name value", see parameters_text */
};

/* False with errno set; what was there then still is. */
bool manifest_write(const char *folder, const struct manifest *manifest);
/* False, with the reason in `why` (cut to `size` bytes), when there is none or it is damaged or
 * of another schema. */
bool manifest_read(const char *folder, struct manifest *manifest, char *why, size_t size);
bool manifest_exists(const char *folder);

#endif
