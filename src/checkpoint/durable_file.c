#include "checkpoint/durable_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

uint32_t durable_crc(uint32_t crc, const void *bytes, size_t size) {
    return (uint32_t)crc32_z(crc, bytes, size);
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

static bool sync_folder_of(const char *path) {
    char folder[PATH_LENGTH_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 1,
             slash ? path : ".");
    return durable_sync_folder(folder[0] ? folder : "/");
}

void durable_begin(struct durable_file *file, const char *path) {
    *file = (struct durable_file){0};
    if (snprintf(file->path, sizeof file->path, "%s", path) >= (int)sizeof file->path) {
        file->error = ENAMETOOLONG;
        return;
    }
    snprintf(file->new_path, sizeof file->new_path, "%s.new", path);
    file->stream = fopen(file->new_path, "wbe");
    if (!file->stream)
        file->error = errno;
}

void durable_put(struct durable_file *file, const void *bytes, size_t size) {
    if (file->error || size == 0)
        return;
    file->crc = durable_crc(file->crc, bytes, size);
    if (fwrite(bytes, 1, size, file->stream) != size)
        file->error = errno ? errno : EIO;
}

bool durable_commit(struct durable_file *file) {
    if (!file->error && (fflush(file->stream) != 0 || !durable_sync(fileno(file->stream))))
        file->error = errno;
    if (file->stream && fclose(file->stream) != 0 && !file->error)
        file->error = errno;
    if (!file->error && rename(file->new_path, file->path) != 0)
        file->error = errno;
    if (file->error) {
        /* A full disk needs the space. */
        if (file->stream)
            unlink(file->new_path);
        errno = file->error;
        return false;
    }
    return sync_folder_of(file->path);
}
