/* memmem is GNU's. */
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier)
#include "file/texts.h"

#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

static const char NAME[] = "heaps";

/* Heaps that are recorded; files have two or three. */
enum { HEAPS = 8 };

/* What the attribute holds, all int64. */
struct record {
    int64_t length, count; /* of the file, in bytes; of its heaps */
    struct {
        int64_t begin, length, checksum; /* in bytes; CRC-32 */
    } heap[HEAPS];
};
enum { NUMBERS = sizeof(struct record) / sizeof(int64_t) };

bool texts_make_room(hid_t provenance) {
    static const struct record none;
    const hsize_t count = NUMBERS;
    const hid_t space = H5Screate_simple(1, &count, NULL);
    const hid_t attribute =
        H5Acreate2(provenance, NAME, H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT);
    const bool good = H5Awrite(attribute, H5T_NATIVE_INT64, &none) >= 0;
    H5Aclose(attribute);
    H5Sclose(space);
    return good;
}

static int64_t checksum(const unsigned char *bytes, int64_t length) {
    return (int64_t)crc32(0, bytes, (uInt)length);
}

/* A heap begins with GCOL, a version, three zeros, and its length in 8 bytes. */
static void find_heaps(const unsigned char *bytes, struct record *record) {
    static const unsigned char mark[8] = {'G', 'C', 'O', 'L', 1};
    const unsigned char *end = bytes + record->length, *at = bytes;
    while (record->count < HEAPS &&
           (at = memmem(at, (size_t)(end - at), mark, sizeof mark)) != NULL) {
        uint64_t length = 0;
        for (int i = 0; i < 8 && at + 16 <= end; i++)
            length |= (uint64_t)at[8 + i] << 8 * i;
        if (length < 16 || length > (uint64_t)(end - at)) {
            at += sizeof mark;
            continue;
        }
        record->heap[record->count].begin = at - bytes;
        record->heap[record->count].length = (int64_t)length;
        record->heap[record->count++].checksum = checksum(at, (int64_t)length);
        at += length;
    }
}

/* The bytes of a file, to be unmapped; NULL if they cannot be had. */
static unsigned char *map(const char *path, int64_t *length) {
    struct stat status;
    void *bytes = MAP_FAILED;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return NULL;
    if (fstat(file, &status) == 0) {
        *length = status.st_size;
        bytes = mmap(NULL, (size_t)*length, PROT_READ, MAP_PRIVATE, file, 0);
    }
    close(file);
    return bytes == MAP_FAILED ? NULL : bytes;
}

static bool put_record(const char *path, hid_t access, const struct record *record) {
    const hid_t file = H5Fopen(path, H5F_ACC_RDWR, access);
    if (file < 0)
        return false;
    /* H5Aopen_by_name would not find it where it is, in 1.10.8. */
    const hid_t group = H5Gopen2(file, "/provenance", H5P_DEFAULT);
    const hid_t attribute = H5Aopen(group, NAME, H5P_DEFAULT);
    const bool good = attribute >= 0 && H5Awrite(attribute, H5T_NATIVE_INT64, record) >= 0;
    H5Aclose(attribute);
    H5Gclose(group);
    return H5Fclose(file) >= 0 && good;
}

bool texts_seal(const char *path, hid_t access) {
    struct record record = {0};
    unsigned char *bytes = map(path, &record.length);
    if (!bytes)
        return false;
    find_heaps(bytes, &record);
    munmap(bytes, (size_t)record.length);
    return put_record(path, access, &record);
}

/* ---- reading ---- */

static bool heap_is_whole(int file, int64_t begin, int64_t length, int64_t wanted) {
    unsigned char *bytes = malloc((size_t)length + 1);
    const bool good = bytes && pread(file, bytes, (size_t)length, begin) == length &&
                      checksum(bytes, length) == wanted;
    free(bytes);
    return good;
}

static bool heaps_are_whole(const char *path, const struct record *record) {
    struct stat status;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    bool good = fstat(file, &status) == 0;
    const bool is_copy = good && status.st_size != record->length;
    for (int64_t i = 0; i < record->count && i < HEAPS && good && !is_copy; i++) {
        const int64_t begin = record->heap[i].begin, length = record->heap[i].length;
        good = 0 <= begin && 0 <= length && length <= record->length - begin &&
               heap_is_whole(file, begin, length, record->heap[i].checksum);
    }
    close(file);
    return good;
}

/* False if the file has no record, or another one than this program writes. */
static bool get_record(hid_t file, struct record *record) {
    if (H5Lexists(file, "/provenance", H5P_DEFAULT) <= 0 ||
        H5Aexists_by_name(file, "/provenance", NAME, H5P_DEFAULT) <= 0)
        return false;
    const hid_t attribute =
        H5Aopen_by_name(file, "/provenance", NAME, H5P_DEFAULT, H5P_DEFAULT);
    if (attribute < 0)
        return false;
    const hid_t space = H5Aget_space(attribute), type = H5Aget_type(attribute);
    const bool good = H5Tequal(type, H5T_STD_I64LE) > 0 &&
                      H5Sget_simple_extent_npoints(space) == NUMBERS &&
                      H5Aread(attribute, H5T_NATIVE_INT64, record) >= 0;
    H5Tclose(type);
    H5Sclose(space);
    H5Aclose(attribute);
    return good;
}

bool texts_are_whole(hid_t file) {
    struct record record;
    char path[PATH_MAX];
    if (!get_record(file, &record))
        return true;
    const ssize_t length = H5Fget_name(file, path, sizeof path);
    return 0 < length && length < (ssize_t)sizeof path && heaps_are_whole(path, &record);
}
