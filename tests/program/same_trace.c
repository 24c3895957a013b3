/* same_trace A.h5 B.h5: whether both files have the same trace, row by row and bit for bit, its
 * rows in the order of runs. Prints the number of rows; exit status 1 with a message if not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hdf5.h>

/* The values of a dataset as they are in the file, whose number of bytes goes to `size`. */
static void *read_all(const char *path, const char *name, size_t *size) {
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
    const hid_t space = H5Dget_space(dataset), type = H5Dget_type(dataset);
    *size = (size_t)H5Sget_simple_extent_npoints(space) * H5Tget_size(type);
    void *values = malloc(*size + 1);
    if (!values || H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) {
        fprintf(stderr, "%s: cannot read %s\n", path, name);
        exit(EXIT_FAILURE);
    }
    H5Tclose(type);
    H5Sclose(space);
    H5Dclose(dataset);
    H5Fclose(file);
    return values;
}

static void compare(char **path, const char *name) {
    size_t size[2];
    void *values[2];
    for (int i = 0; i < 2; i++)
        values[i] = read_all(path[i], name, &size[i]);
    if (size[0] != size[1] || memcmp(values[0], values[1], size[0]) != 0) {
        fprintf(stderr, "%s differs: %zu and %zu bytes\n", name, size[0], size[1]);
        exit(EXIT_FAILURE);
    }
    for (int i = 0; i < 2; i++)
        free(values[i]);
}

/* Each run's rows behind those of the run before it; returns how many there are. */
static long long count_rows(const char *path) {
    size_t size;
    long long *begin = read_all(path, "/trace/begin", &size),
              *count = read_all(path, "/trace/count", &size), rows = 0;
    for (size_t run = 0; run < size / sizeof *count; rows += count[run++])
        if (begin[run] != (count[run] > 0 ? rows : -1)) {
            fprintf(stderr, "%s: the rows of run %zu begin at %lld\n", path, run, begin[run]);
            exit(EXIT_FAILURE);
        }
    free(begin);
    free(count);
    return rows;
}

int main(int argc, char **argv) {
    static const char *const names[] = {"/trace/run",  "/trace/begin",  "/trace/count",
                                        "/trace/step", "/trace/rho_ab", "/trace/rho_ao"};
    if (argc != 3)
        return EXIT_FAILURE;
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        compare(argv + 1, names[n]);
    const long long rows = count_rows(argv[1]);
    if (rows == 0) {
        fprintf(stderr, "no rows\n");
        return EXIT_FAILURE;
    }
    printf("%lld rows\n", rows);
    return EXIT_SUCCESS;
}
