/* What a finished file says of itself, for those who find one where they want to write. */
#ifndef TPMSYNC_FINISHED_FILE_H
#define TPMSYNC_FINISHED_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "checkpoint/manifest.h"

/* The parameters that a finished file of schema tpmsync/1 was made with, as parameters_text
 * writes them; to be freed. NULL, with the reason in `why`, when the file is no such file. */
char *finished_file_parameters(const char *path, char *why, size_t size);
/* Its begin, its sessions and their history into a manifest of what goes on with it; false, and
 * that is open, when its provenance cannot be read. */
bool finished_file_history(const char *path, struct manifest *manifest);
/* When a finished file was begun, as its provenance says; false when it does not say. */
bool finished_file_started(const char *path, char *text, size_t size);

/* Whether a file is a snapshot of an unfinished ensemble; then what it says of that. */
bool finished_file_snapshot(const char *path, char *text, size_t size);

#endif
