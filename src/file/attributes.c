#include "file/attributes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arithmetic/shortest.h"
#include "file/hdf5_reason.h"
#include "file/texts.h"
#include "schema/description.h"
#include "schema/values.h"

#define SCHEMA "tpmsync/1"

enum {
    TEXT_MAX = 1 << 14, /* the longest is the history of sessions */
    LIST_MAX = 100000
}; /* bytes of a text, elements of a list, that is looked at */

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
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    const bool good = attributes_put_number(object, name, type, &text);
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
    char name[ATTRIBUTE_NAME_MAX], text[64];
    value_name(p, name);
    switch (p->type) {
    case PARAMETER_INTEGER:
        return attributes_put_number(root, name, H5T_NATIVE_INT64, value);
    case PARAMETER_SEED:
        return attributes_put_number(root, name, H5T_NATIVE_UINT64, value);
    case PARAMETER_REAL:
        return attributes_put_number(root, name, H5T_NATIVE_DOUBLE, value);
    case PARAMETER_FLAG: {
        const uint8_t flag = *(const int64_t *)value != 0;
        return attributes_put_number(root, name, H5T_NATIVE_UINT8, &flag);
    }
    case PARAMETER_LIST:
        return put_list(root, name, value);
    default: /* words */
        value_text(parameters, p, text, sizeof text);
        return attributes_put_text(root, name, text);
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

bool attributes_type_is_plain(hid_t type, H5T_class_t class) {
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
        return H5Tis_variable_str(type) > 0 || (0 < size && size <= TEXT_MAX);
    }
}

/* Opens an attribute of a class of types and of 1 to `most` elements; negative, with the fault
 * named, if there is none. */
static hid_t open_attribute(hid_t object, const char *name, H5T_class_t class, hssize_t most,
                            struct faults *faults) {
    const char *what = class == H5T_INTEGER ? "an integer"
                       : class == H5T_FLOAT ? "a floating-point number"
                                            : "a string";
    if (H5Aexists(object, name) <= 0) {
        faults_add(faults, "attribute `%s` is missing", name);
        return H5I_INVALID_HID;
    }
    const hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    if (attribute < 0) {
        faults_add(faults, "cannot open attribute %s (HDF5: %s)", name, hdf5_reason());
        return attribute;
    }
    const hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    const hssize_t count = H5Sget_simple_extent_npoints(space);
    const bool fits = attributes_type_is_plain(type, class) && 1 <= count && count <= most;
    H5Sclose(space);
    H5Tclose(type);
    if (fits)
        return attribute;
    faults_add(faults, "attribute `%s` is not %s", name, what);
    H5Aclose(attribute);
    return H5I_INVALID_HID;
}

bool attributes_get_number(hid_t object, const char *name, hid_t type, void *value,
                           struct faults *faults) {
    const hid_t attribute = open_attribute(object, name, H5Tget_class(type), 1, faults);
    if (attribute < 0)
        return false;
    const bool good = H5Aread(attribute, type, value) >= 0;
    if (!good)
        faults_add(faults, "cannot read attribute %s (HDF5: %s)", name, hdf5_reason());
    H5Aclose(attribute);
    return good;
}

/* Copies a string of fixed length, which may be padded by zeros or blanks. */
static bool read_fixed_string(hid_t attribute, hid_t type, char *text, size_t size) {
    const size_t length = H5Tget_size(type);
    char *raw = calloc(length + 1, 1);
    const bool good = raw && H5Aread(attribute, type, raw) >= 0;
    if (good) {
        size_t end = strlen(raw);
        if (H5Tget_strpad(type) == H5T_STR_SPACEPAD)
            while (end > 0 && raw[end - 1] == ' ')
                raw[--end] = '\0';
        snprintf(text, size, "%s", raw);
    }
    free(raw);
    return good;
}

static bool read_variable_string(hid_t attribute, hid_t type, char *text, size_t size) {
    char *raw = NULL;
    if (H5Aread(attribute, type, &raw) < 0)
        return false;
    snprintf(text, size, "%s", raw ? raw : "");
    H5free_memory(raw);
    return true;
}

/* It is read in the type that it has in the file, since HDF5 does not convert between lengths
 * and character sets of strings. */
bool attributes_get_text(hid_t object, const char *name, char *text, size_t size,
                         struct faults *faults) {
    const hid_t attribute = open_attribute(object, name, H5T_STRING, 1, faults);
    if (attribute < 0)
        return false;
    const hid_t type = H5Aget_type(attribute);
    const bool good = H5Tis_variable_str(type) > 0
                          ? read_variable_string(attribute, type, text, size)
                          : read_fixed_string(attribute, type, text, size);
    if (!good)
        faults_add(faults, "cannot read attribute %s (HDF5: %s)", name, hdf5_reason());
    H5Tclose(type);
    H5Aclose(attribute);
    return good;
}

/* ---- parameters ---- */

/* HDF5 makes the nearest number of what the type asked for cannot hold. */
static bool print_integer(hid_t file, const char *name, FILE *stream, struct faults *faults) {
    int64_t whole;
    uint64_t large;
    if (!attributes_get_number(file, name, H5T_NATIVE_INT64, &whole, faults))
        return false;
    if (whole < 0)
        return fprintf(stream, "%" PRId64, whole) > 0;
    return attributes_get_number(file, name, H5T_NATIVE_UINT64, &large, faults) &&
           fprintf(stream, "%" PRIu64, large) > 0;
}

