#include "cli/tpmsync_program.h"

#include <inttypes.h>
#include <string.h>

#include "arithmetic/shortest.h"
#include "schema/values.h"

static const struct option_text status_options[] = {
    {.name = "help", .letter = 'h', .help = "this text"},
};

static const struct command_text status_text = {
    .name = "status",
    .summary = "tell what a file or a folder holds, finished or not, and how far it is",
    .operands = "FILE.h5|DIR",
    .text =
        "Tells what FILE.h5 holds or, while it is unfinished, what is committed: parameters, "
        "runs done, under way and left, rate and time left, when the last commit was, and "
        "whether a writer is alive. Of a folder DIR it tells in a table which ensembles are in "
        "it, and how far each is, without reading all of them. It may be asked while the job "
        "runs, from any host that "
        "sees the file.\n"
        "\n"
        "exit status: 0 told; 2 there is no such file, or it is damaged.",
    .option = status_options,
    .options = sizeof status_options / sizeof *status_options,
};

static const struct command_text campaign_text = {
    .name = "campaign",
    .summary = "run the ensembles that a text file lists, in one start",
    .operands = "FILE",
    .text =
        "Runs what is not there yet of the ensembles of FILE, one after the other, each on all "
        "ranks; goes on with what is unfinished, and leaves alone what is complete. What was "
        "made with other parameters is refused, all of it named, before anything runs. The "
        "output of an ensemble is NAME.h5 in the folder of --out, which is made if it is not "
        "there; it is what the command makes by itself.\n"
        "\n"
        "Lines of FILE:\n"
        "NAME COMMAND OPTIONS\tan ensemble: `tpmsync COMMAND OPTIONS`\n"
        "VARIABLE = VALUE\ta variable, which --set can give another value\n"
        "# WORDS\ta comment, behind a line, too; \\ at the end joins a line and the next\n"
        "\n"
        "In lines of ensembles {L=1..4} or {N=1000,3000,1e4} stands for a line for each; $L "
        "and "
        "$VARIABLE are replaced by their values, and so is $(3 + 50*L): arithmetic with + - * "
        "/ "
        "% and brackets, floor, ceil, min and max.",
    .closing =
        "It ends with the status of a command: 0 all is complete; 2 refused, every fault "
        "named with its line, nothing written; 3 stopped early with all saved: run it "
        "again to go on. A failure ends it; what was complete, or committed, stays.",
    .example = "mpirun -n 4 tpmsync campaign jobs/paper.campaign --out out --set iterated=500",
};

/* The options that are its own; those of all ensembles, from the table of parameters, follow.
 */
static const struct option_text campaign_option[] = {
    {.name = "out",
     .argument = "DIR",
     .standard = ".",
     .help = "the folder of the ensembles, NAME.h5 each"},
    {.name = "set",
     .argument = "NAME=VALUE",
     .help = "the value of a variable of FILE; as often as need be",
     .repeats = true},
    {.name = "only",
     .argument = "PATTERN",
     .help = "the ensembles of such names, such as 'iterate-*' or 'a,b-L[1-3]'"},
    {.name = "list",
     .help = "tell what would run, with an estimate of time and disk, and run nothing; with "
             "--quiet the lines alone, everything replaced"},
    {.name = "replace",
     .help = "make those anew that are complete, but of other parameters; each stays until the "
             "new one is complete"},
};
static const char *const campaign_common[] = {"time-limit", "checkpoint-every", "io-timeout",
                                              "quiet", "help"};

static const struct option_text snapshot_options[] = {
    {.name = "output", .letter = 'o', .argument = "FILE.h5", .help = "the file to write"},
    {.name = "force", .letter = 'f', .help = "replace an existing file"},
    {.name = "help", .letter = 'h', .help = "this text"},
};

static const struct command_text snapshot_text = {
    .name = "snapshot",
    .summary = "make a file of what an unfinished ensemble has committed, while it runs",
    .operands = "FILE.h5",
    .text =
        "Puts what is committed of the unfinished FILE.h5 together as a regular file. It takes "
        "no lock and changes nothing, so that it may be asked while the job runs, from any "
        "host "
        "that sees the file; one rank does it.\n"
        "\n"
        "The file has as many runs as were asked for; /runs/done is 0 of those that are not "
        "done, and tpmsync-reduce leaves them out. Short runs are done first: until all are, "
        "means of times are too small. The means over runs in /mean are over what /mean/count "
        "says: runs done, and runs under way as far as they have come.\n"
        "\n"
        "exit status: 0 made; 2 there is nothing unfinished, or it is damaged, or the output "
        "exists.",
    .option = snapshot_options,
    .options = sizeof snapshot_options / sizeof *snapshot_options,
    .example = "tpmsync snapshot L4.h5 --output now.h5 && tpmsync-reduce table1 now.h5",
};

