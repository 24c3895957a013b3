/* Calls of MPI and of the file system that a rank makes, counted on their way (ld --wrap). */
#ifndef TPMSYNC_COUNTED_CALLS_H
#define TPMSYNC_COUNTED_CALLS_H

#include <stdint.h>

enum counted_call {
    CALL_FETCH,    /* MPI_Rget_accumulate */
    CALL_BEAT,     /* MPI_Iallreduce */
    CALL_EXCHANGE, /* MPI_Alltoall */
    CALL_OPEN,     /* open; with O_CREAT counts under CALL_CREATE */
    CALL_CREATE,
    CALL_RENAME,
    CALL_UNLINK,
    CALL_ACCESS,
    CALL_FSYNC,
    CALL_WRITE,
    CALL_WRITTEN, /* bytes */
    COUNTED_CALLS,
};

extern const char *const counted_call_name[COUNTED_CALLS];
extern int64_t counted_calls[COUNTED_CALLS];

#endif
