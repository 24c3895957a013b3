#include "file/attributes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file/hdf5_reason.h"

#define SCHEMA "tpmsync/1"

bool attributes_put_number(hid_t object, const char *name, hid_t type, const void *value) {
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    const bool good = H5Awrite(attribute, type, value) >= 0;
    H5Aclose(attribute);
    H5Sclose(space);
    return good;
}

bool attributes_put_text(hid_t object, const char *name, const char *text) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, strlen(text) + 1);
    const bool good = attributes_put_number(object, name, type, text);
    H5Tclose(type);
    return good;
}

static bool put_list(hid_t object, const char *name, const struct number_list *list) {
    const hsize_t count = (hsize_t)list->count;
    const hid_t space = H5Screate_simple(1, &count, NULL);
    const hid_t attribute =
        H5Acreate2(object, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT);
    const bool good = H5Awrite(attribute, H5T_NATIVE_DOUBLE, list->value) >= 0;
    H5Aclose(attribute);
    H5Sclose(space);
    return good;
}

static bool put_parameter(hid_t root, const struct parameters *parameters,
                          const struct parameter *p) {
    const void *value = (const char *)parameters + p->offset;
    char name[32];
    switch (p->type) {
    case PARAMETER_INTEGER:
        return attributes_put_number(root, p->name, H5T_NATIVE_INT64, value);
    case PARAMETER_SEED:
        return attributes_put_number(root, p->name, H5T_NATIVE_UINT64, value);
    case PARAMETER_REAL:
        return attributes_put_number(root, p->name, H5T_NATIVE_DOUBLE, value);
    case PARAMETER_FLAG: {
        const uint8_t flag = *(const int64_t *)value != 0;
        return attributes_put_number(root, p->name, H5T_NATIVE_UINT8, &flag);
    }
    case PARAMETER_LIST:
        return put_list(root, p->name, value);
    case PARAMETER_CHOICE:
        parameter_choice_name(p, *(const int64_t *)value, name);
        return attributes_put_text(root, p->name, name);
    default:
        return attributes_put_text(root, p->name, *(const char *const *)value);
    }
}

bool attributes_put_parameters(hid_t file, const struct parameters *parameters) {
    const int command = command_find(parameters->command)->bit;
    bool good = attributes_put_text(file, "schema", SCHEMA) &&
                attributes_put_text(file, "engine", parameters->command);
    for (size_t i = 0; i < parameter_count && good; i++)
        if (parameter_table[i].recorded && (parameter_table[i].commands & command))
            good = put_parameter(file, parameters, &parameter_table[i]);
    return good;
}

/* ---- reading ---- */

/* Opens an attribute of a class of types and of at most `most` elements. */
static hid_t open_attribute(hid_t file, const char *name, H5T_class_t class, hsize_t most) {
    const hid_t attribute = H5Aopen(file, name, H5P_DEFAULT);
    if (attribute < 0)
        return attribute;
    const hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    const hssize_t count = H5Sget_simple_extent_npoints(space);
    const bool fits = H5Tget_class(type) == class && H5Tget_size(type) <= 4096 &&
                      (class != H5T_STRING || H5Tis_variable_str(type) == 0) && count >= 1 &&
                      (hsize_t)count <= most;
    H5Sclose(space);
    H5Tclose(type);
    if (fits)
        return attribute;
    H5Aclose(attribute);
    return H5I_INVALID_HID;
}

static bool get_text(hid_t file, const char *name, char text[4097]) {
    const hid_t attribute = open_attribute(file, name, H5T_STRING, 1);
    if (attribute < 0)
        return false;
    const hid_t type = H5Aget_type(attribute);
    memset(text, 0, 4097);
    const bool good = H5Aread(attribute, type, text) >= 0;
    H5Tclose(type);
    H5Aclose(attribute);
    return good;
}

static bool get_number(hid_t file, const char *name, hid_t type, void *value) {
    const hid_t attribute = open_attribute(file, name, H5Tget_class(type), 1);
    const bool good = attribute >= 0 && H5Aread(attribute, type, value) >= 0;
    if (attribute >= 0)
        H5Aclose(attribute);
    return good;
}

static bool print_list(hid_t file, const char *name, FILE *stream) {
    enum { MOST = 100000 };
    const hid_t attribute = open_attribute(file, name, H5T_FLOAT, MOST);
    if (attribute < 0)
        return false;
    const hid_t space = H5Aget_space(attribute);
    const size_t count = (size_t)H5Sget_simple_extent_npoints(space);
    double *value = malloc(count * sizeof *value);
    const bool good = value && H5Aread(attribute, H5T_NATIVE_DOUBLE, value) >= 0;
    for (size_t i = 0; i < count && good; i++)
        fprintf(stream, "%s%.17g", i ? "," : "", value[i]);
    free(value);
    H5Sclose(space);
    H5Aclose(attribute);
    return good;
}

