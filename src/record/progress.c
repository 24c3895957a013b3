#include "record/progress.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "faults/utf8.h"

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

/* The terminal that a process has as its standard error; -1: it has none. */
static int terminal_of(long process) {
    char link[64], target[64];
    snprintf(link, sizeof link, "/proc/%ld/fd/2", process);
    const ssize_t length = readlink(link, target, sizeof target - 1);
    if (length < 0)
        return -1;
    target[length] = '\0';
    return strncmp(target, "/dev/pts/", 9) == 0 || strncmp(target, "/dev/tty", 8) == 0
               ? open(target, O_RDONLY | O_NOCTTY | O_CLOEXEC)
               : -1;
}

/* mpirun takes the ranks' standard error through a pipe and passes it on as it comes; what
 * counts then is where its own goes. MPICH has a process of its own in between. */
static int find_terminal(void) {
    const char *kind = getenv("TERM");
    if (!kind || strcmp(kind, "dumb") == 0)
        return -1;
    if (isatty(STDERR_FILENO))
        return STDERR_FILENO;
    long launcher = 0, parent = 0;
    for (long process = (long)getppid(); is_launcher(process, &parent); process = parent)
        launcher = process;
    return launcher > 0 ? terminal_of(launcher) : -1;
}

/* Letters of a line that is not folded, now: the window may have another size than before. 0:
 * not known. */
static int columns_of(int terminal) {
    struct winsize size;
    return terminal >= 0 && ioctl(terminal, TIOCGWINSZ, &size) == 0 && size.ws_col > 1
               ? size.ws_col - 1
               : 0;
}

void progress_start(struct progress *progress, const struct progress_series *series,
                    const char *what, int64_t runs, int64_t before, bool quiet) {
    *progress = (struct progress){
        .series = series,
        .stream = quiet ? NULL : stderr,
        .terminal = quiet ? -1 : find_terminal(),
        .what = what,
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

void progress_line(char *line, size_t size, bool bar, const char *what, int64_t runs_ended,
                   int64_t before, int64_t runs, int64_t steps_made, double seconds) {
    char drawing[BAR_MAX] = "", left[32], taken[32], rate[48] = "";
    const double share = share_of(runs_ended, runs);
    if (bar)
        draw_bar(drawing, share);
    progress_time(taken, sizeof taken, seconds);
    time_or_unknown(left, sizeof left, seconds_left(runs_ended, before, runs, seconds));
    const double per_second = seconds > 0.0 ? 1.0 / seconds : 0.0;
    if (steps_made != NO_STEPS)
        snprintf(rate, sizeof rate, "%.3g steps/s, ", (double)steps_made * per_second);
    snprintf(line, size, "%s%lld/%lld %s (%.0f %%), %.3g %s/s, %s%s, %s left", drawing,
             (long long)runs_ended, (long long)runs, what, 100.0 * share,
             (double)(runs_ended - before) * per_second, what, rate, taken, left);
}

/* Where a text has had so many letters; its end if it has fewer. */
static char *letter(char *text, int count) {
    for (; count > 0 && *text; count--) {
        const int length = utf8_length(text);
        text += length > 0 ? length : 1;
    }
    return text;
}

void progress_fit(char *line, int columns) {
    const char *behind = strstr(line, "] ");
    if (*letter(line, columns) && line[0] == '[' && behind)
        memmove(line, behind + 2, strlen(behind + 2) + 1);
    *letter(line, columns) = '\0';
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
                          const char *what, int64_t runs_ended, int64_t before, int64_t runs,
                          int64_t steps_made, double seconds) {
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
    progress_line(one, sizeof one, false, what, runs_ended, before, runs, steps_made, seconds);
    snprintf(line, size, "%s: %s; %lld of %lld, all %s left", s->name, one,
             (long long)s->number, (long long)s->count, all);
}

/* ---- saying it --------------------------------------------------------------------------- */

/* "\r" goes back to the begin of the line, "\033[K" clears what is left of the old one. */
static void say(struct progress *progress, int64_t runs_ended, int64_t steps_made, bool last) {
    char line[640];
    const bool renews = progress->terminal >= 0;
    progress->said = progress_clock();
    const double seconds = progress->said - progress->started;
    if (progress->series)
        progress_series_line(line, sizeof line, renews, progress->series, progress->what,
                             runs_ended, progress->before, progress->runs, steps_made, seconds);
    else
        progress_line(line, sizeof line, renews, progress->what, runs_ended, progress->before,
                      progress->runs, steps_made, seconds);
    const int columns = columns_of(progress->terminal);
    if (columns > 0)
        progress_fit(line, columns);
    fprintf(progress->stream, "%s%s%s%s", renews ? "\r" : "tpmsync: ", line,
            renews ? "\033[K" : "", last || !renews ? "\n" : "");
    fflush(progress->stream);
}

void progress_update(struct progress *progress, int64_t runs_ended, int64_t steps_made) {
    const double interval = progress->terminal >= 0 ? 0.5 : 10.0;
    if (progress->stream && progress_clock() - progress->said >= interval)
        say(progress, runs_ended, steps_made, false);
}

void progress_end(struct progress *progress, int64_t runs_ended, int64_t steps_made) {
    if (progress->stream && !progress->series)
        say(progress, runs_ended, steps_made, true);
    else if (progress->stream && progress->terminal >= 0)
        fputs("\r\033[K", progress->stream);
    if (progress->terminal >= 0 && progress->terminal != STDERR_FILENO)
        close(progress->terminal);
    progress->terminal = -1;
}
