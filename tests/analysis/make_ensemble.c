/* Writes an HDF5 file of schema tpmsync/1 with given runs, or a faulty one, for the tests.
 *
 *     make_ensemble FILE [NAME=VALUE ...]
 *
 * run=T_SYNC,T_LEARN,STEPS,DONE  one run; any number of them
 * mean=X,COUNT,RHO_AB,STD,RHO_AO,STD   one row of the mean curves; X is the step or alpha
 * at=END,RHO_AO,EQUAL,LEARNED,MACHINES   of each run, in the order of run=: how it ended, and
 * the attacker when the parties synchronised; without, an older file split=T_A,T_B of each run,
 * in the order of run= state=ETA,RHO_AB,PLUS,MINUS    one learning rate of engine ode: what is
 * stationary point=ALPHA,RHO_AB,RHO_AO      one row of the solution, the same for every
 * learning rate replicate=RATE_LEARNED,RATE_MARK,TRANSIT,MOVES   one replicate of engine split,
 * event passage replicate=LUCKY,STEPS          the same of event lucky level=GAP,PROBABILITY
 * one level of event passage, the same for every replicate row=RUN,STEP,RHO_AB...,RHO_AO...
 * one row of the trace, K overlaps of either kind, in the order of runs
 * engine=iterate|simulate|... decides which parameters are written (default iterate)
 * schema=..., L=..., seed=...    and every other parameter, instead of its usual value
 * strings=variable|space|fixed   how strings are stored (default variable, as now)
 * names=dashes                   attributes are called as the options, as in older files
 * ghost=1                        with no-attacker=1 the overlaps of an attacker stay in mean=
 * extra=NAME                     one attribute more without=NAME                   leave out
 * this attribute or dataset short=DATASET                  one entry too few square=DATASET two
 * dimensions elsewhere=DATASET              a link to it in another file, fifo.h5 soft=DATASET
 * a link to /elsewhere in the same file stored=DATASET                 with its values in
 * another file, values.bin real=DATASET                   floating-point numbers instead of
 * integers word=ATTRIBUTE                 a string instead of a number narrow=ATTRIBUTE an
 * integer that fills but 40 bits of its bytes
 *
 * Apart from schema, engine and the strings every value is written in the type of the schema.
 * HDF5 is used as by a serial program: MPI is not started.
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hdf5.h>

enum { RUNS_MAX = 64, ENTRIES = 4, ROWS_MAX = 512, UNITS_MAX = 8 };

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

/* As a damaged header may say it is. (HDF5 1.14 itself refuses less than half of the bits.) */
static void write_narrow(hid_t file, const char *name, const char *text) {
    const int64_t integer = strtoll(text, NULL, 10);
    const hid_t type = H5Tcopy(H5T_STD_I64LE);
    H5Tset_precision(type, 40);
    write_attribute(file, name, type, &integer);
    H5Tclose(type);
}

static void write_number(hid_t file, const char *name, char kind, const char *text) {
    const int64_t integer = strtoll(text, NULL, 10);
    const uint64_t seed = strtoull(text, NULL, 10);
    const uint8_t flag = (uint8_t)integer;
    const double real = strtod(text, NULL);
    /* What does not fit is written in the type in which it does. */
    const bool is_signed = kind == 'i' ? seed <= INT64_MAX || *text == '-' : *text == '-';
    if ((kind == 'i' || kind == 'u') && is_signed)
        write_attribute(file, name, H5T_STD_I64LE, &integer);
    else if (kind == 'i' || kind == 'u')
        write_attribute(file, name, H5T_STD_U64LE, &seed);
    else if (kind == 'f')
        write_attribute(file, name, H5T_STD_U8LE, &flag);
    else
        write_attribute(file, name, H5T_IEEE_F64LE, &real);
}

#define RUNS "iterate simulate continuous"

