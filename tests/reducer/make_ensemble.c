/* Writes an HDF5 file of schema tpmsync/1 with given runs, or a faulty one, for the tests.
 *
 *     make_ensemble FILE [NAME=VALUE ...]
 *
 * run=T_SYNC,T_LEARN,STEPS,DONE  one run; any number of them
 * engine=iterate|simulate|...    decides which parameters are written (default iterate)
 * schema=..., L=..., seed=...    and every other parameter, instead of its usual value
 * strings=fixed|space|variable   how strings are stored (default fixed, ended by a zero)
 * without=NAME                   leave out this attribute or dataset
 * short=DATASET                  one entry too few
 * square=DATASET                 two dimensions
 * real=DATASET                   floating-point numbers instead of integers
 * word=ATTRIBUTE                 a string instead of a number
 * narrow=ATTRIBUTE               an integer that fills but 12 bits of its bytes
 *
 * Apart from schema, engine and the strings every value is written in the type of the schema.
 * HDF5 is used as by a serial program: MPI is not started.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hdf5.h>

enum { RUNS_MAX = 64, ENTRIES = 4 };

static const char *const dataset_name[ENTRIES] = {"/runs/t_sync", "/runs/t_learn",
                                                  "/runs/steps", "/runs/done"};

static void require(bool condition, const char *what) {
    if (!condition) {
        fprintf(stderr, "make_ensemble: %s\n", what);
        exit(1);
    }
}

/* The value of the last argument NAME=VALUE, or `fallback`. */
static const char *value_of(int argc, char *argv[], const char *name, const char *fallback) {
    const size_t length = strlen(name);
    for (int i = argc - 1; i > 1; i--)
        if (strncmp(argv[i], name, length) == 0 && argv[i][length] == '=')
            return argv[i] + length + 1;
    return fallback;
}

static bool is_asked(int argc, char *argv[], const char *fault, const char *name) {
    return strcmp(value_of(argc, argv, fault, ""), name) == 0;
}

static void write_attribute(hid_t file, const char *name, hid_t type, const void *value) {
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t attribute = H5Acreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    require(attribute >= 0 && H5Awrite(attribute, type, value) >= 0, name);
    H5Aclose(attribute);
    H5Sclose(space);
}

static void write_string(hid_t file, const char *name, const char *value, const char *how) {
    char padded[64];
    const hid_t type = H5Tcopy(H5T_C_S1);
    const void *data = value;
    if (strcmp(how, "variable") == 0) {
        H5Tset_size(type, H5T_VARIABLE);
        H5Tset_cset(type, H5T_CSET_UTF8);
        data = &value;
    } else if (strcmp(how, "space") == 0) {
        snprintf(padded, sizeof padded, "%-20s", value);
        H5Tset_size(type, 20);
        H5Tset_strpad(type, H5T_STR_SPACEPAD);
        data = padded;
    } else {
        H5Tset_size(type, strlen(value) + 1);
    }
    write_attribute(file, name, type, data);
    H5Tclose(type);
}

/* As a damaged header may say it is. */
static void write_narrow(hid_t file, const char *name, const char *text) {
    const int64_t integer = strtoll(text, NULL, 10);
    const hid_t type = H5Tcopy(H5T_STD_I64LE);
    H5Tset_precision(type, 12);
    write_attribute(file, name, type, &integer);
    H5Tclose(type);
}

static void write_number(hid_t file, const char *name, char kind, const char *text) {
    const int64_t integer = strtoll(text, NULL, 10);
    const uint64_t seed = strtoull(text, NULL, 10);
    const uint8_t flag = (uint8_t)integer;
    const double real = strtod(text, NULL);
    if (kind == 'i')
        write_attribute(file, name, H5T_STD_I64LE, &integer);
    else if (kind == 'u')
        write_attribute(file, name, H5T_STD_U64LE, &seed);
    else if (kind == 'f')
        write_attribute(file, name, H5T_STD_U8LE, &flag);
    else
        write_attribute(file, name, H5T_IEEE_F64LE, &real);
}

