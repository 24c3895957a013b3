/* A library to be preloaded: calls of the system on a path fail when they are told to, and are
 * counted and recorded. Set by the environment:
 *
 *     INJECT_PATH   part of the path that a call must be about; nothing happens without
 *     INJECT_RANK   the rank that it happens on [every]; a process without a rank is 0
 *     INJECT_CALL   write, sync, rename (and link), open, close, mkdir, truncate, unlink
 *     INJECT_AT     the number of the first call of that kind that fails [0: none]
 *     INJECT_TIMES  how many fail from there on [1]
 *     INJECT_ERROR  EIO, ENOSPC, EDQUOT, EINTR; short: half of what is to be written is
 *     INJECT_COUNT  a file, behind whose name comes the rank: how many calls of each kind there
 *                   were, and how many failed, as int64 in the order of `enum call`
 *     INJECT_LOG    the same: struct record of each call, for power_loss
 */
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier)
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "record.h"

static const char *const call_name[CALLS] = {"write", "sync",     "rename", "open", "close",
                                             "mkdir", "truncate", "unlink", ""};

static struct {
    bool ready;
    const char *path; /* NULL: nothing is done at all */
    enum call call;   /* CALLS: none fails */
    long long at, times;
    int error; /* 0: short */
    int log;   /* -1: none */
    _Atomic int64_t *count;
} plan;

static _Atomic int64_t nobody_looks[CALLS];

static const char *rank_of_this(void) {
    static const char *const names[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"};
    for (int i = 0; i < 3; i++)
        if (getenv(names[i]))
            return getenv(names[i]);
    return "0";
}

static long long number_of(const char *name, long long standard) {
    return getenv(name) ? atoll(getenv(name)) : standard;
}

static int error_of(const char *name) {
    return !name                         ? EIO
           : strcmp(name, "ENOSPC") == 0 ? ENOSPC
           : strcmp(name, "EDQUOT") == 0 ? EDQUOT
           : strcmp(name, "EINTR") == 0  ? EINTR
           : strcmp(name, "short") == 0  ? 0
                                         : EIO;
}

/* A file of this rank. The calls of the system themselves are used: those of the library are
 * below. */
static int own_file(const char *variable, int flags) {
    char path[4096];
    if (!getenv(variable))
        return -1;
    snprintf(path, sizeof path, "%s%s", getenv(variable), rank_of_this());
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CREAT | O_CLOEXEC, 0666);
}

static void set_up(void) {
    if (plan.ready)
        return;
    plan.ready = true;
    plan.count = nobody_looks;
    plan.log = -1;
    plan.call = CALLS;
    plan.path = getenv("INJECT_PATH");
    if (!plan.path)
        return;
    const char *rank = getenv("INJECT_RANK"), *call = getenv("INJECT_CALL");
    const bool mine = !rank || strcmp(rank, rank_of_this()) == 0;
    plan.at = number_of("INJECT_AT", 0);
    plan.times = number_of("INJECT_TIMES", 1);
    plan.error = error_of(getenv("INJECT_ERROR"));
    for (int c = 0; call && mine && plan.at > 0 && c < FAILED; c++)
        if (strcmp(call, call_name[c]) == 0)
            plan.call = (enum call)c;
    plan.log = own_file("INJECT_LOG", O_WRONLY | O_APPEND);
    const int count = own_file("INJECT_COUNT", O_RDWR);
    if (count >= 0 && syscall(SYS_ftruncate, count, sizeof nobody_looks) == 0) {
        /* Shared with the file, so that it holds however the process ends. */
        void *map =
            mmap(NULL, sizeof nobody_looks, PROT_READ | PROT_WRITE, MAP_SHARED, count, 0);
        if (map != MAP_FAILED)
            plan.count = map;
    }
}

static bool concerns(const char *path) {
    set_up();
    return plan.path && path && strstr(path, plan.path) != NULL;
}

static bool path_of(int file, char path[4096]) {
    char name[64];
    set_up();
    if (!plan.path)
        return false;
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    const ssize_t length = readlink(name, path, 4095);
    path[length > 0 ? length : 0] = '\0';
    return concerns(path);
}

/* Counts a call; whether it is to fail. */
static bool fails(enum call call) {
    const long long number = atomic_fetch_add(&plan.count[call], 1) + 1;
    if (call != plan.call || number < plan.at || number >= plan.at + plan.times)
        return false;
    atomic_fetch_add(&plan.count[FAILED], 1);
    errno = plan.error;
    return true;
}

