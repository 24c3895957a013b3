#include "file/write_check.h"

#include <stdio.h>
#include <sys/statvfs.h>

#include "file/hdf5_reason.h"
#include "ranks/failure.h"

/* HDF5 over MPI-IO says that a write failed and not why. */
static bool disk_is_full(const char *path) {
    enum { NEXT_TO_NOTHING = 1 << 20 };
    struct statvfs space;
    return statvfs(path, &space) == 0 &&
           (double)space.f_bavail * (double)space.f_frsize < NEXT_TO_NOTHING;
}

void write_check(MPI_Comm comm, const char *path, bool good, const char *dataset) {
    if (good)
        return;
    char what[512], why[300];
    snprintf(why, sizeof why, "%.250s%s", hdf5_reason(),
             disk_is_full(path) ? " (No space left on device)" : "");
    snprintf(what, sizeof what, "write %s of %s", dataset, path);
    fail(comm, what, why);
}
