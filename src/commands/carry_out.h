/* How a command is carried out: its output is claimed, then the function that makes it called.
 */
#ifndef TPMSYNC_CARRY_OUT_H
#define TPMSYNC_CARRY_OUT_H

#include "commands/commands.h"
#include "faults/faults.h"

/* Collective. Checks what parsing could not, and carries the command out unless there are
 * faults: then nothing was run or written, all ranks know how many there are, and rank 0 what
 * they are. Returns the exit status. */
int carry_out(const struct parameters *parameters, const struct command *command,
              const struct launch *launch, struct faults *faults);

/* What the trace of an ensemble may need, in bytes. */
double carry_out_trace_bytes(const struct parameters *parameters);

#endif
