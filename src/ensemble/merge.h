/* The result put together from the journals of all ranks, when all runs are done. */
#ifndef TPMSYNC_MERGE_H
#define TPMSYNC_MERGE_H

#include "ensemble/session.h"
#include "file/ensemble_file.h"

/* Collective. Checks the journals that this rank carries and writes their runs, a stretch at a
 * time, then the mean curve, and closes the file. A failure ends the job; the journals stay. */
void merge(struct session *session, const struct mean_curve *curve, struct ensemble_file *file);

#endif
