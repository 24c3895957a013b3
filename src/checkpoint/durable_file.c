#include "checkpoint/durable_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <libdeflate.h>

uint32_t durable_crc(uint32_t crc, const void *bytes, size_t size) {
    return libdeflate_crc32(crc, bytes, size);
}

bool durable_write_all(int file, const void *bytes, size_t size) {
    const char *from = bytes;
    while (size > 0) {
        const ssize_t n = write(file, from, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            errno = n == 0 ? EIO : errno;
            return false;
        }
        from += n;
        size -= (size_t)n;
    }
    return true;
}

bool durable_read_all(int file, void *bytes, size_t size, int64_t offset) {
    char *to = bytes;
    while (size > 0) {
        const ssize_t n = pread(file, to, size, (off_t)offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            errno = n == 0 ? EIO : errno;
            return false;
        }
        to += n;
        offset += n;
        size -= (size_t)n;
    }
    return true;
}

bool durable_sync(int file) {
    /* A signal may end the wait for a network file system, and it comes just when it is time to
     * commit. */
    while (fsync(file) != 0)
        if (errno != EINTR)
            return false;
    return true;
}

bool durable_sync_path(const char *path) {
    const int file = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    const bool good = file >= 0 && durable_sync(file);
    const int error = errno;
    if (file >= 0)
        close(file);
    errno = error;
    return good;
}

bool durable_sync_folder(const char *folder) {
    const int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return errno == EACCES; /* may be written into, but not read */
    /* Some network file systems cannot sync folders and do not need it. */
    const bool good = durable_sync(file) || errno == EINVAL || errno == EROFS ||
                      errno == ENOTSUP || errno == ENOSYS || errno == EBADF;
    const int error = errno;
    close(file);
    errno = error;
    return good;
}

bool durable_sync_folder_of(const char *path) {
    char folder[PATH_LENGTH_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 1,
             slash ? path : ".");
    return durable_sync_folder(folder[0] ? folder : "/");
}

static void flush(struct durable_file *file) {
    if (!file->error && file->held > 0 &&
        !durable_write_all(file->file, file->buffer, file->held))
        file->error = errno;
    file->held = 0;
}

void durable_begin(struct durable_file *file, const char *path) {
    file->file = -1;
    file->error = 0;
    file->crc = 0;
    file->held = 0;
    if (snprintf(file->path, sizeof file->path, "%s", path) >= (int)sizeof file->path) {
        file->error = ENAMETOOLONG;
        return;
    }
    snprintf(file->new_path, sizeof file->new_path, "%s.new", path);
    unlink(file->new_path);
    file->file =
        open(file->new_path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file->file < 0)
        file->error = errno;
}

void durable_put(struct durable_file *file, const void *bytes, size_t size) {
    const unsigned char *from = bytes;
    if (file->error || size == 0)
        return;
    file->crc = durable_crc(file->crc, bytes, size);
    while (size > 0) {
        if (file->held == sizeof file->buffer)
            flush(file);
        const size_t room = sizeof file->buffer - file->held, part = size < room ? size : room;
        memcpy(file->buffer + file->held, from, part);
        file->held += part;
        from += part;
        size -= part;
    }
}

bool durable_commit(struct durable_file *file) {
    flush(file);
    if (!file->error && !durable_sync(file->file))
        file->error = errno;
    /* What is on the disk is there, even if a signal ended the closing. */
    if (file->file >= 0 && close(file->file) != 0 && errno != EINTR && !file->error)
        file->error = errno;
    if (!file->error && rename(file->new_path, file->path) != 0)
        file->error = errno;
    if (file->error) {
        /* A full disk needs the space. */
        if (file->file >= 0)
            unlink(file->new_path);
        errno = file->error;
        return false;
    }
    return durable_sync_folder_of(file->path);
}
