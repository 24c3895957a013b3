/* One writer at a time for an unfinished output.
 *
 * Two signs of life, because no single one is there everywhere: a lock of the operating system
 * (open file description lock), which ends with the process that holds it, works on one host
 * always and across hosts where the file system passes locks on; and a beat, a number in the
 * file that the writer counts up every LOCK_BEAT_SECONDS. Where the last writer was on another
 * host and did not say goodbye, whoever comes next watches for the beat before it takes over.
 */
#ifndef TPMSYNC_LOCK_H
#define TPMSYNC_LOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOCK_BEAT_SECONDS = 4, LOCK_WATCH_SECONDS = 12, LOCK_TEXT_MAX = 320 };

/* What the file says of the last writer. */
struct lock_owner {
    char host[256];
    int64_t pid;
    int64_t beat;
    bool released; /* it has ended as it should */
};

struct lock {
    int file; /* -1: not held */
    struct lock_owner owner;
    double beaten; /* seconds, when */
};

enum lock_verdict { LOCK_TAKEN, LOCK_HELD, LOCK_FAILED };

/* Takes the lock of a folder. LOCK_HELD: another writer has it, who in `why`; LOCK_FAILED: the
 * file cannot be used. May take LOCK_WATCH_SECONDS. */
enum lock_verdict lock_take(struct lock *lock, const char *folder, char *why, size_t size);
/* To be called often; counts up when it is time. */
void lock_beat(struct lock *lock);
/* Says goodbye. */
void lock_release(struct lock *lock);

enum lock_life { LOCK_ALIVE, LOCK_PERHAPS, LOCK_DEAD };

/* Looks without touching anything: whether the last writer lives. `seconds` is the age of its
 * last beat. LOCK_PERHAPS: it was on another host, which cannot be asked, and the beat is
 * recent. False when there is no such file. */
bool lock_look(const char *folder, struct lock_owner *owner, enum lock_life *life,
               double *seconds);

#endif
