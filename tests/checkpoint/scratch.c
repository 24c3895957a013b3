#include "scratch.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/tpmsync-test-XXXXXX";

static void need(bool good, const char *what) {
    if (good)
        return;
    perror(what);
    exit(EXIT_FAILURE);
}

const char *scratch_folder(void) {
    need(mkdtemp(folder), folder);
    return folder;
}

int scratch_remove(void **unused) {
    (void)unused;
    DIR *stream = opendir(folder);
    need(stream, folder);
    for (const struct dirent *entry; (entry = readdir(stream));)
        if (entry->d_name[0] != '.')
            need(remove(scratch_path(entry->d_name)) == 0, entry->d_name);
    closedir(stream);
    need(rmdir(folder) == 0, folder);
    return 0;
}

const char *scratch_path(const char *name) {
    static char path[2][512];
    static int next;
    next = !next;
    snprintf(path[next], sizeof path[next], "%s/%s", folder, name);
    return path[next];
}

bool scratch_exists(const char *name) {
    return access(scratch_path(name), F_OK) == 0;
}

void scratch_write(const char *name, const void *bytes, size_t size) {
    FILE *file = fopen(scratch_path(name), "wb");
    need(file && fwrite(bytes, 1, size, file) == size, name);
    need(fclose(file) == 0, name);
}

unsigned char *scratch_read(const char *name, size_t *size) {
    FILE *file = fopen(scratch_path(name), "rb");
    need(file && fseek(file, 0, SEEK_END) == 0, name);
    *size = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = calloc(*size + 1, 1);
    need(bytes && fread(bytes, 1, *size, file) == *size, name);
    fclose(file);
    return bytes;
}
