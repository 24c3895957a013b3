#include "checkpoint/part_folder.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *part_folder_path(const char *output) {
    const size_t size = strlen(output) + sizeof ".part";
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s.part", output);
    return path;
}

bool part_folder_file(char path[PATH_LENGTH_MAX], const char *folder, const char *kind,
                      int32_t session, int64_t number) {
    const int length =
        number < 0 ? snprintf(path, PATH_LENGTH_MAX, "%s/%s-%" PRId32, folder, kind, session)
                   : snprintf(path, PATH_LENGTH_MAX, "%s/%s-%" PRId32 "-%" PRId64, folder, kind,
                              session, number);
    errno = ENAMETOOLONG;
    return length < PATH_LENGTH_MAX;
}

/* ---- what is in it ----------------------------------------------------------------------- */

enum kind { OWNER, MANIFEST, OUTPUT, STATE, RUNS, ROWS, REPLICATE, KINDS, CLAIM, OLD, FOREIGN };

static const char *const kind_name[KINDS] = {"owner", "manifest", "output",   "state",
                                             "runs",  "rows",     "replicate"};

/* What the name of a file in the folder says. */
struct file_name {
    enum kind kind;
    bool is_torn; /* NAME.new: was being replaced */
    int32_t session;
    int64_t number; /* of a rank or replicate; -1: the kind has none */
};

/* Names of others may begin like ours: only what we would write is ours. */
static bool is_of_kind(const char *stem, enum kind kind, struct file_name *name) {
    char made[PATH_LENGTH_MAX], path[64];
    const size_t length = strlen(kind_name[kind]);
    name->kind = kind;
    name->number = -1;
    if (strncmp(stem, kind_name[kind], length) != 0 || strlen(stem) > sizeof path - 3)
        return false;
    const int read =
        sscanf(stem + length, "-%9" SCNd32 "-%19" SCNd64, &name->session, &name->number);
    snprintf(path, sizeof path, "./%s", stem);
    return read == (kind < OUTPUT ? 1 : 2) && name->session >= 1 && name->number >= -1 &&
           part_folder_file(made, ".", kind_name[kind], name->session, name->number) &&
           strcmp(made, path) == 0;
}

/* As an earlier version named them. */
static bool is_old(const char *stem) {
    return strcmp(stem, "lock") == 0 || strcmp(stem, "manifest") == 0 ||
           strcmp(stem, "output.h5") == 0;
}

static struct file_name parse_name(const char *text) {
    static const char claim[] = "claim-";
    char stem[64];
    const size_t length = strlen(text);
    struct file_name name = {0};
    const bool is_torn = length > 4 && strcmp(text + length - 4, ".new") == 0;
    snprintf(stem, sizeof stem, "%.*s", (int)(is_torn ? length - 4 : length), text);
    for (enum kind kind = 0; kind < KINDS; kind++)
        if (is_of_kind(stem, kind, &name)) {
            name.is_torn = is_torn;
            return name;
        }
    const size_t begin = sizeof claim - 1;
    const bool is_claim = strncmp(text, claim, begin) == 0 && length > begin && length < 64 &&
                          strspn(text + begin, "0123456789") == length - begin;
    return (struct file_name){.kind = is_claim       ? CLAIM
                                      : is_old(stem) ? OLD
                                                     : FOREIGN,
                              .is_torn = is_torn};
}

/* Calls `visit` for every file; false, with errno set, if the folder cannot be read. */
static bool for_each_file(const char *folder, void (*visit)(const char *name, void *self),
                          void *self) {
    DIR *stream = opendir(folder);
    if (!stream)
        return false;
    for (;;) {
        errno = 0;
        /* Each stream is read by one thread alone. */
        const struct dirent *entry = readdir(stream); // NOLINT(concurrency-mt-unsafe)
        if (!entry)
            break;
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            visit(entry->d_name, self);
    }
    const int error = errno;
    closedir(stream);
    errno = error;
    return error == 0;
}

struct highest {
    const char *kind;
    int32_t session;
};

static void note_highest(const char *text, void *self) {
    struct highest *highest = self;
    const struct file_name name = parse_name(text);
    if (name.kind < KINDS && !name.is_torn &&
        strcmp(kind_name[name.kind], highest->kind) == 0 && name.session > highest->session)
        highest->session = name.session;
}

int32_t part_folder_highest(const char *folder, const char *kind) {
    struct highest highest = {kind, 0};
    return for_each_file(folder, note_highest, &highest) ? highest.session : -1;
}

static void note_session(const char *text, void *self) {
    bool *found = self;
    const struct file_name name = parse_name(text);
    /* What is torn was never anything. */
    *found = *found || name.kind == OLD ||
             (name.kind < KINDS && name.kind != OWNER && !name.is_torn);
}

