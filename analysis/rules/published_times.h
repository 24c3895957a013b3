/* Mean times of synchronisation as published, from a file of comma-separated values with the
 * header
 *     K,L,N,update,rule,mean,error,rounding,runs,source,conditions
 * (value_file.h). */
#ifndef TPMSYNC_PUBLISHED_TIMES_H
#define TPMSYNC_PUBLISHED_TIMES_H

#include <stdbool.h>
#include <stdint.h>

#include "read/value_file.h"
#include "schema/parameters.h"

enum { PUBLISHED_TIMES_MAX = 64 };

/* Numbers are 0, and words empty, where the source does not say. */
struct published_time {
    int64_t K, L, N, runs;
    char update[VALUE_WORD_MAX], rule[VALUE_WORD_MAX];
    double mean, error, rounding; /* mean > 0, the others >= 0, in steps */
    char source[256], conditions[256];
};

struct published_times {
    struct published_time value[PUBLISHED_TIMES_MAX];
    int count;
};

/* Fills `times`, which is a struct published_times, from `given` or, if that is NULL, from
 * times.csv where data_file_path looks for it. On failure says what is wrong on standard error,
 * `name` in front, and returns false. */
bool published_times_load(const char *name, const char *given, void *times);

/* The first value that is of such an ensemble; N within 2 %. NULL: there is none. */
const struct published_time *published_times_find(const struct published_times *times,
                                                  const struct parameters *parameters);

#endif
