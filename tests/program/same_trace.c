/* same_trace A.h5 B.h5: whether every run has the same trace in both files, bit for bit,
 * wherever its rows stand. Prints the number of rows; exit status 1 with a message if not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hdf5.h>

enum { UNITS = 3 };

struct trace {
    hsize_t runs, rows;
    long long *begin, *count; /* [runs] */
    long long *step;          /* [rows] */
    double *rho_ab, *rho_ao;  /* [rows][UNITS] */
};

static void *read_all(hid_t file, const char *name, hid_t type, hsize_t *length) {
    const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
    const hid_t space = H5Dget_space(dataset);
    hsize_t size[2] = {0, 1};
    H5Sget_simple_extent_dims(space, size, NULL);
    void *values = malloc((size_t)(size[0] * size[1] + 1) * sizeof(double));
    if (!values || H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) {
        fprintf(stderr, "cannot read %s\n", name);
        exit(EXIT_FAILURE);
    }
    H5Sclose(space);
    H5Dclose(dataset);
    *length = size[0];
    return values;
}

static struct trace read_trace(const char *path) {
    struct trace t;
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    t.begin = read_all(file, "/trace/begin", H5T_NATIVE_LLONG, &t.runs);
    t.count = read_all(file, "/trace/count", H5T_NATIVE_LLONG, &t.runs);
    t.step = read_all(file, "/trace/step", H5T_NATIVE_LLONG, &t.rows);
    t.rho_ab = read_all(file, "/trace/rho_ab", H5T_NATIVE_DOUBLE, &t.rows);
    t.rho_ao = read_all(file, "/trace/rho_ao", H5T_NATIVE_DOUBLE, &t.rows);
    H5Fclose(file);
    return t;
}

static int same_run(const struct trace *a, const struct trace *b, hsize_t run) {
    const size_t rows = (size_t)a->count[run];
    const size_t x = (size_t)a->begin[run], y = (size_t)b->begin[run];
    return a->count[run] == b->count[run] &&
           memcmp(a->step + x, b->step + y, rows * sizeof *a->step) == 0 &&
           memcmp(a->rho_ab + UNITS * x, b->rho_ab + UNITS * y,
                  UNITS * rows * sizeof(double)) == 0 &&
           memcmp(a->rho_ao + UNITS * x, b->rho_ao + UNITS * y,
                  UNITS * rows * sizeof(double)) == 0;
}

static void free_trace(const struct trace *t) {
    free(t->begin);
    free(t->count);
    free(t->step);
    free(t->rho_ab);
    free(t->rho_ao);
}

int main(int argc, char **argv) {
    if (argc != 3)
        return EXIT_FAILURE;
    const struct trace a = read_trace(argv[1]), b = read_trace(argv[2]);
    if (a.runs != b.runs || a.rows != b.rows || a.rows == 0) {
        fprintf(stderr, "%llu and %llu rows\n", (unsigned long long)a.rows,
                (unsigned long long)b.rows);
        return EXIT_FAILURE;
    }
    for (hsize_t run = 0; run < a.runs; run++)
        if (!same_run(&a, &b, run)) {
            fprintf(stderr, "run %llu differs\n", (unsigned long long)run);
            return EXIT_FAILURE;
        }
    printf("%llu rows\n", (unsigned long long)a.rows);
    free_trace(&a);
    free_trace(&b);
    return EXIT_SUCCESS;
}