bool part_folder_has_sessions(const char *folder) {
    bool found = false;
    /* What cannot be looked at must not be taken for empty. */
    return !for_each_file(folder, note_session, &found) || found;
}

static void note_old(const char *text, void *self) {
    bool *found = self;
    *found = *found || strcmp(text, "manifest") == 0;
}

bool part_folder_is_of_old(const char *folder) {
    bool found = false;
    return for_each_file(folder, note_old, &found) && found;
}

static void note_foreign(const char *text, void *self) {
    /* Network file systems keep what was removed while it was open under such names. */
    if (parse_name(text).kind == FOREIGN && strncmp(text, ".nfs", 4) != 0)
        snprintf(self, 256, "%s", text);
}

bool part_folder_has_foreign(const char *folder, char name[256]) {
    name[0] = '\0';
    return for_each_file(folder, note_foreign, name) && name[0] != '\0';
}

struct replicates_found {
    int64_t count, found;
    int32_t *session;
};

static void note_replicate(const char *text, void *self) {
    struct replicates_found *all = self;
    const struct file_name name = parse_name(text);
    if (name.kind != REPLICATE || name.is_torn || name.number >= all->count)
        return;
    all->found += all->session[name.number] == 0;
    all->session[name.number] = name.session;
}

int64_t part_folder_replicates(const char *folder, int64_t count, int32_t session[]) {
    struct replicates_found all = {count, 0, session};
    memset(session, 0, (size_t)count * sizeof *session);
    for_each_file(folder, note_replicate, &all);
    return all.found;
}

/* ---- removing ---------------------------------------------------------------------------- */

struct removal {
    const char *folder;
    int32_t session, own; /* which counts, and which removes */
    enum kind only;       /* KINDS: of any kind */
    int error;            /* errno of the first that could not be removed */
};

static void remove_file(struct removal *removal, const char *name) {
    char path[PATH_LENGTH_MAX];
    errno = ENAMETOOLONG;
    if ((snprintf(path, sizeof path, "%s/%s", removal->folder, name) >= (int)sizeof path ||
         unlink(path) != 0) &&
        errno != ENOENT && !removal->error)
        removal->error = errno;
}

static bool counts_no_more(const struct file_name *name, int32_t session) {
    switch (name->kind) {
    case STATE:
        return name->session != session;
    case OUTPUT:
        return true;
    case RUNS:
    case ROWS:
    case REPLICATE:
        return name->session > session;
    default:
        return false;
    }
}

static void sweep_file(const char *text, void *self) {
    struct removal *removal = self;
    const struct file_name name = parse_name(text);
    if (name.kind < KINDS && name.session != removal->own &&
        (name.is_torn || counts_no_more(&name, removal->session)))
        remove_file(removal, text);
}

void part_folder_sweep(const char *folder, int32_t session, int32_t own) {
    struct removal removal = {.folder = folder, .session = session, .own = own};
    for_each_file(folder, sweep_file, &removal);
}

struct older {
    struct removal removal;
    const char *kind;
};

static void remove_if_older(const char *text, void *self) {
    struct older *older = self;
    const struct file_name name = parse_name(text);
    if (name.kind < KINDS && name.session < older->removal.session &&
        strcmp(kind_name[name.kind], older->kind) == 0)
        remove_file(&older->removal, text);
}

void part_folder_remove_older(const char *folder, const char *kind, int32_t session) {
    struct older older = {{.folder = folder, .session = session}, kind};
    for_each_file(folder, remove_if_older, &older);
}

/* All but the own owner, which goes last. */
static void remove_ours(const char *text, void *self) {
    struct removal *removal = self;
    const struct file_name name = parse_name(text);
    const bool is_owner = name.kind == OWNER && name.session == removal->own;
    if (name.kind != FOREIGN && !is_owner &&
        (removal->only == KINDS || name.kind == removal->only))
        remove_file(removal, text);
}

bool part_folder_empty(const char *folder, int32_t own) {
    struct removal removal = {.folder = folder, .own = own, .only = MANIFEST};
    bool read = for_each_file(folder, remove_ours, &removal);
    /* For good, before what they speak of goes. */
    if (read && removal.error == 0 && !durable_sync_folder(folder))
        return false;
    removal.only = KINDS;
    read = read && removal.error == 0 && for_each_file(folder, remove_ours, &removal);
    if (removal.error)
        errno = removal.error;
    return read && removal.error == 0;
}

bool part_folder_remove(const char *folder, int32_t own) {
    char path[PATH_LENGTH_MAX];
    if (!part_folder_empty(folder, own) || !part_folder_file(path, folder, "owner", own, -1))
        return false;
    unlink(path);
    return rmdir(folder) == 0;
}
