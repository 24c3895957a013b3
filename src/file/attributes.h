/* Attributes of HDF5 objects: single values, and what every file of schema tpmsync/1 says of
 * itself; for the program and for the reducers. What puts returns false when HDF5 fails; what
 * gets says what is wrong in `faults`. */
#ifndef TPMSYNC_ATTRIBUTES_H
#define TPMSYNC_ATTRIBUTES_H

#include <stdbool.h>

#include <hdf5.h>

#include "faults/faults.h"
#include "file/provenance.h"
#include "schema/values.h"

/* A scalar of an HDF5 type. */
bool attributes_put_number(hid_t object, const char *name, hid_t type, const void *value);
/* A string of variable length, UTF-8. */
bool attributes_put_text(hid_t object, const char *name, const char *text);

/* The root attributes: schema, engine, and each parameter that determines the result. */
bool attributes_put_parameters(hid_t file, const struct parameters *parameters);
/* What an attribute is called in a file: `name`, or with - for _ in a file of an older program;
 * false, and `name`, if it is not there. */
bool attributes_find(hid_t object, const char *name, char found[ATTRIBUTE_NAME_MAX]);
/* The values of an attribute of one element, of whatever integer, floating-point or string
 * type. A text is cut to `size` bytes. */
bool attributes_get_number(hid_t object, const char *name, hid_t type, void *value,
                           struct faults *faults);
bool attributes_get_text(hid_t object, const char *name, char *text, size_t size,
                         struct faults *faults);
/* Whether a type is an integer of 1, 2, 4 or 8 full bytes, a number of IEEE 754, or a string of
 * reasonable length. A damaged header can hold any other type, and HDF5 does not always survive
 * converting it. */
bool attributes_type_is_plain(hid_t type, H5T_class_t class);

/* Reads the root attributes and checks them as the command line is checked. `parameters` is to
 * be freed by parameters_free, in any case; its command is NULL if that is not known. */
bool attributes_get_parameters(hid_t file, struct parameters *parameters,
                               struct faults *faults);

/* Whether an attribute is there and is this number, to the bit. */
bool attributes_is_number(hid_t object, const char *name, double value);
/* The group /provenance. */
bool attributes_put_provenance(hid_t file, const struct provenance *provenance);

#endif
