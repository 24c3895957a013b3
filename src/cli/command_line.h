/* From the command line to the parameters of a command. */
#ifndef TPMSYNC_COMMAND_LINE_H
#define TPMSYNC_COMMAND_LINE_H

#include "faults/faults.h"
#include "schema/parameters.h"

/* Reads argv[1 ..] (argv[0] is the command's name). Every fault is added to `faults`; the
 * values are complete only if there is none. To be freed by parameters_free, in any case. */
void command_line_read(struct parameters *parameters, const struct command *command, int argc,
                       char **argv, struct faults *faults);

#endif
