/* What a finished file says of itself, for those who find one where they want to write. */
#ifndef TPMSYNC_FINISHED_FILE_H
#define TPMSYNC_FINISHED_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* The parameters that a finished file of schema tpmsync/1 was made with, as parameters_text
 * writes them; to be freed. NULL, with the reason in `why`, when the file is no such file. */
char *finished_file_parameters(const char *path, char *why, size_t size);
/* When a finished file was begun, as its provenance says; false when it does not say. */
bool finished_file_started(const char *path, char *text, size_t size);

#endif