/* ---- recording --------------------------------------------------------------------------- */

static void append(const void *bytes, size_t size) {
    const char *from = bytes;
    while (size > 0) {
        const long n = syscall(SYS_write, plan.log, from, size);
        if (n <= 0)
            return;
        from += n;
        size -= (size_t)n;
    }
}

/* Of a call that has succeeded. One file a process, so that records do not mix. */
static void record(struct record r, const char *path, const char *other, const void *bytes) {
    const int error = errno;
    struct timespec now;
    if (plan.log >= 0) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        r.time = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
        r.process = getpid();
        snprintf(r.path, sizeof r.path, "%s", path);
        snprintf(r.other, sizeof r.other, "%s", other ? other : "");
        append(&r, sizeof r);
        append(bytes, (size_t)r.size);
        append("\0\0\0\0\0\0\0", (size_t)(-r.size & 7)); /* so that the next is aligned */
    }
    errno = error;
}

static int64_t inode_of(int file) {
    struct stat status;
    return fstat(file, &status) == 0 ? (int64_t)status.st_ino : -1;
}

/* ---- writing ----------------------------------------------------------------------------- */

#define REAL(name, type, ...)                                                                  \
    static type (*real)(__VA_ARGS__);                                                          \
    if (!real)                                                                                 \
    *(void **)&real = dlsym(RTLD_NEXT, name)

/* What is written by one call, as one piece; at < 0: where the file stands. */
static ssize_t write_pieces(int file, const struct iovec *piece, int pieces, off_t at,
                            ssize_t (*really)(int, const struct iovec *, int, off_t)) {
    char path[4096];
    if (!path_of(file, path))
        return really(file, piece, pieces, at);
    const bool fault = fails(CALL_WRITE);
    if (fault && plan.error)
        return -1;
    struct iovec half;
    if (fault) {
        half = (struct iovec){piece[0].iov_base, piece[0].iov_len / 2};
        piece = &half;
        pieces = 1;
    }
    off_t begin = at >= 0 ? at : lseek(file, 0, SEEK_CUR);
    const ssize_t written = really(file, piece, pieces, at);
    off_t left = written;
    for (int i = 0; i < pieces && left > 0; i++) {
        const off_t part = left < (off_t)piece[i].iov_len ? left : (off_t)piece[i].iov_len;
        record(
            (struct record){
                .call = CALL_WRITE, .inode = inode_of(file), .offset = begin, .size = part},
            path, NULL, piece[i].iov_base);
        begin += part;
        left -= part;
    }
    return written;
}

static ssize_t by_writev(int file, const struct iovec *piece, int pieces, off_t at) {
    (void)at;
    REAL("writev", ssize_t, int, const struct iovec *, int);
    return real(file, piece, pieces);
}

static ssize_t by_pwritev(int file, const struct iovec *piece, int pieces, off_t at) {
    REAL("pwritev", ssize_t, int, const struct iovec *, int, off_t);
    return real(file, piece, pieces, at);
}

ssize_t write(int file, const void *bytes, size_t size) {
    const struct iovec piece = {(void *)bytes, size};
    return write_pieces(file, &piece, 1, -1, by_writev);
}
ssize_t writev(int file, const struct iovec *piece, int pieces) {
    return write_pieces(file, piece, pieces, -1, by_writev);
}
ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) {
    const struct iovec piece = {(void *)bytes, size};
    return write_pieces(file, &piece, 1, at, by_pwritev);
}
ssize_t pwrite64(int file, const void *bytes, size_t size, off_t at) {
    return pwrite(file, bytes, size, at);
}
ssize_t pwritev(int file, const struct iovec *piece, int pieces, off_t at) {
    return write_pieces(file, piece, pieces, at, by_pwritev);
}
ssize_t pwritev64(int file, const struct iovec *piece, int pieces, off_t at) {
    return pwritev(file, piece, pieces, at);
}

/* ---- calls on open files ----------------------------------------------------------------- */

static int on_file(enum call call, int file, off_t length, const char *name) {
    char path[4096];
    const bool ours = path_of(file, path);
    const int64_t inode = ours ? inode_of(file) : 0;
    if (ours && fails(call)) {
        /* Whatever a failing close says, the file is closed. */
        const int error = errno;
        if (call == CALL_CLOSE)
            syscall(SYS_close, file);
        errno = error;
        return -1;
    }
    int (*real)(int, off_t);
    *(void **)&real = dlsym(RTLD_NEXT, name);
    const int result = real(file, length);
    if (ours && result == 0 && call != CALL_CLOSE)
        record((struct record){.call = call, .inode = inode, .offset = length}, path, NULL,
               NULL);
    return result;
}

