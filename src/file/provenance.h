/* Where a result comes from: what was built, with what, where and how it was run. */
#ifndef TPMSYNC_PROVENANCE_H
#define TPMSYNC_PROVENANCE_H

#include <stdio.h>

enum { PROVENANCE_MAX = 16, PROVENANCE_TEXT = 512 };

struct provenance {
    int count;
    struct {
        const char *name;
        char text[PROVENANCE_TEXT];
    } entry[PROVENANCE_MAX];
};

/* Gathers it on this rank; the time is that of the call, in UTC, as ISO 8601. */
void provenance_gather(struct provenance *provenance, int ranks, int argc, char **argv);
/* Of a result that several sessions have made: when the first began, and how many there were.
 */
void provenance_of_sessions(struct provenance *provenance, const char *begun, int sessions);
void provenance_time(char *text, size_t size);

/* The versions of the program and its libraries, a line each. */
void provenance_print_versions(FILE *stream);

#endif
