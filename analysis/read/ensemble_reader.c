#include "read/ensemble_reader.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <hdf5.h>

#include "read/input_file.h"
#include "read/known_parameters.h"

#define SCHEMA "tpmsync/1"

enum { STRING_MAX = 4096 }; /* bytes of a stored string that is looked at */

/* ---- faults ------------------------------------------------------------------------------ */

/* What is wrong with a file, collected so that all of it can be told at once. */
struct file_faults {
    char *text;
    size_t size, length;
    int count;
};

static void fault_v(struct file_faults *faults, const char *format, va_list arguments) {
    if (faults->count++ > 0 && faults->length + 3 < faults->size) {
        memcpy(faults->text + faults->length, "; ", 3);
        faults->length += 2;
    }
    const size_t room = faults->size - faults->length;
    const int wanted = vsnprintf(faults->text + faults->length, room, format, arguments);
    const size_t begin = faults->length;
    if (wanted > 0)
        faults->length += (size_t)wanted < room ? (size_t)wanted : room - 1;
    /* Names in files may hold what moves the cursor of a terminal. */
    for (size_t i = begin; i < faults->length; i++)
        if (iscntrl((unsigned char)faults->text[i]))
            faults->text[i] = '?';
}

static void fault(struct file_faults *faults, const char *format, ...) {
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
static void fault_hdf5(struct file_faults *faults, const char *operation, const char *name) {
    const char *reason = NULL;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_first, &reason);
    if (!reason)
        reason = "no reason given";
    const bool locked = strstr(reason, "unable to lock") != NULL;
    fault(faults, "%s%s (%sHDF5: %s)", operation, name,
          locked ? "another program has it open, perhaps to write it; " : "", reason);
}

/* ---- attributes -------------------------------------------------------------------------- */

/* Numbers that the program finds, beside its parameters (known_parameters.h). What is split
 * decides as the engine does. */
enum { OF_ODE = 1, OF_PASSAGE = 2, OF_LUCKY = 4 };
enum kind { KIND_POSITIVE, KIND_NOT_NEGATIVE, KIND_PROBABILITY };

