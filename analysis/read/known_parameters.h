/* The parameters that reducers know: which of those that the program records, where each stands
 * in struct ensemble_parameters, and which of them may differ between files that are pooled.
 *
 * Names, types, ranges and choices are those of the program's own table (cli/parameters.h). A
 * parameter that the program has and this table does not is unknown to the reducers: its files
 * are refused, until it is written down here and so takes part in grouping.
 */
#ifndef TPMSYNC_KNOWN_PARAMETERS_H
#define TPMSYNC_KNOWN_PARAMETERS_H

#include <stdbool.h>
#include <stddef.h>

#include "read/ensemble_reader.h"
#include "schema/parameters.h"

struct known_parameter {
    const char *name;
    size_t offset; /* in struct ensemble_parameters; KNOWN_NOT_KEPT: not looked at */
    int optional;  /* FOR_ bits of the engines of which older files may lack it */
    bool poolable; /* says how much there is, not what it is: files that differ in it are pooled
                    */
};
#define KNOWN_NOT_KEPT ((size_t)-1)

extern const struct known_parameter known_parameters[];
extern const size_t known_parameter_count;

/* The program's description of this parameter of an engine's files; NULL if it records none of
 * that name. */
const struct parameter *known_parameter_program(const char *engine, const char *name);

/* Whether files of this engine may hold an attribute of this name as one of its parameters. */
bool known_parameter_is(const char *engine, const char *name);

/* The first parameter in which two ensembles differ that may not be pooled; NULL: there is
 * none, and with one seed they hold the same runs. This is the rule of all reducers. Solutions
 * of ode are never pooled. */
const char *ensemble_difference(const struct ensemble_parameters *a,
                                const struct ensemble_parameters *b);

#endif
