#include "cli/help.h"

#include <string.h>

#include "schema/values.h"

/* Prints `text` in lines of at most 90 columns, indented from the second one on; `column` is
 * where the first begins. */
static void print_wrapped(FILE *stream, const char *text, int column) {
    enum { WIDTH = 90 };
    int at = column;
    while (*text) {
        const int word = (int)strcspn(text, " ");
        if (at > column && at + 1 + word > WIDTH) {
            fprintf(stream, "\n%*s", column, "");
            at = column;
        } else if (at > column) {
            fputc(' ', stream);
            at++;
        }
        fprintf(stream, "%.*s", word, text);
        at += word;
        text += word;
        text += strspn(text, " ");
    }
    fputc('\n', stream);
}

void help_print(FILE *stream) {
    fprintf(stream, "tpmsync: synchronising and attacking tree parity machines\n\n"
                    "usage: [mpirun -n RANKS] tpmsync COMMAND [options]\n\n"
                    "commands:\n");
    for (size_t i = 0; i < command_count; i++)
        fprintf(stream, "  %-12s %s\n", command_table[i].name, command_table[i].summary);
    fprintf(stream, "  %-12s %s\n", "status FILE",
            "tell what a file holds, finished or not, and how far it is");
    fprintf(
        stream,
        "\n`tpmsync COMMAND --help` lists the options of a command.\n\n"
        "A command runs an ensemble of independent runs, spread over the MPI ranks, and "
        "writes\n"
        "times and overlaps into one HDF5 file, which `tpmsync-reduce` turns into tables.\n"
        "Try: mpirun -n 2 tpmsync iterate --L 2 --runs 500 -o L2.h5 && tpmsync-reduce table1 "
        "L2.h5\n\n"
        "Until it is complete, FILE.h5 is the folder FILE.h5.part; whatever ends the program, "
        "what\n"
        "was committed stays, and --resume goes on.\n\n"
        "exit status: 0 done; 2 bad usage or input, nothing written; 3 stopped early, all "
        "saved, to\n"
        "be resumed; else a failure.\n");
}

void help_print_status(FILE *stream) {
    fprintf(stream, "usage: tpmsync status FILE.h5\n\n"
                    "Tells what FILE.h5 holds or, while it is unfinished, what is committed: "
                    "parameters, runs\n"
                    "done, under way and left, rate and time left, when the last commit was, "
                    "and whether a\n"
                    "writer is alive. It may be asked while the job runs, from any host that "
                    "sees the file.\n\n"
                    "exit status: 0 told; 2 there is no such file, or it is damaged.\n");
}

/* What follows the name of an option, with the blank before it. */
static void print_argument(const struct parameter *p, char *text, size_t size) {
    switch (p->type) {
    case PARAMETER_INTEGER:
    case PARAMETER_SEED:
        snprintf(text, size, " INTEGER");
        break;
    case PARAMETER_REAL:
        snprintf(text, size, " VALUE");
        break;
    case PARAMETER_CHOICE:
        snprintf(text, size, " ");
        value_choices(p, text + 1, size - 1);
        break;
    case PARAMETER_FLAG:
        text[0] = '\0';
        break;
    case PARAMETER_TEXT:
        snprintf(text, size, " FILE.h5");
        break;
    default:
        snprintf(text, size, " %s", p->shown);
        break;
    }
}

static void print_parameter(FILE *stream, const struct parameter *p) {
    char argument[64], left[128], text[512], letter[] = "-?,";
    letter[1] = p->letter;
    print_argument(p, argument, sizeof argument);
    snprintf(left, sizeof left, "%-3s --%s%s", p->letter ? letter : "", p->name, argument);
    const char *standard = p->standard ? p->standard : p->shown;
    if (standard && p->type != PARAMETER_FLAG)
        snprintf(text, sizeof text, "%s [%s]", p->help, standard);
    else
        snprintf(text, sizeof text, "%s", p->help);
    fprintf(stream, "  %-34s", left);
    if (strlen(left) > 33)
        fprintf(stream, "\n%*s", 36, "");
    print_wrapped(stream, text, 36);
}

void help_print_command(FILE *stream, const struct command *command) {
    fprintf(stream, "usage: [mpirun -n RANKS] tpmsync %s [options]\n\n%s\n", command->name,
            command->text);
    fprintf(stream, "options [default]:\n");
    for (size_t i = 0; i < parameter_count; i++)
        if (parameter_table[i].commands & command->bit)
            print_parameter(stream, &parameter_table[i]);
    fprintf(
        stream,
        "\nWhole numbers may be written as 1e6. The same parameters and seed give the same\n"
        "results, bit for bit, at any number of ranks.\n");
}
