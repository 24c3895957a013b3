#include "record/progress.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

double progress_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The parent of a process, and whether it is a part of mpirun or mpiexec: its name says so,
 * since what launchers leave in the environment differs from one to the next. */
static bool is_launcher(long process, long *parent) {
    static const char *const names[] = {"mpirun", "mpiexec", "orterun", "prterun", "hydra_"};
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%ld/stat", process);
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    /* "PID (NAME) STATE PARENT ...", and a name may have brackets in it. */
    const char *name = strchr(text, '('), *end = strrchr(text, ')');
    if (!name || !end || strlen(end) < 5)
        return false;
    *parent = strtol(end + 4, NULL, 10);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(name + 1, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static bool standard_error_is_terminal(long process) {
    char link[64], target[64];
    snprintf(link, sizeof link, "/proc/%ld/fd/2", process);
    const ssize_t length = readlink(link, target, sizeof target - 1);
    if (length < 0)
        return false;
    target[length] = '\0';
    return strncmp(target, "/dev/pts/", 9) == 0 || strncmp(target, "/dev/tty", 8) == 0;
}

/* mpirun takes the ranks' standard error through a pipe and passes it on as it comes; what
 * counts then is where its own goes. MPICH has a process of its own in between. */
static bool writes_to_terminal(void) {
    if (isatty(STDERR_FILENO))
        return true;
    long launcher = 0, parent = 0;
    for (long process = (long)getppid(); is_launcher(process, &parent); process = parent)
        launcher = process;
    return launcher > 0 && standard_error_is_terminal(launcher);
}

void progress_start(struct progress *progress, int64_t runs, int64_t before, bool quiet) {
    *progress = (struct progress){
        .stream = quiet ? NULL : stderr,
        .terminal = writes_to_terminal(),
        .runs = runs,
        .before = before,
        .started = progress_clock(),
        .said = progress_clock(),
    };
}

void progress_time(char *text, size_t size, double seconds) {
    const long s = (long)(seconds + 0.5);
    if (s < 60)
        snprintf(text, size, "%ld s", s);
    else if (s < 3600)
        snprintf(text, size, "%ld min %02ld s", s / 60, s % 60);
    else if (s < 2 * 86400)
        snprintf(text, size, "%ld h %02ld min", s / 3600, s / 60 % 60);
    else
        snprintf(text, size, "%ld days", s / 86400);
}

void progress_line(char *line, size_t size, bool bar, int64_t runs_ended, int64_t before,
                   int64_t runs, int64_t steps_made, double seconds) {
    enum { WIDTH = 30 };
    const double share = runs > 0 ? (double)runs_ended / (double)runs : 1.0;
    char drawing[WIDTH + 4] = "", left[32] = "unknown", taken[32];
    if (bar) {
        const int filled = (int)(share * WIDTH);
        drawing[0] = '[';
        for (int i = 0; i < WIDTH; i++)
            drawing[1 + i] = i < filled ? '#' : '.';
        strcpy(drawing + 1 + WIDTH, "] ");
    }
    progress_time(taken, sizeof taken, seconds);
    const double ended = (double)(runs_ended - before);
    if (ended > 0.0)
        progress_time(left, sizeof left, seconds * (double)(runs - runs_ended) / ended);
    const double per_second = seconds > 0.0 ? 1.0 / seconds : 0.0;
    snprintf(line, size, "%s%lld/%lld runs (%.0f %%), %.3g runs/s, %.3g steps/s, %s, %s left",
             drawing, (long long)runs_ended, (long long)runs, 100.0 * share, ended * per_second,
             (double)steps_made * per_second, taken, left);
}

static void say(struct progress *progress, int64_t runs_ended, int64_t steps_made,
                const char *begin, const char *end) {
    char line[256];
    progress->said = progress_clock();
    progress_line(line, sizeof line, progress->terminal, runs_ended, progress->before,
                  progress->runs, steps_made, progress->said - progress->started);
    fprintf(progress->stream, "%s%s%s", begin, line, end);
    fflush(progress->stream);
}

void progress_update(struct progress *progress, int64_t runs_ended, int64_t steps_made) {
    const double interval = progress->terminal ? 0.5 : 10.0;
    if (!progress->stream || progress_clock() - progress->said < interval)
        return;
    /* "\r" goes back to the begin of the line, "\033[K" clears what is left of the old one. */
    if (progress->terminal)
        say(progress, runs_ended, steps_made, "\r", "\033[K");
    else
        say(progress, runs_ended, steps_made, "tpmsync: ", "\n");
}

void progress_end(struct progress *progress, int64_t runs_ended, int64_t steps_made) {
    if (!progress->stream)
        return;
    if (progress->terminal)
        say(progress, runs_ended, steps_made, "\r", "\033[K\n");
    else
        say(progress, runs_ended, steps_made, "tpmsync: ", "\n");
}
