/* A folder for the files of a test, and what is done to them. A failure ends the program. */
#ifndef TPMSYNC_TESTS_SCRATCH_H
#define TPMSYNC_TESTS_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

/* Makes the folder and returns its path. */
const char *scratch_folder(void);
/* Removes it and the files in it: a tear-down of cmocka. */
int scratch_remove(void **unused);

/* FOLDER/NAME, good until the call after the next. */
const char *scratch_path(const char *name);
bool scratch_exists(const char *name);
void scratch_write(const char *name, const void *bytes, size_t size);
/* The whole file, to be freed, with a zero behind it. */
unsigned char *scratch_read(const char *name, size_t *size);

#endif
