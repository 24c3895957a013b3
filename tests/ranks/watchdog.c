/* The watchdog: ends a process in whose phase nothing moves, and no other. */
#include "unit.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ranks/watchdog.h"

static void rest(double seconds) {
    const struct timespec nap = {(time_t)seconds,
                                 (long)(1e9 * (seconds - (double)(time_t)seconds))};
    nanosleep(&nap, NULL);
}

/* Bound two seconds, so that a busy machine does not matter: pats, in the phase or without one,
 * then `still` seconds of silence. */
static void live(bool phase, int pats, double still) {
    watchdog_start(7, 2.0);
    if (phase)
        watchdog_phase("read the paper", "paper.h5");
    for (int i = 0; i < pats; i++) {
        rest(0.1);
        watchdog_pat();
    }
    rest(still);
    _exit(40);
}

static int end_of_child(bool phase, int pats, double still, char said[1024]) {
    int channel[2], status = -1;
    assert_int_equal(pipe(channel), 0);
    const pid_t child = fork();
    if (child == 0) {
        dup2(channel[1], STDERR_FILENO);
        live(phase, pats, still);
    }
    close(channel[1]);
    const ssize_t n = read(channel[0], said, 1023);
    said[n > 0 ? n : 0] = '\0';
    close(channel[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void silence_is_ended(void **state) {
    (void)state;
    char said[1024];
    assert_int_equal(end_of_child(true, 3, 20.0, said), 1);
    assert_non_null(strstr(said, "tpmsync: rank 7 on "));
    assert_non_null(strstr(said, "cannot read the paper: paper.h5: nothing has moved"));
    assert_non_null(strstr(said, "can be resumed"));
}

static void who_moves_lives(void **state) {
    (void)state;
    char said[1024];
    assert_int_equal(end_of_child(true, 30, 0.0, said), 40);
    assert_string_equal(said, "");
}

static void without_a_phase_nobody_looks(void **state) {
    (void)state;
    char said[1024];
    assert_int_equal(end_of_child(false, 0, 3.0, said), 40);
}

/* A job that was suspended as a whole has done nothing wrong. */
static void suspension_does_not_count(void **state) {
    (void)state;
    int status = -1;
    const pid_t child = fork();
    if (child == 0)
        live(true, 12, 0.0);
    rest(0.2);
    assert_int_equal(kill(child, SIGSTOP), 0);
    rest(3.5);
    assert_int_equal(kill(child, SIGCONT), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 40);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silence_is_ended),
        cmocka_unit_test(who_moves_lives),
        cmocka_unit_test(without_a_phase_nobody_looks),
        cmocka_unit_test(suspension_does_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
