/* The manifest: read as written, and any damage told with the name of the file. */
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checkpoint/durable_file.h"
#include "checkpoint/manifest.h"
#include "scratch.h"

static const char *folder;

static struct manifest example(void) {
    return (struct manifest){
        .session = 7,
        .ranks = 1024,
        .runs = 2000000000,
        .grown_from = 1999999999,
        .done_before = 123456789012,
        .steps_before = INT64_MAX,
        .session_begun = 1795520000.125,
        .begun = "2026-11-24T11:00:43Z",
        .sessions = 3,
        .replaces = true,
        .history = " sessions 1-2: one build\n sessions 3-3: another: history\n",
        .parameters = "engine iterate\nruns 2000000000\ncl 0.99999000000000005\ntrace none\n",
    };
}

static void expect_refused(const char *what) {
    char why[PATH_LENGTH_MAX + 256] = "";
    struct manifest m;
    assert_false(manifest_read(folder, &m, why, sizeof why));
    if (!strstr(why, what) || !strstr(why, scratch_path("manifest-7")))
        fail_msg("'%s' and the name of the file are not in '%s'", what, why);
}

static void round_trip(void **state) {
    (void)state;
    char why[PATH_LENGTH_MAX + 256] = "";
    const struct manifest m = example();
    struct manifest back;
    assert_true(manifest_write(folder, 7, &m));
    assert_true(manifest_exists(folder));
    assert_true(manifest_read(folder, &back, why, sizeof why));
    assert_int_equal(back.session, m.session);
    assert_int_equal(back.ranks, m.ranks);
    assert_int_equal(back.runs, m.runs);
    assert_int_equal(back.grown_from, m.grown_from);
    assert_int_equal(back.done_before, m.done_before);
    assert_int_equal(back.steps_before, m.steps_before);
    assert_true(back.session_begun == m.session_begun);
    assert_string_equal(back.begun, m.begun);
    assert_string_equal(back.parameters, m.parameters);
    assert_int_equal(back.sessions, m.sessions);
    assert_int_equal(back.replaces, m.replaces);
    assert_string_equal(back.history, m.history);
}

/* Of several, the highest holds. */
static void the_highest_holds(void **state) {
    (void)state;
    char why[PATH_LENGTH_MAX + 256] = "";
    struct manifest m = example(), back;
    assert_true(manifest_write(folder, 7, &m));
    m.session = 3;
    assert_true(manifest_write(folder, 12, &m));
    m.session = 2;
    assert_true(manifest_write(folder, 9, &m));
    assert_true(manifest_read(folder, &back, why, sizeof why));
    assert_int_equal(back.session, 3);
    assert_int_equal(unlink(scratch_path("manifest-12")), 0);
    assert_int_equal(unlink(scratch_path("manifest-9")), 0);
}

/* Begun by a version that named its files in another way: refused, with the way out. */
static void an_earlier_version(void **state) {
    (void)state;
    char why[PATH_LENGTH_MAX + 256] = "";
    struct manifest back;
    unlink(scratch_path("manifest-7"));
    scratch_write("manifest", "x", 1);
    assert_true(manifest_exists(folder));
    assert_false(manifest_read(folder, &back, why, sizeof why));
    assert_non_null(strstr(why, "earlier version"));
    assert_int_equal(unlink(scratch_path("manifest")), 0);
}

/* Before the first session; and parameters that happen to hold the words of the format. */
static void unusual_ones(void **state) {
    (void)state;
    char why[PATH_LENGTH_MAX + 256] = "";
    struct manifest m = example(), back;
    m.session = m.ranks = 0;
    m.history[0] = '\0';
    snprintf(m.parameters, sizeof m.parameters, "parameters checksum 00000000\nchecksum \n");
    assert_true(manifest_write(folder, 7, &m));
    assert_true(manifest_read(folder, &back, why, sizeof why));
    assert_int_equal(back.session, 0);
    assert_string_equal(back.parameters, m.parameters);
    memset(m.parameters, 'x', sizeof m.parameters - 1); /* as much as there can be */
    m.parameters[sizeof m.parameters - 1] = '\0';
    assert_true(manifest_write(folder, 7, &m));
    assert_true(manifest_read(folder, &back, why, sizeof why));
    assert_string_equal(back.parameters, m.parameters);
    memset(m.history, ' ', sizeof m.history - 1); /* of both */
    m.history[sizeof m.history - 2] = '\n';
    m.history[sizeof m.history - 1] = '\0';
    assert_true(manifest_write(folder, 7, &m));
    assert_true(manifest_read(folder, &back, why, sizeof why));
    assert_string_equal(back.history, m.history);
    assert_string_equal(back.parameters, m.parameters);
}

