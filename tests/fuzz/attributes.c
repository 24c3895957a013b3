/* A finished file, as --resume and `tpmsync status` look at it. */
#include "file/attributes.h"

#include <string.h>

#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char why[512] = "";
    char *text = attributes_read_text(target_write("x.h5", bytes, size), why, sizeof why);
    PROMISE(text ? strncmp(text, "engine ", 7) == 0 : why[0] != '\0');
    free(text);
    return 0;
}
