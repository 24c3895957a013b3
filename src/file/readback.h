/* Finished files read back, as anybody would read them: by one process, through HDF5's serial
 * driver. What a library says that it has written is believed when it has been read. */
#ifndef TPMSYNC_READBACK_H
#define TPMSYNC_READBACK_H

#include <stdbool.h>
#include <stddef.h>

#include "checkpoint/tick.h"
#include "file/contents.h"
#include "file/layout.h"

/* How much of a file is read. */
enum readback {
    READBACK_DESCRIPTION, /* of one that was just written: what describes the data */
    READBACK_DATA,        /* of one that was found: the data, too */
    READBACK_DONE,        /* and all runs in it are done */
};

/* Whether so much of a file can be read. Otherwise the reason in `why`. Opens nothing but
 * regular files. */
bool readback_file(const char *path, enum readback much, struct tick look, char *why,
                   size_t size);

/* Adds what the datasets of a file of the kind `files` (datasets.h) hold, in share `part` of 0
 * .. parts - 1: the same number of chunks each. False, with the dataset in `what`, when one
 * cannot be read. */
bool readback_share(const char *path, int files, int part, int parts, struct tick look,
                    struct layout_contents *contents, const char **what);

#endif
