/* The state of a run as bytes: what an engine needs to go on with it later, elsewhere.
 *
 * Values are put one after the other and got back in the same order, as they stand in memory.
 * The bytes carry no description of themselves: whoever keeps them keeps a checksum, the
 * program's schema and the byte order beside them.
 */
#ifndef TPMSYNC_SAVED_RUN_H
#define TPMSYNC_SAVED_RUN_H

#include <stdbool.h>
#include <stddef.h>

struct saved_run {
    unsigned char *bytes; /* [size], owned; room for `capacity` */
    size_t size, capacity;
    size_t read; /* how many of them have been got back */
};

/* Appends `size` bytes; false when there is no memory. */
bool saved_run_put(struct saved_run *saved, const void *value, size_t size);
/* The next `size` bytes; false, and `value` untouched, when so many are not left. */
bool saved_run_get(struct saved_run *saved, void *value, size_t size);
/* Whether all bytes have been got back. */
bool saved_run_is_read(const struct saved_run *saved);
/* Forgets the bytes and keeps the memory. */
void saved_run_clear(struct saved_run *saved);
void saved_run_free(struct saved_run *saved);

/* Of a variable. */
#define SAVED_RUN_PUT(saved, variable) saved_run_put(saved, &(variable), sizeof(variable))
#define SAVED_RUN_GET(saved, variable) saved_run_get(saved, &(variable), sizeof(variable))

#endif
