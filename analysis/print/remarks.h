/* Remarks on files that a reducer leaves out: collected while it works, a line each with the
 * name of the command in front, to stand in its JSON and to be told on standard error in the
 * end. */
#ifndef TPMSYNC_REMARKS_H
#define TPMSYNC_REMARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "print/json.h"

struct remarks {
    const char *name; /* of the command */
    FILE *stream;     /* to be written to */
    char *text;       /* what has been, [size] */
    size_t size;
};

/* False without memory. */
bool remarks_open(struct remarks *remarks, const char *name);

/* "remarks": [...], what was remarked so far, without the name of the command. */
void remarks_write_json(const struct remarks *remarks, struct json *json);

/* Tells all on standard error, and frees them. */
void remarks_close(struct remarks *remarks);

#endif
