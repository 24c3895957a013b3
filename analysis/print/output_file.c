/* realpath is an X/Open extension of POSIX. */
#define _XOPEN_SOURCE 700 // NOLINT(bugprone-reserved-identifier)
#include "print/output_file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checkpoint/durable_file.h"

enum { WHY_MAX = PATH_LENGTH_MAX + 128 };

/* Always false, which is what the caller has to say. */
static bool __attribute__((format(printf, 2, 3)))
say(char why[WHY_MAX], const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, WHY_MAX, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- names ------------------------------------------------------------------------------- */

static bool ends_in(const char *path, const char *ending) {
    const size_t length = strlen(path), end = strlen(ending);
    return length >= end && strcasecmp(path + length - end, ending) == 0;
}

/* The folder that `path`, which is shorter than PATH_LENGTH_MAX, stands in. */
static void folder_of(const char *path, char folder[PATH_LENGTH_MAX]) {
    const char *slash = strrchr(path, '/');
    const int length = !slash || slash == path ? 1 : (int)(slash - path);
    snprintf(folder, PATH_LENGTH_MAX, "%.*s", length, slash ? path : ".");
}

/* The name without the folder. */
static const char *last_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool name_is_good(const char *path, char why[WHY_MAX]) {
    bool control = false;
    for (const char *at = path; *at; at++)
        control = control || iscntrl((unsigned char)*at);
    if (path[0] == '\0' || control)
        return say(why, "is no name for a file");
    if (strlen(path) >= PATH_LENGTH_MAX - 64)
        return say(why, "%s", strerror(ENAMETOOLONG));
    if (last_of(path)[0] == '\0')
        return say(why, "is a folder; name a file in it");
    if (ends_in(path, ".h5") || ends_in(path, ".hdf5") || ends_in(path, ".h5.part"))
        return say(why, "is a name for ensembles; choose another ending");
    return true;
}

static bool folder_is_good(const char *path, char why[WHY_MAX]) {
    char folder[PATH_LENGTH_MAX];
    struct stat status;
    folder_of(path, folder);
    if (stat(folder, &status) != 0)
        return say(why, "cannot be written: %s", strerror(errno));
    if (!S_ISDIR(status.st_mode))
        return say(why, "cannot be written: %s", strerror(ENOTDIR));
    if (access(folder, W_OK | X_OK) != 0)
        return say(why, "cannot be written: its folder: %s", strerror(errno));
    char *real = realpath(folder, NULL);
    const bool part = real && ends_in(real, ".part");
    free(real);
    return !part ||
           say(why, "stands in the folder of an unfinished ensemble; choose another folder");
}

/* ---- what stands there ------------------------------------------------------------------- */

/* HDF5 looks for its signature at 0, 512, 1024, 2048, ..: a file may begin with something else.
 */
static bool is_hdf5(int file, off_t size) {
    static const char signature[8] = "\211HDF\r\n\032\n";
    char begin[sizeof signature];
    for (off_t at = 0; at + (off_t)sizeof begin <= size; at = at ? 2 * at : 512)
        if (durable_read_all(file, begin, sizeof begin, at) &&
            memcmp(begin, signature, sizeof begin) == 0)
            return true;
    return false;
}

static bool file_is_good(const char *path, char why[WHY_MAX]) {
    struct stat status;
    const int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0 || access(path, W_OK) != 0) {
        say(why, "cannot be replaced: %s; remove it first", strerror(errno));
        if (file >= 0)
            close(file);
        return false;
    }
    const bool hdf5 = is_hdf5(file, status.st_size);
    close(file);
    return !hdf5 || say(why, "holds an ensemble; choose another name");
}

static bool link_is_named(const char *path, char why[WHY_MAX]) {
    char target[PATH_LENGTH_MAX];
    const ssize_t length = readlink(path, target, sizeof target - 1);
    target[length > 0 ? length : 0] = '\0';
    return say(why, "is a link to `%s`; name the file itself", target);
}

/* A regular file that is none of ours, or nothing. */
static bool place_is_good(const char *path, char why[WHY_MAX]) {
    struct stat status;
    if (lstat(path, &status) != 0)
        return errno == ENOENT || say(why, "cannot be written: %s", strerror(errno));
    if (S_ISLNK(status.st_mode))
        return link_is_named(path, why);
    if (S_ISDIR(status.st_mode))
        return say(why, "is a folder; name a file in it");
    if (!S_ISREG(status.st_mode))
        return say(
            why, "%s",
            "is a device, FIFO or socket; name a file (standard output has the numbers)");
    return file_is_good(path, why);
}

/* ---- what else is read and written ------------------------------------------------------- */

