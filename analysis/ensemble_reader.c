#include "ensemble_reader.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <hdf5.h>

#define SCHEMA "tpmsync/1"

enum { STRING_MAX = 4096 }; /* bytes of a stored string that is looked at */

/* ---- faults ------------------------------------------------------------------------------ */

/* What is wrong with a file, collected so that all of it can be told at once. */
struct faults {
    char *text;
    size_t size, length;
    int count;
};

static void fault_v(struct faults *faults, const char *format, va_list arguments) {
    if (faults->count++ > 0 && faults->length + 3 < faults->size) {
        memcpy(faults->text + faults->length, "; ", 3);
        faults->length += 2;
    }
    const size_t room = faults->size - faults->length;
    const int wanted = vsnprintf(faults->text + faults->length, room, format, arguments);
    if (wanted > 0)
        faults->length += (size_t)wanted < room ? (size_t)wanted : room - 1;
}

static void fault(struct faults *faults, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fault_v(faults, format, arguments);
    va_end(arguments);
}

static herr_t take_first(unsigned n, const H5E_error2_t *error, void *reason) {
    (void)n;
    const char **first = reason;
    if (!*first && error->desc && error->desc[0])
        *first = error->desc;
    return 0;
}

/* Names the failed operation and HDF5's innermost reason for it. To be called before any other
 * HDF5 function, which would clear the reason. */
static void fault_hdf5(struct faults *faults, const char *operation, const char *name) {
    const char *reason = NULL;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_first, &reason);
    if (!reason)
        reason = "no reason given";
    const bool locked = strstr(reason, "unable to lock") != NULL;
    fault(faults, "%s%s (%sHDF5: %s)", operation, name,
          locked ? "another program has it open, perhaps to write it; " : "", reason);
}

/* ---- attributes -------------------------------------------------------------------------- */

enum kind { KIND_INTEGER, KIND_SEED, KIND_FLAG, KIND_FRACTION, KIND_WORD };
enum { OF_ITERATE = 1, OF_SIMULATE = 2, OPTIONAL_IN_ITERATE = 4 };
enum { OF_BOTH = OF_ITERATE | OF_SIMULATE };

/* The parameters of schema tpmsync/1 that the reducers need. */
static const struct attribute {
    const char *name;
    enum kind kind;
    int engines;
    size_t offset;     /* in struct ensemble_parameters */
    int64_t max;       /* of an integer; the least is 1 */
    const char *words; /* allowed, each between bars; NULL: any word */
} attributes[] = {
#define FIELD(name) offsetof(struct ensemble_parameters, name)
    {"runs", KIND_INTEGER, OF_BOTH, FIELD(runs), ENSEMBLE_RUNS_MAX, NULL},
    {"seed", KIND_SEED, OF_BOTH, FIELD(seed), 0, NULL},
    {"L", KIND_INTEGER, OF_BOTH, FIELD(L), INT64_MAX, NULL},
    {"initial", KIND_INTEGER, OF_BOTH, FIELD(initial), INT64_MAX, NULL},
    {"max-steps", KIND_INTEGER, OF_BOTH, FIELD(max_steps), INT64_MAX, NULL},
    {"no-attacker", KIND_FLAG, OF_BOTH, FIELD(no_attacker), 0, NULL},
    {"closure", KIND_WORD, OF_ITERATE, FIELD(closure), 0, "|six|nine|"},
    {"criterion", KIND_WORD, OF_ITERATE, FIELD(criterion), 0, "|mean|each|"},
    {"cl", KIND_FRACTION, OF_ITERATE, FIELD(cl), 0, NULL},
    {"N", KIND_INTEGER, OF_SIMULATE, FIELD(N), INT64_MAX, NULL},
    {"method", KIND_WORD, OF_SIMULATE | OPTIONAL_IN_ITERATE, FIELD(method), 0, NULL},
    {"ties", KIND_WORD, OF_SIMULATE, FIELD(ties), 0, "|odd|plus|random|"},
    {"until", KIND_WORD, OF_SIMULATE, FIELD(until), 0, "|sync|learn|both|"},
#undef FIELD
};

/* Whether a type is an integer of 1, 2, 4 or 8 full bytes, a number of IEEE 754, or a string of
 * reasonable length. A damaged header can hold any other type, and HDF5 does not always survive
 * converting it. */
