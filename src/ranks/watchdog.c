#include "ranks/watchdog.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { TICKS = 50 };

/* Shared with the thread. */
static struct {
    int rank;
    double seconds;
    atomic_ulong pats;
    pthread_mutex_t mutex; /* of what follows */
    bool watched;
    char phase[128], file[1024];
} dog = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/* Gives the words out by one call, and ends the process without asking anybody. */
static void bite(void) {
    char text[1600], host[256] = "?";
    gethostname(host, sizeof host - 1);
    snprintf(
        text, sizeof text,
        "tpmsync: rank %d on %s: cannot %s%s%s: nothing has moved for %g seconds "
        "(--io-timeout); another rank is stuck or lost, or the file system does not answer; "
        "what was committed can be resumed\n",
        dog.rank, host, dog.phase, dog.file[0] ? ": " : "", dog.file, dog.seconds);
    const ssize_t told = write(STDERR_FILENO, text, strlen(text));
    (void)told; /* whether anybody reads it or not */
    _exit(EXIT_FAILURE);
}

static void *watch(void *unused) {
    const double tick = dog.seconds / TICKS;
    const struct timespec nap = {(time_t)tick, (long)(1e9 * (tick - (double)(time_t)tick))};
    unsigned long seen = 0;
    int ticks = 0;
    (void)unused;
    for (;;) {
        nanosleep(&nap, NULL);
        const unsigned long now = atomic_load(&dog.pats);
        ticks = now == seen ? ticks + 1 : 0;
        seen = now;
        if (ticks <= TICKS)
            continue;
        pthread_mutex_lock(&dog.mutex);
        if (dog.watched)
            bite();
        pthread_mutex_unlock(&dog.mutex);
    }
    return NULL;
}

void watchdog_start(int rank, double seconds) {
    pthread_t thread;
    sigset_t all, before;
    dog.rank = rank;
    dog.seconds = seconds;
    /* Signals are for the thread that computes. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&thread, NULL, watch, NULL) == 0)
        pthread_detach(thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void watchdog_phase(const char *phase, const char *file) {
    pthread_mutex_lock(&dog.mutex);
    dog.watched = phase != NULL;
    snprintf(dog.phase, sizeof dog.phase, "%s", phase ? phase : "");
    snprintf(dog.file, sizeof dog.file, "%s", phase ? file : "");
    pthread_mutex_unlock(&dog.mutex);
    watchdog_pat();
}

void watchdog_pat(void) {
    atomic_fetch_add(&dog.pats, 1);
}
