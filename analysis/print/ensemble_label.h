/* What tells an ensemble from the usual ones, in words of the options. */
#ifndef TPMSYNC_ENSEMBLE_LABEL_H
#define TPMSYNC_ENSEMBLE_LABEL_H

#include <stddef.h>

#include "schema/parameters.h"

/* Room for whatever an ensemble of the discrete machines may be. */
enum { ENSEMBLE_LABEL_MAX = 240 };

/* Appends to a label " name=value" for each parameter that files which are pooled have in
 * common and that is not what it would be if it had not been given, but for those in `named`, a
 * list that ends with NULL; " name" for a flag. Cut to `size` bytes. */
void ensemble_label_append(const struct parameters *parameters, const char *const named[],
                           char *label, size_t size);

#endif
