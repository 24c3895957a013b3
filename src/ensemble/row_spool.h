/* Rows of the trace that wait to be written: a first-in-first-out list in memory that moves to
 * a temporary file when it grows, so that memory stays bounded however long a run is. */
#ifndef TPMSYNC_ROW_SPOOL_H
#define TPMSYNC_ROW_SPOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "physics/tree_parity.h"

struct trace_row {
    int64_t step;
    double rho_ab[K];
    double rho_ao[K];
};

/* Rows that a rank keeps in memory in all, before it turns to files: 7 MiB. */
enum { ROW_SPOOL_MEMORY = 1 << 17 };

struct row_spool;

/* `folder`: where the temporary file goes (it has no name there and vanishes with the process);
 * copied. `memory_rows` >= 1: rows that it keeps in memory. NULL when there is no memory. */
struct row_spool *row_spool_new(const char *folder, int64_t memory_rows);
void row_spool_destroy(struct row_spool *spool);

/* False, with errno set, when the temporary file cannot be made or the disk is full. */
bool row_spool_append(struct row_spool *spool, const struct trace_row *row);
/* Appends all rows of `from`. */
bool row_spool_append_all(struct row_spool *spool, struct row_spool *from);
int64_t row_spool_count(const struct row_spool *spool);
/* Copies rows begin .. begin + count - 1, which must exist. */
bool row_spool_read(struct row_spool *spool, int64_t begin, int64_t count,
                    struct trace_row rows[]);
/* Forgets all rows and gives back the disk space. */
bool row_spool_clear(struct row_spool *spool);

#endif
