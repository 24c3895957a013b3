/* The engine `weights` where there is no attacker, or one of one machine: the parties and o are
 * so few that the book-keeping of weights_planes.c, which serves thousands of machines, would
 * take longer than the work. */
#ifndef TPMSYNC_WEIGHTS_ONE_H
#define TPMSYNC_WEIGHTS_ONE_H

#include "physics/model/run.h"

/* Whether it is for such a model. */
bool weights_one_fits(const struct model *model);

/* Of struct engine; workers begin with a struct run that has these dynamics, and go on by
 * run_start and the like. */
extern const struct run_dynamics weights_one_dynamics;
void *weights_one_create(const struct model *model, struct observer observer);
void weights_one_destroy(void *worker);

#endif
