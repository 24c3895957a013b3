/* A campaign: the ensembles of a study, of a text file that lists them, one a line.
 *
 *     # a comment, to the end of the line
 *     runs = 2000                                    a variable; its value is all up to the end
 *     NAME COMMAND OPTIONS...                        an ensemble: `tpmsync COMMAND OPTIONS`
 *     L{L=1..3}-N{N=100,1000} simulate --L $L --N $N --runs $runs --seed $(10*L + 1)
 *
 * A range {NAME=LIST} stands for one line for each member of the list, members being words or
 * FROM..TO, separated by commas; it is replaced by the member, which $NAME is in all of the
 * line. Of several ranges the first one is the slowest; an empty list stands for no line. $NAME
 * and $(ARITHMETIC) (expression.h) are replaced by their values, in values and lists, too. A
 * variable is there from its line on, once. A \ at the end joins a line and the next.
 */
#ifndef TPMSYNC_CAMPAIGN_H
#define TPMSYNC_CAMPAIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "faults/faults.h"

enum { CAMPAIGN_NAME_MAX = 200, CAMPAIGN_ENTRIES_MAX = 100000 };

struct campaign_entry {
    int line;    /* of the file, from 1 on */
    char **word; /* [words + 1]: its name, the command, the options; then NULL */
    int words;   /* >= 2 */
};

struct campaign {
    struct campaign_entry *entry; /* [count], in the order of the file; names differ */
    size_t count;
};

/* Reads `text`, which `path` holds. `set` are `settings` words NAME=VALUE that take the place
 * of the values of the file. Every fault is added with its line; then the campaign holds what
 * could be read. To be freed in any case. */
void campaign_read(struct campaign *campaign, const char *path, const char *text,
                   size_t settings, char *const set[], struct faults *faults);
/* Sets chosen[count] of those whose name matches one of the `patterns`, which commas separate:
 * * any letters, ? one, [ab] one of these. A fault for each pattern that matches none. */
void campaign_select(const struct campaign *campaign, const char *patterns, bool chosen[],
                     struct faults *faults);
void campaign_free(struct campaign *campaign);

#endif
