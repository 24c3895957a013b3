/* Files that survive whatever ends the program.
 *
 * A durable file is written from its begin to its end under the name PATH.new, brought to the
 * disk and renamed: PATH is what it was before, or what it is to be, and never anything
 * between.
 */
#ifndef TPMSYNC_DURABLE_FILE_H
#define TPMSYNC_DURABLE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PATH_LENGTH_MAX = 4096, DURABLE_HELD_MAX = 16384 };

struct durable_file {
    int file;     /* -1: could not be begun */
    int error;    /* errno of the first failure, 0 so far */
    uint32_t crc; /* of all that was put */
    size_t held;  /* bytes that are not in the file yet */
    unsigned char buffer[DURABLE_HELD_MAX];
    char path[PATH_LENGTH_MAX], new_path[PATH_LENGTH_MAX + 4];
};

/* Failures are remembered and told by durable_commit. PATH.new is made anew: what a killed
 * program has left of it goes, and no link is followed. No two programs may write the same
 * PATH. */
void durable_begin(struct durable_file *file, const char *path);
void durable_put(struct durable_file *file, const void *bytes, size_t size);
/* False, with errno set, unless the file now stands under its name for good. PATH is then what
 * it was; only where the folder alone could not be brought to the disk, it is new already. */
bool durable_commit(struct durable_file *file);

/* Brings a file to the disk, whatever signals come in between; false with errno set. */
bool durable_sync(int file);
bool durable_sync_path(const char *path);
/* Brings the names in a folder to the disk; false with errno set. */
bool durable_sync_folder(const char *folder);
/* The same for the folder that PATH is in. */
bool durable_sync_folder_of(const char *path);

/* All `size` bytes, whatever signals come in between; false with errno set (EIO where the file
 * ends before). */
bool durable_write_all(int file, const void *bytes, size_t size);
bool durable_read_all(int file, void *bytes, size_t size, int64_t offset);

/* CRC-32 of zlib, begun with 0 and carried on. */
uint32_t durable_crc(uint32_t crc, const void *bytes, size_t size);

#endif
