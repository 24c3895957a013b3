/* The result put together from the journals of all ranks, when all runs are done. */
#ifndef TPMSYNC_MERGE_H
#define TPMSYNC_MERGE_H

#include "ensemble/session.h"
#include "file/provenance.h"
#include "schema/parameters.h"

/* Collective. Checks the journals that this rank carries and writes their runs to a file at
 * `path`, a stretch at a time, then the mean curve, closes the file and reads it back. A
 * failure ends the job; the journals stay. */
void merge(struct session *session, const struct mean_curve *curve, const char *path,
           const struct parameters *parameters, const struct provenance *provenance);

/* The same of what is done so far, of a session that is another's and was read alone
 * (takeover_read): by one rank, whose journals were checked; the other runs get the values of
 * runs that are not done. */
void merge_what_is_done(struct session *session, const struct mean_curve *curve,
                        const char *path, const struct parameters *parameters,
                        const struct provenance *provenance);

#endif
