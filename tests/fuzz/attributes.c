/* A finished file, as --resume and `tpmsync status` look at it. */
#include "file/finished_file.h"

#include <string.h>

#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char why[512] = "";
    char *text = finished_file_parameters(target_write("x.h5", bytes, size), why, sizeof why);
    PROMISE(text ? strncmp(text, "engine ", 7) == 0 : why[0] != '\0');
    free(text);
    return 0;
}
