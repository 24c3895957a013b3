/* Locks of open file descriptions are Linux's, and POSIX's of 2024. */
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier)
#include "checkpoint/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "checkpoint/durable_file.h"
#include "checkpoint/part_folder.h"

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* For tests, and for file systems whose locks are broken: TPMSYNC_LOCK=beat does without. */
static bool system_locks_are_used(void) {
    const char *wish = getenv("TPMSYNC_LOCK"); // NOLINT(concurrency-mt-unsafe)
    return !wish || strcmp(wish, "beat") != 0;
}

enum held { HELD_BY_ME, HELD_BY_OTHER, HELD_BY_NOBODY, HELD_UNKNOWN };

/* Takes the lock, or only asks for it. */
static enum held system_lock(int file, bool take) {
#ifdef F_OFD_SETLK
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (!system_locks_are_used())
        return HELD_UNKNOWN;
    if (fcntl(file, take ? F_OFD_SETLK : F_OFD_GETLK, &whole) == 0)
        return take ? HELD_BY_ME : whole.l_type == F_UNLCK ? HELD_BY_NOBODY : HELD_BY_OTHER;
    return take && (errno == EAGAIN || errno == EACCES) ? HELD_BY_OTHER : HELD_UNKNOWN;
#else
    (void)file, (void)take;
    return HELD_UNKNOWN;
#endif
}

/* ---- the file ---------------------------------------------------------------------------- */

static bool write_owner(int file, const struct lock_owner *o) {
    char text[LOCK_TEXT_MAX] = {0};
    /* One size for all, so that nothing of a longer text is left. */
    snprintf(text, sizeof text, "host %s pid %" PRId64 " stamp %" PRId64 " beat %" PRId64 " %s",
             o->host, o->pid, o->stamp, o->beat, o->released ? "ended" : "writing");
    memset(text + strlen(text), ' ', sizeof text - 1 - strlen(text));
    text[sizeof text - 1] = '\n';
    errno = EIO;
    return pwrite(file, text, sizeof text, 0) == (ssize_t)sizeof text && fdatasync(file) == 0;
}

static bool read_owner(int file, struct lock_owner *o) {
    char text[LOCK_TEXT_MAX + 1] = {0}, word[16] = "";
    *o = (struct lock_owner){0};
    if (pread(file, text, LOCK_TEXT_MAX, 0) <= 0)
        return false;
    if (sscanf(text, "host %255s pid %" SCNd64 " stamp %" SCNd64 " beat %" SCNd64 " %15s",
               o->host, &o->pid, &o->stamp, &o->beat, word) != 5) {
        *o = (struct lock_owner){0}; /* half an owner is none */
        return false;
    }
    o->released = strcmp(word, "ended") == 0;
    return true;
}

static int open_owner(const char *folder, int32_t session, int flags) {
    char path[PATH_LENGTH_MAX];
    if (!part_folder_file(path, folder, "owner", session, -1))
        return -1;
    return open(path, flags | O_NOFOLLOW | O_CLOEXEC);
}

/* Opened anew each time: that is when network file systems look at the server. */
static bool read_session(const char *folder, int32_t session, struct lock_owner *owner) {
    const int file = open_owner(folder, session, O_RDONLY);
    const bool read = file >= 0 && read_owner(file, owner);
    const int error = errno;
    if (file >= 0)
        close(file);
    errno = error;
    return read;
}

static struct lock_owner myself(void) {
    struct lock_owner me = {.pid = getpid()};
    struct timespec now;
    gethostname(me.host, sizeof me.host - 1);
    clock_gettime(CLOCK_REALTIME, &now);
    if (getentropy(&me.stamp, sizeof me.stamp) != 0)
        me.stamp = ((int64_t)now.tv_sec * 1000000000 + now.tv_nsec) ^ (me.pid << 40);
    me.stamp &= INT64_MAX;
    return me;
}

/* On this host a process can be asked after; elsewhere it cannot. */
static enum lock_life life_by_pid(const struct lock_owner *owner) {
    const struct lock_owner me = myself();
    if (owner->released)
        return LOCK_DEAD;
    if (strcmp(owner->host, me.host) != 0)
        return LOCK_PERHAPS;
    /* Zero and less are whole groups of processes. */
    if (owner->pid < 1 || owner->pid > INT32_MAX)
        return LOCK_DEAD;
    return kill((pid_t)owner->pid, 0) == 0 || errno == EPERM ? LOCK_ALIVE : LOCK_DEAD;
}

