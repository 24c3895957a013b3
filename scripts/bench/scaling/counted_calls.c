/* The linker gives us the calls of the program (--wrap=NAME) and the real ones under
 * __real_NAME. */
#include "counted_calls.h"

#include <fcntl.h>
#include <stdarg.h>
#include <sys/types.h>

#include <mpi.h>

const char *const counted_call_name[COUNTED_CALLS] = {
    "fetches", "beats",    "exchanges", "opens",  "creates", "renames",
    "unlinks", "accesses", "fsyncs",    "writes", "bytes",
};
int64_t counted_calls[COUNTED_CALLS];

/* WRAP(TYPE, NAME, PARAMETERS, ARGUMENTS, CALL) */
#define WRAP(type, name, parameters, arguments, call)                                          \
    type __real_##name parameters;                                                             \
    type __wrap_##name parameters;                                                             \
    type __wrap_##name parameters {                                                            \
        counted_calls[call]++;                                                                 \
        return __real_##name arguments;                                                        \
    }

WRAP(int, MPI_Rget_accumulate,
     (const void *origin, int count, MPI_Datatype type, void *result, int results,
      MPI_Datatype result_type, int target, MPI_Aint at, int there, MPI_Datatype there_type,
      MPI_Op op, MPI_Win window, MPI_Request *request),
     (origin, count, type, result, results, result_type, target, at, there, there_type, op,
      window, request),
     CALL_FETCH)
WRAP(int, MPI_Iallreduce,
     (const void *from, void *to, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm,
      MPI_Request *request),
     (from, to, count, type, op, comm, request), CALL_BEAT)
WRAP(int, MPI_Alltoall,
     (const void *from, int sent, MPI_Datatype as, void *to, int got, MPI_Datatype type,
      MPI_Comm comm),
     (from, sent, as, to, got, type, comm), CALL_EXCHANGE)
WRAP(int, rename, (const char *from, const char *to), (from, to), CALL_RENAME)
WRAP(int, unlink, (const char *path), (path), CALL_UNLINK)
WRAP(int, access, (const char *path, int mode), (path, mode), CALL_ACCESS)
WRAP(int, fsync, (int file), (file), CALL_FSYNC)

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...) {
    mode_t mode = 0;
    if (flags & O_CREAT) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, mode_t);
        va_end(rest);
    }
    counted_calls[flags & O_CREAT ? CALL_CREATE : CALL_OPEN]++;
    return __real_open(path, flags, mode);
}

ssize_t __real_write(int file, const void *bytes, size_t size);
ssize_t __wrap_write(int file, const void *bytes, size_t size);
ssize_t __wrap_write(int file, const void *bytes, size_t size) {
    const ssize_t written = __real_write(file, bytes, size);
    counted_calls[CALL_WRITE]++;
    if (written > 0)
        counted_calls[CALL_WRITTEN] += written;
    return written;
}

/* SMPI 3.32 carries an accumulation out at once and leaves no request, as it may, but does not
 * say of none that it is complete unless it is asked for its status. */
int __real_MPI_Test(MPI_Request *request, int *complete, MPI_Status *status);
int __wrap_MPI_Test(MPI_Request *request, int *complete, MPI_Status *status);
int __wrap_MPI_Test(MPI_Request *request, int *complete, MPI_Status *status) {
    if (*request != MPI_REQUEST_NULL)
        return __real_MPI_Test(request, complete, status);
    *complete = 1;
    return MPI_SUCCESS;
}