static void every_bit_flipped(void **state) {
    (void)state;
    size_t size;
    const struct manifest m = example();
    assert_true(manifest_write(folder, 7, &m));
    unsigned char *bytes = scratch_read("manifest-7", &size);
    for (size_t bit = 0; bit < 8 * size; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        scratch_write("manifest-7", bytes, size);
        expect_refused(bit < 64 ? "not a manifest of tpmsync" : "damaged");
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    for (size_t i = 8; i < size; i++) {
        const unsigned char was = bytes[i];
        bytes[i] = '\0';
        scratch_write("manifest-7", bytes, size);
        expect_refused("damaged");
        bytes[i] = was;
    }
    free(bytes);
}

static void every_length(void **state) {
    (void)state;
    size_t size;
    const struct manifest m = example();
    assert_true(manifest_write(folder, 7, &m));
    unsigned char *bytes = scratch_read("manifest-7", &size);
    for (size_t length = 0; length < size; length++) {
        scratch_write("manifest-7", bytes, length);
        expect_refused("");
    }
    bytes[size] = '\n'; /* and one too many */
    scratch_write("manifest-7", bytes, size + 1);
    expect_refused("damaged");
    free(bytes);
}

static void missing(void **state) {
    (void)state;
    unlink(scratch_path("manifest-7"));
    assert_false(manifest_exists(folder));
    char why[PATH_LENGTH_MAX + 256] = "";
    struct manifest m;
    assert_false(manifest_read(folder, &m, why, sizeof why));
    assert_non_null(strstr(why, "there is no manifest in it"));
}

static void foreign_ones(void **state) {
    (void)state;
    static const char text[] = "To do: milk, bread\n";
    static char zeros[10000];
    scratch_write("manifest-7", text, strlen(text));
    expect_refused("not a manifest of tpmsync");
    scratch_write("manifest-7", zeros, sizeof zeros);
    expect_refused("damaged");
    memset(zeros, 'x', sizeof zeros);
    scratch_write("manifest-7", zeros, sizeof zeros);
    expect_refused("not a manifest of tpmsync");
}

/* With its checksum as it ought to be. */
static void write_signed(const char *text) {
    char whole[4096];
    snprintf(whole, sizeof whole, "%schecksum %08x\n", text,
             (unsigned)durable_crc(0, text, strlen(text)));
    scratch_write("manifest-7", whole, strlen(whole));
}

static void another_schema(void **state) {
    (void)state;
    write_signed("tpmsync/2 unfinished ensemble, big-endian, layout 4\nsession 1\n");
    expect_refused("another schema, \"tpmsync/2 unfinished ensemble, big-endian, layout 4\"");
    /* Of the time before occupancy runs had other random numbers. */
    write_signed("tpmsync/1 unfinished ensemble, little-endian, layout 4\nsession 1\n");
    expect_refused("little-endian, layout 4\", and not \"tpmsync/1 unfinished ensemble");
}

/* What no program writes, signed. */
static void lies(void **state) {
    (void)state;
#define BODY(session, ranks, sessions, replaces, runs, begun, rest)                            \
    "session " session "\nranks " ranks "\nsessions " sessions "\nreplaces " replaces          \
    "\nruns " runs "\ndone-before 0\nsteps-before 0\nsession-begun 0\nbegun " begun "\n" rest
#define NOT_GROWN "1\ngrown-from 0"
    static const char *const bodies[] = {
        "",
        "session 1\n",
        BODY("-1", "1", "1", "0", NOT_GROWN, "x", "history\nparameters\n"),
        BODY("1", "0", "1", "0", NOT_GROWN, "x", "history\nparameters\n"),
        BODY("0", "1", "1", "0", NOT_GROWN, "x", "history\nparameters\n"),
        BODY("1", "1", "-1", "0", NOT_GROWN, "x", "history\nparameters\n"),
        BODY("1", "1", "1", "2", NOT_GROWN, "x", "history\nparameters\n"),
        BODY("1", "1", "1", "0", "0\ngrown-from 0", "x", "history\nparameters\n"),
        BODY("1", "1", "1", "0", "1", "x", "history\nparameters\n"),
        BODY("1", "1", "1", "0", "1\ngrown-from 1", "x", "history\nparameters\n"),
        BODY("1", "1", "1", "0", "1\ngrown-from -1", "x", "history\nparameters\n"),
        BODY("1", "1", "1", "0", NOT_GROWN, "x", "history parameters\n"),
        BODY("1", "1", "1", "0", NOT_GROWN, "x", "history\n a\nb\nparameters\n"),
        BODY("1", "1", "1", "0", NOT_GROWN, "x", "history\n a"),
        BODY("1", "1", "1", "0", NOT_GROWN, "x", "history\n"),
        BODY("1", "1", "1", "0", NOT_GROWN, "x", "parameters\n"),
        BODY("1", "1", "1", "0", NOT_GROWN,
             "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "history\nparameters\n"),
    };
#undef BODY
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 "tpmsync/1 unfinished ensemble, little-endian, layout 5\n%s", bodies[i]);
        write_signed(text);
        expect_refused("does not say what it should");
    }
}

static int set_up(void **state) {
    (void)state;
    folder = scratch_folder();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_highest_holds), cmocka_unit_test(an_earlier_version),
        cmocka_unit_test(round_trip),        cmocka_unit_test(unusual_ones),
        cmocka_unit_test(every_bit_flipped), cmocka_unit_test(every_length),
        cmocka_unit_test(missing),           cmocka_unit_test(foreign_ones),
        cmocka_unit_test(another_schema),    cmocka_unit_test(lies),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
