/* The single numbers that `ode` and `split` find, which stand in their files as root attributes
 * beside the parameters: one table, by which they are written, read and documented. */
#ifndef TPMSYNC_RESULTS_H
#define TPMSYNC_RESULTS_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/datasets.h"

/* 0 in files of others. */
struct results {
    /* ode */
    double eta_c, eta_c_closed_form; /* critical learning rate: by root finding, and exactly */
    double fixed_point;              /* of the attacker after synchronisation */
    double eta_last_interior;        /* the largest eta with a stationary rho^AB inside; or 0 */

    /* split; times in steps */
    double passage, passage_error;  /* passage: mean time of one unit to the learned state, > 0,
                                     * and its standard error, >= 0 */
    double passage_mark;            /* passage: to the gap K (1 - cl), > 0 */
    double dead_mark, dead_learned; /* passage: shortest ways there, 0 <= dead_mark <= .. */
    double learning_time, learning_time_error; /* passage: mean since synchronisation, > 0 */
    double lucky, lucky_error;                 /* lucky: probability, 0 .. 1; standard error */
};

enum result_range { RANGE_POSITIVE, RANGE_NOT_NEGATIVE, RANGE_PROBABILITY };

struct result {
    const char *name;
    int files;     /* whose files hold it, bits of datasets.h */
    size_t offset; /* in struct results */
    enum result_range range;
    bool newer; /* older files may lack it */
    const char *units, *long_name;
};

extern const struct result result_table[];
extern const int result_count;

#endif
