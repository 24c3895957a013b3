/* The traces of an ensemble, row by row, in bounded memory whatever the file's size.
 *
 * A trace of every step is /trace/step, /trace/rho_ab and /trace/rho_ao of schema tpmsync/1:
 * the overlaps of each hidden unit before the first step and after every one, up to the step
 * `trace-until` or the run's last.
 */
#ifndef TPMSYNC_TRACE_READER_H
#define TPMSYNC_TRACE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "read/ensemble_reader.h"

enum { TRACE_PIECE_ROWS = 4096 }; /* of a piece, at most */

/* Rows of one run that follow each other. The last row of a piece is the first of the next one
 * of the same run, so that all pairs of neighbours are seen, and each once. */
struct trace_piece {
    int64_t run;
    size_t rows;          /* >= 1 */
    size_t K;             /* hidden units */
    const int64_t *step;  /* [rows], rises by 1 */
    const double *rho_ab; /* [rows][K] */
    const double *rho_ao; /* [rows][K]; NaN without an attacker */
};

/* Takes a piece, which is gone when it returns. */
typedef void trace_visitor(void *context, const struct trace_piece *piece);

/* Whether the ensemble, of iterate or simulate, has a trace of every step. */
bool trace_is_there(const struct ensemble *ensemble);

/* Shows `visit` the traces of all runs that are done, in the order of runs. False, with what is
 * wrong in `why` as by ensemble_read, if the file has not got what trace_is_there says, or not
 * overlaps; what was shown before that does not count. */
bool trace_read(const struct ensemble *ensemble, trace_visitor *visit, void *context, char *why,
                size_t size);

#endif
