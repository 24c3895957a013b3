/* What no_file.c has counted. */
#ifndef TPMSYNC_NO_FILE_H
#define TPMSYNC_NO_FILE_H

#include <stdint.h>

/* Runs that this rank has given to the result. */
extern int64_t no_file_runs;

#endif
