/* What a reducer writes goes through here: it never replaces what it was given to read, nor
 * what is not a file of its kind, and a file is whole or not there. */
#ifndef TPMSYNC_OUTPUT_FILE_H
#define TPMSYNC_OUTPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether `path`, given with --`option`, may be written when input[0 .. inputs - 1] are read:
 * it is none of them under any name, no ensemble (by its contents or its ending, .h5 or .hdf5),
 * no link, folder, device or FIFO, and has no character that ends a line. Otherwise says so on
 * standard error, `name` in front, with the way out. `path` may be NULL: not wanted. */
bool output_file_check(const char *name, const char *option, const char *path, size_t inputs,
                       char *const input[]);

/* Writes a file beside `path`, brings it to the disk and renames it. On failure says so, leaves
 * `path` as it was and nothing beside it. */
bool output_file_write(const char *name, const char *path, const void *bytes, size_t size);

#endif
