#include "file/attributes.h"

#include <string.h>

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

bool attributes_put_provenance(hid_t file, const struct provenance *provenance) {
    const hid_t group = H5Gcreate2(file, "/provenance", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    bool good = group >= 0;
    for (int i = 0; i < provenance->count && good; i++)
        good = attributes_put_text(group, provenance->entry[i].name, provenance->entry[i].text);
    H5Gclose(group);
    return good;
}
