/* The commands of tpmsync-reduce. A command is one file, and a line in the table of
 * commands.c. */
#ifndef TPMSYNC_COMMAND_H
#define TPMSYNC_COMMAND_H

#include "cli/program.h"

/* Exit statuses: done, failed while working, and bad usage or input (everything that is wrong
 * is named on standard error, nothing is written). */
enum { REDUCE_DONE = 0, REDUCE_FAILED = 1, REDUCE_BAD_INPUT = 2 };

/* argv[0] names the program and the command, for messages; the rest are the options and files
 * behind the command. Answers --help itself. Returns an exit status. */
typedef int reduce_command(int argc, char *argv[]);

struct reduce_entry {
    const struct command_text *text; /* all of --help, and what the options are read by */
    reduce_command *run;
};
extern const struct reduce_entry reduce_table[];
extern const size_t reduce_count;

/* The program with its commands. */
struct program_text reduce_program(void);

/* Prints what --help of a command prints. */
void command_print_help(const struct command_text *command);

reduce_command claims_command, table1_command, fig1_command, fig2_command, transition_command,
    sizes_command, lucky_command, extend_command, attack_command, rules_command, units_command,
    readings_command;
extern const struct command_text claims_text, table1_text, fig1_text, fig2_text,
    transition_text, sizes_text, lucky_text, extend_text, attack_text, rules_text, units_text,
    readings_text;

#endif