static const struct result {
    const char *name;
    enum kind kind;
    int of;        /* whose files hold it */
    bool optional; /* older files may lack it */
    size_t offset; /* in struct ensemble_parameters */
} results[] = {
#define FIELD(name) offsetof(struct ensemble_parameters, name)
    {"eta-c", KIND_POSITIVE, OF_ODE, false, FIELD(eta_c)},
    {"eta-c-closed-form", KIND_POSITIVE, OF_ODE, false, FIELD(eta_c_closed_form)},
    {"fixed-point", KIND_POSITIVE, OF_ODE, false, FIELD(fixed_point)},
    {"eta-last-interior", KIND_POSITIVE, OF_ODE, true, FIELD(eta_last_interior)},
    {"passage", KIND_POSITIVE, OF_PASSAGE, false, FIELD(passage)},
    {"passage-error", KIND_NOT_NEGATIVE, OF_PASSAGE, false, FIELD(passage_error)},
    {"passage-mark", KIND_POSITIVE, OF_PASSAGE, false, FIELD(passage_mark)},
    {"dead-mark", KIND_NOT_NEGATIVE, OF_PASSAGE, false, FIELD(dead_mark)},
    {"dead-learned", KIND_NOT_NEGATIVE, OF_PASSAGE, false, FIELD(dead_learned)},
    {"learning-time", KIND_POSITIVE, OF_PASSAGE, false, FIELD(learning_time)},
    {"learning-time-error", KIND_NOT_NEGATIVE, OF_PASSAGE, false, FIELD(learning_time_error)},
    {"lucky", KIND_PROBABILITY, OF_LUCKY, false, FIELD(lucky)},
    {"lucky-error", KIND_NOT_NEGATIVE, OF_LUCKY, false, FIELD(lucky_error)},
#undef FIELD
};
enum { RESULTS = sizeof results / sizeof *results };

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
                            struct file_faults *faults) {
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
                        void *value, struct file_faults *faults) {
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
                        struct file_faults *faults) {
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

/* In the range that the program has for it. Files of older versions may hold more runs than it
 * makes today. */
static void read_integer(hid_t file, const struct parameter *p, int64_t *value,
                         struct file_faults *faults) {
    if (!read_number(file, p->name, H5T_INTEGER, H5T_NATIVE_INT64, value, faults))
        return;
    const int64_t low = (int64_t)p->low,
                  high = strcmp(p->name, "runs") == 0 ? ENSEMBLE_RUNS_MAX : (int64_t)p->high;
    if (*value < low || *value > high)
        fault(faults, "attribute `%s` is %" PRId64 ", not in %" PRId64 " .. %" PRId64, p->name,
              *value, low, high);
}

/* HDF5 would make 0 of a negative number. */
static void read_seed(hid_t file, const struct parameter *p, uint64_t *value,
                      struct file_faults *faults) {
    int64_t clipped;
    if (!read_number(file, p->name, H5T_INTEGER, H5T_NATIVE_INT64, &clipped, faults))
        return;
    if (clipped < 0)
        fault(faults, "attribute `%s` is %" PRId64 ", below 0", p->name, clipped);
    else
        read_number(file, p->name, H5T_INTEGER, H5T_NATIVE_UINT64, value, faults);
}

static void read_flag(hid_t file, const struct parameter *p, bool *value,
                      struct file_faults *faults) {
    int64_t number;
    if (!read_number(file, p->name, H5T_INTEGER, H5T_NATIVE_INT64, &number, faults))
        return;
    if (number != 0 && number != 1)
        fault(faults, "attribute `%s` is %" PRId64 ", not 0 or 1", p->name, number);
    *value = number != 0;
}

static void read_real(hid_t file, const struct parameter *p, double *value,
                      struct file_faults *faults) {
    if (!read_number(file, p->name, H5T_FLOAT, H5T_NATIVE_DOUBLE, value, faults))
        return;
    if (!(*value > p->low && *value < p->high))
        fault(faults, "attribute `%s` is %g, not between %g and %g", p->name, *value, p->low,
              p->high);
}

static void read_result(hid_t file, const struct result *r, double *value,
                        struct file_faults *faults) {
    if (!read_number(file, r->name, H5T_FLOAT, H5T_NATIVE_DOUBLE, value, faults))
        return;
    if (r->kind == KIND_POSITIVE && !(*value > 0.0 && isfinite(*value)))
        fault(faults, "attribute `%s` is %g, not above 0", r->name, *value);
    else if (!(*value >= 0.0 && isfinite(*value)))
        fault(faults, "attribute `%s` is %g, not 0 or above", r->name, *value);
    else if (r->kind == KIND_PROBABILITY && *value > 1.0)
        fault(faults, "attribute `%s` is %g, no probability", r->name, *value);
}

/* Words go into labels and into every format of output, so that only plain ones are let in. */
static bool is_plain_word(const char *word) {
    return strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(word);
}

/* Whether a word is among "six|nine". */
static bool is_choice(const char *word, const char *choices) {
    const size_t length = strlen(word);
    for (const char *at = choices; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
        if (strcspn(at, "|") == length && strncmp(at, word, length) == 0)
            return true;
    return false;
}

static void read_choice(hid_t file, const struct parameter *p, char *word,
                        struct file_faults *faults) {
    if (!read_string(file, p->name, word, ENSEMBLE_WORD_MAX, faults))
        return;
    if (!is_plain_word(word))
        fault(faults, "attribute `%s` is not a plain word", p->name);
    else if (!is_choice(word, p->choices))
        fault(faults, "attribute `%s` is \"%s\", not one of %s", p->name, word, p->choices);
}

static void read_parameter(hid_t file, const struct parameter *p, void *value,
                           struct file_faults *faults) {
    switch (p->type) {
    case PARAMETER_INTEGER:
        read_integer(file, p, value, faults);
        break;
    case PARAMETER_SEED:
        read_seed(file, p, value, faults);
        break;
    case PARAMETER_FLAG:
        read_flag(file, p, value, faults);
        break;
    case PARAMETER_REAL:
        read_real(file, p, value, faults);
        break;
    case PARAMETER_CHOICE:
        read_choice(file, p, value, faults);
        break;
    default: /* the learning rates of ode, which stand in /eta; the trace, which is not read */
        break;
    }
}

/* What an engine's files hold beside its parameters; 0: nothing, or an event of split that is
 * not known. */
static int results_of(const struct ensemble_parameters *p) {
    return strcmp(p->engine, "ode") == 0      ? OF_ODE
           : strcmp(p->engine, "split") != 0  ? 0
           : strcmp(p->event, "passage") == 0 ? OF_PASSAGE
           : strcmp(p->event, "lucky") == 0   ? OF_LUCKY
                                              : 0;
}

struct attribute_check {
    const struct ensemble_parameters *parameters;
    struct file_faults *faults;
};

static bool attribute_is_known(const struct ensemble_parameters *p, const char *name) {
    /* The netCDF library marks the files that it has touched; nothing else is known to do so.
     */
    static const char *const always[] = {"schema", "engine", "_NCProperties"};
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (strcmp(name, always[i]) == 0)
            return true;
    for (int i = 0; i < RESULTS; i++)
        if ((results[i].of & results_of(p)) && strcmp(results[i].name, name) == 0)
            return true;
    return known_parameter_is(p->engine, name);
}

static herr_t check_attribute(hid_t file, const char *name, const H5A_info_t *info,
                              void *self) {
    const struct attribute_check *check = self;
    (void)file, (void)info;
    if (!attribute_is_known(check->parameters, name))
        fault(check->faults,
              "attribute `%.40s` is not known to this version of tpmsync-reduce; use the one "
              "that belongs to the tpmsync that made the file",
              name);
    return 0;
}

/* A file that says more than is understood may be of another model: each such attribute is a
 * fault. Not so under an unknown event, of which it is not known what belongs to it. */
static void check_attributes(hid_t file, const struct ensemble_parameters *parameters,
                             struct file_faults *faults) {
    struct attribute_check check = {parameters, faults};
    if (strcmp(parameters->engine, "split") == 0 && results_of(parameters) == 0)
        return;
    if (H5Aiterate2(file, H5_INDEX_NAME, H5_ITER_INC, NULL, check_attribute, &check) < 0)
        fault_hdf5(faults, "cannot list the attributes", "");
}

/* What the command line refuses, too: parameters that contradict each other. */
static void check_together(const struct ensemble_parameters *p, struct file_faults *faults) {
    if (p->initial > p->L)
        fault(faults, "attribute `initial` is larger than `L`");
    if (p->no_attacker && strcmp(p->until, "learn") == 0)
        fault(faults, "attribute `until` is \"learn\", but `no-attacker` is 1");
    if (p->alpha_step > p->alpha_max)
        fault(faults, "attribute `alpha-step` is larger than `alpha-max`");
    if (p->alpha_max > 1e6 * p->alpha_step)
        fault(faults, "attribute `alpha-step` makes more than 10^6 points up to `alpha-max`");
    if (p->cl > 0.0 && 1.0 - p->cl < 1e-15)
        fault(faults, "attribute `cl` cannot be told from 1");
}

/* Which event was split, if any was. */
static void read_event(hid_t file, struct ensemble_parameters *parameters,
                       struct file_faults *faults) {
    const struct parameter *event = known_parameter_program(parameters->engine, "event");
    if (event)
        read_parameter(file, event, parameters->event, faults);
}

static void read_parameters(hid_t file, struct ensemble_parameters *parameters,
                            struct file_faults *faults) {
    for (size_t i = 0; i < known_parameter_count; i++) {
        const struct known_parameter *known = &known_parameters[i];
        const struct parameter *p = known_parameter_program(parameters->engine, known->name);
        if (!p || known->offset == KNOWN_NOT_KEPT)
            continue;
        if (!(known->optional & p->commands & command_find(parameters->engine)->bit) ||
            H5Aexists(file, p->name) > 0)
            read_parameter(file, p, (char *)parameters + known->offset, faults);
    }
    for (int i = 0; i < RESULTS; i++) {
        const struct result *r = &results[i];
        if ((r->of & results_of(parameters)) && (!r->optional || H5Aexists(file, r->name) > 0))
            read_result(file, r, (double *)((char *)parameters + r->offset), faults);
    }
    /* Files of before iterate had the option: its runs waited for both. */
    if (strcmp(parameters->engine, "iterate") == 0 && !*parameters->until)
        snprintf(parameters->until, sizeof parameters->until, "both");
    check_attributes(file, parameters, faults);
    if (faults->count == 0)
        check_together(parameters, faults);
}

/* ---- datasets ---------------------------------------------------------------------------- */

/* What a dataset must be. */
struct expected {
    const char *name;
    H5T_class_t class;
    int rank;
    int64_t length[2]; /* of each dimension; 0: any from 1 to ENSEMBLE_POINTS_MAX */
    const char *of[2]; /* where that length comes from, for messages */
};

/* Whether the extents of a dataset are those expected; names the fault if not. What was open
 * is filled in. */
static bool extents_fit(const hsize_t length[2], struct expected *expected,
                        struct file_faults *faults) {
    for (int d = 0; d < expected->rank; d++) {
        const char *name = expected->name;
        const bool open = expected->length[d] == 0;
        if (open && 1 <= length[d] && length[d] <= ENSEMBLE_POINTS_MAX) {
            expected->length[d] = (int64_t)length[d];
        } else if (open) {
            fault(faults, "dataset %s has %" PRIu64 " entries, not 1 .. %d", name,
                  (uint64_t)length[d], ENSEMBLE_POINTS_MAX);
            return false;
        } else if (length[d] != (hsize_t)expected->length[d]) {
            fault(faults, "dataset %s has %" PRIu64 " entries, but %s is %" PRId64, name,
                  (uint64_t)length[d], expected->of[d], expected->length[d]);
            return false;
        }
    }
    return true;
}

static bool dataset_fits(hid_t dataset, struct expected *expected, struct file_faults *faults) {
    const hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset);
    const bool plain = type_is_plain(type, expected->class);
    const int rank = H5Sget_simple_extent_ndims(space);
    hsize_t length[2] = {0, 0};
    if (rank == expected->rank)
        H5Sget_simple_extent_dims(space, length, NULL);
    H5Sclose(space);
    H5Tclose(type);
    if (!plain)
        fault(faults, "dataset %s does not hold %s", expected->name,
              expected->class == H5T_INTEGER ? "integers" : "floating-point numbers");
    else if (rank != expected->rank)
        fault(faults, "dataset %s has %d dimensions, not %d", expected->name, rank,
              expected->rank);
    else
        return extents_fit(length, expected, faults);
    return false;
}

/* What stands under an absolute path. HDF5 asks for each part on its own, and opening a link
 * may mean opening another file, or a FIFO, for which it waits. */
enum place { PLACE_EMPTY, PLACE_HERE, PLACE_LINK };

static enum place place_of(hid_t file, const char *path) {
    char part[64];
    H5L_info_t link;
    for (size_t end = 1; end < sizeof part; end++)
        if (path[end] == '/' || path[end] == '\0') {
            snprintf(part, sizeof part, "%.*s", (int)end, path);
            if (H5Lget_info(file, part, &link, H5P_DEFAULT) < 0)
                return PLACE_EMPTY;
            if (link.type != H5L_TYPE_HARD)
                return PLACE_LINK;
            if (path[end] == '\0')
                return PLACE_HERE;
        }
    return PLACE_EMPTY;
}

/* Whether a dataset has its values in the file itself. */
static bool is_self_contained(hid_t dataset) {
    const hid_t properties = H5Dget_create_plist(dataset);
    const bool good = properties >= 0 && H5Pget_layout(properties) != H5D_VIRTUAL &&
                      H5Pget_external_count(properties) == 0;
    H5Pclose(properties);
    return good;
}

/* Reads a dataset into a new array of elements of `type`; NULL, with the fault named, if that
 * fails. */
static void *read_dataset(hid_t file, struct expected *expected, hid_t type, size_t element,
                          struct file_faults *faults) {
    const char *name = expected->name;
    const enum place place = place_of(file, name);
    if (place != PLACE_HERE) {
        fault(faults, "dataset %s is %s", name,
              place == PLACE_LINK ? "a link, and not in the file itself" : "missing");
        return NULL;
    }
    const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
    if (dataset < 0) {
        fault_hdf5(faults, "cannot open dataset ", name);
        return NULL;
    }
    void *values = NULL;
    if (!is_self_contained(dataset)) {
        fault(faults, "dataset %s has its values in other files", name);
    } else if (dataset_fits(dataset, expected, faults)) {
        const size_t rows = (size_t)expected->length[0],
                     columns = expected->rank == 2 ? (size_t)expected->length[1] : 1;
        values = rows <= SIZE_MAX / columns / element ? malloc(rows * columns * element) : NULL;
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

/* ---- runs -------------------------------------------------------------------------------- */

/* Reads a vector with an entry for every run. */
static void *read_runs(hid_t file, const char *name, hid_t type, size_t element, int64_t runs,
                       struct file_faults *faults) {
    struct expected expected = {name, H5T_INTEGER, 1, {runs}, {"attribute `runs`"}};
    return read_dataset(file, &expected, type, element, faults);
}

static bool time_is_valid(int64_t time, int64_t steps) {
    return time == ENSEMBLE_NOT_REACHED || (1 <= time && time <= steps);
}

/* What is wrong with a run that is done; "": nothing. */
static void check_run(const struct ensemble *e, int64_t i, char why[160]) {
    const struct ensemble_parameters *p = &e->parameters;
    const int64_t sync = e->t_sync[i], learn = e->t_learn[i], steps = e->steps[i];
    why[0] = '\0';
    if (steps < 1 || !time_is_valid(sync, steps) || !time_is_valid(learn, steps))
        snprintf(why, 160,
                 " contradicts itself: t_sync %" PRId64 ", t_learn %" PRId64 ", steps %" PRId64,
                 sync, learn, steps);
    else if (p->no_attacker && learn != ENSEMBLE_NOT_REACHED)
        snprintf(why, 160, ": t_learn is %" PRId64 ", and there is no attacker", learn);
    else if (p->max_steps > 0 && steps > p->max_steps)
        snprintf(why, 160, " made %" PRId64 " steps, more than `max-steps`, %" PRId64, steps,
                 p->max_steps);
}

/* Checks that the entries make sense together; names the first run that does not. */
static void check_runs(const struct ensemble *e, struct file_faults *faults) {
    int64_t done = 0;
    for (int64_t i = 0; i < e->parameters.runs; i++) {
        char why[160] = "";
        if (e->done[i] > 1)
            snprintf(why, sizeof why, ": done is %d, not 0 or 1", e->done[i]);
        else if (e->done[i])
            check_run(e, i, why);
        if (*why) {
            fault(faults, "run %" PRId64 "%s", i, why);
            return;
        }
        done += e->done[i];
    }
    if (done == 0)
        fault(faults, "no run is done");
}

static void read_times(hid_t file, struct ensemble *e, struct file_faults *faults) {
    const int64_t runs = e->parameters.runs;
    const hid_t integer = H5T_NATIVE_INT64;
    e->t_sync = read_runs(file, "/runs/t_sync", integer, sizeof *e->t_sync, runs, faults);
    e->t_learn = read_runs(file, "/runs/t_learn", integer, sizeof *e->t_learn, runs, faults);
    e->steps = read_runs(file, "/runs/steps", integer, sizeof *e->steps, runs, faults);
    e->done = read_runs(file, "/runs/done", H5T_NATIVE_UINT8, sizeof *e->done, runs, faults);
    if (faults->count == 0)
        check_runs(e, faults);
}

/* Reads t_a and t_b, if they are there. */
static void read_split_times(hid_t file, struct ensemble *e, struct file_faults *faults) {
    const int64_t runs = e->parameters.runs;
    if (place_of(file, "/runs/t_a") == PLACE_EMPTY &&
        place_of(file, "/runs/t_b") == PLACE_EMPTY)
        return;
    e->t_a = read_runs(file, "/runs/t_a", H5T_NATIVE_INT64, sizeof *e->t_a, runs, faults);
    e->t_b = read_runs(file, "/runs/t_b", H5T_NATIVE_INT64, sizeof *e->t_b, runs, faults);
    for (int64_t i = 0; faults->count == 0 && i < runs; i++) {
        const bool reached = e->t_sync[i] != ENSEMBLE_NOT_REACHED,
                   none =
                       e->t_a[i] == ENSEMBLE_NOT_REACHED && e->t_b[i] == ENSEMBLE_NOT_REACHED,
                   split = 0 <= e->t_a[i] && 0 <= e->t_b[i] &&
                           e->t_a[i] <= INT64_MAX - e->t_b[i] &&
                           e->t_a[i] + e->t_b[i] == e->t_sync[i];
        if (e->done[i] && !(reached ? split : none))
            fault(faults,
                  "run %" PRId64 " contradicts itself: t_sync %" PRId64 ", t_a %" PRId64
                  ", t_b %" PRId64,
                  i, e->t_sync[i], e->t_a[i], e->t_b[i]);
    }
}

/* ---- curves ------------------------------------------------------------------------------ */

static double *read_reals(hid_t file, struct expected expected, struct file_faults *faults) {
    return read_dataset(file, &expected, H5T_NATIVE_DOUBLE, sizeof(double), faults);
}

/* Reads what the curves are drawn against, and how many points there are. */
static double *read_abscissa(hid_t file, const char *name, H5T_class_t class, size_t *points,
                             struct file_faults *faults) {
    struct expected expected = {name, class, 1, {0}, {NULL}};
    double *x = read_dataset(file, &expected, H5T_NATIVE_DOUBLE, sizeof *x, faults);
    if (!x)
        return NULL;
    *points = (size_t)expected.length[0];
    for (size_t i = 0; i < *points; i++)
        if (!isfinite(x[i]) || x[i] < 0.0 || (i > 0 && x[i] <= x[i - 1])) {
            fault(faults, "dataset %s does not rise from 0 on", name);
            break;
        }
    return x;
}

/* With some room for rounding. */
static bool is_overlap(double rho) {
    return fabs(rho) <= 1.0 + 1e-6;
}

/* Whether these are the mean and the standard deviation of `count` overlaps; one alone has no
 * deviation. */
static bool is_mean(double mean, double std, int64_t count) {
    return is_overlap(mean) && ((0.0 <= std && std <= 1.5) || (count == 1 && isnan(std)));
}

static void check_curve(const struct ensemble_curve *c, bool attacker,
                        struct file_faults *faults) {
    for (size_t i = 0; i < c->points; i++) {
        const int64_t count = c->count[i];
        const bool ab = is_mean(c->rho_ab[i], c->rho_ab_std[i], count),
                   ao = !attacker || is_mean(c->rho_ao[i], c->rho_ao_std[i], count);
        if (count < 0 || (count > 0 && !(ab && ao))) {
            fault(faults, "row %zu of /mean does not hold overlaps of %" PRId64 " runs", i,
                  count);
            return;
        }
        if (count > 0 && !attacker && !isnan(c->rho_ao[i])) {
            fault(faults,
                  "row %zu of /mean holds an overlap of the attacker, and there is none", i);
            return;
        }
    }
}

static void read_curve(hid_t file, struct ensemble *e, struct file_faults *faults) {
    const bool alpha = ensemble_is(e, "continuous");
    const char *name = alpha ? "/mean/alpha" : "/mean/step";
    const char *length = alpha ? "the length of /mean/alpha" : "the length of /mean/step";
    struct ensemble_curve *c = &e->curve;
    c->abscissa =
        read_abscissa(file, name, alpha ? H5T_FLOAT : H5T_INTEGER, &c->points, faults);
    if (!c->abscissa)
        return;
    struct expected expected = {"/mean/count", H5T_INTEGER, 1, {(int64_t)c->points}, {length}};
    c->count = read_dataset(file, &expected, H5T_NATIVE_INT64, sizeof *c->count, faults);
    expected.class = H5T_FLOAT;
    double **const columns[] = {&c->rho_ab, &c->rho_ab_std, &c->rho_ao, &c->rho_ao_std};
    static const char *const names[] = {"/mean/rho_ab", "/mean/rho_ab_std", "/mean/rho_ao",
                                        "/mean/rho_ao_std"};
    for (int i = 0; i < 4; i++) {
        expected.name = names[i];
        *columns[i] = read_reals(file, expected, faults);
    }
    if (faults->count == 0)
        check_curve(c, !e->parameters.no_attacker, faults);
}

/* ---- equations --------------------------------------------------------------------------- */

static void check_equations(const struct ensemble_equations *q, struct file_faults *faults) {
    const struct parameter *eta = known_parameter_program("ode", "eta");
    for (size_t i = 0; i < q->etas; i++)
        if (!(q->eta[i] > eta->low && q->eta[i] < eta->high && is_overlap(q->stationary[i]) &&
              isfinite(q->growth_plus[i]) && isfinite(q->growth_minus[i]))) {
            fault(faults, "/stationary holds no overlap or rates for learning rate %zu", i);
            return;
        }
    for (size_t i = 0; i < q->etas * q->points; i++)
        if (!is_overlap(q->rho_ab[i]) || !is_overlap(q->rho_ao[i])) {
            fault(faults, "/mean holds no overlaps for learning rate %zu, row %zu",
                  i / q->points, i % q->points);
            return;
        }
}

static void read_equations(hid_t file, struct ensemble_equations *q,
                           struct file_faults *faults) {
    struct expected etas = {"/eta", H5T_FLOAT, 1, {0}, {"the length of /eta"}};
    q->eta = read_dataset(file, &etas, H5T_NATIVE_DOUBLE, sizeof *q->eta, faults);
    q->alpha = read_abscissa(file, "/mean/alpha", H5T_FLOAT, &q->points, faults);
    if (!q->eta || !q->alpha)
        return;
    q->etas = (size_t)etas.length[0];
    struct expected curves = {"/mean/rho_ab",
                              H5T_FLOAT,
                              2,
                              {etas.length[0], (int64_t)q->points},
                              {"the length of /eta", "the length of /mean/alpha"}};
    q->rho_ab = read_reals(file, curves, faults);
    curves.name = "/mean/rho_ao";
    q->rho_ao = read_reals(file, curves, faults);
    etas.name = "/stationary/rho_ab";
    q->stationary = read_reals(file, etas, faults);
    etas.name = "/stationary/growth_plus";
    q->growth_plus = read_reals(file, etas, faults);
    etas.name = "/stationary/growth_minus";
    q->growth_minus = read_reals(file, etas, faults);
    if (faults->count == 0)
        check_equations(q, faults);
}

/* ---- splitting --------------------------------------------------------------------------- */

/* Reads one number a replicate and checks that none is negative; what is not there in a
 * replicate is NaN, if that is allowed. */
static double *read_replicates(hid_t file, const char *name, int64_t replicates, bool nan,
                               struct file_faults *faults) {
    const struct expected expected = {
        name, H5T_FLOAT, 1, {replicates}, {"attribute `replicates`"}};
    double *value = read_reals(file, expected, faults);
    for (int64_t r = 0; value && r < replicates; r++)
        if (!((value[r] >= 0.0 && isfinite(value[r])) || (nan && isnan(value[r])))) {
            fault(faults, "%s of replicate %" PRId64 " is %g", name, r, value[r]);
            break;
        }
    return value;
}

/* The mean over replicates must be what the attribute says: an attribute that was damaged or
 * changed does not go with the replicates that it comes from. */
static void check_mean(const double value[], int64_t replicates, double mean, const char *name,
                       struct file_faults *faults) {
    double sum = 0.0;
    for (int64_t r = 0; r < replicates; r++)
        sum += value[r] / (double)replicates;
    if (!(fabs(sum - mean) <= 1e-9 * mean))
        fault(faults, "attribute `%s` is not what the replicates say", name);
}

/* Levels fall, and what goes from one to the next is a probability. */
static void read_levels(hid_t file, int64_t replicates, struct file_faults *faults) {
    struct expected gaps = {"/levels/gap", H5T_FLOAT, 1, {0}, {NULL}};
    double *gap = read_dataset(file, &gaps, H5T_NATIVE_DOUBLE, sizeof *gap, faults);
    if (!gap)
        return;
    const int64_t levels = gaps.length[0];
    for (int64_t i = 0; i < levels; i++)
        if (!(gap[i] >= 0.0 && isfinite(gap[i])) || (i > 0 && gap[i] >= gap[i - 1])) {
            fault(faults, "dataset /levels/gap does not fall");
            break;
        }
    free(gap);
    const struct expected probabilities = {"/replicates/probability",
                                           H5T_FLOAT,
                                           2,
                                           {replicates, levels},
                                           {"attribute `replicates`", "the number of levels"}};
    double *probability = read_reals(file, probabilities, faults);
    for (int64_t i = 0; probability && i < replicates * levels; i++)
        if (!(0.0 <= probability[i] && probability[i] <= 1.0)) {
            fault(faults, "/replicates/probability of replicate %" PRId64 " holds %g",
                  i / levels, probability[i]);
            break;
        }
    free(probability);
}

static void read_passage(hid_t file, const struct ensemble_parameters *p,
                         struct file_faults *faults) {
    double *learned =
        read_replicates(file, "/replicates/rate_learned", p->replicates, false, faults);
    if (learned && faults->count == 0)
        check_mean(learned, p->replicates, 1.0 / p->passage, "passage", faults);
    free(learned);
    free(read_replicates(file, "/replicates/rate_mark", p->replicates, false, faults));
    free(read_replicates(file, "/replicates/transit", p->replicates, true, faults));
    free(read_replicates(file, "/replicates/moves", p->replicates, false, faults));
    read_levels(file, p->replicates, faults);
    if (p->dead_mark > p->dead_learned)
        fault(faults, "attribute `dead-mark` is larger than `dead-learned`");
}

static void read_lucky(hid_t file, const struct ensemble_parameters *p,
                       struct file_faults *faults) {
    double *lucky = read_replicates(file, "/replicates/lucky", p->replicates, false, faults);
    if (lucky && faults->count == 0)
        check_mean(lucky, p->replicates, p->lucky, "lucky", faults);
    free(lucky);
    free(read_replicates(file, "/replicates/steps", p->replicates, false, faults));
}

static void read_splitting(hid_t file, const struct ensemble_parameters *p,
                           struct file_faults *faults) {
    if (results_of(p) == OF_PASSAGE)
        read_passage(file, p, faults);
    else
        read_lucky(file, p, faults);
}

/* ---- files ------------------------------------------------------------------------------- */

/* Whether the schema and the engine are known; names the fault if not. */
static bool read_identity(hid_t file, struct ensemble_parameters *parameters,
                          struct file_faults *faults) {
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

static void read_open_file(hid_t file, struct ensemble *ensemble, bool curves,
                           struct file_faults *faults) {
    if (!read_identity(file, &ensemble->parameters, faults))
        return;
    const bool equations = ensemble_is(ensemble, "ode"),
               splitting = ensemble_is(ensemble, "split"),
               runs = ensemble_has_times(ensemble) || ensemble_is(ensemble, "continuous");
    if (!ensemble_has_times(ensemble) && !curves) {
        read_event(file, &ensemble->parameters, faults);
        check_attributes(file, &ensemble->parameters, faults);
        return;
    }
    read_parameters(file, &ensemble->parameters, faults);
    if (faults->count == 0 && runs)
        read_times(file, ensemble, faults);
    if (faults->count == 0 && runs && curves) {
        read_split_times(file, ensemble, faults);
        read_curve(file, ensemble, faults);
    }
    if (faults->count == 0 && equations)
        read_equations(file, &ensemble->equations, faults);
    if (faults->count == 0 && splitting)
        read_splitting(file, &ensemble->parameters, faults);
}

/* Opens a file for reading; negative, with the fault named, if that fails. */
static hid_t open_file(const char *path, struct file_faults *faults) {
    const char *why;
    const int readable = input_file_open(path, &why);
    if (readable < 0) {
        fault(faults, "%s", why);
        return H5I_INVALID_HID;
    }
    close(readable);
    if (H5Fis_hdf5(path) == 0) {
        fault(faults, "not an HDF5 file");
        return H5I_INVALID_HID;
    }
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0)
        fault_hdf5(faults, "cannot be opened", "");
    return file;
}

static bool read_file(const char *path, struct ensemble *ensemble, bool curves, char *why,
                      size_t size) {
    struct file_faults faults = {.text = why, .size = size};
    *ensemble = (struct ensemble){0};
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    const hid_t file = open_file(path, &faults);
    if (file >= 0) {
        read_open_file(file, ensemble, curves, &faults);
        H5Fclose(file);
    }
    if (faults.count == 0 && !(ensemble->path = strdup(path)))
        fault(&faults, "no memory");
    if (faults.count > 0)
        ensemble_free(ensemble);
    return faults.count == 0;
}

bool ensemble_read(const char *path, struct ensemble *ensemble, char *why, size_t size) {
    return read_file(path, ensemble, false, why, size);
}

bool ensemble_read_curves(const char *path, struct ensemble *ensemble, char *why, size_t size) {
    return read_file(path, ensemble, true, why, size);
}

bool ensemble_is(const struct ensemble *ensemble, const char *engine) {
    return strcmp(ensemble->parameters.engine, engine) == 0;
}

bool ensemble_has_times(const struct ensemble *ensemble) {
    return ensemble_is(ensemble, "iterate") || ensemble_is(ensemble, "simulate");
}

static void free_curve(struct ensemble_curve *curve) {
    free(curve->abscissa);
    free(curve->count);
    free(curve->rho_ab);
    free(curve->rho_ab_std);
    free(curve->rho_ao);
    free(curve->rho_ao_std);
}

static void free_equations(struct ensemble_equations *equations) {
    free(equations->eta);
    free(equations->alpha);
    free(equations->rho_ab);
    free(equations->rho_ao);
    free(equations->stationary);
    free(equations->growth_plus);
    free(equations->growth_minus);
}

bool ensemble_read_all(const char *name, size_t count, char *const paths[],
                       struct ensemble ensembles[]) {
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        char why[1024];
        if (ensemble_read_curves(paths[i], &ensembles[i], why, sizeof why))
            continue;
        fprintf(stderr, "%s: %s: %s\n", name, paths[i], why);
        good = false;
    }
    return good;
}

void ensemble_free(struct ensemble *ensemble) {
    free(ensemble->path);
    free(ensemble->t_sync);
    free(ensemble->t_learn);
    free(ensemble->steps);
    free(ensemble->done);
    free(ensemble->t_a);
    free(ensemble->t_b);
    free_curve(&ensemble->curve);
    free_equations(&ensemble->equations);
    *ensemble = (struct ensemble){0};
}