/* kind: i int64, u uint64, f flag, r real, s string */
static const struct parameter {
    const char *engines, *name;
    char kind;
    const char *usual;
} parameters[] = {
    {RUNS, "runs", 'i', ""}, /* usual: the number of arguments run= */
    {RUNS " split", "seed", 'u', "1"},
    {"iterate simulate split", "L", 'i', "1"},
    {"iterate simulate split", "K", 'i', ""}, /* usual: left out, as in older files */
    {"iterate simulate split", "update", 's', ""},
    {"simulate", "rule", 's', ""},
    {"iterate simulate split", "attack", 's', ""},
    {"iterate simulate split", "attackers", 'i', ""},
    {"simulate", "attack-wait", 'i', ""},
    {"simulate", "vote-every", 'i', ""},
    {"simulate", "selection", 's', ""},
    {"simulate", "fitness", 's', ""},
    {"simulate", "stall", 'i', ""},
    {"iterate simulate", "initial", 'i', ""}, /* usual: L */
    {RUNS, "max-steps", 'i', "1000000"},
    {RUNS, "no-attacker", 'f', "0"},
    {"iterate", "closure", 's', "six"},
    {"iterate", "criterion", 's', "mean"},
    {"iterate", "cl", 'r', "0.99999"},
    {"iterate", "method", 's', "batch"},
    {"iterate", "until", 's', ""}, /* usual: left out */
    {"simulate", "N", 'i', "10000"},
    {"simulate", "method", 's', "weights"},
    {"simulate", "ties", 's', "odd"},
    {"simulate", "until", 's', "both"},
    {"continuous", "N", 'i', "5000"},
    {"continuous", "cl", 'r', "0.99999"},
    {"continuous", "eta", 'r', "3"},
    {"continuous", "alpha-max", 'r', "14"},
    {"continuous", "alpha-step", 'r', "0.1"},
    {"ode", "eta", 'r', "3"}, /* one of a list */
    {"ode", "alpha-max", 'r', "14"},
    {"ode", "alpha-step", 'r', "0.1"},
    {"ode", "attacker", 's', "post-sync"},
    {"ode", "eta-c", 'r', "2.683"},
    {"ode", "eta-c-closed-form", 'r', "2.683"},
    {"ode", "fixed-point", 'r', "0.79"},
    {"ode", "eta-last-interior", 'r', "2.696"},
    {RUNS, "trace", 's', ""}, /* usual: left out */
    {RUNS, "trace-until", 'i', ""},
    {"split", "event", 's', "passage"},
    {"split", "closure", 's', "six"},
    {"split", "cl", 'r', "0.99999"},
    {"split", "trials", 'i', "2000"},
    {"split", "replicates", 'i', "2"},
    {"split", "passage", 'r', ""}, /* usual: left out, as by the other event */
    {"split", "passage-error", 'r', ""},
    {"split", "passage-mark", 'r', ""},
    {"split", "dead-mark", 'r', ""},
    {"split", "dead-learned", 'r', ""},
    {"split", "learning-time", 'r', ""},
    {"split", "learning-time-error", 'r', ""},
    {"split", "lucky", 'r', ""},
    {"split", "lucky-error", 'r', ""},
};

static void write_attributes(hid_t file, int argc, char *argv[], int runs) {
    const char *how = value_of(argc, argv, "strings", "variable");
    const bool dashes = is_asked(argc, argv, "names", "dashes");
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
        /* What is no engine at all gets what the iteration has. */
        const bool known = strstr(RUNS " ode split", engine) != NULL;
        if (!strstr(p->engines, known ? engine : "iterate") ||
            is_asked(argc, argv, "without", p->name) || !*value)
            continue;
        char name[64];
        snprintf(name, sizeof name, "%s", p->name);
        for (char *at = name; !dashes && (at = strchr(at, '-')) != NULL;)
            *at = '_';
        if (p->kind == 's' || is_asked(argc, argv, "word", p->name))
            write_string(file, name, value, how);
        else if (is_asked(argc, argv, "narrow", p->name))
            write_narrow(file, name, value);
        else
            write_number(file, name, p->kind, value);
    }
    if (*value_of(argc, argv, "extra", ""))
        write_string(file, value_of(argc, argv, "extra", ""), "unheard-of", how);
}

