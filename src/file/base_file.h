/* A finished file whose runs are to become part of a larger one: read as the records and the
 * sums that it was written from. By one process, through HDF5's serial driver. */
#ifndef TPMSYNC_BASE_FILE_H
#define TPMSYNC_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "checkpoint/journal.h"
#include "record/mean_curve.h"
#include "schema/parameters.h"

struct base_file;

/* Opens a file that is known to be of these parameters, however many runs it has. NULL, with
 * the reason in `why`, when that fails, or when a version made it that kept no sums. */
struct base_file *base_file_open(const char *path, const struct parameters *parameters,
                                 char *why, size_t size);
/* Also of NULL. */
void base_file_close(struct base_file *base);

/* Adds all its runs, which must be `runs`, to a curve on the same grid; `last_step` is the
 * first step of the grid that none has gone beyond. False, with the reason in `why`. */
bool base_file_add_up(struct base_file *base, int64_t runs, struct mean_curve *curve,
                      int64_t *last_step, char *why, size_t size);

/* The runs begin .. begin + count - 1. The chain of a run that has a trace names no session,
 * and the first of its rows. False, with the dataset that cannot be read in `what`. */
bool base_file_read_runs(struct base_file *base, int64_t begin, int64_t count,
                         struct run_record record[], const char **what);

/* How many rows the trace has; negative if that cannot be told. */
int64_t base_file_rows(const struct base_file *base);
/* Its rows begin .. begin + count - 1, as record/trace_row.h lays them out. False, with the
 * dataset that cannot be read in `what`. */
bool base_file_read_rows(struct base_file *base, int64_t begin, int64_t count, double rows[],
                         const char **what);

#endif
