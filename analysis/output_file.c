#include "output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checkpoint/durable_file.h"

/* ---- whether it may be written ----------------------------------------------------------- */

static bool ends_in(const char *path, const char *ending) {
    const size_t length = strlen(path), end = strlen(ending);
    return length >= end && strcmp(path + length - end, ending) == 0;
}

static bool is_hdf5(const char *path) {
    static const char signature[8] = "\211HDF\r\n\032\n";
    char begin[sizeof signature];
    const int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    const bool same = file >= 0 && durable_read_all(file, begin, sizeof begin, 0) &&
                      memcmp(begin, signature, sizeof begin) == 0;
    if (file >= 0)
        close(file);
    return same;
}

/* What is wrong with it; NULL: nothing. */
static const char *fault_of(const char *path, size_t inputs, char *const input[]) {
    struct stat own, other;
    if (path[0] == '\0' || strpbrk(path, "\n\r"))
        return "is no name for a file";
    for (size_t i = 0; i < inputs; i++)
        if (stat(path, &own) == 0 && stat(input[i], &other) == 0 &&
            own.st_dev == other.st_dev && own.st_ino == other.st_ino)
            return "is one of the files that are read; choose another name";
    if (ends_in(path, ".h5") || ends_in(path, ".hdf5"))
        return "is a name for ensembles; choose another ending";
    if (lstat(path, &own) != 0)
        return NULL;
    if (S_ISLNK(own.st_mode))
        return "is a link; name the file that it leads to";
    if (S_ISDIR(own.st_mode))
        return "is a folder";
    if (!S_ISREG(own.st_mode))
        return "is a device or FIFO; name a file (standard output has the numbers)";
    return is_hdf5(path) ? "holds an ensemble; choose another name" : NULL;
}

bool output_file_check(const char *name, const char *option, const char *path, size_t inputs,
                       char *const input[]) {
    const char *fault = path ? fault_of(path, inputs, input) : NULL;
    if (fault)
        fprintf(stderr, "%s: --%s `%s` %s\n", name, option, path, fault);
    return !fault;
}

/* ---- writing ----------------------------------------------------------------------------- */

/* Readable for whom a file made by open(2) would be; asking for the mask means setting it. */
static mode_t usual_mode(void) {
    const mode_t mask = umask(022);
    umask(mask);
    return 0666 & ~mask;
}

bool output_file_write(const char *name, const char *path, const void *bytes, size_t size) {
    char beside[PATH_LENGTH_MAX];
    int file = -1;
    errno = ENAMETOOLONG;
    if (snprintf(beside, sizeof beside, "%s.XXXXXX", path) < (int)sizeof beside)
        file = mkstemp(beside);
    bool good = file >= 0 && durable_write_all(file, bytes, size) &&
                fchmod(file, usual_mode()) == 0 && durable_sync(file);
    int error = errno;
    if (file >= 0 && close(file) != 0 && good) {
        good = false;
        error = errno;
    }
    if (good && rename(beside, path) != 0) {
        good = false;
        error = errno;
    }
    if (file >= 0 && !good)
        unlink(beside);
    if (!good)
        fprintf(stderr, "%s: %s: %s\n", name, path, strerror(error));
    return good;
}
