/* Tells how far an ensemble is, on standard error: a bar that renews itself on a terminal,
 * a plain line now and then otherwise. */
#ifndef TPMSYNC_PROGRESS_H
#define TPMSYNC_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
    FILE *stream; /* NULL: say nothing */
    bool terminal;
    int64_t runs, before; /* in all, and ended before this session */
    double started, said; /* seconds */
};

/* Seconds on a clock that only goes forward. */
double progress_clock(void);

/* `quiet` says nothing at all. Rates are those of this session. */
void progress_start(struct progress *progress, int64_t runs, int64_t before, bool quiet);
/* `runs_ended` counts those of earlier sessions too, `steps_made` this one's.
 * Says so if it is time: twice a second on a terminal, every ten seconds elsewhere. */
void progress_update(struct progress *progress, int64_t runs_ended, int64_t steps_made);
void progress_end(struct progress *progress, int64_t runs_ended, int64_t steps_made);

/* One line without its end, at most `size` bytes with the zero; exposed for its test. */
void progress_line(char *line, size_t size, bool bar, int64_t runs_ended, int64_t before,
                   int64_t runs, int64_t steps_made, double seconds);

/* Seconds as somebody would say them: "12 min 03 s". */
void progress_time(char *text, size_t size, double seconds);

#endif
