/* Which steps of a run are written as rows of the trace. */
#ifndef TPMSYNC_TRACE_SCHEDULE_H
#define TPMSYNC_TRACE_SCHEDULE_H

#include <stdint.h>

enum trace_kind {
    TRACE_NONE,
    TRACE_ALL,   /* every step */
    TRACE_EVERY, /* the multiples of `interval` */
    TRACE_GRID,  /* the steps of the grid of means; the recorder knows them */
    TRACE_LOG,   /* `interval` steps a decade: the rounded powers 10^(k / interval) */
};

/* Step 0 and the last step of a run belong to every schedule but `none`; no step beyond `until`
 * belongs to any. */
struct trace_schedule {
    enum trace_kind kind;
    int64_t interval; /* >= 1; of TRACE_EVERY and TRACE_LOG */
    int64_t until;    /* >= 0 */
};

/* The first scheduled step after `step` (-1: the first of all); INT64_MAX if there is none. */
int64_t trace_schedule_next(const struct trace_schedule *schedule, int64_t step);

/* How many rows a run of `steps` steps has at the most. */
double trace_schedule_rows(const struct trace_schedule *schedule, double steps);

#endif
