/* power_loss LOG ROOT FOLDER CUT VARIANT: makes FOLDER as a disk may hold it when the power
 * fails after the first CUT of the recorded calls (record.h). Prints how many there are in all,
 * and the number of the call that ended the latest commit which the program had taken for done
 * by then: what it had committed must be there whatever the disk has lost.
 *
 * Names count from the moment at which their folder was brought to the disk, data from that of
 * their file; the rest is open, and each variant decides it in one way:
 *
 *     lost     neither names nor data that were not synced
 *     names    all names, only data that were synced: files may be empty or short
 *     zeros    the same with the lengths that the files had, zeros in the place of data
 *     data     all data, only names that were synced
 *     kept     all of both, as after a kill
 *
 * LOG is all records of all processes, in any order; ROOT the folder in which the recorded
 * program ran.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "record.h"

struct bytes {
    unsigned char *at;
    size_t size;
};

/* A file, or a folder. */
struct object {
    int64_t inode;
    bool is_folder;
    struct bytes now, synced;
};

/* A name and what it stands for, now and on the disk; NULL: there is no such name. */
struct name {
    char path[RECORD_PATH_MAX];
    struct object *now, *synced;
};

enum { NAMES_MAX = 4096, OBJECTS_MAX = 4096 };

static struct name names[NAMES_MAX];
static struct object objects[OBJECTS_MAX];
static int name_count, object_count;

static void need(bool good, const char *what) {
    if (good)
        return;
    perror(what);
    exit(EXIT_FAILURE);
}

static void set_size(struct bytes *b, size_t size) {
    b->at = realloc(b->at, size + 1);
    need(b->at != NULL, "memory");
    if (size > b->size)
        memset(b->at + b->size, 0, size - b->size);
    b->size = size;
}

static void copy(struct bytes *to, const struct bytes *from) {
    set_size(to, from->size);
    if (from->size > 0)
        memcpy(to->at, from->at, from->size);
}

/* ---- the model --------------------------------------------------------------------------- */

static struct name *name_of(const char *path) {
    for (int n = 0; n < name_count; n++)
        if (strcmp(names[n].path, path) == 0)
            return &names[n];
    need(name_count < NAMES_MAX, "too many names");
    snprintf(names[name_count].path, sizeof names[0].path, "%s", path);
    return &names[name_count++];
}

static struct object *make_object(int64_t inode, bool is_folder) {
    need(object_count < OBJECTS_MAX, "too many files");
    objects[object_count] = (struct object){.inode = inode, .is_folder = is_folder};
    return &objects[object_count++];
}

/* The latest of that number: numbers are given anew. */
static struct object *object_of(int64_t inode) {
    for (int o = object_count - 1; o >= 0; o--)
        if (objects[o].inode == inode)
            return &objects[o];
    return NULL;
}

/* "" for a name without a folder. */
static void folder_of(const char *path, char folder[RECORD_PATH_MAX]) {
    const char *slash = strrchr(path, '/');
    snprintf(folder, RECORD_PATH_MAX, "%.*s", slash ? (int)(slash - path) : 0, path);
}

static void sync_names(const char *folder) {
    char of[RECORD_PATH_MAX];
    for (int n = 0; n < name_count; n++) {
        folder_of(names[n].path, of);
        if (strcmp(of, folder) == 0)
            names[n].synced = names[n].now;
    }
}

/* Open files are recorded by the path that /proc gives, which is absolute. */
static const char *relative(const char *path, const char *root) {
    const size_t length = strlen(root);
    if (strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == '\0'))
        return path + length + (path[length] == '/');
    return strncmp(path, "./", 2) == 0 ? path + 2 : path;
}

static void write_bytes(struct object *o, const struct record *r, const unsigned char *bytes) {
    if (!o)
        return;
    if ((size_t)(r->offset + r->size) > o->now.size)
        set_size(&o->now, (size_t)(r->offset + r->size));
    memcpy(o->now.at + r->offset, bytes, (size_t)r->size);
}