int fsync(int file) {
    return on_file(CALL_SYNC, file, 0, "fsync");
}
int fdatasync(int file) {
    return on_file(CALL_SYNC, file, 0, "fdatasync");
}
int close(int file) {
    return on_file(CALL_CLOSE, file, 0, "close");
}
int ftruncate(int file, off_t length) {
    return on_file(CALL_TRUNCATE, file, length, "ftruncate");
}
int ftruncate64(int file, off_t length) {
    return ftruncate(file, length);
}

static int take_room(int file, int mode, off_t at, off_t size) {
    char path[4096];
    REAL("fallocate", int, int, int, off_t, off_t);
    return path_of(file, path) && fails(CALL_TRUNCATE) ? -1 : real(file, mode, at, size);
}
int fallocate(int file, int mode, off_t at, off_t size) {
    return take_room(file, mode, at, size);
}
int fallocate64(int file, int mode, off_t at, off_t size) {
    return take_room(file, mode, at, size);
}

/* ---- calls on names ---------------------------------------------------------------------- */

static int opened(const char *path, int flags, mode_t mode) {
    REAL("open", int, const char *, int, ...);
    struct stat status;
    const bool ours = concerns(path);
    if (ours && fails(CALL_OPEN))
        return -1;
    const bool is_new = ours && (flags & O_CREAT) && lstat(path, &status) != 0;
    const int file = real(path, flags, mode);
    if (ours && file >= 0 && (is_new || (flags & O_TRUNC)))
        record((struct record){.call = CALL_OPEN, .inode = inode_of(file), .offset = is_new},
               path, NULL, NULL);
    return file;
}

#define OPEN(name)                                                                             \
    int name(const char *path, int flags, ...) {                                               \
        mode_t mode = 0;                                                                       \
        if (flags & (O_CREAT | O_TMPFILE)) {                                                   \
            va_list list;                                                                      \
            va_start(list, flags);                                                             \
            mode = va_arg(list, mode_t);                                                       \
            va_end(list);                                                                      \
        }                                                                                      \
        return opened(path, flags, mode);                                                      \
    }
OPEN(open)
OPEN(open64)

/* Programs that were built with _FORTIFY_SOURCE call these. */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __open_2(const char *path, int flags) {
    return opened(path, flags, 0);
}
int __open64_2(const char *path, int flags) {
    return opened(path, flags, 0);
}

static int on_names(enum call call, const char *from, const char *to, int result) {
    if (result == 0)
        record((struct record){.call = call}, from, to, NULL);
    return result;
}

int rename(const char *from, const char *to) {
    REAL("rename", int, const char *, const char *);
    if (!concerns(from) && !concerns(to))
        return real(from, to);
    return fails(CALL_RENAME) ? -1 : on_names(CALL_RENAME, from, to, real(from, to));
}
int renameat2(int from_folder, const char *from, int to_folder, const char *to,
              unsigned flags) {
    REAL("renameat2", int, int, const char *, int, const char *, unsigned);
    if (!concerns(from) && !concerns(to))
        return real(from_folder, from, to_folder, to, flags);
    return fails(CALL_RENAME)
               ? -1
               : on_names(CALL_RENAME, from, to, real(from_folder, from, to_folder, to, flags));
}
int link(const char *from, const char *to) {
    REAL("link", int, const char *, const char *);
    if (!concerns(from) && !concerns(to))
        return real(from, to);
    return fails(CALL_RENAME) ? -1 : on_names(CALL_LINK, from, to, real(from, to));
}
int mkdir(const char *path, mode_t mode) {
    REAL("mkdir", int, const char *, mode_t);
    if (!concerns(path))
        return real(path, mode);
    return fails(CALL_MKDIR) ? -1 : on_names(CALL_MKDIR, path, NULL, real(path, mode));
}
int unlink(const char *path) {
    REAL("unlink", int, const char *);
    if (!concerns(path))
        return real(path);
    return fails(CALL_UNLINK) ? -1 : on_names(CALL_UNLINK, path, NULL, real(path));
}
int rmdir(const char *path) {
    REAL("rmdir", int, const char *);
    if (!concerns(path))
        return real(path);
    return fails(CALL_UNLINK) ? -1 : on_names(CALL_UNLINK, path, NULL, real(path));
}
