/* tpmsync-reduce: what the paper reports, computed from the files that tpmsync wrote. Serial.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/help.h"
#include "command.h"

static void print_help(FILE *out) {
    const struct program_text program = reduce_program();
    help_print(out, &program);
}

/* The command has the name of both for its messages. */
static int run(const struct reduce_entry *entry, int argc, char *argv[]) {
    char name[64];
    snprintf(name, sizeof name, "tpmsync-reduce %s", entry->text->name);
    argv[0] = name;
    return entry->run(argc, argv);
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
    for (size_t i = 0; i < reduce_count; i++)
        if (strcmp(first, reduce_table[i].text->name) == 0)
            return run(&reduce_table[i], argc - 1, argv + 1);
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
