#include "read/input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a thing is that is not to be opened; NULL: a file. */
static const char *fault_of(const struct stat *status) {
    if (S_ISDIR(status->st_mode))
        return strerror(EISDIR);
    return S_ISREG(status->st_mode) ? NULL : "is a device, FIFO or socket, not a file";
}

int input_file_open(const char *path, const char **why) {
    struct stat status;
    if (stat(path, &status) == 0 && (*why = fault_of(&status)) != NULL)
        return -1;
    /* It may have become something else since: hence not blocking, and looked at again. */
    const int file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0)
        *why = strerror(errno);
    else
        *why = fault_of(&status);
    if (file >= 0 && *why) {
        close(file);
        return -1;
    }
    return file;
}
