/* The folder OUTPUT.part, in which an unfinished output lives until it is published as OUTPUT:
 *
 *     lock         who writes (lock.h)
 *     manifest     what is computed, and which session counts (manifest.h)
 *     state-S-R    the state of rank R in session S (rank_state.h)
 *     runs-S-R, rows-S-R    its journal (journal.h)
 *     replicate-N-0         result N - 1 of a command that makes replicates (replicates.h)
 *     output.h5    the result while it is being put together
 *
 * A session is one start of the program; every resume begins a new one.
 */
#ifndef TPMSYNC_PART_FOLDER_H
#define TPMSYNC_PART_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "checkpoint/durable_file.h"

/* OUTPUT.part, to be freed; NULL when there is no memory. */
char *part_folder_path(const char *output);

/* FOLDER/KIND-SESSION-RANK, or FOLDER/KIND for a session of 0. False, with errno set, when that
 * is too long. */
bool part_folder_file(char path[PATH_LENGTH_MAX], const char *folder, const char *kind,
                      int32_t session, int32_t rank);

/* Whether the folder holds anything of a session. */
bool part_folder_has_sessions(const char *folder);

/* How many replicates are there. */
int64_t part_folder_replicates(const char *folder);

/* Removes what belongs to no session up to `session` or, of states, to none but `session`:
 * leftovers of a program that was killed. */
void part_folder_sweep(const char *folder, int32_t session);

/* Removes the folder and all of the above in it, the manifest first: without it nothing else
 * counts. False with errno set. */
bool part_folder_remove(const char *folder);

#endif