static bool type_is_plain(hid_t type, H5T_class_t class) {
    if (H5Tget_class(type) != class)
        return false;
    const size_t size = H5Tget_size(type);
    switch (class) {
    case H5T_INTEGER:
        return (size == 1 || size == 2 || size == 4 || size == 8) &&
               H5Tget_precision(type) == 8 * size && H5Tget_offset(type) == 0;
    case H5T_FLOAT:
        return H5Tequal(type, H5T_IEEE_F64LE) > 0 || H5Tequal(type, H5T_IEEE_F64BE) > 0 ||
               H5Tequal(type, H5T_IEEE_F32LE) > 0 || H5Tequal(type, H5T_IEEE_F32BE) > 0;
    default:
        return H5Tis_variable_str(type) > 0 || (0 < size && size <= STRING_MAX);
    }
}

/* Opens a root attribute of one element and of a class of types; negative, with the fault
 * named, if there is none. */
static hid_t open_attribute(hid_t file, const char *name, H5T_class_t class, const char *what,
                            struct faults *faults) {
    if (H5Aexists(file, name) <= 0) {
        fault(faults, "attribute `%s` is missing", name);
        return H5I_INVALID_HID;
    }
    const hid_t attribute = H5Aopen(file, name, H5P_DEFAULT);
    if (attribute < 0) {
        fault_hdf5(faults, "cannot open attribute ", name);
        return attribute;
    }
    const hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    const bool fits = type_is_plain(type, class) && H5Sget_simple_extent_npoints(space) == 1;
    H5Sclose(space);
    H5Tclose(type);
    if (fits)
        return attribute;
    fault(faults, "attribute `%s` is not %s", name, what);
    H5Aclose(attribute);
    return H5I_INVALID_HID;
}

static bool read_number(hid_t file, const char *name, H5T_class_t class, hid_t type,
                        void *value, struct faults *faults) {
    const char *what = class == H5T_FLOAT ? "a floating-point number" : "an integer";
    const hid_t attribute = open_attribute(file, name, class, what, faults);
    if (attribute < 0)
        return false;
    const bool good = H5Aread(attribute, type, value) >= 0;
    if (!good)
        fault_hdf5(faults, "cannot read attribute ", name);
    H5Aclose(attribute);
    return good;
}

/* Copies a string of fixed length, which may be padded by zeros or blanks. */
static bool read_fixed_string(hid_t attribute, hid_t type, char *word, size_t size) {
    const size_t length = H5Tget_size(type);
    char *raw = calloc(length + 1, 1);
    const bool good = raw && H5Aread(attribute, type, raw) >= 0;
    if (good) {
        size_t end = strlen(raw);
        if (H5Tget_strpad(type) == H5T_STR_SPACEPAD)
            while (end > 0 && raw[end - 1] == ' ')
                raw[--end] = '\0';
        snprintf(word, size, "%s", raw);
    }
    free(raw);
    return good;
}

static bool read_variable_string(hid_t attribute, hid_t type, char *word, size_t size) {
    char *raw = NULL;
    if (H5Aread(attribute, type, &raw) < 0)
        return false;
    snprintf(word, size, "%s", raw ? raw : "");
    H5free_memory(raw);
    return true;
}

/* Reads a string, cut to `size` bytes. It is read in the type that it has in the file, since
 * HDF5 does not convert between lengths and character sets of strings. */
static bool read_string(hid_t file, const char *name, char *word, size_t size,
                        struct faults *faults) {
    const hid_t attribute = open_attribute(file, name, H5T_STRING, "a string", faults);
    if (attribute < 0)
        return false;
    const hid_t type = H5Aget_type(attribute);
    const bool good = H5Tis_variable_str(type) > 0
                          ? read_variable_string(attribute, type, word, size)
                          : read_fixed_string(attribute, type, word, size);
    if (!good)
        fault_hdf5(faults, "cannot read attribute ", name);
    H5Tclose(type);
    H5Aclose(attribute);
    return good;
}

static void read_integer(hid_t file, const struct attribute *a, int64_t *value,
                         struct faults *faults) {
    if (!read_number(file, a->name, H5T_INTEGER, H5T_NATIVE_INT64, value, faults))
        return;
    if (*value < 1 || *value > a->max)
        fault(faults, "attribute `%s` is %" PRId64 ", not in 1 .. %" PRId64, a->name, *value,
              a->max);
}

static void read_flag(hid_t file, const struct attribute *a, bool *value,
                      struct faults *faults) {
    int64_t number;
    if (!read_number(file, a->name, H5T_INTEGER, H5T_NATIVE_INT64, &number, faults))
        return;
    if (number != 0 && number != 1)
        fault(faults, "attribute `%s` is %" PRId64 ", not 0 or 1", a->name, number);
    *value = number != 0;
}