/* ---- taking it --------------------------------------------------------------------------- */

/* Whether the beat of the session's owner goes on within LOCK_WATCH_SECONDS, or another session
 * takes its place. */
static bool beat_goes_on(const char *folder, int32_t session, const struct lock_owner *seen) {
    static const struct timespec nap = {0, 250000000};
    const double begin = seconds_now();
    while (seconds_now() - begin < LOCK_WATCH_SECONDS) {
        struct lock_owner now;
        nanosleep(&nap, NULL);
        if (read_session(folder, session, &now) && !now.released &&
            (now.beat != seen->beat || now.stamp != seen->stamp))
            return true;
        if (part_folder_highest(folder, "owner") > session)
            return true;
    }
    return false;
}

static void say_held(const struct lock_owner *owner, char *why, size_t size) {
    snprintf(why, size, "another tpmsync writes it (host %s, process %" PRId64 ")",
             owner->host[0] ? owner->host : "unknown", owner->pid);
}

/* A file without text is that of a host that has crashed, or, where there is no link(2), one
 * that is just being made. */
static bool wait_for_text(const char *folder, int32_t session, struct lock_owner *owner) {
    static const struct timespec nap = {0, 100000000};
    for (int n = 0; n < 20; n++) {
        if (read_session(folder, session, owner))
            return true;
        nanosleep(&nap, NULL);
    }
    return false;
}

/* Whether the owner of the highest session lives: LOCK_HELD, or LOCK_TAKEN when not. */
static enum lock_verdict owner_lives(const char *folder, int32_t session,
                                     struct lock_owner *owner) {
    const struct lock_owner me = myself();
    const int file = open_owner(folder, session, O_RDONLY);
    *owner = (struct lock_owner){0};
    if (file < 0)
        return errno == ENOENT ? LOCK_TAKEN : LOCK_FAILED;
    const bool read = read_owner(file, owner);
    const enum held held = system_lock(file, false);
    close(file);
    if (held == HELD_BY_OTHER)
        return LOCK_HELD;
    if (!read && !wait_for_text(folder, session, owner))
        return LOCK_TAKEN;
    const bool here = strcmp(owner->host, me.host) == 0;
    if (owner->released || (held == HELD_BY_NOBODY && here) ||
        (held == HELD_UNKNOWN && here && life_by_pid(owner) == LOCK_DEAD))
        return LOCK_TAKEN;
    return beat_goes_on(folder, session, owner) ? LOCK_HELD : LOCK_TAKEN;
}

/* ---- making it --------------------------------------------------------------------------- */

/* A file of a name of its own, with its text and its lock; -1 with errno set. */
static int make_claim(const char *path, const struct lock_owner *owner) {
    const int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file < 0)
        return -1;
    (void)system_lock(file, true);
    if (write_owner(file, owner))
        return file;
    const int error = errno;
    close(file);
    errno = error;
    return -1;
}

/* Where a file cannot have two names, its making is what one alone can do; its text follows. */
static int make_without_link(const char *path, const struct lock_owner *owner) {
    const int file = make_claim(path, owner);
    if (file < 0 && errno != EEXIST)
        unlink(path);
    return file;
}

/* A network file system may have made the link and lost the answer; asked again, it says that
 * the name is there. */
static bool has_two_names(int file) {
    struct stat status;
    const int error = errno;
    const bool two = fstat(file, &status) == 0 && status.st_nlink == 2;
    errno = error;
    return two;
}

/* owner-SESSION, unless another has made it: then errno is EEXIST. */
static int make_owner(const char *folder, int32_t session, const struct lock_owner *owner) {
    char path[PATH_LENGTH_MAX], claim[PATH_LENGTH_MAX];
    errno = ENAMETOOLONG;
    if (!part_folder_file(path, folder, "owner", session, -1) ||
        snprintf(claim, sizeof claim, "%s/claim-%" PRId64, folder, owner->stamp) >=
            (int)sizeof claim)
        return -1;
    int file = make_claim(claim, owner);
    const bool linked = file >= 0 && (link(claim, path) == 0 || has_two_names(file));
    int error = errno;
    unlink(claim);
    if (file >= 0 && !linked) {
        close(file);
        file = -1;
        if (error == EPERM || error == EOPNOTSUPP || error == ENOSYS || error == EMLINK) {
            file = make_without_link(path, owner);
            error = errno;
        }
    }
    errno = error;
    return file;
}

