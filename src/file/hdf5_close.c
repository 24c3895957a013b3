#include "file/hdf5_close.h"

#include <stdio.h>

#include "file/hdf5_reason.h"
#include "ranks/failure.h"

void hdf5_close(hid_t file, const char *path) {
    char what[1024];
    if (H5Fclose(file) >= 0)
        return;
    snprintf(what, sizeof what, "close %s", path);
    fail(MPI_COMM_WORLD, what, hdf5_reason());
}
