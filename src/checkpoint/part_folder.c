#include "checkpoint/part_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *part_folder_path(const char *output) {
    static const char ending[] = ".part";
    const size_t length = strlen(output);
    char *path = malloc(length + sizeof ending);
    if (path) {
        memcpy(path, output, length);
        memcpy(path + length, ending, sizeof ending);
    }
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

/* The session that the name of a file speaks of; 0 for none. */
static int session_of(const char *name, bool *is_state) {
    int session = 0, rank = 0;
    *is_state = sscanf(name, "state-%d-%d", &session, &rank) == 2;
    if (*is_state || sscanf(name, "runs-%d-%d", &session, &rank) == 2 ||
        sscanf(name, "rows-%d-%d", &session, &rank) == 2 ||
        sscanf(name, "replicate-%d-%d", &session, &rank) == 2)
        return session;
    return 0;
}

/* Calls `visit` for every file, until it returns false. */
static void for_each_file(const char *folder, bool (*visit)(const char *name, void *self),
                          void *self) {
    DIR *stream = opendir(folder);
    if (!stream)
        return;
    const struct dirent *entry;
    /* Each stream is read by one thread alone. */
    while ((entry = readdir(stream)) != NULL) // NOLINT(concurrency-mt-unsafe)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            !visit(entry->d_name, self))
            break;
    closedir(stream);
}

static bool is_no_session(const char *name, void *self) {
    bool is_state;
    bool *found = self;
    *found = session_of(name, &is_state) > 0;
    return !*found;
}

bool part_folder_has_sessions(const char *folder) {
    bool found = false;
    for_each_file(folder, is_no_session, &found);
    return found;
}

static bool ends_in_new(const char *name) {
    const size_t length = strlen(name);
    return length > 4 && strcmp(name + length - 4, ".new") == 0;
}

static bool count_replicate(const char *name, void *self) {
    int64_t *count = self;
    *count += strncmp(name, "replicate-", 10) == 0 && !ends_in_new(name);
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

static bool sweep_file(const char *name, void *self) {
    const struct sweep *sweep = self;
    bool is_state;
    const int session = session_of(name, &is_state);
    const bool torn = ends_in_new(name);
    if (torn || session > sweep->session || (is_state && session != sweep->session) ||
        strcmp(name, "output.h5") == 0)
        remove_file(sweep->folder, name);
    return true;
}

void part_folder_sweep(const char *folder, int32_t session) {
    struct sweep sweep = {folder, session};
    for_each_file(folder, sweep_file, &sweep);
}

static bool remove_any(const char *name, void *self) {
    const char *folder = self;
    bool is_state;
    const bool torn = ends_in_new(name);
    if (session_of(name, &is_state) > 0 || torn || strcmp(name, "output.h5") == 0)
        remove_file(folder, name);
    return true;
}

bool part_folder_remove(const char *folder) {
    char copy[PATH_LENGTH_MAX];
    if (!part_folder_file(copy, folder, "", 0, 0))
        return false;
    copy[strlen(copy) - 1] = '\0'; /* the slash */
    remove_file(folder, "manifest");
    for_each_file(folder, remove_any, copy);
    remove_file(folder, "lock");
    return rmdir(folder) == 0;
}