/* kind: i int64, u uint64, f flag, r real, s string */
static const struct parameter {
    const char *engine, *name;
    char kind;
    const char *usual;
} parameters[] = {
    {"", "runs", 'i', ""}, /* usual: the number of arguments run= */
    {"", "seed", 'u', "1"},
    {"", "L", 'i', "1"},
    {"", "initial", 'i', ""}, /* usual: L */
    {"", "max-steps", 'i', "1000000"},
    {"", "no-attacker", 'f', "0"},
    {"iterate", "closure", 's', "six"},
    {"iterate", "criterion", 's', "mean"},
    {"iterate", "cl", 'r', "0.99999"},
    {"simulate", "N", 'i', "10000"},
    {"simulate", "method", 's', "weights"},
    {"simulate", "ties", 's', "odd"},
    {"simulate", "until", 's', "both"},
};

static void write_attributes(hid_t file, int argc, char *argv[], int runs) {
    const char *how = value_of(argc, argv, "strings", "fixed");
    const char *engine = value_of(argc, argv, "engine", "iterate");
    char run_count[24];
    snprintf(run_count, sizeof run_count, "%d", runs);
    if (!is_asked(argc, argv, "without", "schema"))
        write_string(file, "schema", value_of(argc, argv, "schema", "tpmsync/1"), how);
    if (!is_asked(argc, argv, "without", "engine"))
        write_string(file, "engine", engine, how);
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        const struct parameter *p = &parameters[i];
        const char *usual = strcmp(p->name, "runs") == 0      ? run_count
                            : strcmp(p->name, "initial") == 0 ? value_of(argc, argv, "L", "1")
                                                              : p->usual;
        const char *value = value_of(argc, argv, p->name, usual);
        if ((*p->engine && strcmp(p->engine, engine) != 0) ||
            is_asked(argc, argv, "without", p->name))
            continue;
        if (p->kind == 's' || is_asked(argc, argv, "word", p->name))
            write_string(file, p->name, value, how);
        else if (is_asked(argc, argv, "narrow", p->name))
            write_narrow(file, p->name, value);
        else
            write_number(file, p->name, p->kind, value);
    }
}

static void write_dataset(hid_t file, const char *name, hid_t type, const int64_t values[],
                          int rank, hsize_t length) {
    const hsize_t shape[2] = {length, 1};
    const hid_t space = H5Screate_simple(rank, shape, NULL);
    const hid_t dataset =
        H5Dcreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    require(dataset >= 0 &&
                H5Dwrite(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0,
            name);
    H5Dclose(dataset);
    H5Sclose(space);
}

static int parse_runs(int argc, char *argv[], int64_t entry[ENTRIES][RUNS_MAX]) {
    int runs = 0;
    for (int i = 2; i < argc; i++) {
        if (strncmp(argv[i], "run=", 4) != 0)
            continue;
        require(runs < RUNS_MAX, "too many runs");
        require(sscanf(argv[i] + 4, "%" SCNd64 ",%" SCNd64 ",%" SCNd64 ",%" SCNd64,
                       &entry[0][runs], &entry[1][runs], &entry[2][runs],
                       &entry[3][runs]) == ENTRIES,
                "run=T_SYNC,T_LEARN,STEPS,DONE");
        runs++;
    }
    return runs;
}

static void write_runs(hid_t file, int argc, char *argv[], int64_t entry[ENTRIES][RUNS_MAX],
                       int runs) {
    H5Gclose(H5Gcreate2(file, "/runs", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    for (int d = 0; d < ENTRIES; d++) {
        const char *name = dataset_name[d];
        if (is_asked(argc, argv, "without", name))
            continue;
        const hid_t integer = d == 3 ? H5T_STD_U8LE : H5T_STD_I64LE;
        write_dataset(file, name, is_asked(argc, argv, "real", name) ? H5T_IEEE_F64LE : integer,
                      entry[d], is_asked(argc, argv, "square", name) ? 2 : 1,
                      (hsize_t)(runs - is_asked(argc, argv, "short", name)));
    }
}

int main(int argc, char *argv[]) {
    static int64_t entry[ENTRIES][RUNS_MAX];
    require(argc > 1, "no file");
    const int runs = parse_runs(argc, argv, entry);
    const hid_t file = H5Fcreate(argv[1], H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    require(file >= 0, argv[1]);
    write_attributes(file, argc, argv, runs);
    if (!is_asked(argc, argv, "without", "/runs"))
        write_runs(file, argc, argv, entry, runs);
    require(H5Fclose(file) >= 0, "cannot close");
    return 0;
}
