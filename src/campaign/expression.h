/* Arithmetic in a campaign file: + - * / % and brackets over numbers and the names of
 * variables, floor(a), ceil(a), min(a, b) and max(a, b). All is computed in double, so that /
 * is exact division (floor makes it whole) and whole numbers are exact up to 2^53. */
#ifndef TPMSYNC_EXPRESSION_H
#define TPMSYNC_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>

/* Looks a name up, which does not end with a zero; its value as text, NULL if there is none. */
typedef const char *expression_lookup(const void *self, const char *name, size_t length);

/* The value of `text` [length]. False, with the reason in `why` (cut to `size` bytes), when it
 * has none; all values are finite. */
bool expression_value(const char *text, size_t length, expression_lookup *lookup,
                      const void *self, double *value, char *why, size_t size);

/* A value as text that reads back to the same bits; whole numbers up to 2^53 without an
 * exponent. */
enum { EXPRESSION_TEXT_MAX = 40 };
void expression_text(double value, char text[EXPRESSION_TEXT_MAX]);

#endif
