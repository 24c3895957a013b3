#include "gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

const char *gnuplot_format(const char *picture) {
    static const char *const formats[] = {"png", "svg", "pdf"};
    const char *dot = strrchr(picture, '.');
    for (int i = 0; dot && i < 3; i++)
        if (strcmp(dot + 1, formats[i]) == 0)
            return formats[i];
    return NULL;
}

/* Runs a program without input and waits for it. Returns its exit status, 128 + its signal, or
 * -1 if it cannot be run, with the reason in errno. */
static int run(char *const arguments[]) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    /* What a template prints is a remark, and standard output belongs to the numbers. */
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
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

static bool is_filled(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && status.st_size > 0;
}

/* A name beside that of the picture, newly allocated. */
static char *unfinished_name(const char *picture) {
    const size_t size = strlen(picture) + 6;
    char *name = malloc(size);
    if (name)
        snprintf(name, size, "%s.part", picture);
    return name;
}

bool gnuplot_draw(const char *name, const char *variables, const char *template,
                  const char *data, const char *picture) {
    char *part = unfinished_name(picture);
    if (!part) {
        fprintf(stderr, "%s: no memory\n", name);
        return false;
    }
    char *const arguments[] = {"gnuplot",
                               "-e",
                               (char *)variables,
                               "-c",
                               (char *)template,
                               (char *)data,
                               part,
                               (char *)gnuplot_format(picture),
                               NULL};
    fflush(stdout);
    const int status = run(arguments);
    bool good = false;
    if (status < 0)
        fprintf(stderr, "%s: the picture needs gnuplot, which cannot be run: %s\n", name,
                strerror(errno));
    else if (status != 0 || !is_filled(part))
        fprintf(stderr, "%s: gnuplot failed to draw %s with %s (exit status %d)\n", name,
                picture, template, status);
    else if (rename(part, picture) != 0)
        fprintf(stderr, "%s: %s: %s\n", name, picture, strerror(errno));
    else
        good = true;
    if (!good)
        unlink(part);
    free(part);
    return good;
}
