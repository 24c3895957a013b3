/* The state of a rank: read as written, any damage told with the name of the file, and no lie
 * believed. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checkpoint/durable_file.h"
#include "checkpoint/rank_state.h"
#include "scratch.h"

enum { SUMS = 100, MARKS = 3, RUNS = 4 };

static const char *folder;
static int64_t sums[SUMS];
static const struct journal_mark marks[MARKS] = {
    {{1, 0}, 10, 2000, 1, 2}, {{1, 5}, 0, 300, 3, 4}, {{2, 3}, INT64_MAX, 0, 5, 6}};
static const char *const run_bytes[RUNS] = {"first", "", "third run", "4"};

static struct state_header example(void) {
    return (struct state_header){
        .session = 2,
        .rank = 3,
        .journals = MARKS,
        .under_way = RUNS,
        .sums = SUMS,
        .runs_done = 17,
        .steps_made = 1 << 30,
        .last_step = 12345,
        .committed = 1795520000.5,
    };
}

static void write_example(void) {
    struct state_writer writer;
    state_writer_begin(&writer, folder, example(), sums, marks);
    for (int i = 0; i < RUNS; i++)
        state_writer_put_run(&writer, 100 * i, run_bytes[i], strlen(run_bytes[i]));
    assert_true(state_writer_commit(&writer));
}

static void expect_refused(const char *what) {
    char why[PATH_LENGTH_MAX + 128] = "";
    struct rank_state state;
    assert_false(rank_state_read(folder, 2, 3, SUMS, &state, why, sizeof why));
    if (!strstr(why, what) || !strstr(why, scratch_path("state-2-3")))
        fail_msg("'%s' and the name of the file are not in '%s'", what, why);
    assert_null(state.sums);
    assert_null(state.marks);
    assert_null(state.places);
}

static void expect_runs(const struct rank_state *state, int32_t session, int32_t rank) {
    char bytes[16] = "";
    const int file = rank_state_open(folder, session, rank);
    assert_true(file >= 0);
    for (int i = 0; i < RUNS; i++) {
        const struct saved_place *place = &state->places[i];
        assert_int_equal(place->run, 100 * i);
        assert_int_equal(place->state_rank, rank);
        assert_int_equal(place->length, strlen(run_bytes[i]));
        assert_true(durable_read_all(file, bytes, (size_t)place->length, place->offset));
        assert_memory_equal(bytes, run_bytes[i], strlen(run_bytes[i]));
    }
    close(file);
}

static void round_trip(void **unused) {
    (void)unused;
    char why[PATH_LENGTH_MAX + 128] = "";
    struct rank_state state;
    struct state_header alone;
    write_example();
    assert_true(rank_state_read(folder, 2, 3, SUMS, &state, why, sizeof why));
    const struct state_header h = example();
    assert_int_equal(state.header.runs_done, h.runs_done);
    assert_int_equal(state.header.steps_made, h.steps_made);
    assert_int_equal(state.header.last_step, h.last_step);
    assert_true(state.header.committed == h.committed);
    assert_int_equal(state.header.journals, MARKS);
    assert_int_equal(state.header.under_way, RUNS);
    assert_memory_equal(state.sums, sums, sizeof sums);
    assert_memory_equal(state.marks, marks, sizeof marks);
    expect_runs(&state, 2, 3);
    assert_true(rank_state_read_header(folder, 2, 3, &alone, why, sizeof why));
    assert_memory_equal(&alone, &state.header, sizeof alone);
    rank_state_free(&state);
}

/* Runs that still wait are copied from the state before; long ones in several pieces. */
static void copied_runs(void **unused) {
    (void)unused;
    char why[PATH_LENGTH_MAX + 128] = "";
    static char many[200001];
    struct state_header header = example();
    struct state_writer writer;
    struct rank_state state;
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = (char)(i * i % 251);
    scratch_write("source", many, sizeof many);
    const int source = open(scratch_path("source"), O_RDONLY);
    header.rank = 4;
    header.under_way = 2;
    state_writer_begin(&writer, folder, header, sums, marks);
    state_writer_copy_run(&writer, 5, source, 1, 200000);
    state_writer_copy_run(&writer, 6, source, 0, 0);
    assert_true(state_writer_commit(&writer));
    assert_true(rank_state_read(folder, 2, 4, SUMS, &state, why, sizeof why));
    assert_int_equal(state.places[0].length, 200000);
    size_t size;
    unsigned char *bytes = scratch_read("state-2-4", &size);
    assert_memory_equal(bytes + state.places[0].offset, many + 1, 200000);
    free(bytes);
    rank_state_free(&state);
    /* More than there is. */
    state_writer_begin(&writer, folder, header, sums, marks);
    state_writer_copy_run(&writer, 5, source, 2, 200000);
    state_writer_copy_run(&writer, 6, source, 0, 0);
    assert_false(state_writer_commit(&writer));
    assert_int_equal(errno, EIO);
    assert_true(rank_state_read(folder, 2, 4, SUMS, &state, why, sizeof why)); /* as it was */
    rank_state_free(&state);
    close(source);
    unlink(scratch_path("source"));
    rank_state_remove(folder, 2, 4);
    assert_false(scratch_exists("state-2-4"));
}

