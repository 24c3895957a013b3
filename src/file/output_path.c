#include "file/output_path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

char *output_path_part(const char *path) {
    static const char ending[] = ".part";
    char *part = malloc(strlen(path) + sizeof ending);
    if (part) {
        strcpy(part, path);
        strcat(part, ending);
    }
    return part;
}

char *output_path_folder(const char *path) {
    const char *slash = strrchr(path, '/');
    if (!slash)
        return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

static void check_existing(const char *path, bool force, struct faults *faults) {
    struct stat status;
    if (stat(path, &status) != 0)
        return;
    if (S_ISDIR(status.st_mode))
        faults_add(faults, "--output %s: is a folder", path);
    else if (!force)
        faults_add(faults,
                   "--output %s: exists; choose another name or replace it with --force", path);
}

/* The folder must be one that files can be put into. */
static void check_folder(const char *path, const char *folder, struct faults *faults) {
    struct stat status;
    if (stat(folder, &status) != 0)
        faults_add(faults, "--output %s: no folder %s; make it first", path, folder);
    else if (!S_ISDIR(status.st_mode))
        faults_add(faults, "--output %s: %s is not a folder", path, folder);
    else if (access(folder, W_OK | X_OK) != 0)
        faults_add(faults, "--output %s: cannot write into %s: %s", path, folder,
                   strerror(errno));
}

static void check_space(const char *path, const char *folder, double bytes,
                        struct faults *faults) {
    struct statvfs space;
    if (bytes <= 0.0 || statvfs(folder, &space) != 0)
        return;
    const double left = (double)space.f_bavail * (double)space.f_frsize;
    if (bytes > left)
        faults_add(faults,
                   "--output %s: the trace may need %.3g GB, the disk has %.3g GB left; "
                   "write fewer rows (--trace log:P or every:K, --trace-until T)",
                   path, 1e-9 * bytes, 1e-9 * left);
}

/* Creating PATH.part tries the folder and claims the output for this job. */
static void claim_part(const char *path, bool force, struct faults *faults) {
    char *part = output_path_part(path);
    if (!part)
        abort();
    if (force)
        unlink(part);
    const int file = open(part, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (file >= 0)
        close(file);
    else if (errno == EEXIST)
        faults_add(faults,
                   "--output %s: %s exists: another tpmsync writes it, or was killed; remove "
                   "it or use --force",
                   path, part);
    else
        faults_add(faults, "--output %s: cannot be written: %s", path, strerror(errno));
    free(part);
}

void output_path_check(const char *path, bool force, double bytes, struct faults *faults) {
    char *folder = output_path_folder(path);
    if (!folder)
        abort();
    check_folder(path, folder, faults);
    check_existing(path, force, faults);
    check_space(path, folder, bytes, faults);
    if (faults->count == 0)
        claim_part(path, force, faults);
    free(folder);
}

bool output_path_publish(const char *path) {
    char *part = output_path_part(path);
    const bool good = part && rename(part, path) == 0;
    free(part);
    return good;
}
