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
        .done_before = 123456789012,
        .steps_before = INT64_MAX,
        .session_begun = 1795520000.125,
        .begun = "2026-11-24T11:00:43Z",
        .parameters = "engine iterate\nruns 2000000000\ncl 0.99999000000000005\ntrace none\n",
    };
}

static void expect_refused(const char *what) {
    char why[PATH_LENGTH_MAX + 256] = "";
    struct manifest m;
    assert_false(manifest_read(folder, &m, why, sizeof why));
    if (!strstr(why, what) || !strstr(why, scratch_path("manifest")))
        fail_msg("'%s' and the name of the file are not in '%s'", what, why);
}

static void round_trip(void **state) {
    (void)state;
    char why[PATH_LENGTH_MAX + 256] = "";
    const struct manifest m = example();
    struct manifest back;
    assert_true(manifest_write(folder, &m));
    assert_true(manifest_exists(folder));
    assert_true(manifest_read(folder, &back, why, sizeof why));
    assert_int_equal(back.session, m.session);
    assert_int_equal(back.ranks, m.ranks);
    assert_int_equal(back.runs, m.runs);
    assert_int_equal(back.done_before, m.done_before);
    assert_int_equal(back.steps_before, m.steps_before);
    assert_true(back.session_begun == m.session_begun);
    assert_string_equal(back.begun, m.begun);
    assert_string_equal(back.parameters, m.parameters);
}

/* Before the first session; and parameters that happen to hold the words of the format. */
static void unusual_ones(void **state) {
    (void)state;
    char why[PATH_LENGTH_MAX + 256] = "";
    struct manifest m = example(), back;
    m.session = m.ranks = 0;
    snprintf(m.parameters, sizeof m.parameters, "parameters checksum 00000000\nchecksum \n");
    assert_true(manifest_write(folder, &m));
    assert_true(manifest_read(folder, &back, why, sizeof why));
    assert_int_equal(back.session, 0);
    assert_string_equal(back.parameters, m.parameters);
    memset(m.parameters, 'x', sizeof m.parameters - 1); /* as much as there can be */
    m.parameters[sizeof m.parameters - 1] = '\0';
    assert_true(manifest_write(folder, &m));
    assert_true(manifest_read(folder, &back, why, sizeof why));
    assert_string_equal(back.parameters, m.parameters);
}

static void every_bit_flipped(void **state) {
    (void)state;
    size_t size;
    const struct manifest m = example();
    assert_true(manifest_write(folder, &m));
    unsigned char *bytes = scratch_read("manifest", &size);
    for (size_t bit = 0; bit < 8 * size; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        scratch_write("manifest", bytes, size);
        expect_refused(bit < 64 ? "not a manifest of tpmsync" : "damaged");
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    for (size_t i = 8; i < size; i++) {
        const unsigned char was = bytes[i];
        bytes[i] = '\0';
        scratch_write("manifest", bytes, size);
        expect_refused("damaged");
        bytes[i] = was;
    }
    free(bytes);
}

static void every_length(void **state) {
    (void)state;
    size_t size;
    const struct manifest m = example();
    assert_true(manifest_write(folder, &m));
    unsigned char *bytes = scratch_read("manifest", &size);
    for (size_t length = 0; length < size; length++) {
        scratch_write("manifest", bytes, length);
        expect_refused("");
    }
    bytes[size] = '\n'; /* and one too many */
    scratch_write("manifest", bytes, size + 1);
    expect_refused("damaged");
    free(bytes);
}

static void missing(void **state) {
    (void)state;
    unlink(scratch_path("manifest"));
    assert_false(manifest_exists(folder));
    expect_refused("No such file");
}

static void foreign_ones(void **state) {
    (void)state;
    static const char text[] = "To do: milk, bread\n";
    static char zeros[10000];
    scratch_write("manifest", text, strlen(text));
    expect_refused("not a manifest of tpmsync");
    scratch_write("manifest", zeros, sizeof zeros);
    expect_refused("damaged");
    memset(zeros, 'x', sizeof zeros);
    scratch_write("manifest", zeros, sizeof zeros);
    expect_refused("not a manifest of tpmsync");
}

/* With its checksum as it ought to be. */
static void write_signed(const char *text) {
    char whole[4096];
    snprintf(whole, sizeof whole, "%schecksum %08x\n", text,
             (unsigned)durable_crc(0, text, strlen(text)));
    scratch_write("manifest", whole, strlen(whole));
}

static void another_schema(void **state) {
    (void)state;
    write_signed("tpmsync/2 unfinished ensemble, big-endian, layout 3\nsession 1\n");
    expect_refused("another schema, \"tpmsync/2 unfinished ensemble, big-endian, layout 3\"");
}

/* What no program writes, signed. */
static void lies(void **state) {
    (void)state;
    static const char *const bodies[] = {
        "",
        "session 1\n",
        "session -1\nranks 1\nruns 1\ndone-before 0\nsteps-before 0\nsession-begun 0\nbegun "
        "x\nparameters\n",
        "session 1\nranks 0\nruns 1\ndone-before 0\nsteps-before 0\nsession-begun 0\nbegun "
        "x\nparameters\n",
        "session 0\nranks 1\nruns 1\ndone-before 0\nsteps-before 0\nsession-begun 0\nbegun "
        "x\nparameters\n",
        "session 1\nranks 1\nruns 0\ndone-before 0\nsteps-before 0\nsession-begun 0\nbegun "
        "x\nparameters\n",
        "session 1\nranks 1\nruns 1\ndone-before 0\nsteps-before 0\nsession-begun 0\nbegun "
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nparameters\n",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 "tpmsync/1 unfinished ensemble, little-endian, layout 1\n%s", bodies[i]);
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
        cmocka_unit_test(round_trip),        cmocka_unit_test(unusual_ones),
        cmocka_unit_test(every_bit_flipped), cmocka_unit_test(every_length),
        cmocka_unit_test(missing),           cmocka_unit_test(foreign_ones),
        cmocka_unit_test(another_schema),    cmocka_unit_test(lies),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
