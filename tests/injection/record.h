/* What the library notes of calls, and what power_loss reads. */
#ifndef TPMSYNC_TESTS_RECORD_H
#define TPMSYNC_TESTS_RECORD_H

#include <stdint.h>

enum call {
    CALL_WRITE,
    CALL_SYNC,
    CALL_RENAME,
    CALL_OPEN,
    CALL_CLOSE,
    CALL_MKDIR,
    CALL_TRUNCATE,
    CALL_UNLINK, /* and rmdir */
    FAILED,      /* in counts: the calls that were made to fail */
    CALLS,
    CALL_LINK = CALLS, /* in records: fails as CALL_RENAME does */
};

enum { RECORD_PATH_MAX = 512 };

/* A call that has succeeded; behind it stand the bytes that were written, filled up to a
 * multiple of eight. */
struct record {
    int64_t time; /* nanoseconds, the same clock for all processes of a machine */
    int64_t call;
    int64_t process;
    int64_t inode;  /* of an open file */
    int64_t offset; /* of a write; the length of a truncation; 1: open has made the file */
    int64_t size;   /* bytes that follow */
    char path[RECORD_PATH_MAX], other[RECORD_PATH_MAX];
};

#endif
