/* The finished runs of all ranks in the order of runs, in whatever journals they stand: a
 * window of them at a time, the same on all ranks. */
#ifndef TPMSYNC_RUN_TABLE_H
#define TPMSYNC_RUN_TABLE_H

#include "ensemble/session.h"

/* Runs of a window: 13 MiB. */
enum { RUN_WINDOW = 1 << 17 };

struct run_table;

/* Collective. Goes through the records of the session's journals once; a failure ends the job.
 */
struct run_table *run_table_new(struct session *session);
void run_table_destroy(struct run_table *table);

/* Collective: the runs begin .. begin + count - 1, count <= RUN_WINDOW; those that are not done
 * as they look in a file. Returns how many are done. A run that is there twice, or a failure,
 * ends the job. */
int64_t run_table_read(struct run_table *table, int64_t begin, int64_t count,
                       struct run_record record[]);

#endif