static void nothing_at_all(void **unused) {
    (void)unused;
    char why[PATH_LENGTH_MAX + 128] = "";
    struct state_header header = {.session = 2, .rank = 3};
    struct state_writer writer;
    struct rank_state state;
    state_writer_begin(&writer, folder, header, sums, marks);
    assert_true(state_writer_commit(&writer));
    assert_true(rank_state_read(folder, 2, 3, 0, &state, why, sizeof why));
    rank_state_free(&state);
}

static void every_byte_flipped(void **unused) {
    (void)unused;
    size_t size;
    write_example();
    unsigned char *bytes = scratch_read("state-2-3", &size);
    for (size_t i = 0; i < size; i++)
        for (int bits = 1; bits < 0x200; bits += 0x7f) {
            bytes[i] ^= (unsigned char)bits;
            scratch_write("state-2-3", bytes, size);
            expect_refused("damaged");
            bytes[i] ^= (unsigned char)bits;
        }
    free(bytes);
}

static void every_length(void **unused) {
    (void)unused;
    size_t size;
    write_example();
    unsigned char *bytes = scratch_read("state-2-3", &size);
    for (size_t length = 0; length < size; length++) {
        scratch_write("state-2-3", bytes, length);
        /* A header alone ends with the checksum of what comes before it. */
        expect_refused(length == sizeof(struct state_header) ? "does not hold" : "damaged");
    }
    scratch_write("state-2-3", bytes, size + 1);
    expect_refused("damaged");
    free(bytes);
}

/* The header is found damaged alone, and sound alone. */
static void the_header_alone(void **unused) {
    (void)unused;
    char why[PATH_LENGTH_MAX + 128] = "";
    struct state_header header;
    size_t size;
    write_example();
    unsigned char *bytes = scratch_read("state-2-3", &size);
    for (size_t i = 0; i < sizeof header; i++) {
        bytes[i] ^= 0x10;
        scratch_write("state-2-3", bytes, size);
        assert_false(rank_state_read_header(folder, 2, 3, &header, why, sizeof why));
        assert_non_null(strstr(why, "state-2-3: damaged"));
        bytes[i] ^= 0x10;
    }
    scratch_write("state-2-3", bytes, sizeof header);
    assert_true(rank_state_read_header(folder, 2, 3, &header, why, sizeof why));
    scratch_write("state-2-3", bytes, sizeof header - 1);
    assert_false(rank_state_read_header(folder, 2, 3, &header, why, sizeof why));
    free(bytes);
}

