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
#include "checkpoint/part_folder.h"
#include "scratch.h"

enum { FORGED = 50 };

static const char *folder;

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* What a writer on `host` would have written. */
static void forge_session(int session, const char *host, long long pid, long long beat,
                          const char *word) {
    char text[LOCK_TEXT_MAX + 1];
    char start[LOCK_TEXT_MAX];
    snprintf(start, sizeof start, "host %s pid %lld stamp 1234 beat %lld %s", host, pid, beat,
             word);
    snprintf(text, sizeof text, "%-*s\n", LOCK_TEXT_MAX - 1, start);
    char name[32];
    snprintf(name, sizeof name, "owner-%d", session);
    scratch_write(name, text, LOCK_TEXT_MAX);
}

/* As the highest there can be in these tests. */
static void forge(const char *host, long long pid, long long beat, const char *word) {
    forge_session(FORGED, host, pid, beat, word);
}

/* Nobody has ever been here. */
static void clear(void) {
    for (int session = 1; session <= FORGED + 10; session++) {
        char name[32];
        snprintf(name, sizeof name, "owner-%d", session);
        unlink(scratch_path(name));
    }
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
    assert_int_equal(again.claim.session, lock.claim.session + 1);
    assert_false(scratch_exists("owner-1")); /* whoever comes next sees one alone */
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
    assert_int_equal(utimensat(AT_FDCWD, scratch_path("owner-50"), times, 0), 0);
    assert_true(lock_look(folder, &owner, &life, &age));
    assert_int_equal(life, LOCK_DEAD);
    assert_true(age > 9 * LOCK_WATCH_SECONDS);
    assert_string_equal(owner.host, "another-host");
    /* No file of this kind. */
    scratch_write("owner-50", "", 0);
    assert_false(lock_look(folder, &owner, &life, &age));
    scratch_write("owner-50", "host x pid y beat z", 19);
    assert_false(lock_look(folder, &owner, &life, &age));
}

/* Files that say nothing, or cannot be what they say, hold nobody up. */
static void torn_files(void **state) {
    (void)state;
    char why[1024];
    struct lock lock;
    static const char *const texts[] = {"", "\n", "host", "host  pid", "\1\2\3"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        clear();
        scratch_write("owner-50", texts[i], strlen(texts[i]));
        const double begin = seconds_now();
        assert_int_equal(take(&lock, why), LOCK_TAKEN);
        assert_true(seconds_now() - begin < 5.0);
        assert_int_equal(lock.claim.session, FORGED + 1);
        lock_release(&lock);
        clear();
    }
    forge_session(PART_FOLDER_SESSIONS_MAX, host_here, 1, 1,
                  "ended"); /* the last of all numbers */
    assert_int_equal(take(&lock, why), LOCK_FAILED);
    assert_int_equal(unlink(scratch_path("owner-999999999")), 0);
}

/* Another host's writer is watched: its beat goes on and the lock is refused. */
static void another_hosts_beat(void **state) {
    (void)state;
    char why[1024];
    struct lock lock;
    clear();
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
    clear();
    forge("another-host", 17, 5, "ended");
    const double begin = seconds_now();
    assert_int_equal(take(&lock, why), LOCK_TAKEN);
    assert_true(seconds_now() - begin < 5.0);
    lock_release(&lock);
}

/* A writer that another has taken the folder from learns it, whatever it held. */
static void taken_over(void **state) {
    (void)state;
    char why[1024] = "";
    struct lock first, second;
    clear();
    assert_int_equal(setenv("TPMSYNC_LOCK", "beat", 1), 0);
    assert_int_equal(take(&first, why), LOCK_TAKEN);
    assert_true(lock_is_held(folder, first.claim, why, sizeof why));
    /* As a host sees it that finds no beat. */
    first.owner.released = true;
    lock_release(&(struct lock){.file = dup(first.file), .owner = first.owner});
    assert_int_equal(take(&second, why), LOCK_TAKEN);
    assert_int_equal(second.claim.session, first.claim.session + 1);
    assert_false(lock_is_held(folder, first.claim, why, sizeof why));
    assert_non_null(strstr(why, "has taken"));
    lock_beat(&first); /* touches nothing of the other's */
    lock_release(&first);
    assert_true(lock_is_held(folder, second.claim, why, sizeof why));
    /* One that has the same number by chance, of a folder that was made anew. */
    struct lock_claim other = second.claim;
    other.stamp ^= 1;
    assert_false(lock_is_held(folder, other, why, sizeof why));
    lock_release(&second);
    clear();
    assert_false(lock_is_held(folder, second.claim, why, sizeof why));
    assert_non_null(strstr(why, "has taken the folder, or ended"));
    assert_int_equal(unsetenv("TPMSYNC_LOCK"), 0);
}

/* Of many who try at the same moment one alone gets it. */
static void a_race(void **state) {
    (void)state;
    for (int round = 0; round < 40; round++) {
        enum { RACERS = 4 };
        pid_t racer[RACERS];
        int won = 0, go[2], status;
        clear();
        assert_int_equal(pipe(go), 0);
        for (int r = 0; r < RACERS; r++) {
            racer[r] = fork();
            if (racer[r] == 0) {
                char byte, why[1024];
                struct lock lock;
                close(go[1]);
                if (read(go[0], &byte, 1) != 0) /* until all are let go */
                    _exit(2);
                const bool taken = take(&lock, why) == LOCK_TAKEN;
                if (taken)
                    nanosleep(&(struct timespec){0, 100000000}, NULL);
                _exit(taken); /* whose lock the system takes back */
            }
        }
        close(go[0]);
        close(go[1]);
        for (int r = 0; r < RACERS; r++) {
            assert_int_equal(waitpid(racer[r], &status, 0), racer[r]);
            assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
            won += WEXITSTATUS(status);
        }
        /* One who comes when the first has ended may have it after it. */
        assert_in_range(won, 1, 2);
    }
}

static void no_folder(void **state) {
    (void)state;
    char why[1024];
    struct lock lock;
    assert_int_equal(lock_take(&lock, scratch_path("none"), why, sizeof why), LOCK_FAILED);
    assert_non_null(strstr(why, "none: No such file"));
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
        cmocka_unit_test(taken_over),
        cmocka_unit_test(a_race),
        cmocka_unit_test(no_folder),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
