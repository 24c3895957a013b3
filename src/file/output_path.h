/* The name of the output and of the unfinished file beside it. */
#ifndef TPMSYNC_OUTPUT_PATH_H
#define TPMSYNC_OUTPUT_PATH_H

#include <stdbool.h>

#include "cli/parameters.h"

/* PATH.part, where the file is written until it is complete; to be freed. */
char *output_path_part(const char *path);
/* The folder of a path, "." if it names none; to be freed. */
char *output_path_folder(const char *path);

/* Adds to `faults` whatever stands against writing there: a file that exists (unless `force`),
 * a folder that is missing or not writable, another writer, too little space for `bytes`. If
 * nothing does, PATH.part exists, empty, when it returns. Called on one rank. */
void output_path_check(const char *path, bool force, double bytes, struct faults *faults);
/* Renames PATH.part to PATH; false with errno set. */
bool output_path_publish(const char *path);

#endif
