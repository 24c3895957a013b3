#include "ensemble/row_spool.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Rows [0, filed) stand in the file, rows [filed, filed + held) in memory. */
struct row_spool {
    char *folder;
    int file; /* -1: not opened yet */
    int64_t filed;
    int64_t held;
    int64_t capacity, capacity_max;
    struct trace_row *memory;
};

struct row_spool *row_spool_new(const char *folder, int64_t memory_rows) {
    struct row_spool *spool = calloc(1, sizeof *spool);
    if (!spool)
        return NULL;
    spool->file = -1;
    spool->capacity_max = memory_rows;
    spool->folder = strdup(folder);
    if (!spool->folder) {
        free(spool);
        return NULL;
    }
    return spool;
}

void row_spool_destroy(struct row_spool *spool) {
    if (!spool)
        return;
    if (spool->file >= 0)
        close(spool->file);
    free(spool->memory);
    free(spool->folder);
    free(spool);
}

static bool open_file(struct row_spool *spool) {
    static const char pattern[] = "/.tpmsync-trace-XXXXXX";
    char *path = malloc(strlen(spool->folder) + sizeof pattern);
    if (!path)
        return false;
    strcpy(path, spool->folder);
    strcat(path, pattern);
    spool->file = mkstemp(path);
    if (spool->file >= 0)
        unlink(path);
    free(path);
    return spool->file >= 0;
}

static bool transfer(struct row_spool *spool, bool write_rows, struct trace_row *rows,
                     int64_t begin, int64_t count) {
    char *bytes = (char *)rows;
    size_t left = (size_t)count * sizeof *rows;
    off_t at = (off_t)(begin * (int64_t)sizeof *rows);
    while (left > 0) {
        const ssize_t n = write_rows ? pwrite(spool->file, bytes, left, at)
                                     : pread(spool->file, bytes, left, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            if (n == 0)
                errno = EIO;
            return false;
        }
        bytes += n;
        left -= (size_t)n;
        at += n;
    }
    return true;
}

static bool spill(struct row_spool *spool) {
    if (spool->file < 0 && !open_file(spool))
        return false;
    if (!transfer(spool, true, spool->memory, spool->filed, spool->held))
        return false;
    spool->filed += spool->held;
    spool->held = 0;
    return true;
}

static bool grow(struct row_spool *spool) {
    int64_t capacity = spool->capacity ? 2 * spool->capacity : 256;
    if (capacity > spool->capacity_max)
        capacity = spool->capacity_max;
    void *memory = realloc(spool->memory, (size_t)capacity * sizeof *spool->memory);
    if (!memory)
        return false;
    spool->memory = memory;
    spool->capacity = capacity;
    return true;
}

bool row_spool_append(struct row_spool *spool, const struct trace_row *row) {
    if (spool->held == spool->capacity_max && !spill(spool))
        return false;
    if (spool->held == spool->capacity && !grow(spool))
        return false;
    spool->memory[spool->held++] = *row;
    return true;
}

bool row_spool_append_all(struct row_spool *spool, struct row_spool *from) {
    enum { STRETCH = 256 };
    struct trace_row rows[STRETCH];
    const int64_t total = row_spool_count(from);
    for (int64_t begin = 0; begin < total; begin += STRETCH) {
        const int64_t count = total - begin < STRETCH ? total - begin : STRETCH;
        if (!row_spool_read(from, begin, count, rows))
            return false;
        for (int64_t i = 0; i < count; i++)
            if (!row_spool_append(spool, &rows[i]))
                return false;
    }
    return true;
}

int64_t row_spool_count(const struct row_spool *spool) {
    return spool->filed + spool->held;
}

bool row_spool_read(struct row_spool *spool, int64_t begin, int64_t count,
                    struct trace_row rows[]) {
    assert(begin >= 0 && count >= 0 && begin + count <= row_spool_count(spool));
    int64_t from_file = 0;
    if (begin < spool->filed) {
        from_file = spool->filed - begin < count ? spool->filed - begin : count;
        if (!transfer(spool, false, rows, begin, from_file))
            return false;
    }
    if (count > from_file)
        memcpy(rows + from_file, spool->memory + (begin + from_file - spool->filed),
               (size_t)(count - from_file) * sizeof *rows);
    return true;
}

bool row_spool_clear(struct row_spool *spool) {
    const bool filed = spool->filed > 0;
    spool->filed = spool->held = 0;
    return !filed || ftruncate(spool->file, 0) == 0;
}
