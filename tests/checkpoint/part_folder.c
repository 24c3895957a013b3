/* The folder of an unfinished output: its names, and who may be removed from it when. */
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checkpoint/part_folder.h"
#include "scratch.h"

static const char *base;
static char folder[512]; /* base/x.h5.part */

/* What is ours, and what is not though it looks like it. */
static const char *const own[] = {
    "owner-4",        "owner-3",    "manifest-2",
    "manifest-3.new", "manifest-1", "output-2-1602378020285975049",
    "state-1-0",      "state-2-0",  "state-2-1",
    "state-3-0.new",  "runs-1-0",   "rows-1-0",
    "runs-2-17",      "rows-2-17",  "runs-3-0",
    "rows-3-0",       "state-3-0",  "runs-4-0",
    "replicate-1-0",  "claim-123",  "manifest",
    "lock",           "output.h5",  "replicate-2-99999"};
static const char *const foreign[] = {"notes",
                                      "notes.new",
                                      "state-2",
                                      "state-2-1-old",
                                      "state-2-1.bak",
                                      "runs-1-",
                                      "runs--1-0",
                                      "runs-0-0",
                                      "rows-1--1",
                                      "rows-01-0",
                                      "runs-1-0 ",
                                      "states-1-0",
                                      "manifest.old",
                                      "output.h5.old",
                                      "manifest-0",
                                      "manifest-1-0",
                                      "owner-1-0",
                                      "owner-",
                                      "output-1x",
                                      "claim-",
                                      "claim-12a",
                                      "rows-1-0x",
                                      "rows-+1-0",
                                      ".hidden",
                                      "state-99999999999-0",
                                      "state-2-1.new.new"};
enum { OWN = sizeof own / sizeof *own, FOREIGN = sizeof foreign / sizeof *foreign };

static void path_of(char path[1024], const char *name) {
    snprintf(path, 1024, "%s/%s", folder, name);
}

static bool stands(const char *name) {
    char path[1024];
    path_of(path, name);
    return access(path, F_OK) == 0;
}

