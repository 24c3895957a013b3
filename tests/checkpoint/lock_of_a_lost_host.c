/* A writer that was on another host and is heard of no more: after LOCK_WATCH_SECONDS the lock
 * passes on. Apart from the other tests of the lock, because it waits. */
#include "unit.h"

#include <string.h>
#include <time.h>

#include "checkpoint/lock.h"
#include "scratch.h"

static void passes_on(void **state) {
    (void)state;
    char why[1024], text[LOCK_TEXT_MAX + 1];
    struct lock lock;
    struct lock_owner owner;
    enum lock_life life;
    double age;
    const char *folder = scratch_folder();
    snprintf(text, sizeof text, "%-*s\n", LOCK_TEXT_MAX - 1,
             "host another-host pid 17 stamp 99 beat 5 writing");
    scratch_write("owner-1", text, LOCK_TEXT_MAX);
    const time_t begin = time(NULL);
    assert_int_equal(lock_take(&lock, folder, why, sizeof why), LOCK_TAKEN);
    assert_in_range(time(NULL) - begin, LOCK_WATCH_SECONDS - 1, LOCK_WATCH_SECONDS + 20);
    assert_true(lock_look(folder, &owner, &life, &age));
    assert_int_equal(life, LOCK_ALIVE);
    assert_int_equal(lock.claim.session, 2);
    lock_release(&lock);
    scratch_remove(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(passes_on)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
