#include "cli/tpmsync_program.h"

#include "schema/values.h"

static const struct command_text status_text = {
    .name = "status",
    .summary = "tell what a file holds, finished or not, and how far it is",
    .operands = "FILE.h5",
    .text =
        "Tells what FILE.h5 holds or, while it is unfinished, what is committed: parameters, "
        "runs done, under way and left, rate and time left, when the last commit was, and "
        "whether a writer is alive. It may be asked while the job runs, from any host that "
        "sees the file.\n"
        "\n"
        "exit status: 0 told; 2 there is no such file, or it is damaged.",
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
               "program, what was committed stays, and --resume goes on.",
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

static size_t write_options(const struct command *command,
                            struct option_text option[PARAMETERS_MAX]) {
    size_t options = 0;
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (!(p->commands & command->bit))
            continue;
        struct option_text *o = &option[options++];
        *o = (struct option_text){.name = p->name, .letter = p->letter, .help = p->help};
        write_argument(p, o->argument);
        if (p->type != PARAMETER_FLAG)
            o->standard = p->standard ? p->standard : p->shown;
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
            .closing = "Whole numbers may be written as 1e6. The same parameters and seed give "
                       "the same results, bit for bit, at any number of ranks.",
        };
        in->program.command[in->program.commands++] = &in->command[i];
    }
    in->program.command[in->program.commands++] = &status_text;
    return &in->program;
}
