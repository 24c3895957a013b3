/* The folder OUTPUT.part, in which an unfinished output lives until it is published as OUTPUT.
 * A session is one start of the program, S its number:
 *
 *     owner-S      who writes (lock.h); the folder belongs to the highest
 *     manifest-S   what is computed, and which session counts (manifest.h); the highest holds
 *     state-S-R    the state of rank R (rank_state.h)
 *     runs-S-R, rows-S-R    its journal (journal.h)
 *     replicate-S-N         result N of a command that makes replicates (replicates.h)
 *     output-S-STAMP        the result while it is being put together; its name is used nowhere
 *                  else on the machine, because Open MPI makes a semaphore of it that all
 *                  processes share, and leaves it locked when it is killed
 *     claim-TIME   an owner-S before it has its name
 *
 * Two sessions never write the same file, so that one which does not know yet that it has lost
 * the folder cannot harm the one that has it.
 */
#ifndef TPMSYNC_PART_FOLDER_H
#define TPMSYNC_PART_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "checkpoint/durable_file.h"

enum { PART_FOLDER_SESSIONS_MAX = 999999999 };

/* OUTPUT.part, to be freed; NULL when there is no memory. */
char *part_folder_path(const char *output);

/* FOLDER/KIND-SESSION-NUMBER, or FOLDER/KIND-SESSION for a negative number. False, with errno
 * set, when that is too long. */
bool part_folder_file(char path[PATH_LENGTH_MAX], const char *folder, const char *kind,
                      int32_t session, int64_t number);

/* The highest session that has a file KIND-S; 0: none has. Negative, with errno set, when the
 * folder cannot be read. */
int32_t part_folder_highest(const char *folder, const char *kind);

/* Whether the folder holds anything that a session has made, but for owners. */
bool part_folder_has_sessions(const char *folder);
/* Whether it was begun by a version of this program that named files in another way. */
bool part_folder_is_of_old(const char *folder);

/* Whether there is anything in it that this program does not make; the name of it in `name`. */
bool part_folder_has_foreign(const char *folder, char name[256]);

/* Which replicates of 0 .. count - 1 are there: a session that has made number n into
 * session[n], else 0. How many there are. */
int64_t part_folder_replicates(const char *folder, int64_t count, int32_t session[]);

/* Removes what counts no more when `session` counts: all that belongs to sessions after it, the
 * states and results of others, and what is torn; leftovers of programs that were killed.
 * Owners and manifests stay, and what session `own` has made. */
void part_folder_sweep(const char *folder, int32_t session, int32_t own);
/* Removes the files KIND-S of sessions before `session`. */
void part_folder_remove_older(const char *folder, const char *kind, int32_t session);

/* Removes all of the above but owner-OWN, manifests first: without them nothing else counts.
 * False, with errno set, if something of it is left. */
bool part_folder_empty(const char *folder, int32_t own);
/* The same, then owner-OWN and the folder. False with errno set. */
bool part_folder_remove(const char *folder, int32_t own);

#endif
