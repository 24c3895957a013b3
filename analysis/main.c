/* tpmsync-reduce: what the paper reports, computed from the files that tpmsync wrote. Serial.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

static const struct {
    const char *name;
    char *full_name; /* argv[0] of the command */
    const char *summary;
    reduce_command *run;
} commands[] = {
    {"table1", "tpmsync-reduce table1",
     "Table I: t_sync, t_learn and r beside the paper's values", table1_command},
    {"claims", "tpmsync-reduce claims", "the paper's claims, measured, with verdicts",
     claims_command},
    {"fig1", "tpmsync-reduce fig1",
     "Fig. 1: histograms of t_sync and t_learn, L = 1, and the mean overlap", fig1_command},
    {"fig2", "tpmsync-reduce fig2",
     "Fig. 2: distribution of r, L = 3, and the overlaps of continuous machines", fig2_command},
    {"transition", "tpmsync-reduce transition",
     "stationary overlap of continuous machines against the learning rate", transition_command},
    {"sizes", "tpmsync-reduce sizes",
     "t_sync, t_a, t_b and t_learn against N, and their limits", sizes_command},
    {"lucky", "tpmsync-reduce lucky", "how often the attacker is first, against L",
     lucky_command},
    {"extend", "tpmsync-reduce extend",
     "Table I carried on to larger L by splitting, and how times grow with L", extend_command},
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void print_help(FILE *out) {
    fputs(
        "Usage: tpmsync-reduce COMMAND [OPTIONS] FILES...\n"
        "       tpmsync-reduce COMMAND --help\n"
        "       tpmsync-reduce --help | --version\n"
        "\n"
        "Computes what the paper reports from the HDF5 files that tpmsync writes (schema\n"
        "tpmsync/1). Any mix of files may be given; they are matched by their attributes, not\n"
        "by their names.\n"
        "\n"
        "Commands:\n",
        out);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-10s  %s\n", commands[i].name, commands[i].summary);
    fputs("\n"
          "Exit status: 0 done; 1 failed while working; 2 bad usage or bad files (all of them\n"
          "are named on standard error, and nothing is written).\n",
          out);
}

static int carry_out(int argc, char *argv[]) {
    const char *first = argc > 1 ? argv[1] : "";
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) {
        print_help(stdout);
        return REDUCE_DONE;
    }
    if (strcmp(first, "--version") == 0) {
        puts("tpmsync-reduce " TPMSYNC_VERSION);
        return REDUCE_DONE;
    }
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(first, commands[i].name) == 0) {
            argv[1] = commands[i].full_name;
            return commands[i].run(argc - 1, argv + 1);
        }
    if (*first)
        fprintf(stderr, "tpmsync-reduce: there is no command `%s`\n\n", first);
    print_help(stderr);
    return REDUCE_BAD_INPUT;
}

/* A file that is opened while 0, 1 or 2 is closed would become standard input, output or error.
 * What stands in the place of a closed output cannot be written, so that printing fails as
 * before. */
static void hold_standard_streams(void) {
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        if (fcntl(stream, F_GETFD) < 0)
            open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int argc, char *argv[]) {
    hold_standard_streams();
    signal(SIGXFSZ, SIG_IGN); /* a file that grows too large is an error to be told */
    const int status = carry_out(argc, argv);
    const bool failed = ferror(stdout);
    if (fclose(stdout) == 0 && !failed)
        return status;
    if (status == REDUCE_DONE)
        fprintf(stderr, "tpmsync-reduce: standard output cannot be written: %s\n",
                strerror(errno));
    return status == REDUCE_DONE ? REDUCE_FAILED : status;
}
