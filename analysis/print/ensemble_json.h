/* What an ensemble is made of, as members of an open JSON object: `engine` and those of L,
 * initial, method, closure, criterion, cl, N, ties, until, eta, attacker and no_attacker that
 * it has. */
#ifndef TPMSYNC_ENSEMBLE_JSON_H
#define TPMSYNC_ENSEMBLE_JSON_H

#include "print/json.h"
#include "read/ensemble_reader.h"

void ensemble_write_json(const struct ensemble_parameters *parameters, struct json *json);

#endif
