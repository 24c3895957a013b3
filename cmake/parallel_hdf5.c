/* Opens a file in parallel and writes into it, on one rank: whether the HDF5 and the MPI that
 * the configuration has found belong together. usage: parallel_hdf5 FILE (which is removed
 * again) */
#include <stdio.h>
#include <unistd.h>

#include <hdf5.h>
#include <mpi.h>

static int writes(const char *path) {
    const hsize_t length = 1;
    const int value = 1;
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS), transfer = H5Pcreate(H5P_DATASET_XFER);
    if (H5Pset_fapl_mpio(access, MPI_COMM_WORLD, MPI_INFO_NULL) < 0 ||
        H5Pset_dxpl_mpio(transfer, H5FD_MPIO_COLLECTIVE) < 0)
        return 0;
    const hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, access);
    const hid_t space = H5Screate_simple(1, &length, NULL);
    const hid_t dataset =
        H5Dcreate2(file, "value", H5T_STD_I32LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const int written =
        file >= 0 && H5Dwrite(dataset, H5T_NATIVE_INT, space, space, transfer, &value) >= 0;
    H5Dclose(dataset);
    return H5Fclose(file) >= 0 && written;
}

int main(int argc, char **argv) {
    char version[MPI_MAX_LIBRARY_VERSION_STRING];
    int length;
    alarm(60); /* what does not belong together may hang */
    MPI_Init(&argc, &argv);
    MPI_Get_library_version(version, &length);
    printf("%.60s\n", version);
    fflush(stdout);
    const int good = argc == 2 && writes(argv[1]);
    unlink(argv[1]);
    MPI_Finalize();
    return good ? 0 : 1;
}
