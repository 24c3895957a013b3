/* The parameters of an ensemble as a whole: what describes it. */
#ifndef TPMSYNC_DESCRIPTION_H
#define TPMSYNC_DESCRIPTION_H

#include "faults/faults.h"
#include "physics/model/engine.h"
#include "schema/parameters.h"

/* Gives every parameter its default; what belongs to others is 0. */
void parameters_begin(struct parameters *parameters, const struct command *command);
/* When all that is given has been read: derives what was not given, and adds what contradicts
 * each other to `faults`. */
void parameters_complete(struct parameters *parameters, struct faults *faults);
/* What reading values has allocated, whether it found faults or not. */
void parameters_free(struct parameters *parameters);

/* Every parameter that determines the result as a line "name value", in full precision, the
 * engine first; to be freed. Equal texts are equal ensembles. */
char *parameters_text(const struct parameters *parameters);
/* The parameters behind such a text, to be freed by parameters_free. False, with what is wrong
 * in `faults`, when it is none. */
bool parameters_from_text(const char *text, struct parameters *parameters,
                          struct faults *faults);
/* Adds a fault for each line in which two such texts differ; `holder` is what `theirs` was read
 * from. */
void parameters_compare(const char *ours, const char *theirs, const char *holder,
                        struct faults *faults);
/* The same, but of what grows (parameters.h) ours may have more. */
void parameters_compare_grown(const char *ours, const char *theirs, const char *holder,
                              struct faults *faults);
/* How many there are of what grows, by such a text; 1 where nothing does. */
int64_t parameters_count(const char *text);
/* The first parameter in which two ensembles differ that may not be pooled; NULL: there is
 * none, and with one seed they hold the same runs. This is the rule of all reducers. */
const char *parameters_difference(const struct parameters *a, const struct parameters *b);
/* Negative, 0 or positive: an order of ensembles in which those that may be pooled are
 * neighbours. */
int parameters_order(const struct parameters *a, const struct parameters *b);
/* Whether a parameter has the value that it would have if it had not been given. The method of
 * `simulate` is standard if it is `occupancy`, whatever the rule for the default says: labels
 * and what may be compared do not depend on which engine is the quicker one. */
bool parameters_is_standard(const struct parameters *parameters,
                            const struct parameter *parameter);

/* The first recorded parameter that may not be pooled and is not standard, other than those
 * named in `open`, a list that ends with NULL; NULL: there is none. The standard is the paper's
 * model. */
const char *parameters_unusual(const struct parameters *parameters, const char *const open[]);

struct model parameters_model(const struct parameters *parameters);

#endif