static bool is_same(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The input that a file is, by whatever name; NULL: none. */
static const char *input_that_is(const struct stat *file, const char *const input[],
                                 size_t inputs) {
    struct stat status;
    for (size_t i = 0; i < inputs; i++)
        if (input[i] && stat(input[i], &status) == 0 && is_same(&status, file))
            return input[i];
    return NULL;
}

/* Standard output, if it is a file. */
static bool standard_output(struct stat *status) {
    return fstat(STDOUT_FILENO, status) == 0 && S_ISREG(status->st_mode);
}

static bool is_its_own(const char *path, const char *const input[], size_t inputs,
                       char why[WHY_MAX]) {
    struct stat own, standard;
    if (stat(path, &own) != 0)
        return true; /* not there; or what it is says place_is_good */
    const char *found = input_that_is(&own, input, inputs);
    if (found)
        return say(why, "is `%s`, which is read; choose another name", found);
    if (standard_output(&standard) && is_same(&own, &standard))
        return say(why, "is where standard output goes; choose another name");
    return true;
}

/* Whether two outputs, which need not be there yet, are one. */
static bool same_place(const char *a, const char *b) {
    char folder[PATH_LENGTH_MAX];
    struct stat first, second;
    if (strlen(a) >= PATH_LENGTH_MAX || strlen(b) >= PATH_LENGTH_MAX ||
        strcmp(last_of(a), last_of(b)) != 0)
        return false;
    folder_of(a, folder);
    if (stat(folder, &first) != 0)
        return false;
    folder_of(b, folder);
    return stat(folder, &second) == 0 && is_same(&first, &second);
}

/* ---- the check --------------------------------------------------------------------------- */

static bool output_is_good(const char *path, const char *const input[], size_t inputs,
                           char why[WHY_MAX]) {
    return is_its_own(path, input, inputs, why) && name_is_good(path, why) &&
           place_is_good(path, why) && folder_is_good(path, why);
}

bool output_files_check(const char *name, const struct output output[], size_t outputs,
                        const char *const input[], size_t inputs) {
    bool good = true;
    struct stat standard;
    const char *into =
        standard_output(&standard) ? input_that_is(&standard, input, inputs) : NULL;
    if (into) {
        fprintf(stderr,
                "%s: standard output goes into `%s`, which is read; choose another file\n",
                name, into);
        good = false;
    }
    for (size_t i = 0; i < outputs; i++) {
        char why[WHY_MAX];
        if (output[i].path && !output_is_good(output[i].path, input, inputs, why)) {
            fprintf(stderr, "%s: --%s `%s` %s\n", name, output[i].option, output[i].path, why);
            good = false;
        }
        for (size_t j = 0; j < i; j++)
            if (output[i].path && output[j].path &&
                same_place(output[i].path, output[j].path)) {
                fprintf(stderr, "%s: --%s and --%s name the same file\n", name,
                        output[j].option, output[i].option);
                good = false;
            }
    }
    return good;
}

/* ---- writing ----------------------------------------------------------------------------- */

/* Those of what is replaced, else those that a file made by open(2) would have; asking for the
 * mask means setting it. */
static mode_t mode_of(const char *path) {
    struct stat status;
    if (lstat(path, &status) == 0)
        return status.st_mode & 0777;
    const mode_t mask = umask(022);
    umask(mask);
    return 0666 & ~mask;
}

/* mkstemp makes the file anew and follows no link. */
static int create_beside(const char *path, char beside[PATH_LENGTH_MAX]) {
    char folder[PATH_LENGTH_MAX];
    folder_of(path, folder);
    errno = ENAMETOOLONG;
    if (snprintf(beside, PATH_LENGTH_MAX, "%s/.tpmsync-reduce-XXXXXX", folder) >=
        PATH_LENGTH_MAX)
        return -1;
    return mkstemp(beside);
}

/* Fills and closes the file; false with errno set. */
static bool fill(int file, const char *path, const void *bytes, size_t size) {
    const bool written = durable_write_all(file, bytes, size) &&
                         fchmod(file, mode_of(path)) == 0 && durable_sync(file);
    const int error = errno;
    if (close(file) != 0)
        return false;
    errno = error;
    return written;
}

static bool replace(const char *beside, const char *path, char why[WHY_MAX]) {
    if (!place_is_good(path, why))
        return false;
    if (rename(beside, path) != 0)
        return say(why, "%s", strerror(errno));
    if (!durable_sync_folder_of(path))
        return say(why, "is there, but may not survive a loss of power: %s", strerror(errno));
    return true;
}

bool output_file_write(const char *name, const char *path, const void *bytes, size_t size) {
    char beside[PATH_LENGTH_MAX], why[WHY_MAX];
    const int file = create_beside(path, beside);
    bool good = file >= 0 && fill(file, path, bytes, size);
    if (good)
        good = replace(beside, path, why);
    else
        say(why, "%s", strerror(errno));
    if (file >= 0 && !good)
        unlink(beside); /* of no use any more; gone already if it was renamed */
    if (!good)
        fprintf(stderr, "%s: %s: %s\n", name, path, why);
    return good;
}
