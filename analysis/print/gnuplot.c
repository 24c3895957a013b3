/* The folder that a program is started in is an extension of glibc. */
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier)
#include "print/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checkpoint/durable_file.h"
#include "read/input_file.h"

const char *gnuplot_format(const char *picture) {
    static const char *const formats[] = {"png", "svg", "pdf"};
    const char *dot = strrchr(picture, '.');
    for (int i = 0; dot && i < 3; i++)
        if (strcmp(dot + 1, formats[i]) == 0)
            return formats[i];
    return NULL;
}

/* Runs a program in a folder, without input, and waits for it. Returns its exit status, 128 +
 * its signal, or -1 if it cannot be run, with the reason in errno. */
static int run(const char *folder, char *const arguments[]) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    /* What a template prints is a remark, and standard output belongs to the numbers. */
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    posix_spawn_file_actions_addchdir_np(&actions, folder);
    /* In a locale without UTF-8 gnuplot warns of its degree sign; nothing else here asks for
     * the locale. */
    setenv("LC_ALL", "C.UTF-8", 1);
    pid_t child;
    errno = posix_spawnp(&child, arguments[0], &actions, NULL, arguments, environ);
    const int reason = errno;
    posix_spawn_file_actions_destroy(&actions);
    if (reason != 0) {
        errno = reason;
        return -1;
    }
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* gnuplot runs commands that stand in file names ("|", "<"). It is given names of ours alone,
 * in a folder that nobody else can write into. */
enum { FOLDER_MAX = PATH_LENGTH_MAX, INSIDE_MAX = FOLDER_MAX + 16 };
static const char DATA[] = "data", PICTURE[] = "picture";

static bool make_folder(char folder[FOLDER_MAX]) {
    const char *temporary = getenv("TMPDIR");
    const char *in = temporary && *temporary ? temporary : "/tmp";
    errno = ENAMETOOLONG;
    return snprintf(folder, FOLDER_MAX, "%s/tpmsync-reduce-XXXXXX", in) < FOLDER_MAX &&
           mkdtemp(folder);
}

static void in_folder(char path[INSIDE_MAX], const char *folder, const char *name) {
    snprintf(path, INSIDE_MAX, "%s/%s", folder, name);
}

static void remove_folder(const char *folder) {
    char path[INSIDE_MAX];
    in_folder(path, folder, DATA);
    unlink(path);
    in_folder(path, folder, PICTURE);
    unlink(path);
    rmdir(folder);
}

static bool write_data(const char *folder, const void *data, size_t size) {
    char path[INSIDE_MAX];
    in_folder(path, folder, DATA);
    const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    const bool good = durable_write_all(file, data, size);
    const int error = errno;
    if (close(file) != 0)
        return false;
    errno = error;
    return good;
}

/* The whole file, to be freed; NULL when there is none, or nothing in it. */
static char *read_picture(const char *folder, size_t *size) {
    char path[INSIDE_MAX];
    struct stat status;
    const char *why;
    in_folder(path, folder, PICTURE);
    const int file = input_file_open(path, &why);
    char *bytes = NULL;
    if (file >= 0 && fstat(file, &status) == 0 && status.st_size > 0 &&
        (bytes = malloc((size_t)status.st_size)) != NULL &&
        !durable_read_all(file, bytes, (size_t)status.st_size, 0)) {
        free(bytes);
        bytes = NULL;
    }
    if (file >= 0)
        close(file);
    *size = bytes ? (size_t)status.st_size : 0;
    return bytes;
}

/* Draws in the folder, in which the data are; says what is wrong. */
static char *draw_in(const char *folder, const char *name, const char *variables,
                     const char *template, const char *picture, size_t *size) {
    char *const arguments[] = {"gnuplot",
                               "-e",
                               (char *)variables,
                               "-c",
                               (char *)template,
                               (char *)DATA,
                               (char *)PICTURE,
                               (char *)gnuplot_format(picture),
                               NULL};
    fflush(stdout);
    const int status = run(folder, arguments);
    const int error = errno;
    char *bytes = status == 0 ? read_picture(folder, size) : NULL;
    if (status < 0)
        fprintf(stderr, "%s: the picture needs gnuplot, which cannot be run: %s\n", name,
                strerror(error));
    else if (!bytes)
        fprintf(stderr, "%s: gnuplot failed to draw %s with %s (exit status %d)\n", name,
                picture, template, status);
    return bytes;
}

char *gnuplot_draw(const char *name, const char *variables, const char *template,
                   const void *data, size_t data_size, const char *picture, size_t *size) {
    char folder[FOLDER_MAX];
    /* What begins with / is no command and no option, in whatever folder gnuplot runs. */
    char *absolute = realpath(template, NULL);
    if (!absolute) {
        fprintf(stderr, "%s: %s: %s\n", name, template, strerror(errno));
        return NULL;
    }
    char *bytes = NULL;
    if (!make_folder(folder)) {
        fprintf(stderr, "%s: no temporary folder (TMPDIR): %s\n", name, strerror(errno));
    } else {
        if (write_data(folder, data, data_size))
            bytes = draw_in(folder, name, variables, absolute, picture, size);
        else
            fprintf(stderr, "%s: %s: %s\n", name, folder, strerror(errno));
        remove_folder(folder);
    }
    free(absolute);
    return bytes;
}
