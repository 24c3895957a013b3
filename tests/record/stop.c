/* When to commit and when to stop: by a clock that the test sets, and by signals that children
 * send to themselves. */
#include "unit.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "record/stop.h"

static double now;

static double clock_of_the_test(void) {
    return now;
}

static void commits(void **state) {
    (void)state;
    struct stop_rules rules = {.commit_every = 10.0,
                               .time_limit = INFINITY,
                               .begun = 100.0,
                               .committed = 100.0,
                               .clock = clock_of_the_test};
    now = 109.9;
    assert_false(stop_commit_is_due(&rules));
    now = 110.0;
    assert_true(stop_commit_is_due(&rules));
    now = 123.0; /* it took its time; the next interval begins when it was done */
    stop_committed(&rules);
    assert_false(stop_commit_is_due(&rules));
    now = 132.9;
    assert_false(stop_commit_is_due(&rules));
    now = 133.0;
    assert_true(stop_commit_is_due(&rules));
    now = 1e12;
    assert_false(stop_time_is_up(&rules));
}

static void the_time_limit(void **state) {
    (void)state;
    struct stop_rules rules = {.commit_every = 10.0,
                               .time_limit = 60.0,
                               .begun = 100.0,
                               .committed = 100.0,
                               .clock = clock_of_the_test};
    now = 159.9;
    assert_false(stop_time_is_up(&rules));
    stop_committed(&rules); /* has nothing to do with it */
    assert_false(stop_time_is_up(&rules));
    now = 160.0;
    assert_true(stop_time_is_up(&rules));
}

/* Half a second without any. */
enum { PAUSE = -1 };

/* What a child ends with that gets these signals, 0 at the end of the list; what it says goes
 * into `said`. It ends itself with 40 + the signal that it has noted. */
static int end_of_child(const int signals[], char said[512]) {
    static const struct timespec nap = {0, 500000000};
    int status = -1, channel[2];
    assert_int_equal(pipe(channel), 0);
    const pid_t child = fork();
    if (child == 0) {
        dup2(channel[1], STDERR_FILENO);
        stop_catch_signals();
        if (stop_signal() != 0)
            _exit(1);
        for (; *signals; signals++)
            if (*signals == PAUSE)
                nanosleep(&nap, NULL);
            else
                raise(*signals);
        _exit(40 + stop_signal());
    }
    close(channel[1]);
    const ssize_t n = read(channel[0], said, 511);
    said[n > 0 ? n : 0] = '\0';
    close(channel[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void signals_are_noted(void **state) {
    (void)state;
    char said[512];
    assert_int_equal(end_of_child((int[]){0}, said), 40);
    assert_int_equal(end_of_child((int[]){SIGTERM, 0}, said), 40 + SIGTERM);
    assert_int_equal(end_of_child((int[]){SIGUSR1, 0}, said), 40 + SIGUSR1);
    assert_int_equal(end_of_child((int[]){SIGINT, 0}, said), 40 + SIGINT);
    assert_int_equal(end_of_child((int[]){SIGUSR1, SIGTERM, SIGINT, SIGTERM, 0}, said),
                     40 + SIGUSR1); /* the first one counts */
    assert_int_equal(end_of_child((int[]){SIGHUP, 0}, said), 40 + SIGHUP);
    assert_int_equal(end_of_child((int[]){SIGUSR2, 0}, said), 40 + SIGUSR2);
    assert_int_equal(end_of_child((int[]){SIGXCPU, 0}, said), 40 + SIGXCPU);
    assert_int_equal(end_of_child((int[]){SIGXFSZ, SIGPIPE, 0}, said), 40); /* are let pass */
    assert_string_equal(said, "");
}

/* Open MPI sends it first, as a warning. */
static void a_continuation_makes_a_commit_due(void **state) {
    (void)state;
    struct stop_rules rules = {.commit_every = 10.0, .clock = clock_of_the_test};
    now = 1.0;
    stop_catch_signals();
    assert_false(stop_commit_is_due(&rules));
    raise(SIGCONT);
    assert_true(stop_commit_is_due(&rules));
    assert_int_equal(stop_signal(), 0);
    stop_committed(&rules);
    assert_false(stop_commit_is_due(&rules));
}

static void nohup_is_heeded(void **state) {
    (void)state;
    char said[512];
    assert_ptr_not_equal(signal(SIGHUP, SIG_IGN), SIG_ERR);
    assert_int_equal(end_of_child((int[]){SIGHUP, 0}, said), 40);
    assert_ptr_not_equal(signal(SIGHUP, SIG_DFL), SIG_ERR);
}

static void the_second_interrupt_ends_at_once(void **state) {
    (void)state;
    char said[512];
    assert_int_equal(end_of_child((int[]){SIGINT, PAUSE, SIGINT, 0}, said), 130);
    assert_non_null(strstr(said, "interrupted twice"));
    assert_int_equal(end_of_child((int[]){SIGTERM, SIGINT, PAUSE, SIGTERM, SIGINT, 0}, said),
                     130);
    /* One Ctrl-C that two have passed on. */
    assert_int_equal(end_of_child((int[]){SIGINT, SIGINT, 0}, said), 40 + SIGINT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commits),
        cmocka_unit_test(the_time_limit),
        cmocka_unit_test(signals_are_noted),
        cmocka_unit_test(nohup_is_heeded),
        cmocka_unit_test(the_second_interrupt_ends_at_once),
        cmocka_unit_test(a_continuation_makes_a_commit_due), /* catches them here */
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