/* ---- taking it --------------------------------------------------------------------------- */

enum lock_verdict lock_take(struct lock *lock, const char *folder, char *why, size_t size) {
    struct lock_owner before = {0};
    *lock = (struct lock){.file = -1};
    const int32_t highest = part_folder_highest(folder, "owner");
    if (highest < 0 || highest >= PART_FOLDER_SESSIONS_MAX) {
        snprintf(why, size, "%s: %s", folder, strerror(highest < 0 ? errno : EOVERFLOW));
        return LOCK_FAILED;
    }
    const enum lock_verdict verdict =
        highest > 0 ? owner_lives(folder, highest, &before) : LOCK_TAKEN;
    if (verdict == LOCK_HELD)
        say_held(&before, why, size);
    else if (verdict == LOCK_FAILED)
        snprintf(why, size, "%s/owner-%" PRId32 ": %s", folder, highest, strerror(errno));
    if (verdict != LOCK_TAKEN)
        return verdict;
    const struct lock_owner me = myself();
    const int file = make_owner(folder, highest + 1, &me);
    if (file < 0 && errno == EEXIST) {
        struct lock_owner first = {0};
        read_session(folder, highest + 1, &first);
        say_held(&first, why, size);
        return LOCK_HELD;
    }
    if (file < 0) {
        snprintf(why, size, "%s/owner-%" PRId32 ": %s", folder, highest + 1, strerror(errno));
        return LOCK_FAILED;
    }
    lock->file = file;
    lock->claim = (struct lock_claim){highest + 1, me.stamp};
    lock->owner = me;
    lock->beaten = seconds_now();
    part_folder_remove_older(folder, "owner", highest + 1);
    return LOCK_TAKEN;
}

bool lock_is_held(const char *folder, struct lock_claim claim, char *why, size_t size) {
    struct lock_owner owner = {0};
    char next[PATH_LENGTH_MAX];
    const bool named = part_folder_file(next, folder, "owner", claim.session + 1, -1);
    if (named && read_session(folder, claim.session, &owner) && owner.stamp == claim.stamp &&
        access(next, F_OK) != 0 && errno == ENOENT)
        return true;
    const int32_t highest = part_folder_highest(folder, "owner");
    if (highest > 0 && read_session(folder, highest, &owner) && owner.stamp != claim.stamp)
        snprintf(why, size,
                 "another tpmsync has taken %s over (host %s, process %" PRId64
                 "), since this one gave no sign of life; nothing was changed since",
                 folder, owner.host, owner.pid);
    else
        snprintf(why, size,
                 "%s/owner-%" PRId32
                 " is gone or cannot be read (%s): another tpmsync has taken "
                 "the folder, or ended with it",
                 folder, claim.session, strerror(errno));
    return false;
}

void lock_beat(struct lock *lock) {
    if (lock->file < 0 || seconds_now() - lock->beaten < LOCK_BEAT_SECONDS)
        return;
    lock->beaten = seconds_now();
    lock->owner.beat++;
    /* A beat that is missed, on a full disk say, costs nothing but a sign of life. */
    (void)write_owner(lock->file, &lock->owner);
}

void lock_release(struct lock *lock) {
    if (lock->file < 0)
        return;
    lock->owner.released = true;
    (void)write_owner(lock->file, &lock->owner);
    close(lock->file);
    lock->file = -1;
}

bool lock_look(const char *folder, struct lock_owner *owner, enum lock_life *life,
               double *seconds) {
    struct stat status;
    const int32_t highest = part_folder_highest(folder, "owner");
    const int file = highest > 0 ? open_owner(folder, highest, O_RDONLY) : -1;
    if (file < 0)
        return false;
    const bool good = read_owner(file, owner) && fstat(file, &status) == 0;
    const enum held held = system_lock(file, false);
    close(file);
    if (!good)
        return false;
    *seconds = difftime(time(NULL), status.st_mtime);
    *life = held == HELD_BY_OTHER ? LOCK_ALIVE : life_by_pid(owner);
    /* Free on its own host means dead, even if the number is another process's by now. */
    if (held == HELD_BY_NOBODY && *life == LOCK_ALIVE)
        *life = LOCK_DEAD;
    if (*life == LOCK_PERHAPS && *seconds > 5 * LOCK_WATCH_SECONDS)
        *life = LOCK_DEAD;
    return true;
}
