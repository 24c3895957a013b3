/* The lock: one writer at a time, whatever has become of the one before. */
#include "unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "checkpoint/lock.h"
#include "scratch.h"

static const char *folder;

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* What a writer on `host` would have written. */
static void forge(const char *host, long long pid, long long beat, const char *word) {
    char text[LOCK_TEXT_MAX + 1];
    char start[LOCK_TEXT_MAX];
    snprintf(start, sizeof start, "host %s pid %lld beat %lld %s", host, pid, beat, word);
    snprintf(text, sizeof text, "%-*s\n", LOCK_TEXT_MAX - 1, start);
    scratch_write("lock", text, LOCK_TEXT_MAX);
}

static enum lock_verdict take(struct lock *lock, char why[1024]) {
    why[0] = '\0';
    return lock_take(lock, folder, why, 1024);
}

/* A child that takes the lock and keeps it until it is killed; returns when it has it. */
static pid_t holder(void) {
    int ready[2];
    char byte = 0, why[1024];
    assert_int_equal(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        struct lock lock;
        if (take(&lock, why) != LOCK_TAKEN || write(ready[1], &byte, 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return child;
}

static void kill_and_reap(pid_t child) {
    int status;
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
}

static void expect_life(enum lock_life wanted) {
    struct lock_owner owner;
    enum lock_life life;
    double age;
    assert_true(lock_look(folder, &owner, &life, &age));
    assert_int_equal(life, wanted);
}

static void taken_and_given_back(void **state) {
    (void)state;
    char why[1024];
    struct lock lock, again;
    struct lock_owner owner;
    enum lock_life life;
    double age;
    assert_false(lock_look(folder, &owner, &life, &age)); /* no file yet */
    assert_int_equal(take(&lock, why), LOCK_TAKEN);
    assert_true(lock_look(folder, &owner, &life, &age));
    assert_int_equal(life, LOCK_ALIVE);
    assert_int_equal(owner.pid, getpid());
    assert_false(owner.released);
    assert_true(age < 60.0);
    lock_release(&lock);
    lock_release(&lock); /* does nothing */
    assert_true(lock_look(folder, &owner, &life, &age));
    assert_true(owner.released);
    assert_int_equal(life, LOCK_DEAD);
    assert_int_equal(take(&again, why), LOCK_TAKEN);
    assert_true(again.owner.beat > owner.beat);
    lock_release(&again);
}

static void held_by_another(void **state) {
    (void)state;
    char why[1024], pid[32];
    struct lock lock;
    const pid_t child = holder();
    const double begin = seconds_now();
    assert_int_equal(take(&lock, why), LOCK_HELD);
    assert_int_equal(lock.file, -1);
    snprintf(pid, sizeof pid, "process %d", (int)child);
    assert_non_null(strstr(why, pid));
    expect_life(LOCK_ALIVE);
    /* The other was not disturbed. */
    assert_int_equal(take(&lock, why), LOCK_HELD);
    kill_and_reap(child);
    expect_life(LOCK_DEAD);
    assert_int_equal(take(&lock, why), LOCK_TAKEN); /* at once */
    assert_true(seconds_now() - begin < 5.0);
    lock_release(&lock);
}

/* Without locks of the system: the process is asked after, here. */
static void by_beats_on_this_host(void **state) {
    (void)state;
    char why[1024];
    struct lock lock;
    struct lock_owner owner;
    enum lock_life life;
    double age;
    assert_int_equal(setenv("TPMSYNC_LOCK", "beat", 1), 0);
    const pid_t child = holder();
    expect_life(LOCK_ALIVE);
    kill_and_reap(child);
    expect_life(LOCK_DEAD);
    const double begin = seconds_now();
    assert_int_equal(take(&lock, why), LOCK_TAKEN);
    assert_true(seconds_now() - begin < 5.0);
    lock.beaten = -1e9; /* long ago */
    const int64_t beat = lock.owner.beat;
    lock_beat(&lock);
    lock_beat(&lock); /* it is not time yet */
    assert_int_equal(lock.owner.beat, beat + 1);
    assert_true(lock_look(folder, &owner, &life, &age));
    assert_int_equal(owner.beat, beat + 1);
    lock_release(&lock);
    assert_int_equal(unsetenv("TPMSYNC_LOCK"), 0);
}

static char host_here[256];

/* Verdicts on what a file says, without waiting. */
static void looks(void **state) {
    (void)state;
    struct lock_owner owner;
    enum lock_life life;
    double age;
    gethostname(host_here, sizeof host_here - 1);
    forge("another-host", 17, 5, "writing");
    expect_life(LOCK_PERHAPS);
    forge("another-host", 17, 5, "ended");
    expect_life(LOCK_DEAD);
    forge(host_here, getpid(), 5, "writing");
    expect_life(LOCK_DEAD); /* the number is this process's, which does not hold it */
    forge(host_here, 0, 5, "writing");
    expect_life(LOCK_DEAD);
    forge(host_here, -1, 5, "writing");
    expect_life(LOCK_DEAD);
    forge(host_here, 1LL << 40, 5, "writing");
    expect_life(LOCK_DEAD);
    /* An old beat of another host. */
    forge("another-host", 17, 5, "writing");
    const time_t old = time(NULL) - 10 * LOCK_WATCH_SECONDS;
    const struct timespec times[2] = {{old, 0}, {old, 0}};
    assert_int_equal(utimensat(AT_FDCWD, scratch_path("lock"), times, 0), 0);
    assert_true(lock_look(folder, &owner, &life, &age));
    assert_int_equal(life, LOCK_DEAD);
    assert_true(age > 9 * LOCK_WATCH_SECONDS);
    assert_string_equal(owner.host, "another-host");
    /* No file of this kind. */
    scratch_write("lock", "", 0);
    assert_false(lock_look(folder, &owner, &life, &age));
    scratch_write("lock", "host x pid y beat z", 19);
    assert_false(lock_look(folder, &owner, &life, &age));
}

/* Files that say nothing, or cannot be what they say, hold nobody up. */
static void torn_files(void **state) {
    (void)state;
    char why[1024];
    struct lock lock;
    static const char *const texts[] = {"", "\n", "host", "host  pid", "\1\2\3"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        scratch_write("lock", texts[i], strlen(texts[i]));
        const double begin = seconds_now();
        assert_int_equal(take(&lock, why), LOCK_TAKEN);
        assert_true(seconds_now() - begin < 5.0);
        lock_release(&lock);
    }
    forge(host_here, 1, INT64_MAX, "ended"); /* the last of all numbers */
    assert_int_equal(take(&lock, why), LOCK_TAKEN);
    lock_release(&lock);
}

/* Another host's writer is watched: its beat goes on and the lock is refused. */
static void another_hosts_beat(void **state) {
    (void)state;
    char why[1024];
    struct lock lock;
    forge("another-host", 17, 5, "writing");
    const pid_t child = fork();
    if (child == 0) {
        static const struct timespec nap = {0, 300000000};
        for (long long beat = 6; beat < 300; beat++) {
            nanosleep(&nap, NULL);
            forge("another-host", 17, beat, "writing");
        }
        _exit(0);
    }
    assert_int_equal(take(&lock, why), LOCK_HELD);
    assert_non_null(strstr(why, "host another-host, process 17"));
    kill_and_reap(child);
}

/* If it says goodbye, nobody waits. */
static void another_host_that_has_ended(void **state) {
    (void)state;
    char why[1024];
    struct lock lock;
    forge("another-host", 17, 5, "ended");
    const double begin = seconds_now();
    assert_int_equal(take(&lock, why), LOCK_TAKEN);
    assert_true(seconds_now() - begin < 5.0);
    lock_release(&lock);
}

static void no_folder(void **state) {
    (void)state;
    char why[1024];
    struct lock lock;
    assert_int_equal(lock_take(&lock, scratch_path("none"), why, sizeof why), LOCK_FAILED);
    assert_non_null(strstr(why, "none/lock: No such file"));
    lock_beat(&lock); /* not held: nothing happens */
    lock_release(&lock);
}

static int set_up(void **state) {
    (void)state;
    folder = scratch_folder();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taken_and_given_back),
        cmocka_unit_test(held_by_another),
        cmocka_unit_test(by_beats_on_this_host),
        cmocka_unit_test(looks),
        cmocka_unit_test(torn_files),
        cmocka_unit_test(another_hosts_beat),
        cmocka_unit_test(another_host_that_has_ended),
        cmocka_unit_test(no_folder),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
