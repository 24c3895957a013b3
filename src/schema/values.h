/* Single values of parameters, from text and back: what the command line, attributes, manifests
 * and labels have in common. */
#ifndef TPMSYNC_VALUES_H
#define TPMSYNC_VALUES_H

#include <stdio.h>

#include "faults/faults.h"
#include "schema/parameters.h"

enum { ATTRIBUTE_NAME_MAX = 32 };
/* What a parameter is called where names are to be identifiers, in files and in JSON: as its
 * option, with _ for -. */
void value_name(const struct parameter *parameter, char name[ATTRIBUTE_NAME_MAX]);

/* Reads the value of a parameter, as it would be given on the command line, and checks its
 * range; a fault leaves it alone. A PARAMETER_TEXT is not copied. */
void value_parse(struct parameters *parameters, const struct parameter *parameter,
                 const char *text, struct faults *faults);
/* Prints the shortest text of which value_parse gets it back to the bit. */
void value_print(FILE *stream, const struct parameters *parameters,
                 const struct parameter *parameter);
/* The same into `text`; a value that is longer than `size` is cut. */
void value_text(const struct parameters *parameters, const struct parameter *parameter,
                char *text, size_t size);
/* The choices of a PARAMETER_CHOICE as "six|nine". */
void value_choices(const struct parameter *parameter, char *text, size_t size);
/* The name of the choice of this name; "" if the command has no such parameter. */
const char *value_word(const struct parameters *parameters, const char *name);
/* Negative, 0 or positive as the value of one ensemble comes before that of another of the same
 * command, is the same, or comes after it. */
int value_compare(const struct parameter *parameter, const struct parameters *a,
                  const struct parameters *b);

#endif
