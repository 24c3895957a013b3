#include "target.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

static void clean(void) {
    DIR *stream = opendir(folder);
    if (!stream)
        return;
    for (const struct dirent *entry; (entry = readdir(stream));) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(path);
    }
    closedir(stream);
    rmdir(folder);
}

const char *target_folder(void) {
    if (folder[0])
        return folder;
    snprintf(folder, sizeof folder, "%s/tpmsync-fuzz-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    PROMISE(mkdtemp(folder));
    PROMISE(atexit(clean) == 0);
    return folder;
}

const char *target_write(const char *name, const void *bytes, size_t size) {
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", target_folder(), name);
    FILE *file = fopen(path, "wb");
    PROMISE(file && fwrite(bytes, 1, size, file) == size);
    PROMISE(fclose(file) == 0);
    return path;
}
