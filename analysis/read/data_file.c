#include "read/data_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "folder/relative/name", newly allocated. */
static char *join(const char *folder, const char *relative, const char *name) {
    const size_t size = strlen(folder) + strlen(relative) + strlen(name) + 3;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s/%s%s%s", folder, relative, *relative ? "/" : "", name);
    return path;
}

/* The folder that the running program stands in; "" if the system does not tell. */
static void program_folder(char *folder, size_t size) {
    const ssize_t length = readlink("/proc/self/exe", folder, size - 1);
    folder[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(folder, '/');
    if (slash)
        *slash = '\0';
}

/* The file `name` of the folder that the variable names, else of the installed folder, else of
 * the folder of the source tree. */
static char *find(const char *variable, const char *from_bin, const char *source,
                  const char *name) {
    const char *named = getenv(variable);
    if (named && *named)
        return join(named, "", name);

    char folder[4096];
    program_folder(folder, sizeof folder);
    if (*folder) {
        char *installed = join(folder, from_bin, name);
        if (installed && access(installed, R_OK) == 0)
            return installed;
        free(installed);
    }
    return join(source, "", name);
}

char *data_file_path(const char *name) {
    return find("TPMSYNC_DATA", TPMSYNC_DATA_FROM_BIN, TPMSYNC_SOURCE_DATA, name);
}

char *plot_file_path(const char *name) {
    return find("TPMSYNC_PLOTS", TPMSYNC_PLOTS_FROM_BIN, TPMSYNC_SOURCE_PLOTS, name);
}
