/* Where a result comes from: what was built, with what, where and how it was run. */
#ifndef TPMSYNC_PROVENANCE_H
#define TPMSYNC_PROVENANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { PROVENANCE_MAX = 16, PROVENANCE_TEXT = 512 };

struct provenance {
    const char *history; /* of all sessions, see below; NULL: none */
    int count;
    struct {
        const char *name;
        char text[PROVENANCE_TEXT];
    } entry[PROVENANCE_MAX];
};

/* Gathers it on this rank; the time is that of the call, in UTC, as ISO 8601. */
void provenance_gather(struct provenance *provenance, int ranks, int argc, char **argv);
/* One thing more, `name` being a literal. */
void provenance_add(struct provenance *provenance, const char *name, const char *text);
/* Of a result that several sessions have made: when the first began, how many there were, and
 * their history, which is not copied. */
void provenance_of_sessions(struct provenance *provenance, const char *begun, int sessions,
                            const char *history);

/* The history of sessions: a line " sessions A-B, the first begun TIME: BUILD, MACHINE" for
 * each stretch of sessions that were built and run alike. Adds session number `session`. Where
 * there is no room for more, lines from the middle go. */
void provenance_add_session(char *history, size_t size, int session,
                            const struct provenance *provenance);
/* Whether the last session of a history, if there is one, was of this revision of the program.
 */
bool provenance_is_of_revision(const char *history, const struct provenance *provenance);

void provenance_time(char *text, size_t size);

/* The versions of the program and its libraries, a line each. */
void provenance_print_versions(FILE *stream);

#endif
