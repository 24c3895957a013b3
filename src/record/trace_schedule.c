#include "record/trace_schedule.h"

#include <math.h>

#include "arithmetic/elementary.h"

static const double ln10 = 2.30258509299404568402;

/* The first of the rounded powers 10^(k / per_decade), k >= 0, that is larger than `step` >= 1:
 * the first that is not below step + 1/2. The logarithm tells k but for its last digits, so
 * that the search begins one or two before it and makes a few steps, however many powers a
 * decade has: up to 10^9 the exponents of neighbours differ by 10^-9 and more, 10^5 times
 * what they may be off by. */
static int64_t next_power(int64_t step, int64_t per_decade) {
    double k = floor((double)per_decade * elementary_log((double)step + 0.5) / ln10) - 1.0;
    if (k < 0.0)
        k = 0.0;
    for (;; k += 1.0) {
        const double power = round(elementary_power_of_ten(k / (double)per_decade));
        if (power >= 0x1p62)
            return INT64_MAX;
        if ((int64_t)power > step)
            return (int64_t)power;
    }
}

int64_t trace_schedule_next(const struct trace_schedule *schedule, int64_t step) {
    int64_t next = INT64_MAX;
    if (schedule->kind == TRACE_NONE)
        return INT64_MAX;
    if (step < 0)
        return 0;
    switch (schedule->kind) {
    case TRACE_GRID:
        return INT64_MAX;
    case TRACE_ALL:
        next = step + 1;
        break;
    case TRACE_EVERY:
        next = (step / schedule->interval + 1) * schedule->interval;
        break;
    default:
        next = step < 1 ? 1 : next_power(step, schedule->interval);
        break;
    }
    return next <= schedule->until ? next : INT64_MAX;
}

double trace_schedule_rows(const struct trace_schedule *schedule, double steps) {
    const double last = fmin(steps, (double)schedule->until);
    switch (schedule->kind) {
    case TRACE_NONE:
        return 0.0;
    case TRACE_GRID:
    case TRACE_ALL:
        return last + 1.0;
    case TRACE_EVERY:
        return last / (double)schedule->interval + 2.0;
    default:
        return fmin(last, (double)schedule->interval * elementary_log(fmax(last, 1.0)) / ln10) +
               2.0;
    }
}
