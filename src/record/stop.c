#include "record/stop.h"

#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

/* A signal handler has nothing else to write to. */
static volatile sig_atomic_t first_signal, interrupted, continued;
static struct timespec interrupted_at;

static const double AGAIN_SECONDS = 0.25;

/* One Ctrl-C may come twice, from the terminal and from the launcher; who presses it again
 * takes longer. */
static bool is_pressed_again(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const double seconds = (double)(now.tv_sec - interrupted_at.tv_sec) +
                           1e-9 * (double)(now.tv_nsec - interrupted_at.tv_nsec);
    if (interrupted)
        return seconds >= AGAIN_SECONDS;
    interrupted_at = now;
    interrupted = 1;
    return false;
}

static void note(int number) {
    if (!first_signal)
        first_signal = number;
    if (number == SIGINT && is_pressed_again()) {
        static const char words[] = "tpmsync: interrupted twice: ended at once; what was "
                                    "committed can be resumed\n";
        const ssize_t told = write(STDERR_FILENO, words, sizeof words - 1);
        (void)told; /* whether anybody reads it or not */
        _exit(130);
    }
}

static void note_continued(int number) {
    (void)number;
    continued = 1;
}

static void catch (int number, void (*handler)(int)) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART}, before;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, &before);
    /* nohup means it. (A shell ignores SIGINT for what it starts in the background, too, but
     * who sends it by name wants it to be heard.) */
    if (number == SIGHUP && before.sa_handler == SIG_IGN)
        sigaction(number, &before, NULL);
}

void stop_catch_signals(void) {
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        catch (numbers[i], note);
    catch (SIGCONT, note_continued);
    /* Errors of writing are told by the call that writes. */
    catch (SIGXFSZ, SIG_IGN);
    catch (SIGPIPE, SIG_IGN);
}

int stop_signal(void) {
    return first_signal;
}

bool stop_commit_is_due(const struct stop_rules *rules) {
    return continued || rules->clock() - rules->committed >= rules->commit_every;
}

bool stop_time_is_up(const struct stop_rules *rules) {
    return rules->clock() - rules->begun >= rules->time_limit;
}

void stop_committed(struct stop_rules *rules) {
    rules->committed = rules->clock();
    continued = 0;
}
