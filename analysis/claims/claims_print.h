/* The claims as text, CSV and JSON. */
#ifndef TPMSYNC_CLAIMS_PRINT_H
#define TPMSYNC_CLAIMS_PRINT_H

#include <stdio.h>

#include "claims/claim_parts.h"

typedef void claims_writer(const struct claims *claims, FILE *out);

claims_writer claims_write_text; /* a block for each claim */
claims_writer claims_write_csv;  /* a line for each part, full precision */
claims_writer claims_write_json; /* the same, and the remarks */

#endif
