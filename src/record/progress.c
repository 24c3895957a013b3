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

void progress_start(struct progress *progress, const struct progress_series *series,
                    int64_t runs, int64_t before, bool quiet) {
    *progress = (struct progress){
        .series = series,
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

enum { BAR_WIDTH = 30, BAR_MAX = BAR_WIDTH + 4 };

/* "[###...] " */
static void draw_bar(char drawing[BAR_MAX], double share) {
    const int filled = (int)(share * BAR_WIDTH);
    drawing[0] = '[';
    for (int i = 0; i < BAR_WIDTH; i++)
        drawing[1 + i] = i < filled ? '#' : '.';
    strcpy(drawing + 1 + BAR_WIDTH, "] ");
}

static double share_of(int64_t part, int64_t runs) {
    return runs > 0 ? (double)part / (double)runs : 1.0;
}

/* Seconds that are left at the rate of this session; negative: unknown. */
static double seconds_left(int64_t runs_ended, int64_t before, int64_t runs, double seconds) {
    const double ended = (double)(runs_ended - before);
    return ended > 0.0 ? seconds * (double)(runs - runs_ended) / ended : -1.0;
}

static void time_or_unknown(char *text, size_t size, double seconds) {
    if (seconds < 0.0)
        snprintf(text, size, "unknown");
    else
        progress_time(text, size, seconds);
}

void progress_line(char *line, size_t size, bool bar, int64_t runs_ended, int64_t before,
                   int64_t runs, int64_t steps_made, double seconds) {
    char drawing[BAR_MAX] = "", left[32], taken[32];
    const double share = share_of(runs_ended, runs);
    if (bar)
        draw_bar(drawing, share);
    progress_time(taken, sizeof taken, seconds);
    time_or_unknown(left, sizeof left, seconds_left(runs_ended, before, runs, seconds));
    const double per_second = seconds > 0.0 ? 1.0 / seconds : 0.0;
    snprintf(line, size, "%s%lld/%lld runs (%.0f %%), %.3g runs/s, %.3g steps/s, %s, %s left",
             drawing, (long long)runs_ended, (long long)runs, 100.0 * share,
             (double)(runs_ended - before) * per_second, (double)steps_made * per_second, taken,
             left);
}

/* ---- one of a series --------------------------------------------------------------------- */

void progress_series_left(char *text, size_t size, const struct progress_series *s, double done,
                          double seconds, double left) {
    const double cost = s->cost_before + done * s->cost;
    const double per_cost =
        cost > 0.0 ? (s->seconds_before + (s->cost > 0.0 ? seconds : 0.0)) / cost : -1.0;
    /* Where a rate is not known yet, the others' is taken. */
    if (left < 0.0 && per_cost > 0.0 && s->cost > 0.0)
        left = per_cost * s->cost * (1.0 - done);
    if (left < 0.0 || (s->cost_behind > 0.0 && per_cost < 0.0) ||
        (s->unknown_behind && !(left + s->cost_behind > 0.0))) {
        snprintf(text, size, "unknown");
        return;
    }
    char time[32];
    progress_time(time, sizeof time,
                  left + (s->cost_behind > 0.0 ? per_cost * s->cost_behind : 0.0));
    snprintf(text, size, "%s%s", s->unknown_behind ? "more than " : "", time);
}

void progress_series_line(char *line, size_t size, bool bar, const struct progress_series *s,
                          int64_t runs_ended, int64_t before, int64_t runs, int64_t steps_made,
                          double seconds) {
    char one[256], all[64], left[32];
    const double own = seconds_left(runs_ended, before, runs, seconds);
    const double done = before < runs ? share_of(runs_ended - before, runs - before) : 1.0;
    progress_series_left(all, sizeof all, s, done, seconds, own);
    if (bar) {
        draw_bar(one, share_of(runs_ended, runs));
        time_or_unknown(left, sizeof left, own);
        snprintf(line, size, "%s%s %lld/%lld, %s left; %lld of %lld, all %s left", one, s->name,
                 (long long)runs_ended, (long long)runs, left, (long long)s->number,
                 (long long)s->count, all);
        return;
    }
    progress_line(one, sizeof one, false, runs_ended, before, runs, steps_made, seconds);
    snprintf(line, size, "%s: %s; %lld of %lld, all %s left", s->name, one,
             (long long)s->number, (long long)s->count, all);
}

/* ---- saying it --------------------------------------------------------------------------- */

static void say(struct progress *progress, int64_t runs_ended, int64_t steps_made,
                const char *begin, const char *end) {
    char line[640];
    progress->said = progress_clock();
    const double seconds = progress->said - progress->started;
    if (progress->series)
        progress_series_line(line, sizeof line, progress->terminal, progress->series,
                             runs_ended, progress->before, progress->runs, steps_made, seconds);
    else
        progress_line(line, sizeof line, progress->terminal, runs_ended, progress->before,
                      progress->runs, steps_made, seconds);
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
    if (progress->series && progress->terminal)
        fputs("\r\033[K", progress->stream);
    else if (progress->series)
        return;
    else if (progress->terminal)
        say(progress, runs_ended, steps_made, "\r", "\033[K\n");
    else
        say(progress, runs_ended, steps_made, "tpmsync: ", "\n");
}
