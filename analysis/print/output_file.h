/* What a reducer writes goes through here: it never replaces what it was given to read, nor
 * what is not a file of its kind, and a file is whole or not there. */
#ifndef TPMSYNC_OUTPUT_FILE_H
#define TPMSYNC_OUTPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct output {
    const char *option; /* that it was given with, without the dashes */
    const char *path;   /* NULL: not wanted */
};

/* Whether the outputs, and standard output, may be written when input[0 .. inputs - 1] are read
 * (NULL among them counts for nothing). Every fault is told on standard error, `name` in front,
 * with the way out. To be asked before anything is read.
 *
 * An output is refused that
 *  - is an input, under whatever name; or another output, or what standard output goes to;
 *  - holds HDF5, or has a name that ensembles have (.h5, .hdf5, .h5.part), or stands in the
 * folder of an unfinished one;
 *  - is a link, which is named with its target, a folder, device, FIFO or socket, or protected;
 *  - stands in no folder, or in one that cannot be written into;
 *  - is no name: empty, or with characters that control terminals.
 * Standard output is refused if it goes into an input. */
bool output_files_check(const char *name, const struct output output[], size_t outputs,
                        const char *const input[], size_t inputs);

/* Writes a file beside `path` under a name that nobody else has, brings it to the disk and
 * renames it; what stood there before gives it its permissions. On failure says so on standard
 * error, leaves `path` as it was and nothing beside it. What `path` is was looked at by
 * output_files_check and is looked at again, as far as it needs no inputs. */
bool output_file_write(const char *name, const char *path, const void *bytes, size_t size);

#endif