static void missing_or_of_another(void **unused) {
    (void)unused;
    size_t size;
    write_example();
    unsigned char *bytes = scratch_read("state-2-3", &size);
    rank_state_remove(folder, 2, 3);
    expect_refused("No such file");
    scratch_write("state-2-3", bytes, size);
    /* A state under the name of another one. */
    char why[PATH_LENGTH_MAX + 128] = "";
    struct rank_state state;
    scratch_write("state-2-9", bytes, size);
    assert_false(rank_state_read(folder, 2, 9, SUMS, &state, why, sizeof why));
    rank_state_remove(folder, 2, 9);
    /* Sums of another grid. */
    assert_false(rank_state_read(folder, 2, 3, SUMS + 1, &state, why, sizeof why));
    assert_non_null(strstr(why, "state-2-3: does not hold what it should"));
    free(bytes);
}

/* Signs a header that was changed, and the whole. */
static void sign(unsigned char *bytes, size_t size, const struct state_header *header) {
    struct state_header signed_one = *header;
    signed_one.checksum = durable_crc(0, header, offsetof(struct state_header, checksum));
    memcpy(bytes, &signed_one, sizeof signed_one);
    const uint32_t whole = durable_crc(0, bytes, size - sizeof whole);
    memcpy(bytes + size - sizeof whole, &whole, sizeof whole);
    scratch_write("state-2-3", bytes, size);
}

/* Counts that no file of this size can have, properly signed: refused before anything of that
 * size is allocated (the sanitizers would refuse 2^60 bytes). */
static void lying_counts(void **unused) {
    (void)unused;
    static const int64_t lies[] = {-1,        0,        5, 1000, 1 << 20, INT64_C(1) << 60,
                                   INT64_MAX, INT64_MIN};
    size_t size;
    write_example();
    unsigned char *bytes = scratch_read("state-2-3", &size);
    struct state_header true_one;
    memcpy(&true_one, bytes, sizeof true_one);
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        struct state_header header = true_one;
        header.journals = lies[i];
        sign(bytes, size, &header);
        expect_refused("");
        header = true_one, header.under_way = lies[i];
        sign(bytes, size, &header);
        expect_refused("");
        header = true_one, header.sums = lies[i];
        sign(bytes, size, &header);
        expect_refused("");
        header = true_one, header.sum_bytes = lies[i];
        sign(bytes, size, &header);
        expect_refused("");
    }
    free(bytes);
}

/* The same of the lengths of the runs under way; the first run's stands behind the marks. */
static void lying_lengths(void **unused) {
    (void)unused;
    static const int64_t lies[] = {-1, 4, 6, 1000, INT64_MAX, INT64_MIN};
    size_t size;
    write_example();
    unsigned char *bytes = scratch_read("state-2-3", &size);
    struct state_header header;
    memcpy(&header, bytes, sizeof header);
    const size_t at = sizeof header + (size_t)header.sum_bytes + sizeof marks + sizeof(int64_t);
    int64_t length;
    memcpy(&length, bytes + at, sizeof length);
    assert_int_equal(length, 5);
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        memcpy(bytes + at, &lies[i], sizeof lies[i]);
        sign(bytes, size, &header);
        expect_refused("does not hold what it should");
    }
    free(bytes);
}

static void a_missing_folder(void **unused) {
    (void)unused;
    struct state_writer writer;
    char why[PATH_LENGTH_MAX + 128];
    struct rank_state state;
    state_writer_begin(&writer, scratch_path("none"), example(), sums, marks);
    state_writer_put_run(&writer, 1, "x", 1);
    assert_false(state_writer_commit(&writer));
    assert_int_equal(errno, ENOENT);
    assert_false(rank_state_read(scratch_path("none"), 2, 3, SUMS, &state, why, sizeof why));
}

static int set_up(void **unused) {
    (void)unused;
    folder = scratch_folder();
    for (int64_t i = 0; i < SUMS; i++)
        sums[i] = i * i * i - 5000;
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),
        cmocka_unit_test(copied_runs),
        cmocka_unit_test(nothing_at_all),
        cmocka_unit_test(every_byte_flipped),
        cmocka_unit_test(every_length),
        cmocka_unit_test(the_header_alone),
        cmocka_unit_test(missing_or_of_another),
        cmocka_unit_test(lying_counts),
        cmocka_unit_test(lying_lengths),
        cmocka_unit_test(a_missing_folder),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