static bool print_reals(hid_t file, const char *name, hssize_t most, FILE *stream,
                        struct faults *faults) {
    const hid_t attribute = open_attribute(file, name, H5T_FLOAT, most, faults);
    if (attribute < 0)
        return false;
    const hid_t space = H5Aget_space(attribute);
    const size_t count = (size_t)H5Sget_simple_extent_npoints(space);
    double *value = malloc(count * sizeof *value);
    const bool good = value && H5Aread(attribute, H5T_NATIVE_DOUBLE, value) >= 0;
    for (size_t i = 0; i < count && good; i++) {
        char text[SHORTEST_MAX];
        shortest_text(text, value[i]);
        fprintf(stream, "%s%s", i ? "," : "", text);
    }
    if (!good)
        faults_add(faults, "cannot read attribute %s (HDF5: %s)", name, hdf5_reason());
    free(value);
    H5Sclose(space);
    H5Aclose(attribute);
    return good;
}

bool attributes_find(hid_t object, const char *name, char found[ATTRIBUTE_NAME_MAX]) {
    snprintf(found, ATTRIBUTE_NAME_MAX, "%s", name);
    if (H5Aexists(object, name) > 0)
        return true;
    for (char *at = found; (at = strchr(at, '_')) != NULL;)
        *at = '-';
    if (H5Aexists(object, found) > 0)
        return true;
    snprintf(found, ATTRIBUTE_NAME_MAX, "%s", name);
    return false;
}

/* The value as it would be given on the command line, so that there is one check of it. */
static bool print_value(hid_t file, const struct parameter *p, const char *name, FILE *stream,
                        struct faults *faults) {
    char text[64];
    switch (p->type) {
    case PARAMETER_INTEGER:
    case PARAMETER_FLAG:
    case PARAMETER_SEED:
        return print_integer(file, name, stream, faults);
    case PARAMETER_REAL:
        return print_reals(file, name, 1, stream, faults);
    case PARAMETER_LIST:
        return print_reals(file, name, LIST_MAX, stream, faults);
    default:
        return attributes_get_text(file, name, text, sizeof text, faults) &&
               fputs(text, stream) >= 0;
    }
}

static void get_parameter(hid_t file, const char *name, struct parameters *parameters,
                          const struct parameter *p, struct faults *faults) {
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        abort();
    const bool good = print_value(file, p, name, stream, faults);
    if (fclose(stream) != 0)
        abort();
    if (good)
        value_parse(parameters, p, text, faults);
    free(text);
}

static const struct command *get_command(hid_t file, struct faults *faults) {
    char schema[TEXT_MAX], engine[TEXT_MAX];
    if (!attributes_get_text(file, "schema", schema, sizeof schema, faults))
        return NULL;
    if (strcmp(schema, SCHEMA) != 0) {
        faults_add(faults, "its schema is \"%.40s\", not \"" SCHEMA "\"", schema);
        return NULL;
    }
    if (!attributes_get_text(file, "engine", engine, sizeof engine, faults))
        return NULL;
    const struct command *command = command_find(engine);
    if (!command)
        faults_add(faults, "attribute `engine` is \"%.40s\", which is unknown", engine);
    return command;
}

bool attributes_get_parameters(hid_t file, struct parameters *parameters,
                               struct faults *faults) {
    const int before = faults->count;
    *parameters = (struct parameters){0};
    if (!texts_are_whole(file))
        faults_add(faults, "its texts are damaged");
    const struct command *command = faults->count > before ? NULL : get_command(file, faults);
    if (!command)
        return false;
    parameters_begin(parameters, command);
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (!p->recorded || !(p->commands & command->bit))
            continue;
        char wanted[ATTRIBUTE_NAME_MAX], name[ATTRIBUTE_NAME_MAX];
        value_name(p, wanted);
        if (attributes_find(file, wanted, name) || !(p->absent_of & command->bit))
            get_parameter(file, name, parameters, p, faults);
        else if (*p->absent)
            value_parse(parameters, p, p->absent, faults);
    }
    if (faults->count == before)
        parameters_complete(parameters, faults);
    return faults->count == before;
}

bool attributes_is_number(hid_t object, const char *name, double value) {
    struct faults faults = {0};
    double read;
    const bool good = attributes_get_number(object, name, H5T_NATIVE_DOUBLE, &read, &faults);
    faults_free(&faults);
    uint64_t wanted_bits, read_bits = 0;
    memcpy(&wanted_bits, &value, sizeof wanted_bits);
    if (good)
        memcpy(&read_bits, &read, sizeof read_bits);
    return good && read_bits == wanted_bits;
}

bool attributes_put_provenance(hid_t file, const struct provenance *provenance) {
    /* One that is written over (texts_seal) must stand with the group, not in a heap. */
    const hid_t properties = H5Pcreate(H5P_GROUP_CREATE);
    H5Pset_attr_phase_change(properties, 2 * PROVENANCE_MAX, 0);
    const hid_t group = H5Gcreate2(file, "/provenance", H5P_DEFAULT, properties, H5P_DEFAULT);
    H5Pclose(properties);
    bool good = group >= 0 && texts_make_room(group);
    for (int i = 0; i < provenance->count && good; i++)
        good = attributes_put_text(group, provenance->entry[i].name, provenance->entry[i].text);
    if (good && provenance->history)
        good = attributes_put_text(group, "history", provenance->history);
    H5Gclose(group);
    return good;
}