static void apply(const struct record *r, const unsigned char *bytes, const char *root) {
    const char *path = relative(r->path, root), *other = relative(r->other, root);
    struct object *o = object_of(r->inode);
    switch (r->call) {
    case CALL_OPEN:
        if (r->offset == 1)
            name_of(path)->now = make_object(r->inode, false);
        else if (o)
            set_size(&o->now, 0);
        break;
    case CALL_WRITE:
        write_bytes(o, r, bytes);
        break;
    case CALL_TRUNCATE:
        if (o)
            set_size(&o->now, (size_t)r->offset);
        break;
    case CALL_SYNC:
        if (o && !o->is_folder && name_of(path)->now == o)
            copy(&o->synced, &o->now);
        else
            sync_names(path);
        break;
    case CALL_MKDIR:
        name_of(path)->now = make_object(-1, true);
        break;
    case CALL_RENAME:
        name_of(other)->now = name_of(path)->now;
        name_of(path)->now = NULL;
        break;
    case CALL_LINK:
        name_of(other)->now = name_of(path)->now;
        break;
    case CALL_UNLINK:
        name_of(path)->now = NULL;
        break;
    default:
        break;
    }
}

/* ---- making the folder ------------------------------------------------------------------- */

static void write_file(const char *path, const struct bytes *b) {
    FILE *file = fopen(path, "wb");
    need(file && fwrite(b->at, 1, b->size, file) == b->size && fclose(file) == 0, path);
}

static void make_file(const char *path, const struct object *o, const char *variant) {
    const bool all = strcmp(variant, "data") == 0 || strcmp(variant, "kept") == 0;
    struct bytes b = {NULL, 0};
    copy(&b, all ? &o->now : &o->synced);
    if (strcmp(variant, "zeros") == 0)
        set_size(&b, o->now.size);
    write_file(path, &b);
    free(b.at);
}

/* Folders come before what is in them: they were made before. */
static void make_folder(const char *folder, const char *variant) {
    const bool all = strcmp(variant, "lost") != 0 && strcmp(variant, "data") != 0;
    char path[2 * RECORD_PATH_MAX], of[RECORD_PATH_MAX];
    struct stat status;
    for (int n = 0; n < name_count; n++) {
        const struct object *o = all ? names[n].now : names[n].synced;
        folder_of(names[n].path, of);
        snprintf(path, sizeof path, "%s/%s", folder, of);
        if (!o || stat(path, &status) != 0)
            continue; /* or its folder is gone */
        snprintf(path, sizeof path, "%s/%.511s", folder, names[n].path);
        if (o->is_folder)
            need(mkdir(path, 0777) == 0, path);
        else
            make_file(path, o, variant);
    }
}

/* ---- the records ------------------------------------------------------------------------- */

static int by_time(const void *a, const void *b) {
    const struct record *const *x = a, *const *y = b;
    return ((*x)->time > (*y)->time) - ((*x)->time < (*y)->time);
}

static unsigned char *read_log(const char *path, size_t *size) {
    struct stat status;
    FILE *file = fopen(path, "rb");
    need(file && stat(path, &status) == 0, path);
    unsigned char *log = malloc((size_t)status.st_size + 1);
    need(log && fread(log, 1, (size_t)status.st_size, file) == (size_t)status.st_size, path);
    fclose(file);
    *size = (size_t)status.st_size;
    return log;
}

/* The latest renaming of a state after whose syncing, the next call, its process went on. */
static size_t committed(const struct record *const record[], size_t cut) {
    for (size_t i = cut; i-- > 0;) {
        int later = 0;
        if (record[i]->call != CALL_RENAME || !strstr(record[i]->other, "/state-"))
            continue;
        for (size_t j = i + 1; j < cut; j++)
            later += record[j]->process == record[i]->process;
        if (later >= 2)
            return i + 1;
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: power_loss LOG ROOT FOLDER CUT VARIANT\n");
        return EXIT_FAILURE;
    }
    size_t size, count = 0;
    unsigned char *log = read_log(argv[1], &size);
    const struct record **record = calloc(size / sizeof **record + 1, sizeof *record);
    need(record != NULL, "memory");
    for (size_t at = 0; at + sizeof **record <= size;) {
        record[count] = (const struct record *)(const void *)(log + at);
        at += sizeof **record + (((size_t)record[count]->size + 7) & ~(size_t)7);
        count++;
    }
    qsort(record, count, sizeof *record, by_time);
    const size_t cut = (size_t)atoll(argv[4]);
    for (size_t i = 0; i < count && i < cut; i++)
        apply(record[i], (const unsigned char *)(record[i] + 1), argv[2]);
    make_folder(argv[3], argv[5]);
    printf("%zu %zu\n", count, committed(record, cut < count ? cut : count));
    free(record);
    free(log);
    return EXIT_SUCCESS;
}
