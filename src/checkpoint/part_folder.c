#include "checkpoint/part_folder.h"

#include <dirent.h>
#include <errno.h>
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
                      int32_t session, int32_t rank) {
    const int length = session > 0 ? snprintf(path, PATH_LENGTH_MAX, "%s/%s-%d-%d", folder,
                                              kind, session, rank)
                                   : snprintf(path, PATH_LENGTH_MAX, "%s/%s", folder, kind);
    errno = ENAMETOOLONG;
    return length < PATH_LENGTH_MAX;
}

/* ---- what is in it ----------------------------------------------------------------------- */

/* What the name of a file in the folder says. */
struct file_name {
    bool is_ours;  /* one that this program makes */
    bool is_state; /* state-S-R */
    bool is_torn;  /* NAME.new: was being replaced */
    int session;   /* 0: of none */
};

static struct file_name parse_name(const char *text) {
    static const char *const kinds[] = {"state", "runs", "rows", "replicate"};
    char stem[64], made[64];
    const size_t length = strlen(text);
    struct file_name name = {.is_torn = length > 4 && strcmp(text + length - 4, ".new") == 0};
    snprintf(stem, sizeof stem, "%.*s", (int)(name.is_torn ? length - 4 : length), text);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        int session = 0, rank = 0;
        const size_t kind = strlen(kinds[k]);
        if (strncmp(stem, kinds[k], kind) != 0 ||
            sscanf(stem + kind, "-%9d-%9d", &session, &rank) != 2 || session < 1 || rank < 0)
            continue;
        /* Names of others may begin like ours: only what we would write is ours. */
        snprintf(made, sizeof made, "%s-%d-%d", kinds[k], session, rank);
        if (strcmp(made, stem) != 0)
            continue;
        name.is_ours = true;
        name.is_state = k == 0;
        name.session = session;
        return name;
    }
    name.is_ours = strcmp(stem, "manifest") == 0 || strcmp(text, "lock") == 0 ||
                   strcmp(text, "output.h5") == 0;
    return name;
}

/* Calls `visit` for every file, until it returns false; false if the folder cannot be read. */
static bool for_each_file(const char *folder, bool (*visit)(const char *name, void *self),
                          void *self) {
    DIR *stream = opendir(folder);
    if (!stream)
        return false;
    const struct dirent *entry;
    /* Each stream is read by one thread alone. */
    while ((entry = readdir(stream)) != NULL) // NOLINT(concurrency-mt-unsafe)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            !visit(entry->d_name, self))
            break;
    closedir(stream);
    return true;
}

static bool is_no_session(const char *name, void *self) {
    bool *found = self;
    *found = parse_name(name).session > 0;
    return !*found;
}

bool part_folder_has_sessions(const char *folder) {
    bool found = false;
    /* What cannot be looked at must not be taken for empty. */
    return !for_each_file(folder, is_no_session, &found) || found;
}

static bool count_replicate(const char *text, void *self) {
    int64_t *count = self;
    const struct file_name name = parse_name(text);
    *count += name.is_ours && !name.is_torn && strncmp(text, "replicate-", 10) == 0;
    return true;
}

int64_t part_folder_replicates(const char *folder) {
    int64_t count = 0;
    for_each_file(folder, count_replicate, &count);
    return count;
}

/* ---- removing ---------------------------------------------------------------------------- */

static void remove_file(const char *folder, const char *name) {
    char path[PATH_LENGTH_MAX];
    if (part_folder_file(path, folder, name, 0, 0))
        unlink(path);
}

struct sweep {
    const char *folder;
    int32_t session;
};

static bool sweep_file(const char *text, void *self) {
    const struct sweep *sweep = self;
    const struct file_name name = parse_name(text);
    if (name.is_ours &&
        (name.is_torn || name.session > sweep->session ||
         (name.is_state && name.session != sweep->session) || strcmp(text, "output.h5") == 0))
        remove_file(sweep->folder, text);
    return true;
}

void part_folder_sweep(const char *folder, int32_t session) {
    struct sweep sweep = {folder, session};
    for_each_file(folder, sweep_file, &sweep);
}

/* All but the lock, which goes last. */
static bool remove_ours(const char *text, void *self) {
    const struct file_name name = parse_name(text);
    if (name.is_ours && strcmp(text, "lock") != 0)
        remove_file(self, text);
    return true;
}

bool part_folder_remove(const char *folder) {
    char copy[PATH_LENGTH_MAX];
    if (!part_folder_file(copy, folder, "", 0, 0))
        return false;
    copy[strlen(copy) - 1] = '\0'; /* the slash */
    remove_file(folder, "manifest");
    for_each_file(folder, remove_ours, copy);
    remove_file(folder, "lock");
    return rmdir(folder) == 0;
}