static void read_fraction(hid_t file, const struct attribute *a, double *value,
                          struct faults *faults) {
    if (!read_number(file, a->name, H5T_FLOAT, H5T_NATIVE_DOUBLE, value, faults))
        return;
    if (!(*value > 0.0 && *value < 1.0))
        fault(faults, "attribute `%s` is %g, not between 0 and 1", a->name, *value);
}

/* Words go into labels and into every format of output, so that only plain ones are let in. */
static bool is_plain_word(const char *word) {
    return strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(word);
}

static void read_word(hid_t file, const struct attribute *a, char *word,
                      struct faults *faults) {
    if (!read_string(file, a->name, word, ENSEMBLE_WORD_MAX, faults))
        return;
    char between_bars[ENSEMBLE_WORD_MAX + 2];
    snprintf(between_bars, sizeof between_bars, "|%s|", word);
    if (!is_plain_word(word))
        fault(faults, "attribute `%s` is not a plain word", a->name);
    else if (a->words && !strstr(a->words, between_bars))
        fault(faults, "attribute `%s` is \"%s\", not one of %.*s", a->name, word,
              (int)strlen(a->words) - 2, a->words + 1);
}

static void read_parameter(hid_t file, const struct attribute *a,
                           struct ensemble_parameters *parameters, struct faults *faults) {
    void *value = (char *)parameters + a->offset;
    switch (a->kind) {
    case KIND_INTEGER:
        read_integer(file, a, value, faults);
        break;
    case KIND_SEED:
        read_number(file, a->name, H5T_INTEGER, H5T_NATIVE_UINT64, value, faults);
        break;
    case KIND_FLAG:
        read_flag(file, a, value, faults);
        break;
    case KIND_FRACTION:
        read_fraction(file, a, value, faults);
        break;
    case KIND_WORD:
        read_word(file, a, value, faults);
        break;
    }
}

static void read_parameters(hid_t file, struct ensemble_parameters *parameters,
                            struct faults *faults) {
    const bool iterate = strcmp(parameters->engine, "iterate") == 0;
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        const struct attribute *a = &attributes[i];
        const bool needed = a->engines & (iterate ? OF_ITERATE : OF_SIMULATE);
        const bool welcome = iterate && a->engines & OPTIONAL_IN_ITERATE;
        if (needed || (welcome && H5Aexists(file, a->name) > 0))
            read_parameter(file, a, parameters, faults);
    }
    if (faults->count == 0 && parameters->initial > parameters->L)
        fault(faults, "attribute `initial` is larger than `L`");
}

/* ---- runs -------------------------------------------------------------------------------- */

/* Whether a dataset is a vector of `runs` integers; names the fault if not. */
static bool is_vector_of_runs(hid_t dataset, const char *name, int64_t runs,
                              struct faults *faults) {
    const hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset);
    const bool integer = type_is_plain(type, H5T_INTEGER);
    const int rank = H5Sget_simple_extent_ndims(space);
    hsize_t length = 0;
    if (rank == 1)
        H5Sget_simple_extent_dims(space, &length, NULL);
    H5Sclose(space);
    H5Tclose(type);
    if (!integer)
        fault(faults, "dataset %s does not hold integers", name);
    else if (rank != 1)
        fault(faults, "dataset %s has %d dimensions, not 1", name, rank);
    else if (length != (hsize_t)runs)
        fault(faults, "dataset %s has %" PRIu64 " entries, but attribute `runs` is %" PRId64,
              name, (uint64_t)length, runs);
    else
        return true;
    return false;
}

/* Reads dataset `name` into a new array of `runs` elements of `type`; NULL, with the fault
 * named, if that fails. */
static void *read_runs(hid_t file, const char *name, hid_t type, size_t element, int64_t runs,
                       struct faults *faults) {
    if (H5Lexists(file, "/runs", H5P_DEFAULT) <= 0 || H5Lexists(file, name, H5P_DEFAULT) <= 0) {
        fault(faults, "dataset %s is missing", name);
        return NULL;
    }
    const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
    if (dataset < 0) {
        fault_hdf5(faults, "cannot open dataset ", name);
        return NULL;
    }
    void *values = NULL;
    if (is_vector_of_runs(dataset, name, runs, faults)) {
        values = malloc((size_t)runs * element);
        if (!values) {
            fault(faults, "no memory for dataset %s", name);
        } else if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) {
            fault_hdf5(faults, "cannot read dataset ", name);
            free(values);
            values = NULL;
        }
    }
    H5Dclose(dataset);
    return values;
}

static bool time_is_valid(int64_t time, int64_t steps) {
    return time == ENSEMBLE_NOT_REACHED || (1 <= time && time <= steps);
}