/* One line "name value" of parameters_text. */
static bool print_parameter(hid_t file, const struct parameter *p, FILE *stream) {
    char text[4097];
    int64_t whole = 0;
    uint64_t seed = 0;
    double real = 0.0;
    bool good;
    fprintf(stream, "%s ", p->name);
    switch (p->type) {
    case PARAMETER_INTEGER:
    case PARAMETER_FLAG:
        good = get_number(file, p->name, H5T_NATIVE_INT64, &whole);
        fprintf(stream, "%" PRId64, whole);
        break;
    case PARAMETER_SEED:
        good = get_number(file, p->name, H5T_NATIVE_UINT64, &seed);
        fprintf(stream, "%" PRIu64, seed);
        break;
    case PARAMETER_REAL:
        good = get_number(file, p->name, H5T_NATIVE_DOUBLE, &real);
        fprintf(stream, "%.17g", real);
        break;
    case PARAMETER_LIST:
        good = print_list(file, p->name, stream);
        break;
    default:
        good = get_text(file, p->name, text);
        fputs(good ? text : "", stream);
        break;
    }
    fputc('\n', stream);
    return good;
}

static bool print_parameters(hid_t file, const struct command *command, FILE *stream,
                             const char **lacks) {
    fprintf(stream, "engine %s\n", command->name);
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (p->recorded && (p->commands & command->bit) && !print_parameter(file, p, stream)) {
            *lacks = p->name;
            return false;
        }
    }
    return true;
}

/* The command whose output this is; NULL, with the reason in `why`, if it is none. */
static const struct command *command_of(hid_t file, char *why, size_t size) {
    char schema[4097], engine[4097];
    if (!get_text(file, "schema", schema)) {
        snprintf(why, size, "is no output of this program: it names no schema");
        return NULL;
    }
    if (strcmp(schema, SCHEMA) != 0) {
        snprintf(why, size, "is of schema %.40s and not " SCHEMA, schema);
        return NULL;
    }
    const struct command *command =
        get_text(file, "engine", engine) ? command_find(engine) : NULL;
    if (!command)
        snprintf(why, size, "names no engine that this program knows");
    return command;
}

char *attributes_read_text(const char *path, char *why, size_t size) {
    char *text = NULL;
    const char *lacks = NULL;
    size_t length;
    struct stat status;
    hdf5_keep_reasons();
    /* Opening a FIFO would wait for somebody to write into it. */
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        snprintf(why, size, "is no regular file");
        return NULL;
    }
    const hid_t file =
        H5Fis_hdf5(path) > 0 ? H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT) : H5I_INVALID_HID;
    if (file < 0) {
        snprintf(why, size, "is no HDF5 file, or a damaged one");
        return NULL;
    }
    const struct command *command = command_of(file, why, size);
    if (command) {
        FILE *stream = open_memstream(&text, &length);
        if (!stream)
            abort();
        const bool good = print_parameters(file, command, stream, &lacks);
        if (fclose(stream) != 0)
            abort();
        if (!good) {
            snprintf(why, size, "lacks the attribute %s", lacks);
            free(text);
            text = NULL;
        }
    }
    hdf5_close(file, path);
    return text;
}

bool attributes_read_started(const char *path, char *text, size_t size) {
    char started[4097];
    hdf5_keep_reasons();
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0)
        return false;
    const hid_t group = H5Gopen2(file, "/provenance", H5P_DEFAULT);
    const bool good = group >= 0 && get_text(group, "started", started) &&
                      snprintf(text, size, "%s", started) < (int)size;
    if (group >= 0)
        H5Gclose(group);
    hdf5_close(file, path);
    return good;
}

bool attributes_is_number(hid_t object, const char *name, double value) {
    double read;
    if (!get_number(object, name, H5T_NATIVE_DOUBLE, &read))
        return false;
    uint64_t wanted_bits, read_bits;
    memcpy(&wanted_bits, &value, sizeof wanted_bits);
    memcpy(&read_bits, &read, sizeof read_bits);
    return read_bits == wanted_bits;
}

bool attributes_put_provenance(hid_t file, const struct provenance *provenance) {
    const hid_t group = H5Gcreate2(file, "/provenance", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    bool good = group >= 0;
    for (int i = 0; i < provenance->count && good; i++)
        good = attributes_put_text(group, provenance->entry[i].name, provenance->entry[i].text);
    if (good && provenance->history)
        good = attributes_put_text(group, "history", provenance->history);
    H5Gclose(group);
    return good;
}
