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
    snprintf(text, sizeof text, "host %s pid %" PRId64 " beat %" PRId64 " %s", o->host, o->pid,
             o->beat, o->released ? "ended" : "writing");
    memset(text + strlen(text), ' ', sizeof text - 1 - strlen(text));
    text[sizeof text - 1] = '\n';
    return pwrite(file, text, sizeof text, 0) == (ssize_t)sizeof text && fdatasync(file) == 0;
}

static bool read_owner(int file, struct lock_owner *o) {
    char text[LOCK_TEXT_MAX + 1] = {0}, word[16] = "";
    *o = (struct lock_owner){0};
    if (pread(file, text, LOCK_TEXT_MAX, 0) <= 0)
        return false;
    if (sscanf(text, "host %255s pid %" SCNd64 " beat %" SCNd64 " %15s", o->host, &o->pid,
               &o->beat, word) != 4) {
        *o = (struct lock_owner){0}; /* half an owner is none */
        return false;
    }
    o->released = strcmp(word, "ended") == 0;
    return true;
}

static struct lock_owner myself(void) {
    struct lock_owner me = {.pid = getpid()};
    gethostname(me.host, sizeof me.host - 1);
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

/* Whether the beat goes on within LOCK_WATCH_SECONDS. The file is opened anew each time: that
 * is when network file systems look at the server. */
static bool beat_goes_on(const char *path, const struct lock_owner *seen) {
    static const struct timespec nap = {0, 250000000};
    const double begin = seconds_now();
    while (seconds_now() - begin < LOCK_WATCH_SECONDS) {
        struct lock_owner now;
        nanosleep(&nap, NULL);
        const int file = open(path, O_RDONLY | O_CLOEXEC);
        const bool read = file >= 0 && read_owner(file, &now);
        if (file >= 0)
            close(file);
        if (read && (now.beat != seen->beat || now.pid != seen->pid) && !now.released)
            return true;
    }
    return false;
}

static void say_held(const struct lock_owner *owner, char *why, size_t size) {
    snprintf(why, size, "another tpmsync writes it (host %s, process %" PRId64 ")",
             owner->host[0] ? owner->host : "unknown", owner->pid);
}

/* Whether the last writer lives, given what the system says of the lock. */
static bool other_lives(const char *path, enum held held, const struct lock_owner *owner) {
    const struct lock_owner me = myself();
    if (held == HELD_BY_OTHER)
        return true;
    const bool here = strcmp(owner->host, me.host) == 0;
    if (owner->released || !owner->host[0] || (held == HELD_BY_ME && here))
        return false;
    if (held == HELD_UNKNOWN && here && life_by_pid(owner) == LOCK_DEAD)
        return false;
    return beat_goes_on(path, owner);
}

/* Whether a file that was opened still has this name. Between opening and locking, the writer
 * before may have removed the folder, and another one may have made it anew: a lock on what was
 * removed keeps nobody out. */
static bool stands_at(int file, const char *path) {
    struct stat own, named;
    return fstat(file, &own) == 0 && stat(path, &named) == 0 && own.st_dev == named.st_dev &&
           own.st_ino == named.st_ino;
}

enum lock_verdict lock_take(struct lock *lock, const char *folder, char *why, size_t size) {
    char path[PATH_LENGTH_MAX];
    *lock = (struct lock){.file = -1};
    const bool named = part_folder_file(path, folder, "lock", 0, 0);
    const int file = named ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
    if (file < 0) {
        snprintf(why, size, "%s: %s", path, strerror(errno));
        return LOCK_FAILED;
    }
    const enum held held = system_lock(file, true);
    if (held != HELD_BY_OTHER && !stands_at(file, path)) {
        close(file);
        snprintf(why, size, "%s: another tpmsync has just removed it", path);
        return LOCK_HELD;
    }
    struct lock_owner owner;
    read_owner(file, &owner);
    if (other_lives(path, held, &owner)) {
        say_held(&owner, why, size);
        close(file);
        return LOCK_HELD;
    }
    lock->file = file;
    lock->owner = myself();
    lock->owner.beat = owner.beat < INT64_MAX ? owner.beat + 1 : 0;
    lock->beaten = seconds_now();
    if (!write_owner(file, &lock->owner)) {
        snprintf(why, size, "%s: %s", path, strerror(errno));
        close(file);
        lock->file = -1;
        return LOCK_FAILED;
    }
    return LOCK_TAKEN;
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
    char path[PATH_LENGTH_MAX];
    struct stat status;
    const int file =
        part_folder_file(path, folder, "lock", 0, 0) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
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
