/* What status says of a folder of ensembles. */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "checkpoint/lock.h"
#include "checkpoint/part_folder.h"
#include "commands/commands.h"
#include "commands/standing.h"
#include "file/finished_file.h"
#include "record/progress.h"
#include "schema/description.h"

struct row {
    char name[256];
    char command[32];
    int64_t done, asked; /* 0: there are no runs */
    const char *state;
    double bytes, left; /* left: seconds; negative: unknown, or nothing */
    char why[512];      /* that it is damaged; else "" */
};

/* How many letters of a name are that of an ensemble, without .h5 and .part; 0: it is none. */
static size_t ensemble_length(const char *name) {
    size_t length = strlen(name);
    if (length > 5 && strcmp(name + length - 5, ".part") == 0)
        length -= 5;
    return length > 3 && *name != '.' && strncmp(name + length - 3, ".h5", 3) == 0 ? length - 3
                                                                                   : 0;
}

static int is_ensemble(const struct dirent *entry) {
    return ensemble_length(entry->d_name) > 0;
}

static bool exists(const char *path) {
    struct stat status;
    return stat(path, &status) == 0;
}

static double bytes_of(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 ? (double)status.st_size : 0.0;
}

static double bytes_in(const char *folder) {
    double bytes = 0.0;
    DIR *open = opendir(folder);
    for (struct dirent *entry; open && (entry = readdir(open));) {
        char path[PATH_LENGTH_MAX];
        if (*entry->d_name != '.' &&
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < (int)sizeof path)
            bytes += bytes_of(path);
    }
    if (open)
        closedir(open);
    return bytes;
}

/* The first line of a text of parameters is "engine COMMAND". */
static void read_command(struct row *row, const char *parameters) {
    snprintf(row->command, sizeof row->command, "%.*s",
             (int)strcspn(parameters + strlen("engine "), "\n"),
             parameters + strlen("engine "));
    row->asked = strcmp(row->command, "ode") == 0 ? 0 : parameters_count(parameters);
}

static void look_at_file(struct row *row, const char *path) {
    char *text = finished_file_parameters(path, row->why, sizeof row->why);
    row->state = text ? "complete" : "damaged";
    if (text) {
        read_command(row, text);
        row->done = row->asked;
    }
    free(text);
}

static void look_at_folder(struct row *row, const char *folder) {
    struct manifest manifest;
    struct standing standing;
    struct lock_owner owner;
    enum lock_life life = LOCK_DEAD;
    double age;
    if (!standing_read(folder, &manifest, &standing, row->why, sizeof row->why)) {
        row->state = "damaged";
        return;
    }
    read_command(row, manifest.parameters);
    row->done = standing.done;
    lock_look(folder, &owner, &life, &age);
    row->state = life == LOCK_DEAD    ? "unfinished"
                 : life == LOCK_ALIVE ? "running"
                                      : "perhaps running";
    row->left = standing_seconds_left(&manifest, &standing);
}

static struct row look_at(const char *folder, const char *name, size_t length) {
    struct row row = {.state = "", .left = -1.0};
    char path[PATH_LENGTH_MAX], part[PATH_LENGTH_MAX + sizeof ".part"];
    snprintf(row.name, sizeof row.name, "%.*s", (int)length, name);
    snprintf(path, sizeof path, "%s/%s.h5", folder, row.name);
    snprintf(part, sizeof part, "%s.part", path);
    row.bytes = bytes_of(path) + bytes_in(part);
    if (exists(part) && (manifest_exists(part) || !exists(path)))
        look_at_folder(&row, part);
    else
        look_at_file(&row, path);
    return row;
}

static void print(const struct row *row, int width) {
    char left[32] = "", runs[48] = "-";
    if (row->left >= 0.0)
        progress_time(left, sizeof left, row->left);
    if (row->asked > 0)
        snprintf(runs, sizeof runs, "%" PRId64 "/%" PRId64, row->done, row->asked);
    printf("%-*s  %-10s  %17s  %-15s  %9.3f  %s%s\n", width, row->name,
           *row->command ? row->command : "?", runs, row->state, 1e-6 * row->bytes, left,
           row->why);
}

int status_of_folder(const char *folder) {
    struct dirent **entries;
    int width = 4, ensembles = 0, status = EXIT_DONE;
    const int count = scandir(folder, &entries, is_ensemble, alphasort);
    for (int i = 0; i < count; i++)
        if ((int)ensemble_length(entries[i]->d_name) > width)
            width = (int)ensemble_length(entries[i]->d_name);
    printf("%-*s  %-10s  %17s  %-15s  %9s  %s\n", width, "name", "command", "runs", "state",
           "MB", "time left");
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        const size_t length = ensemble_length(name);
        /* NAME.h5.part comes behind NAME.h5. */
        if (i > 0 && length == ensemble_length(entries[i - 1]->d_name) &&
            strncmp(name, entries[i - 1]->d_name, length) == 0)
            continue;
        const struct row row = look_at(folder, name, length);
        print(&row, width);
        ensembles++;
        if (*row.why)
            status = EXIT_USAGE;
    }
    for (int i = 0; i < count; i++)
        free(entries[i]);
    if (count >= 0)
        free(entries);
    if (ensembles == 0) {
        fprintf(stderr, "tpmsync status: %s: there are no ensembles in this folder\n", folder);
        return EXIT_USAGE;
    }
    return status;
}
