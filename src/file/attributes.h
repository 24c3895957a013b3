/* Attributes of HDF5 objects: single values, and what every file of schema tpmsync/1 says of
 * itself. All return false when HDF5 fails. */
#ifndef TPMSYNC_ATTRIBUTES_H
#define TPMSYNC_ATTRIBUTES_H

#include <stdbool.h>

#include <hdf5.h>

#include "file/provenance.h"
#include "schema/parameters.h"

/* A scalar of an HDF5 type. */
bool attributes_put_number(hid_t object, const char *name, hid_t type, const void *value);
bool attributes_put_text(hid_t object, const char *name, const char *text);

/* The root attributes: schema, engine, and each parameter that determines the result. */
bool attributes_put_parameters(hid_t file, const struct parameters *parameters);
/* The parameters that a finished file of schema tpmsync/1 was made with, as parameters_text
 * writes them; to be freed. NULL, with the reason in `why`, when the file is no such file. */
char *attributes_read_text(const char *path, char *why, size_t size);
/* When a finished file was begun, as its provenance says; false when it does not say. */
bool attributes_read_started(const char *path, char *text, size_t size);
/* Whether an attribute is there and is this number, to the bit. */
bool attributes_is_number(hid_t object, const char *name, double value);
/* The group /provenance. */
bool attributes_put_provenance(hid_t file, const struct provenance *provenance);

#endif
