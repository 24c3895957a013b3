/* What the targets have in common: a file among bytes, and a promise that is kept. */
#ifndef TPMSYNC_TESTS_FUZZ_TARGET_H
#define TPMSYNC_TESTS_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Gives the bytes to what is tried; to return 0. A crash, an error of a sanitizer and a broken
 * promise are findings. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define PROMISE(kept)                                                                          \
    do {                                                                                       \
        if (!(kept)) {                                                                         \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #kept);                 \
            abort();                                                                           \
        }                                                                                      \
    } while (0)

/* A folder of its own, in memory where that can be had; removed at the end. */
const char *target_folder(void);
/* Writes a file into it; the path is good until the next call. */
const char *target_write(const char *name, const void *bytes, size_t size);

#endif
