/* Single numbers of the tables that reducers print: for people in columns, for programs as CSV.
 */
#ifndef TPMSYNC_CELLS_H
#define TPMSYNC_CELLS_H

#include <stdio.h>

#include "read/claims_groups.h"

/* Characters of UTF-8 among the first `bytes` of a text. */
int text_width(const char *text, size_t bytes);

/* To the right in `width` characters; text is UTF-8. */
void cell_text(FILE *out, int width, const char *text);

/* "value ± error"; "-" for a value that is not finite. */
void cell_pair(FILE *out, int width, double value, double error);

/* The same of a mean; how many runs lack the time, if any do. */
void cell_mean(FILE *out, int width, const struct run_mean *mean);

enum { ALL_DIGITS = 17 }; /* as few as bring the number back */
/* ",value" with so many digits, or "," if it is not finite. */
void cell_csv_real(FILE *out, int digits, double value);

/* ", "name": value", or null if it is not finite. */
void cell_json_real(FILE *out, const char *name, double value);

/* A line of dashes under columns of these widths, two blanks between them. */
void cell_rule(FILE *out, const int width[], int columns);

#endif
