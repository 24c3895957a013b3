/* What an ensemble is, as members of an open JSON object: `engine`, and each parameter that
 * files which are pooled have in common. */
#ifndef TPMSYNC_ENSEMBLE_JSON_H
#define TPMSYNC_ENSEMBLE_JSON_H

#include "print/json.h"
#include "read/ensemble_reader.h"

void ensemble_write_json(const struct parameters *parameters, struct json *json);

#endif