static const struct program_text program_text = {
    .name = "tpmsync",
    .summary = "synchronising and attacking tree parity machines",
    .sibling = "tpmsync-reduce",
    .launcher = "[mpirun -n RANKS] ",
    .text = "A command runs an ensemble of independent runs, spread over the MPI ranks, and "
            "writes times and overlaps into one HDF5 file, which `tpmsync-reduce` turns into "
            "tables.",
    .example = "mpirun -n 2 tpmsync iterate --L 2 --runs 500 -o L2.h5 && tpmsync-reduce table1 "
               "L2.h5",
    .closing = "Until it is complete, FILE.h5 is the folder FILE.h5.part; whatever ends the "
               "program, what was committed stays, and --resume goes on; with more --runs than "
               "before it adds runs, to a finished file, too.",
    .environment =
        "TPMSYNC_ISA\tthe instruction set: baseline, avx2 or avx512, in place of the "
        "best that the processor has; the results are the same bits",
    .files = "FILE.h5.part\tan unfinished ensemble, a folder\n"
             "share/tpmsync/jobs\tjobs for SLURM where the program is installed, to be copied\n"
             "share/tpmsync/scripts\treproduce, verify and report, for the installed program",
    .status = "0\tdone\n"
              "2\tbad usage or input: every fault is named, nothing is written\n"
              "3\tstopped early, all saved, to be resumed\n"
              "else\ta failure, whose message names the rank, what and where",
};

/* What follows the name of an option. */
static void write_argument(const struct parameter *p, char text[ARGUMENT_MAX]) {
    switch (p->type) {
    case PARAMETER_INTEGER:
    case PARAMETER_SEED:
        snprintf(text, ARGUMENT_MAX, "INTEGER");
        break;
    case PARAMETER_REAL:
        snprintf(text, ARGUMENT_MAX, "VALUE");
        break;
    case PARAMETER_CHOICE:
        value_choices(p, text, ARGUMENT_MAX);
        break;
    case PARAMETER_FLAG:
        text[0] = '\0';
        break;
    case PARAMETER_TEXT:
        snprintf(text, ARGUMENT_MAX, "FILE.h5");
        break;
    default:
        snprintf(text, ARGUMENT_MAX, "%s", p->shown);
        break;
    }
}

static void write_limits(const struct parameter *p, char text[LIMITS_MAX]) {
    char low[SHORTEST_MAX], high[SHORTEST_MAX];
    shortest_text(low, p->low);
    shortest_text(high, p->high);
    if (p->type == PARAMETER_INTEGER)
        snprintf(text, LIMITS_MAX, "%.0f .. %.0f", p->low, p->high);
    else if (p->type == PARAMETER_REAL || p->type == PARAMETER_LIST)
        snprintf(text, LIMITS_MAX, "above %s, below %s", low, high);
    else if (p->type == PARAMETER_SEED)
        snprintf(text, LIMITS_MAX, "0 .. %" PRIu64, UINT64_MAX);
}

static void write_option(const struct parameter *p, struct option_text *option) {
    *option = (struct option_text){.name = p->name, .letter = p->letter, .help = p->help};
    write_argument(p, option->argument);
    write_limits(p, option->limits);
    if (p->type != PARAMETER_FLAG)
        option->standard = p->standard ? p->standard : p->shown;
}

static size_t write_campaign_options(struct option_text option[PARAMETERS_MAX]) {
    size_t options = sizeof campaign_option / sizeof *campaign_option;
    memcpy(option, campaign_option, sizeof campaign_option);
    for (size_t i = 0; i < sizeof campaign_common / sizeof *campaign_common; i++)
        write_option(parameter_find("iterate", campaign_common[i]), &option[options++]);
    return options;
}

static size_t write_options(const struct command *command,
                            struct option_text option[PARAMETERS_MAX]) {
    size_t options = 0;
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (!(p->commands & command->bit))
            continue;
        write_option(p, &option[options++]);
    }
    return options;
}

const struct program_text *tpmsync_program(struct tpmsync_program *in) {
    in->program = program_text;
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = &command_table[i];
        in->command[i] = (struct command_text){
            .name = command->name,
            .summary = command->summary,
            .text = command->text,
            .option = in->option[i],
            .options = write_options(command, in->option[i]),
            .closing =
                "Whole numbers may be written as 1e6. Names of options must be whole, and "
                "an option may not be given twice with two values. The same parameters and "
                "seed give "
                "the same results, bit for bit, at any number of ranks.",
        };
        in->program.command[in->program.commands++] = &in->command[i];
    }
    in->campaign = campaign_text;
    in->campaign.option = in->option[command_count];
    in->campaign.options = write_campaign_options(in->option[command_count]);
    in->program.command[in->program.commands++] = &in->campaign;
    in->program.command[in->program.commands++] = &snapshot_text;
    in->program.command[in->program.commands++] = &status_text;
    return &in->program;
}
