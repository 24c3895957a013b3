#include "read/input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a thing is that is not to be opened; NULL: a file. */
static const char *fault_of(const struct stat *status) {
    if (S_ISDIR(status->st_mode))
        return strerror(EISDIR);
    return S_ISREG(status->st_mode) ? NULL : "is a device, FIFO or socket, not a file";
}

/* What is not there, but perhaps as an unfinished output of tpmsync. */
static const char *fault_of_none(const char *path, int error) {
    char folder[4096];
    struct stat status;
    const int length = snprintf(folder, sizeof folder, "%s.part", path);
    return error == ENOENT && length < (int)sizeof folder && stat(folder, &status) == 0 &&
                   S_ISDIR(status.st_mode)
               ? "is not finished (tpmsync status tells how far it is); `tpmsync snapshot` "
                 "makes "
                 "a file of what is done"
               : strerror(error);
}

int input_file_open(const char *path, const char **why) {
    struct stat status;
    if (stat(path, &status) == 0 && (*why = fault_of(&status)) != NULL)
        return -1;
    /* It may have become something else since: hence not blocking, and looked at again. */
    const int file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0)
        *why = fault_of_none(path, errno);
    else if (fstat(file, &status) != 0)
        *why = strerror(errno);
    else
        *why = fault_of(&status);
    if (file >= 0 && *why) {
        close(file);
        return -1;
    }
    return file;
}
