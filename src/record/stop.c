#include "record/stop.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/* A signal handler has nothing else to write to. */
static volatile sig_atomic_t first_signal, interrupts;

static void note(int number) {
    if (!first_signal)
        first_signal = number;
    if (number == SIGINT && ++interrupts > 1) {
        static const char words[] = "tpmsync: interrupted twice: ended at once; what was "
                                    "committed can be resumed\n";
        const ssize_t told = write(STDERR_FILENO, words, sizeof words - 1);
        (void)told; /* whether anybody reads it or not */
        _exit(130);
    }
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
    /* Errors of writing are told by the call that writes. */
    catch (SIGXFSZ, SIG_IGN);
    catch (SIGPIPE, SIG_IGN);
}

int stop_signal(void) {
    return first_signal;
}

bool stop_commit_is_due(const struct stop_rules *rules) {
    return rules->clock() - rules->committed >= rules->commit_every;
}

bool stop_time_is_up(const struct stop_rules *rules) {
    return rules->clock() - rules->begun >= rules->time_limit;
}

void stop_committed(struct stop_rules *rules) {
    rules->committed = rules->clock();
}
