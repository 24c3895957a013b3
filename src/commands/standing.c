#include "commands/standing.h"

#include <stdlib.h>
#include <string.h>

#include "checkpoint/part_folder.h"
#include "checkpoint/rank_state.h"

bool standing_is_of_replicates(const struct manifest *manifest) {
    return strncmp(manifest->parameters, "engine split\n", 13) == 0;
}

/* Of a command that makes no replicates, 0. */
static int64_t count_replicates(const char *folder, const struct manifest *manifest) {
    int32_t *session = standing_is_of_replicates(manifest)
                           ? calloc((size_t)manifest->runs, sizeof *session)
                           : NULL;
    const int64_t count = session ? part_folder_replicates(folder, manifest->runs, session) : 0;
    free(session);
    return count;
}

static bool read_standing(const char *folder, const struct manifest *manifest,
                          struct standing *all, char *why, size_t size) {
    *all = (struct standing){.done = count_replicates(folder, manifest)};
    for (int32_t r = 0; r < manifest->ranks; r++) {
        struct state_header header;
        if (!rank_state_read_header(folder, manifest->session, r, &header, why, size))
            return false;
        all->done += header.runs_done;
        all->steps += header.steps_made;
        all->under_way += header.under_way;
        all->commits += header.commits;
        all->commit_seconds += header.commit_seconds;
        if (header.committed > all->last_commit)
            all->last_commit = header.committed;
        if (r == 0 || header.committed < all->oldest_commit)
            all->oldest_commit = header.committed;
    }
    return true;
}

bool standing_read(const char *folder, struct manifest *manifest, struct standing *all,
                   char *why, size_t size) {
    bool good = false;
    for (int try = 0; try < 3 && !good; try++)
        good = manifest_read(folder, manifest, why, size) &&
               read_standing(folder, manifest, all, why, size);
    return good;
}

double standing_seconds_left(const struct manifest *m, const struct standing *s) {
    const double seconds = s->last_commit - m->session_begun;
    const double ended = (double)(s->done - m->done_before);
    return m->session > 0 && seconds > 0.0 && ended > 0.0
               ? (double)(m->runs - s->done) * seconds / ended
               : -1.0;
}
