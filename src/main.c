/* tpmsync: finds the command, checks its parameters and its output, and runs the ensemble. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpi.h>

#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/suggest.h"
#include "cli/tpmsync_program.h"
#include "commands/carry_out.h"
#include "commands/commands.h"
#include "file/mpi_of_hdf5.h"
#include "file/provenance.h"
#include "ranks/watchdog.h"
#include "record/progress.h"
#include "schema/description.h"

/* Says all faults; only rank 0 speaks. */
static void refuse(int rank, const char *command, const struct faults *faults) {
    if (rank == 0)
        fprintf(stderr, "tpmsync %s: refused, nothing was run or written:\n%s", command,
                faults->text);
}

static int unknown_command(int rank, const char *word) {
    struct tpmsync_program described;
    const struct program_text *program = tpmsync_program(&described);
    const char *names[PROGRAM_COMMANDS_MAX];
    for (size_t i = 0; i < program->commands; i++)
        names[i] = program->command[i]->name;
    const char *nearest = suggest_nearest(word, names, program->commands);
    if (rank == 0)
        fprintf(stderr,
                "tpmsync: unknown command %s%s%s%s; tpmsync --help lists the commands\n", word,
                nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    return EXIT_USAGE;
}

/* Says what the program, or the command of this name, is told to do; only rank 0 speaks. */
static void tell_usage(int rank, FILE *stream, const char *command) {
    struct tpmsync_program described;
    if (rank != 0)
        return;
    const struct program_text *program = tpmsync_program(&described);
    if (command)
        help_print_command(stream, program, program_command(program, command));
    else
        help_print(stream, program);
}

static int answer(const struct parameters *parameters, const struct command *command,
                  int rank) {
    if (parameters->help)
        tell_usage(rank, stdout, command->name);
    else if (rank == 0)
        provenance_print_versions(stdout);
    return EXIT_DONE;
}

static int run_command(const struct command *command, const struct launch *launch) {
    struct parameters parameters;
    struct faults faults = {0};
    char standard_output[64];
    int status;
    /* All ranks read the same words and come to the same verdict. */
    command_line_read(&parameters, command, launch->argc - 1, launch->argv + 1, &faults);
    snprintf(standard_output, sizeof standard_output, "%s.h5", command->name);
    if (!parameters.output)
        parameters.output = standard_output;
    if (parameters.help || parameters.version) {
        status = answer(&parameters, command, launch->rank);
    } else {
        watchdog_start(launch->rank, parameters.io_timeout);
        status = carry_out(&parameters, command, launch, &faults);
        if (faults.count > 0)
            refuse(launch->rank, command->name, &faults);
    }
    parameters_free(&parameters);
    faults_free(&faults);
    return status;
}

/* What a command ends with that has read its own command line. */
static int end_of(const struct launch *launch, const char *command, int status, bool help,
                  struct faults *faults) {
    if (help)
        tell_usage(launch->rank, stdout, command);
    else if (faults->count > 0)
        refuse(launch->rank, command, faults);
    faults_free(faults);
    return help ? EXIT_DONE : status;
}

static int status_of(const struct launch *launch) {
    struct tpmsync_program described;
    const struct program_text *program = tpmsync_program(&described);
    struct options options;
    const struct option_text *option;
    struct faults faults = {0};
    const char *file = NULL;
    char *value;
    bool help = false;
    options_begin(&options, program, program_command(program, "status"), launch->argc - 1,
                  launch->argv + 1);
    while (options_next(&options, &option, &value, &faults))
        if (option)
            help = true;
        else if (file)
            faults_add(&faults, "%s: unexpected; it tells of one FILE.h5, or of a folder",
                       value);
        else
            file = value;
    if (!file)
        faults_add(&faults, "of which FILE.h5, or folder?");
    const bool asked = !help && faults.count == 0;
    return end_of(launch, "status", asked ? command_status(file, launch->rank) : EXIT_USAGE,
                  help, &faults);
}

static int snapshot_of(const struct launch *launch) {
    struct faults faults = {0};
    bool help;
    const int status = command_snapshot(launch, &help, &faults);
    return end_of(launch, "snapshot", status, help, &faults);
}

static int dispatch(int rank, int ranks, double begun, int argc, char **argv) {
    const char *word = argc > 1 ? argv[1] : "";
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        tell_usage(rank, stdout, NULL);
        return EXIT_DONE;
    }
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        if (rank == 0)
            provenance_print_versions(stdout);
        return EXIT_DONE;
    }
    if (argc < 2) {
        tell_usage(rank, stderr, NULL);
        return EXIT_USAGE;
    }
    const struct launch launch = {rank, ranks, argc, argv, begun, NULL};
    if (strcmp(word, "status") == 0)
        return status_of(&launch);
    if (strcmp(word, "campaign") == 0)
        return command_campaign(&launch);
    if (strcmp(word, "snapshot") == 0)
        return snapshot_of(&launch);
    const struct command *command = command_find(word);
    return command ? run_command(command, &launch) : unknown_command(rank, word);
}

/* Whether all that was printed has arrived. */
static int printed(int status) {
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "tpmsync: standard output cannot be written: %s\n", strerror(errno));
    return status == EXIT_DONE ? EXIT_FAILURE : status;
}

/* Runs are dealt by one-sided communication. Between nodes that TCP alone joins, Open MPI 4.1
 * takes UCX for it and then cannot make the window ("invalid window"); its other ways work
 * there too and are quick enough for a counter that is asked a few times a second. A choice of
 * the user stays. */
static void avoid_one_sided_ucx(void) {
    setenv("OMPI_MCA_osc", "^ucx", 0); // NOLINT(concurrency-mt-unsafe)
}

/* Ranks of one node talk through its memory. Open MPI 5 looks all the same how they could reach
 * each other over the network, and its standard way, to ask the kernel, says on standard error
 * that they cannot where they stand behind one address; the other way does not ask. */
static void ask_for_no_network_on_one_node(void) {
    const char *all = getenv("OMPI_COMM_WORLD_SIZE");        // NOLINT(concurrency-mt-unsafe)
    const char *here = getenv("OMPI_COMM_WORLD_LOCAL_SIZE"); // NOLINT(concurrency-mt-unsafe)
    if (all && here && strcmp(all, here) == 0)
        setenv("OMPI_MCA_reachable", "weighted", 0); // NOLINT(concurrency-mt-unsafe)
}

/* Said by every rank: they cannot agree who speaks. */
static int refuse_mixture(const char *fault) {
    fprintf(stderr, "tpmsync: refused, nothing was run or written: %s\n", fault);
    return EXIT_USAGE;
}

int main(int argc, char **argv) {
    int rank, ranks;
    const double begun = progress_clock();
    const char *mixture = mpi_of_hdf5_fault();
    if (mixture)
        return refuse_mixture(mixture);
    avoid_one_sided_ucx();
    ask_for_no_network_on_one_node();
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const int status = printed(dispatch(rank, ranks, begun, argc, argv));
    MPI_Finalize();
    return status;
}
