/* renameat2 is Linux's. */
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier)
#include "file/output_name.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The name, which must not be there yet. Not every file system has a way to be sure of that; on
 * the last of these, which has no second names either, the look comes just before. */
static bool give_new(const char *result, const char *output) {
    struct stat status;
    if (renameat2(AT_FDCWD, result, AT_FDCWD, output, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
        return false;
    if (link(result, output) == 0) {
        unlink(result);
        return true;
    }
    if (errno != EPERM && errno != ENOSYS && errno != EOPNOTSUPP)
        return false;
    if (lstat(output, &status) == 0) {
        errno = EEXIST;
        return false;
    }
    return rename(result, output) == 0;
}

bool output_name_give(const char *result, const char *output, bool replaces) {
    struct stat status;
    if (!replaces)
        return give_new(result, output);
    if (lstat(output, &status) != 0 || S_ISREG(status.st_mode))
        return rename(result, output) == 0;
    errno = EEXIST;
    return false;
}