/* Checks that the entries make sense together; names the first run that does not. */
static void check_runs(const struct ensemble *e, struct faults *faults) {
    int64_t done = 0;
    for (int64_t i = 0; i < e->parameters.runs; i++) {
        if (e->done[i] > 1) {
            fault(faults, "run %" PRId64 ": done is %d, not 0 or 1", i, e->done[i]);
            return;
        }
        done += e->done[i];
        if (e->done[i] && (e->steps[i] < 1 || !time_is_valid(e->t_sync[i], e->steps[i]) ||
                           !time_is_valid(e->t_learn[i], e->steps[i]))) {
            fault(faults,
                  "run %" PRId64 " contradicts itself: t_sync %" PRId64 ", t_learn %" PRId64
                  ", steps %" PRId64,
                  i, e->t_sync[i], e->t_learn[i], e->steps[i]);
            return;
        }
    }
    if (done == 0)
        fault(faults, "no run is done");
}

static void read_times(hid_t file, struct ensemble *e, struct faults *faults) {
    const int64_t runs = e->parameters.runs;
    const hid_t integer = H5T_NATIVE_INT64;
    e->t_sync = read_runs(file, "/runs/t_sync", integer, sizeof *e->t_sync, runs, faults);
    e->t_learn = read_runs(file, "/runs/t_learn", integer, sizeof *e->t_learn, runs, faults);
    e->steps = read_runs(file, "/runs/steps", integer, sizeof *e->steps, runs, faults);
    e->done = read_runs(file, "/runs/done", H5T_NATIVE_UINT8, sizeof *e->done, runs, faults);
    if (faults->count == 0)
        check_runs(e, faults);
}

/* ---- files ------------------------------------------------------------------------------- */

/* Whether the schema and the engine are known; names the fault if not. */
static bool read_identity(hid_t file, struct ensemble_parameters *parameters,
                          struct faults *faults) {
    static const char known[] = "|iterate|simulate|continuous|ode|split|";
    char schema[ENSEMBLE_WORD_MAX], between_bars[ENSEMBLE_WORD_MAX + 2];
    if (!read_string(file, "schema", schema, sizeof schema, faults))
        return false;
    if (strcmp(schema, SCHEMA) != 0) {
        fault(faults, "its schema is \"%s\", not \"" SCHEMA "\"", schema);
        return false;
    }
    if (!read_string(file, "engine", parameters->engine, ENSEMBLE_WORD_MAX, faults))
        return false;
    snprintf(between_bars, sizeof between_bars, "|%s|", parameters->engine);
    if (!is_plain_word(parameters->engine) || !strstr(known, between_bars)) {
        fault(faults, "attribute `engine` is \"%s\", which is unknown", parameters->engine);
        return false;
    }
    return true;
}

static void read_open_file(hid_t file, struct ensemble *ensemble, struct faults *faults) {
    if (!read_identity(file, &ensemble->parameters, faults) || !ensemble_has_times(ensemble))
        return;
    read_parameters(file, &ensemble->parameters, faults);
    if (faults->count == 0)
        read_times(file, ensemble, faults);
}

/* Opens a file for reading; negative, with the fault named, if that fails. */
static hid_t open_file(const char *path, struct faults *faults) {
    struct stat status;
    FILE *readable = NULL;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        errno = EISDIR;
    else
        readable = fopen(path, "rb");
    if (!readable) {
        fault(faults, "%s", strerror(errno));
        return H5I_INVALID_HID;
    }
    fclose(readable);
    if (H5Fis_hdf5(path) == 0) {
        fault(faults, "not an HDF5 file");
        return H5I_INVALID_HID;
    }
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0)
        fault_hdf5(faults, "cannot be opened", "");
    return file;
}

bool ensemble_read(const char *path, struct ensemble *ensemble, char *why, size_t size) {
    struct faults faults = {.text = why, .size = size};
    *ensemble = (struct ensemble){0};
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    const hid_t file = open_file(path, &faults);
    if (file >= 0) {
        read_open_file(file, ensemble, &faults);
        H5Fclose(file);
    }
    if (faults.count == 0 && !(ensemble->path = strdup(path)))
        fault(&faults, "no memory");
    if (faults.count > 0)
        ensemble_free(ensemble);
    return faults.count == 0;
}

bool ensemble_has_times(const struct ensemble *ensemble) {
    const char *engine = ensemble->parameters.engine;
    return strcmp(engine, "iterate") == 0 || strcmp(engine, "simulate") == 0;
}

void ensemble_free(struct ensemble *ensemble) {
    free(ensemble->path);
    free(ensemble->t_sync);
    free(ensemble->t_learn);
    free(ensemble->steps);
    free(ensemble->done);
    *ensemble = (struct ensemble){0};
}