/* Writes values of the type `from` as a dataset of the type `type`. */
static void write_dataset_with(hid_t file, const char *name, hid_t type, hid_t from,
                               const void *values, int rank, hsize_t rows, hsize_t columns,
                               hid_t properties) {
    const hsize_t shape[2] = {rows, columns};
    const hid_t space = H5Screate_simple(rank, shape, NULL);
    const hid_t dataset =
        H5Dcreate2(file, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    require(dataset >= 0 && H5Dwrite(dataset, from, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0,
            name);
    H5Dclose(dataset);
    H5Sclose(space);
}

static void write_dataset(hid_t file, const char *name, hid_t type, hid_t from,
                          const void *values, int rank, hsize_t rows, hsize_t columns) {
    write_dataset_with(file, name, type, from, values, rank, rows, columns, H5P_DEFAULT);
}

/* Makes a link or a dataset whose values are not in the file, if that is asked for. */
static bool write_elsewhere(hid_t file, int argc, char *argv[], const char *name, hid_t type,
                            const int64_t values[], int runs) {
    if (is_asked(argc, argv, "elsewhere", name)) {
        H5Lcreate_external("fifo.h5", name, file, name, H5P_DEFAULT, H5P_DEFAULT);
    } else if (is_asked(argc, argv, "soft", name)) {
        H5Lcreate_soft("/elsewhere", file, name, H5P_DEFAULT, H5P_DEFAULT);
    } else if (is_asked(argc, argv, "stored", name)) {
        const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
        H5Pset_external(properties, "values.bin", 0, H5F_UNLIMITED);
        write_dataset_with(file, name, type, H5T_NATIVE_INT64, values, 1, (hsize_t)runs, 1,
                           properties);
        H5Pclose(properties);
    } else {
        return false;
    }
    return true;
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
        if (write_elsewhere(file, argc, argv, name, integer, entry[d], runs))
            continue;
        write_dataset(file, name, is_asked(argc, argv, "real", name) ? H5T_IEEE_F64LE : integer,
                      H5T_NATIVE_INT64, entry[d], is_asked(argc, argv, "square", name) ? 2 : 1,
                      (hsize_t)(runs - is_asked(argc, argv, "short", name)), 1);
    }
}

/* Reads the numbers of all arguments NAME=A,B,... into columns. Returns how many there are. */
static int parse_rows(int argc, char *argv[], const char *name, int columns,
                      double column[][ROWS_MAX]) {
    const size_t length = strlen(name);
    int rows = 0;
    for (int i = 2; i < argc; i++) {
        if (strncmp(argv[i], name, length) != 0 || argv[i][length] != '=')
            continue;
        require(rows < ROWS_MAX, "too many rows");
        char *at = argv[i] + length;
        for (int c = 0; c < columns; c++) {
            require(*at == (c == 0 ? '=' : ','), argv[i]);
            column[c][rows] = strtod(at + 1, &at);
        }
        require(*at == '\0', argv[i]);
        rows++;
    }
    return rows;
}

static void write_column(hid_t file, int argc, char *argv[], const char *name, hid_t type,
                         const double values[], int rows) {
    if (!is_asked(argc, argv, "without", name))
        write_dataset(file, name, type, H5T_NATIVE_DOUBLE, values,
                      is_asked(argc, argv, "square", name) ? 2 : 1,
                      (hsize_t)(rows - is_asked(argc, argv, "short", name)), 1);
}

static void make_group(hid_t file, const char *name) {
    H5Gclose(H5Gcreate2(file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
}

static void write_mean(hid_t file, int argc, char *argv[]) {
    static double column[6][ROWS_MAX];
    static const char *const name[6] = {NULL,           "/mean/count",
                                        "/mean/rho_ab", "/mean/rho_ab_std",
                                        "/mean/rho_ao", "/mean/rho_ao_std"};
    const int rows = parse_rows(argc, argv, "mean", 6, column);
    const bool alpha = strcmp(value_of(argc, argv, "engine", ""), "continuous") == 0;
    /* As the program does it where there is no attacker. */
    const bool none = strcmp(value_of(argc, argv, "no-attacker", "0"), "1") == 0 &&
                      strcmp(value_of(argc, argv, "ghost", "0"), "1") != 0;
    for (int i = 0; none && i < rows; i++)
        column[4][i] = column[5][i] = NAN;
    if (rows == 0)
        return;
    make_group(file, "/mean");
    write_column(file, argc, argv, alpha ? "/mean/alpha" : "/mean/step",
                 alpha ? H5T_IEEE_F64LE : H5T_STD_I64LE, column[0], rows);
    write_column(file, argc, argv, name[1], H5T_STD_I64LE, column[1], rows);
    for (int c = 2; c < 6; c++)
        write_column(file, argc, argv, name[c], H5T_IEEE_F64LE, column[c], rows);
}

static void write_split(hid_t file, int argc, char *argv[]) {
    static double column[2][ROWS_MAX];
    const int rows = parse_rows(argc, argv, "split", 2, column);
    if (rows == 0)
        return;
    write_column(file, argc, argv, "/runs/t_a", H5T_STD_I64LE, column[0], rows);
    write_column(file, argc, argv, "/runs/t_b", H5T_STD_I64LE, column[1], rows);
}

static void write_at_sync(hid_t file, int argc, char *argv[]) {
    static const char *const name[5] = {"/runs/end", "/runs/rho_ao_at_sync",
                                        "/runs/equal_at_sync", "/runs/learned_at_sync",
                                        "/runs/machines_at_sync"};
    static double column[5][ROWS_MAX];
    const hid_t type[5] = {H5T_STD_U8LE, H5T_IEEE_F64LE, H5T_IEEE_F64LE, H5T_STD_I64LE,
                           H5T_STD_I64LE};
    const int rows = parse_rows(argc, argv, "at", 5, column);
    for (int c = 0; rows > 0 && c < 5; c++)
        write_column(file, argc, argv, name[c], type[c], column[c], rows);
}

static void write_equations(hid_t file, int argc, char *argv[]) {
    static double state[4][ROWS_MAX], point[3][ROWS_MAX], curve[ROWS_MAX * ROWS_MAX];
    static const char *const state_name[4] = {
        "/eta", "/stationary/rho_ab", "/stationary/growth_plus", "/stationary/growth_minus"};
    static const char *const curve_name[3] = {"/mean/alpha", "/mean/rho_ab", "/mean/rho_ao"};
    const int etas = parse_rows(argc, argv, "state", 4, state),
              points = parse_rows(argc, argv, "point", 3, point);
    if (etas == 0)
        return;
    make_group(file, "/stationary");
    make_group(file, "/mean");
    for (int c = 0; c < 4; c++)
        write_column(file, argc, argv, state_name[c], H5T_IEEE_F64LE, state[c], etas);
    write_column(file, argc, argv, curve_name[0], H5T_IEEE_F64LE, point[0], points);
    for (int c = 1; c < 3; c++) {
        for (int i = 0; i < etas * points; i++)
            curve[i] = point[c][i % points];
        if (!is_asked(argc, argv, "without", curve_name[c]))
            write_dataset(file, curve_name[c], H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, curve, 2,
                          (hsize_t)(etas - is_asked(argc, argv, "short", curve_name[c])),
                          (hsize_t)points);
    }
}

static void write_splitting(hid_t file, int argc, char *argv[]) {
    static double column[4][ROWS_MAX], level[2][ROWS_MAX], probability[ROWS_MAX * ROWS_MAX];
    static const char *const passage[4] = {"/replicates/rate_learned", "/replicates/rate_mark",
                                           "/replicates/transit", "/replicates/moves"},
                             *const lucky[2] = {"/replicates/lucky", "/replicates/steps"};
    const bool is_lucky = strcmp(value_of(argc, argv, "event", ""), "lucky") == 0;
    const int columns = is_lucky ? 2 : 4;
    const int replicates = parse_rows(argc, argv, "replicate", columns, column),
              levels = parse_rows(argc, argv, "level", 2, level);
    if (replicates == 0)
        return;
    make_group(file, "/replicates");
    for (int c = 0; c < columns; c++)
        write_column(file, argc, argv, is_lucky ? lucky[c] : passage[c], H5T_IEEE_F64LE,
                     column[c], replicates);
    if (levels == 0)
        return;
    make_group(file, "/levels");
    write_column(file, argc, argv, "/levels/gap", H5T_IEEE_F64LE, level[0], levels);
    for (int i = 0; i < replicates * levels; i++)
        probability[i] = level[1][i % levels];
    if (!is_asked(argc, argv, "without", "/replicates/probability"))
        write_dataset(
            file, "/replicates/probability", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, probability, 2,
            (hsize_t)(replicates - is_asked(argc, argv, "short", "/replicates/probability")),
            (hsize_t)levels);
}

/* Overlaps of all rows, from a column on, as [rows][K]. */
static void write_overlaps(hid_t file, int argc, char *argv[], const char *name, int from,
                           int K, double column[][ROWS_MAX], int rows) {
    static double values[ROWS_MAX * UNITS_MAX];
    for (int i = 0; i < rows * K; i++)
        values[i] = column[from + i % K][i / K];
    if (!is_asked(argc, argv, "without", name))
        write_dataset(file, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, values, 2,
                      (hsize_t)(rows - is_asked(argc, argv, "short", name)), (hsize_t)K);
}

static void write_trace(hid_t file, int argc, char *argv[], int runs) {
    static double column[2 + 2 * UNITS_MAX][ROWS_MAX], begin[RUNS_MAX], count[RUNS_MAX];
    const int K = atoi(value_of(argc, argv, "K", "3"));
    const int rows = parse_rows(argc, argv, "row", 2 + 2 * K, column);
    if (rows == 0)
        return;
    for (int run = 0; run < runs; run++)
        begin[run] = -1.0;
    for (int i = rows - 1; i >= 0; i--) {
        begin[(int)column[0][i]] = i;
        count[(int)column[0][i]] += 1.0;
    }
    make_group(file, "/trace");
    write_column(file, argc, argv, "/trace/begin", H5T_STD_I64LE, begin, runs);
    write_column(file, argc, argv, "/trace/count", H5T_STD_I64LE, count, runs);
    write_column(file, argc, argv, "/trace/step", H5T_STD_I64LE, column[1], rows);
    write_overlaps(file, argc, argv, "/trace/rho_ab", 2, K, column, rows);
    write_overlaps(file, argc, argv, "/trace/rho_ao", 2 + K, K, column, rows);
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
    write_at_sync(file, argc, argv);
    write_split(file, argc, argv);
    write_mean(file, argc, argv);
    write_equations(file, argc, argv);
    write_splitting(file, argc, argv);
    write_trace(file, argc, argv, runs);
    require(H5Fclose(file) >= 0, "cannot close");
    return 0;
}
