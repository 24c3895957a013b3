/* replay FOLDER...: gives a target every file of the folders, as a test on every build; no
 * fuzzer is needed. */
#include <dirent.h>
#include <string.h>

#include "target.h"

static void replay(const char *path) {
    FILE *file = fopen(path, "rb");
    PROMISE(file && fseek(file, 0, SEEK_END) == 0);
    const size_t size = (size_t)ftell(file);
    rewind(file);
    /* Memory of its own, so that a read beyond the end is found. */
    uint8_t *bytes = malloc(size > 0 ? size : 1);
    PROMISE(bytes && fread(bytes, 1, size, file) == size);
    fclose(file);
    printf("%s\n", path);
    fflush(stdout);
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
}

int main(int argc, char **argv) {
    int files = 0;
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    for (int i = 1; i < argc; i++) {
        DIR *stream = opendir(argv[i]);
        PROMISE(stream);
        for (const struct dirent *entry; (entry = readdir(stream));) {
            char path[1024];
            snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
            if (entry->d_name[0] == '.')
                continue;
            replay(path);
            files++;
        }
        closedir(stream);
    }
    printf("%d files\n", files);
    return files > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
