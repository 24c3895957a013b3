/* Durable files: what is there is the old one or the new one, whatever fails. */
#include "unit.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checkpoint/durable_file.h"
#include "scratch.h"

static bool write_text(const char *path, const char *text) {
    struct durable_file file;
    durable_begin(&file, path);
    durable_put(&file, text, strlen(text));
    return durable_commit(&file);
}

static void expect_text(const char *name, const char *text) {
    size_t size;
    unsigned char *bytes = scratch_read(name, &size);
    assert_string_equal((char *)bytes, text);
    free(bytes);
}

static void replaced_whole(void **state) {
    (void)state;
    struct durable_file file;
    assert_true(write_text(scratch_path("a"), "old"));
    durable_begin(&file, scratch_path("a"));
    durable_put(&file, "ne", 2);
    expect_text("a", "old"); /* until the commit */
    durable_put(&file, "", 0);
    durable_put(&file, "w", 1);
    assert_true(durable_commit(&file));
    expect_text("a", "new");
    assert_false(scratch_exists("a.new"));
    assert_int_equal(file.crc, durable_crc(0, "new", 3));
}

/* The check value of CRC-32, as its definition publishes it. */
static void the_checksum(void **state) {
    (void)state;
    assert_int_equal(durable_crc(0, "123456789", 9), 0xcbf43926);
    assert_int_equal(durable_crc(durable_crc(0, "1234", 4), "56789", 5), 0xcbf43926);
}

/* In a child: a file may not grow beyond 100 kB, as on a full disk. */
static int write_too_much(void) {
    static char bytes[300000];
    const struct rlimit limit = {100000, 100000};
    struct durable_file file;
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0 || signal(SIGXFSZ, SIG_IGN) == SIG_ERR)
        return 10;
    durable_begin(&file, scratch_path("full"));
    durable_put(&file, bytes, sizeof bytes);
    durable_put(&file, bytes, sizeof bytes);
    return durable_commit(&file) ? 11 : errno == EFBIG ? 0 : 12;
}

static void a_full_disk_leaves_the_old_one(void **state) {
    (void)state;
    int status = -1;
    assert_true(write_text(scratch_path("full"), "old"));
    const pid_t child = fork();
    if (child == 0)
        _exit(write_too_much());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    expect_text("full", "old");
    assert_false(scratch_exists("full.new")); /* which would need space */
}

static void a_missing_folder(void **state) {
    (void)state;
    assert_false(write_text(scratch_path("none/a"), "text"));
    assert_int_equal(errno, ENOENT);
    assert_false(durable_sync_folder(scratch_path("none")));
    assert_int_equal(errno, ENOENT);
}

static void names_that_are_too_long(void **state) {
    (void)state;
    char *path = malloc(PATH_LENGTH_MAX + 10);
    memset(path, 'a', PATH_LENGTH_MAX + 9);
    path[PATH_LENGTH_MAX + 9] = '\0';
    assert_false(write_text(path, "text"));
    assert_int_equal(errno, ENAMETOOLONG);
    path[PATH_LENGTH_MAX - 1] = '\0'; /* the system's turn to refuse */
    assert_false(write_text(path, "text"));
    assert_int_equal(errno, ENAMETOOLONG);
    free(path);
}

/* Root may write anywhere: the child becomes somebody else. */
static int write_as_nobody(const char *folder) {
    if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        return 10;
    const char *path = scratch_path("closed/a");
    if (write_text(path, "new") || errno != EACCES)
        return 11;
    return durable_sync_folder(folder) ? 0 : 12;
}

static void a_read_only_folder(void **state) {
    (void)state;
    int status = -1;
    const char *folder = scratch_path("closed");
    assert_int_equal(mkdir(folder, 0755), 0);
    scratch_write("closed/a", "old", 3);
    assert_int_equal(chmod(folder, 0555), 0);
    assert_int_equal(chmod(scratch_path("."), 0755), 0);
    const pid_t child = fork();
    if (child == 0)
        _exit(write_as_nobody(scratch_path("closed")));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    expect_text("closed/a", "old");
    assert_int_equal(chmod(scratch_path("closed"), 0755), 0);
    assert_int_equal(unlink(scratch_path("closed/a")), 0);
}

/* A name that a folder has cannot be given to a file. */
static void a_rename_that_fails(void **state) {
    (void)state;
    assert_int_equal(mkdir(scratch_path("folder"), 0755), 0);
    assert_false(write_text(scratch_path("folder"), "text"));
    assert_int_equal(errno, EISDIR);
    assert_false(scratch_exists("folder.new"));
}

static void reading_beyond_the_end(void **state) {
    (void)state;
    char bytes[8];
    scratch_write("short", "12345", 5);
    FILE *file = fopen(scratch_path("short"), "rb");
    assert_non_null(file);
    assert_true(durable_read_all(fileno(file), bytes, 4, 1));
    assert_memory_equal(bytes, "2345", 4);
    assert_true(durable_read_all(fileno(file), bytes, 0, 5));
    assert_false(durable_read_all(fileno(file), bytes, 5, 1));
    assert_int_equal(errno, EIO);
    assert_false(durable_read_all(fileno(file), bytes, 1, INT64_MAX));
    fclose(file);
}

static int set_up(void **state) {
    (void)state;
    scratch_folder();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replaced_whole),
        cmocka_unit_test(the_checksum),
        cmocka_unit_test(a_full_disk_leaves_the_old_one),
        cmocka_unit_test(a_missing_folder),
        cmocka_unit_test(names_that_are_too_long),
        cmocka_unit_test(a_read_only_folder),
        cmocka_unit_test(a_rename_that_fails),
        cmocka_unit_test(reading_beyond_the_end),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