static void make(const char *name) {
    char path[1024];
    path_of(path, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fclose(file);
}

static void fill(void) {
    assert_int_equal(mkdir(folder, 0755), 0);
    for (int i = 0; i < OWN; i++)
        make(own[i]);
    for (int i = 0; i < FOREIGN; i++)
        make(foreign[i]);
}

static void empty(void) {
    char path[1024];
    for (int i = 0; i < FOREIGN; i++) {
        path_of(path, foreign[i]);
        if (unlink(path) != 0)
            fail_msg("%s was removed", foreign[i]);
    }
    assert_true(part_folder_remove(folder, 4));
}

static void names(void **state) {
    (void)state;
    char path[PATH_LENGTH_MAX];
    char *part = part_folder_path("out/x.h5");
    assert_string_equal(part, "out/x.h5.part");
    assert_true(part_folder_file(path, part, "state", 12, 345));
    assert_string_equal(path, "out/x.h5.part/state-12-345");
    assert_true(part_folder_file(path, part, "manifest", 3, -1));
    assert_string_equal(path, "out/x.h5.part/manifest-3");
    free(part);
    char *many = calloc(PATH_LENGTH_MAX + 1, 1);
    memset(many, 'a', PATH_LENGTH_MAX - 12);
    assert_true(part_folder_file(path, many, "manifest", 1, -1));
    assert_int_equal(strlen(path), PATH_LENGTH_MAX - 1);
    assert_false(part_folder_file(path, many, "manifest", 10, -1));
    assert_int_equal(errno, ENAMETOOLONG);
    free(many);
}

/* After session 2 has been found to be the one that counts, by session 4. */
static void swept(void **state) {
    (void)state;
    static const char *const stay[] = {
        "owner-4",   "owner-3",   "manifest-2",    "manifest-1",        "state-2-0",
        "state-2-1", "runs-1-0",  "rows-1-0",      "runs-2-17",         "rows-2-17",
        "runs-4-0",  "claim-123", "replicate-1-0", "replicate-2-99999", "manifest",
        "lock",      "output.h5"};
    fill();
    part_folder_sweep(folder, 2, 4);
    for (int i = 0; i < OWN; i++) {
        bool wanted = false;
        for (size_t j = 0; j < sizeof stay / sizeof *stay; j++)
            wanted = wanted || strcmp(own[i], stay[j]) == 0;
        if (stands(own[i]) != wanted)
            fail_msg("%s should %s", own[i], wanted ? "have stayed" : "be gone");
    }
    for (int i = 0; i < FOREIGN; i++)
        if (!stands(foreign[i]))
            fail_msg("%s was removed", foreign[i]);
    empty();
}

static void removed(void **state) {
    (void)state;
    fill();
    assert_false(part_folder_remove(folder, 4)); /* what is foreign stands in the way */
    assert_int_equal(errno, ENOTEMPTY);
    for (int i = 0; i < OWN; i++)
        if (stands(own[i]))
            fail_msg("%s is still there", own[i]);
    empty();
    assert_int_not_equal(access(folder, F_OK), 0);
    assert_false(part_folder_remove(folder, 4));
    assert_int_equal(errno, ENOENT);
}

static void sessions(void **state) {
    (void)state;
    assert_true(part_folder_has_sessions(folder)); /* missing: who knows */
    assert_int_equal(mkdir(folder, 0755), 0);
    assert_false(part_folder_has_sessions(folder));
    for (int i = 0; i < FOREIGN; i++)
        make(foreign[i]);
    make("owner-3");
    make("manifest-3.new"); /* killed in the middle of the very first file */
    assert_false(part_folder_has_sessions(folder));
    make("rows-1-5");
    assert_true(part_folder_has_sessions(folder));
    empty();
}

static void the_highest(void **state) {
    (void)state;
    assert_int_equal(part_folder_highest(folder, "owner"), -1);
    assert_int_equal(errno, ENOENT);
    fill();
    assert_int_equal(part_folder_highest(folder, "owner"), 4);
    assert_int_equal(part_folder_highest(folder, "manifest"), 2); /* what is torn is none */
    part_folder_remove_older(folder, "manifest", 2);
    assert_false(stands("manifest-1"));
    assert_true(stands("manifest-2"));
    assert_true(stands("owner-3"));
    empty();
    assert_int_equal(mkdir(folder, 0755), 0);
    assert_int_equal(part_folder_highest(folder, "owner"), 0);
    assert_int_equal(rmdir(folder), 0);
}

/* All is emptied but the owner who does it: the count of sessions goes on. */
static void emptied(void **state) {
    (void)state;
    fill();
    assert_true(part_folder_empty(folder, 4));
    for (int i = 0; i < OWN; i++)
        if (stands(own[i]) != (strcmp(own[i], "owner-4") == 0))
            fail_msg("%s", own[i]);
    empty();
}

static void foreign_files(void **state) {
    (void)state;
    char name[256];
    assert_int_equal(mkdir(folder, 0755), 0);
    for (int i = 0; i < OWN; i++)
        make(own[i]);
    make(".nfs0000000001");
    assert_false(part_folder_has_foreign(folder, name));
    make("state-2");
    assert_true(part_folder_has_foreign(folder, name));
    assert_string_equal(name, "state-2");
    char path[1024];
    path_of(path, ".nfs0000000001");
    assert_int_equal(unlink(path), 0);
    path_of(path, "state-2");
    assert_int_equal(unlink(path), 0);
    assert_true(part_folder_remove(folder, 4));
}

static void replicates(void **state) {
    (void)state;
    int32_t session[3];
    fill();
    assert_int_equal(part_folder_replicates(folder, 3, session), 1);
    assert_int_equal(session[0], 1);
    assert_int_equal(session[1], 0);
    make("replicate-2-2");
    make("replicate-2-1.new");
    assert_int_equal(part_folder_replicates(folder, 3, session), 2);
    assert_int_equal(session[2], 2);
    empty();
}

static int set_up(void **state) {
    (void)state;
    base = scratch_folder();
    snprintf(folder, sizeof folder, "%s/x.h5.part", base);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),         cmocka_unit_test(swept),
        cmocka_unit_test(removed),       cmocka_unit_test(sessions),
        cmocka_unit_test(the_highest),   cmocka_unit_test(emptied),
        cmocka_unit_test(foreign_files), cmocka_unit_test(replicates),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
