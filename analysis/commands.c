/* What the reducers say of themselves. */
#include "cli/help.h"
#include "command.h"

const struct reduce_entry reduce_table[] = {
    {&table1_text, table1_command},
    {&claims_text, claims_command},
    {&fig1_text, fig1_command},
    {&fig2_text, fig2_command},
    {&transition_text, transition_command},
    {&sizes_text, sizes_command},
    {&lucky_text, lucky_command},
    {&extend_text, extend_command},
    {&attack_text, attack_command},
    {&rules_text, rules_command},
    {&units_text, units_command},
    {&readings_text, readings_command},
};
const size_t reduce_count = sizeof reduce_table / sizeof *reduce_table;
_Static_assert(sizeof reduce_table / sizeof *reduce_table <= PROGRAM_COMMANDS_MAX,
               "there is room for all commands");

static const struct program_text program_text = {
    .name = "tpmsync-reduce",
    .summary = "tables, figures and claims from the files of tpmsync",
    .sibling = "tpmsync",
    .launcher = "",
    .operands = "FILE.h5...",
    .text =
        "Computes what the paper reports from the HDF5 files that tpmsync writes (schema "
        "tpmsync/1). Any mix of files may be given; they are matched by their attributes, not "
        "by their names.",
    .example = "tpmsync-reduce table1 out/*.h5",
    .environment = "TPMSYNC_DATA\tthe folder of the published values, table1.csv, attacks.csv "
                   "and times.csv\n"
                   "TPMSYNC_PLOTS\tthe folder of the gnuplot templates, COMMAND.gp\n"
                   "TMPDIR\twhere pictures are drawn [/tmp]",
    .files = "share/tpmsync/data\tthe published values where the program is installed\n"
             "share/tpmsync/plots\tthe templates",
    .status = "0\tdone\n"
              "1\tfailed while working\n"
              "2\tbad usage or bad files: all of them are named, nothing is written",
};

struct program_text reduce_program(void) {
    struct program_text program = program_text;
    for (size_t i = 0; i < reduce_count; i++)
        program.command[program.commands++] = reduce_table[i].text;
    return program;
}

void command_print_help(const struct command_text *command) {
    const struct program_text program = reduce_program();
    help_print_command(stdout, &program, command);
}
