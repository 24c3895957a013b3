/* The commands of tpmsync-reduce. A command is one file and one line in the table of main.c. */
#ifndef TPMSYNC_COMMAND_H
#define TPMSYNC_COMMAND_H

/* Exit statuses: done, failed while working, and bad usage or input (everything that is wrong
 * is named on standard error, nothing is written). */
enum { REDUCE_DONE = 0, REDUCE_FAILED = 1, REDUCE_BAD_INPUT = 2 };

/* argv[0] names the program and the command, for messages; the rest are the options and files
 * behind the command. Answers --help itself. Returns an exit status. */
typedef int reduce_command(int argc, char *argv[]);

reduce_command claims_command;
reduce_command table1_command;
reduce_command fig1_command;
reduce_command fig2_command;
reduce_command transition_command;
reduce_command sizes_command;
reduce_command lucky_command;
reduce_command extend_command;

#endif
