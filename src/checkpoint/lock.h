/* Who owns an unfinished output: one writer at a time, whatever becomes of it.
 *
 * A writer is a session, and owns the folder as long as its file owner-S is the one of the
 * highest number. It gets that file in one step, by link(2), which a file system does for one
 * alone of all who try, with its text in it and its lock on it. Whether the owner before is
 * alive is told by two signs, because no single one is there everywhere: a lock of the
 * operating system (open file description lock), which ends with the process that holds it,
 * works on one host always and across hosts where the file system passes locks on; and a beat,
 * a number in the file that the writer counts up every LOCK_BEAT_SECONDS. Where the last writer
 * was on another host and did not say goodbye, whoever comes next watches for the beat before
 * it takes over.
 *
 * A writer that was suspended for so long that another took over finds its own file gone, or a
 * higher one: all its ranks look (lock_is_held) before they commit, before they put the result
 * together and before they publish it.
 */
#ifndef TPMSYNC_LOCK_H
#define TPMSYNC_LOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOCK_BEAT_SECONDS = 4, LOCK_WATCH_SECONDS = 12, LOCK_TEXT_MAX = 352 };

/* What tells a session from all others; plain data, for all ranks. */
struct lock_claim {
    int32_t session; /* > 0; of this output alone */
    int64_t stamp;   /* >= 0; no other session of any output has it */
};

/* What the file says of the last writer. */
struct lock_owner {
    char host[256];
    int64_t pid;
    int64_t stamp;
    int64_t beat;
    bool released; /* it has ended as it should */
};

struct lock {
    int file; /* -1: not held */
    struct lock_claim claim;
    struct lock_owner owner;
    double beaten; /* seconds, when */
};

enum lock_verdict { LOCK_TAKEN, LOCK_HELD, LOCK_FAILED };

/* Takes the folder. LOCK_HELD: another writer has it, who in `why`; LOCK_FAILED: the file
 * cannot be made. May take LOCK_WATCH_SECONDS. */
enum lock_verdict lock_take(struct lock *lock, const char *folder, char *why, size_t size);
/* To be called often; counts up when it is time. */
void lock_beat(struct lock *lock);
/* Says goodbye. */
void lock_release(struct lock *lock);

/* Whether the folder still belongs to the session; otherwise who has it in `why`. Asks the file
 * system; for any process of the session. */
bool lock_is_held(const char *folder, struct lock_claim claim, char *why, size_t size);

enum lock_life { LOCK_ALIVE, LOCK_PERHAPS, LOCK_DEAD };

/* Looks without touching anything: whether the last writer lives. `seconds` is the age of its
 * last beat. LOCK_PERHAPS: it was on another host, which cannot be asked, and the beat is
 * recent. False when there is no such file. */
bool lock_look(const char *folder, struct lock_owner *owner, enum lock_life *life,
               double *seconds);

#endif
