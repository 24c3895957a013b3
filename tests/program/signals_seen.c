/* An MPI program that notes what signals it gets and how long it lives on after the first one;
 * for signals.sh.
 *
 * usage: signals_seen PREFIX: each rank appends to PREFIX.RANK lines "ready", "signal NUMBER",
 * and "lives MILLISECONDS", counted from the first signal. It ends itself with status 3 after 4
 * seconds, as one that takes long to save would, or with status 4 when no signal has come
 * for 60.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <mpi.h>

static int file;
static volatile sig_atomic_t any;

static void say(const char *text) {
    const ssize_t said = write(file, text, strlen(text));
    (void)said;
}

static void note(int number) {
    char text[] = "signal 00\n";
    text[7] = (char)('0' + number / 10);
    text[8] = (char)('0' + number % 10);
    any = any || number != SIGCONT;
    say(text);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Lives until `limit` seconds have passed, or a signal has come if it waits for one. */
static void live(double limit, int until_signal) {
    static const struct timespec nap = {0, 10000000};
    const double begin = seconds();
    char text[64];
    while (seconds() - begin < limit && !(until_signal && any)) {
        nanosleep(&nap, NULL);
        if (!until_signal) {
            snprintf(text, sizeof text, "lives %d\n", (int)(1e3 * (seconds() - begin)));
            say(text);
        }
    }
}

int main(int argc, char **argv) {
    static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGTERM, SIGCONT};
    char path[4096];
    int rank;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    snprintf(path, sizeof path, "%s.%d", argv[1], rank);
    file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0666);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], note);
    MPI_Barrier(MPI_COMM_WORLD);
    say("ready\n");
    live(60.0, 1);
    if (any)
        live(4.0, 0);
    MPI_Finalize();
    return any ? 3 : 4;
}
