/* Tells how far an ensemble is, on standard error: a bar that renews itself on a terminal,
 * a plain line now and then otherwise, and on a terminal that can do no better (TERM=dumb). */
#ifndef TPMSYNC_PROGRESS_H
#define TPMSYNC_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* An ensemble as one of several. Costs are what ensembles are expected to take, in any unit. */
struct progress_series {
    const char *name;      /* of this one */
    int64_t number, count; /* it is this one of so many, from 1 on */
    double cost;           /* of what is to be made of this one; 0: unknown */
    double cost_before;    /* of those before, of known cost, and the seconds that they took */
    double seconds_before;
    double cost_behind;  /* of those still to come */
    bool unknown_behind; /* the costs of some of those are not known */
};

struct progress {
    const struct progress_series *series; /* NULL: it is the only one */
    FILE *stream;                         /* NULL: say nothing */
    int terminal; /* a descriptor of it; -1: there is none, or one that cannot renew a line */
    const char *what;     /* is counted: "runs" */
    int64_t runs, before; /* in all, and ended before this session */
    double started, said; /* seconds */
};

/* Seconds on a clock that only goes forward. */
double progress_clock(void);

/* `quiet` says nothing at all. Rates are those of this session. `series`, NULL for an ensemble
 * by itself, must stay; its last words are then left to whoever runs the series. */
void progress_start(struct progress *progress, const struct progress_series *series,
                    const char *what, int64_t runs, int64_t before, bool quiet);
enum { NO_STEPS = -1 }; /* of what is not made of steps */
/* `runs_ended` counts those of earlier sessions too, `steps_made` this one's.
 * Says so if it is time: twice a second on a terminal, every ten seconds elsewhere. */
void progress_update(struct progress *progress, int64_t runs_ended, int64_t steps_made);
void progress_end(struct progress *progress, int64_t runs_ended, int64_t steps_made);

/* One line without its end, at most `size` bytes with the zero; exposed for its test. */
void progress_line(char *line, size_t size, bool bar, const char *what, int64_t runs_ended,
                   int64_t before, int64_t runs, int64_t steps_made, double seconds);
/* Makes it have so many letters at most: the bar goes first, then what is at the end. */
void progress_fit(char *line, int columns);

/* The same of one of a series; shorter with a bar, for that is to fit into a line of a
 * terminal. */
void progress_series_line(char *line, size_t size, bool bar,
                          const struct progress_series *series, const char *what,
                          int64_t runs_ended, int64_t before, int64_t runs, int64_t steps_made,
                          double seconds);
/* How long it takes until all of the series is done, as somebody would say it, when this one,
 * of which `done` of 0 .. 1 was made in `seconds`, takes `left` seconds more (negative:
 * unknown). */
void progress_series_left(char *text, size_t size, const struct progress_series *series,
                          double done, double seconds, double left);

/* Seconds as somebody would say them: "12 min 03 s". */
void progress_time(char *text, size_t size, double seconds);

#endif
