/* Journals: what was written up to a mark comes back, and any damage of it is found. */
#include "unit.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checkpoint/durable_file.h"
#include "checkpoint/journal.h"
#include "checkpoint/part_folder.h"
#include "scratch.h"

static const char *folder;

/* A row of the paper's machines (record/trace_row.h). */
struct row {
    double step, rho_ab[UNITS], rho_ao[UNITS];
};
enum { WIDTH = sizeof(struct row) / sizeof(double) };

/* A row that tells which it is. */
static struct row row_of(int64_t run, int64_t number) {
    const double x = (double)(1000000 * run + number);
    return (struct row){(double)number, {x, -x, 0.5}, {x + 1, -0.0, 1.0}};
}

static void append(struct journal *journal, struct row_chain *chain, int64_t run, int64_t begin,
                   int64_t count) {
    struct row *rows = malloc((size_t)(count + 1) * sizeof *rows);
    for (int64_t i = 0; i < count; i++)
        rows[i] = row_of(run, begin + i);
    assert_true(journal_append_rows(journal, chain, count, (const double *)rows));
    free(rows);
}

/* All rows of the chain, read at most `most` at a time. */
static void expect_rows(struct row_reader *reader, const struct row_chain *chain, int64_t run,
                        int64_t most) {
    struct row *rows = malloc((size_t)most * sizeof *rows);
    int64_t seen = 0;
    assert_true(row_reader_seek(reader, chain));
    for (int64_t n; (n = row_reader_next(reader, most, (double *)rows)) != 0;) {
        assert_in_range(n, 1, most);
        for (int64_t i = 0; i < n; i++, seen++) {
            const struct row wanted = row_of(run, seen);
            assert_memory_equal(&rows[i], &wanted, sizeof wanted);
        }
    }
    assert_int_equal(seen, chain->rows);
    free(rows);
}

static bool verifies(const struct journal_mark *mark, const char *told) {
    char why[PATH_LENGTH_MAX + 128] = "";
    if (journal_verify(folder, mark, (struct tick){NULL, NULL}, why, sizeof why))
        return true;
    if (!strstr(why, folder) || !strstr(why, told))
        fail_msg("'%s' is not in '%s'", told, why);
    return false;
}

/* Runs with chunks between those of others, over three sessions and two ranks. */
static void chunks_of_many_journals(void **state) {
    (void)state;
    enum { RUNS = 5, SESSIONS = 3, ROUNDS = 4 };
    struct row_chain chain[RUNS];
    struct journal_mark mark[SESSIONS];
    int64_t have[RUNS] = {0};
    for (int r = 0; r < RUNS; r++)
        chain[r] = row_chain_empty();
    for (int32_t s = 0; s < SESSIONS; s++) {
        struct journal *journal =
            journal_new(folder, (struct journal_name){s + 1, s % 2}, WIDTH);
        for (int round = 0; round < ROUNDS; round++)
            for (int r = 0; r < RUNS; r++) {
                const int64_t count = (7 * r + 3 * round + s) % 5; /* none, too */
                append(journal, &chain[r], r, have[r], count);
                have[r] += count;
            }
        for (int r = 0; r < RUNS; r++)
            assert_true(journal_append_run(
                journal, &(struct run_record){
                             10 * s + r, {.t_sync = 1, .t_learn = 2, .steps = 3}, chain[r]}));
        assert_true(journal_sync(journal, &mark[s]));
        journal_destroy(journal);
    }
    struct row_reader *reader = row_reader_new(folder, WIDTH);
    for (int r = 0; r < RUNS; r++) {
        assert_int_equal(chain[r].rows, have[r]);
        for (int64_t most = 1; most < 50; most += 6)
            expect_rows(reader, &chain[r], r, most);
    }
    for (int32_t s = 0; s < SESSIONS; s++) {
        struct run_record record[RUNS];
        assert_true(verifies(&mark[s], ""));
        assert_int_equal(mark[s].records, RUNS);
        assert_true(journal_read_records(folder, mark[s].name, 1, RUNS - 1, record));
        assert_int_equal(record[0].run, 10 * s + 1);
        assert_int_equal(record[RUNS - 2].outcome.t_learn, 2);
        expect_rows(reader, &record[0].chain, 1, 100); /* as far as it was then */
        assert_false(journal_read_records(folder, mark[s].name, 1, RUNS, record));
        assert_int_equal(errno, EIO);
    }
    for (int32_t s = 0; s < SESSIONS; s++)
        journal_remove(folder, mark[s].name);
    row_reader_destroy(reader);
}

/* More than the buffers hold, in chunks smaller and larger than they are. */
static void large_ones(void **state) {
    (void)state;
    struct row_chain small = row_chain_empty(), large = row_chain_empty();
    struct journal *journal = journal_new(folder, (struct journal_name){1, 0}, WIDTH);
    struct journal_mark mark;
    for (int64_t i = 0; i < 30000; i += 300)
        append(journal, &small, 1, i, 300);
    append(journal, &large, 2, 0, 40000);
    append(journal, &small, 1, 30000, 1);
    assert_true(journal_sync(journal, &mark));
    assert_true(mark.row_bytes > 70001 * (int64_t)sizeof(struct row));
    assert_true(verifies(&mark, ""));
    struct row_reader *reader = row_reader_new(folder, WIDTH);
    expect_rows(reader, &small, 1, 7);
    expect_rows(reader, &large, 2, 30000);
    expect_rows(reader, &small, 1, 100000);
    expect_rows(reader, &large, 2, 40000);
    row_reader_destroy(reader);
    journal_destroy(journal);
    journal_remove(folder, (struct journal_name){1, 0});
}

/* The rows of a run from `skipped` on, after some of them were read. */
static void expect_skipped(struct row_reader *reader, const struct row_chain *chain,
                           int64_t run, int64_t read, int64_t skipped) {
    struct row rows[8];
    int64_t at = 0;
    assert_true(row_reader_seek(reader, chain));
    while (at < read)
        at += row_reader_next(reader, read - at, (double *)rows);
    row_reader_skip(reader, skipped);
    const int64_t next = at + skipped, n = row_reader_next(reader, 1, (double *)rows);
    assert_int_equal(n, next < chain->rows);
    const struct row wanted = row_of(run, next);
    if (n == 1)
        assert_memory_equal(rows, &wanted, sizeof wanted);
}

/* Runs in the journals of more ranks than the reader holds at a time, read by turns. */
static void by_turns(void **state) {
    (void)state;
    enum { RANKS = 40, RUNS = 3, CHUNKS = 4, ROWS = 5 };
    struct row_chain chain[RANKS][RUNS];
    struct journal_mark mark;
    for (int32_t r = 0; r < RANKS; r++) {
        struct journal *journal = journal_new(folder, (struct journal_name){1, r}, WIDTH);
        for (int n = 0; n < RUNS; n++) {
            chain[r][n] = row_chain_empty();
            for (int c = 0; c < CHUNKS; c++)
                append(journal, &chain[r][n], r + RANKS * n, ROWS * c, ROWS);
        }
        assert_true(journal_sync(journal, &mark));
        journal_destroy(journal);
    }
    struct row_reader *reader = row_reader_new(folder, WIDTH);
    for (int n = 0; n < RUNS; n++)
        for (int32_t r = 0; r < RANKS; r++) {
            expect_rows(reader, &chain[r][n], r + RANKS * n, 7);
            for (int64_t read = 0; read < 8; read++)
                for (int64_t skipped = 0; skipped <= CHUNKS * ROWS - read; skipped++)
                    expect_skipped(reader, &chain[r][n], r + RANKS * n, read, skipped);
        }
    row_reader_destroy(reader);
    for (int32_t r = 0; r < RANKS; r++)
        journal_remove(folder, (struct journal_name){1, r});
}

static void what_is_beyond_the_mark(void **state) {
    (void)state;
    struct row_chain chain = row_chain_empty();
    struct journal *journal = journal_new(folder, (struct journal_name){1, 0}, WIDTH);
    struct journal_mark first, second, empty;
    assert_true(journal_sync(journal, &empty));
    assert_true(verifies(&empty, "")); /* no files yet */
    assert_false(scratch_exists("rows-1-0"));
    append(journal, &chain, 1, 0, 3);
    const struct row_chain short_chain = chain;
    assert_true(journal_append_run(
        journal, &(struct run_record){4, {.t_sync = 1, .t_learn = 1, .steps = 1}, chain}));
    assert_true(journal_sync(journal, &first));
    append(journal, &chain, 1, 3, 3);
    assert_true(journal_append_run(
        journal, &(struct run_record){5, {.t_sync = 1, .t_learn = 1, .steps = 1}, chain}));
    assert_true(journal_sync(journal, &second));
    journal_destroy(journal);
    assert_int_equal(first.records, 1);
    assert_int_equal(second.records, 2);
    assert_true(verifies(&empty, "") && verifies(&first, "") && verifies(&second, ""));
    struct row_reader *reader = row_reader_new(folder, WIDTH);
    expect_rows(reader, &short_chain, 1, 2);
    expect_rows(reader, &chain, 1, 2);
    row_reader_destroy(reader);
    /* Cut back to the first mark, the first still counts and the second does not. */
    assert_int_equal(truncate(scratch_path("rows-1-0"), first.row_bytes), 0);
    assert_true(verifies(&first, ""));
    assert_false(verifies(&second, "rows-1-0: shorter than what was committed"));
    /* A journal of that name begins anew. */
    journal = journal_new(folder, (struct journal_name){1, 0}, WIDTH);
    chain = row_chain_empty();
    append(journal, &chain, 9, 0, 1);
    assert_true(journal_sync(journal, &first));
    assert_true(verifies(&first, ""));
    journal_destroy(journal);
    journal_remove(folder, (struct journal_name){1, 0});
    assert_false(verifies(&second, "No such file"));
}

static void flip_and_cut(const char *name, const struct journal_mark *mark) {
    size_t size;
    unsigned char *bytes = scratch_read(name, &size);
    for (size_t i = 0; i < size; i++)
        for (int bits = 0x20; bits < 0x100; bits += 0xdf) {
            bytes[i] ^= (unsigned char)bits;
            scratch_write(name, bytes, size);
            assert_false(verifies(mark, name));
            bytes[i] ^= (unsigned char)bits;
        }
    for (size_t length = 0; length < size; length++) {
        scratch_write(name, bytes, length);
        assert_false(verifies(mark, name));
    }
    scratch_write(name, bytes, size);
    assert_true(verifies(mark, ""));
    free(bytes);
}

static void every_byte_and_every_length(void **state) {
    (void)state;
    struct row_chain chain = row_chain_empty();
    struct journal *journal = journal_new(folder, (struct journal_name){1, 0}, WIDTH);
    struct journal_mark mark;
    append(journal, &chain, 1, 0, 3);
    append(journal, &chain, 1, 3, 2);
    for (int64_t run = 0; run < 3; run++)
        assert_true(journal_append_run(
            journal,
            &(struct run_record){run, {.t_sync = 1, .t_learn = 1, .steps = 1}, chain}));
    assert_true(journal_sync(journal, &mark));
    journal_destroy(journal);
    flip_and_cut("rows-1-0", &mark);
    flip_and_cut("runs-1-0", &mark);
    journal_remove(folder, (struct journal_name){1, 0});
    assert_false(scratch_exists("rows-1-0") || scratch_exists("runs-1-0"));
}

/* Chains that cannot be, as no checksum stands before the reader: refused, and never endless.
 */
static void impossible_chains(void **state) {
    (void)state;
    struct {
        int64_t before;
        struct journal_name journal;
        int64_t count;
        struct row row;
    } chunk[2] = {0};
    static const struct {
        int64_t before;
        struct journal_name journal;
        int64_t count;
    } headers[] = {
        {0, {1, 0}, 1},                           /* itself */
        {80, {1, 0}, 1},                          /* a later one */
        {0, {1, 1}, 1},                           /* another rank of the same session */
        {0, {2, 0}, 1},                           /* a later session */
        {0, {0, 0}, 1},                           /* which is not there */
        {-1, {1, 0}, 0},                          /* no rows */
        {-1, {1, 0}, -1},        {-1, {1, 0}, 3}, /* more than the chain has */
        {-1, {1, 0}, INT64_MAX}, {INT64_MAX, {0, 0}, 1},
    };
    struct row_reader *reader = row_reader_new(folder, WIDTH);
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        chunk[0].before = headers[i].before;
        chunk[0].journal = headers[i].journal;
        chunk[0].count = headers[i].count;
        scratch_write("rows-1-0", chunk, sizeof chunk);
        assert_false(row_reader_seek(reader, &(struct row_chain){2, 0, {1, 0}}));
    }
    static const struct row_chain chains[] = {
        {1, 1000, {1, 0}},       {1, INT64_MAX, {1, 0}}, {-1, -1, {1, 0}},
        {INT64_MAX, -1, {1, 0}}, {1, 0, {3, 0}},         {1, 0, {-5, -7}},
    };
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++)
        assert_false(row_reader_seek(reader, &chains[i]));
    row_reader_destroy(reader);
    journal_remove(folder, (struct journal_name){1, 0});
}

static void impossible_marks(void **state) {
    (void)state;
    static const struct journal_mark marks[] = {
        {{1, 0}, -1, 0, 0, 0},
        {{1, 0}, 0, -1, 0, 0},
        {{1, 0}, INT64_MAX, 0, 0, 0},
        {{1, 0}, INT64_MAX / (int64_t)sizeof(struct run_record), 0, 0, 0},
        {{1, 0}, 0, INT64_MAX, 0, 0},
    };
    scratch_write("rows-1-0", "x", 1);
    scratch_write("runs-1-0", "x", 1);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        assert_false(verifies(&marks[i], "-1-0: "));
    journal_remove(folder, (struct journal_name){1, 0});
}

/* In a child: once a write has failed, nothing counts any more, whatever comes later. */
static int fill_the_disk(void) {
    const struct rlimit little = {100000, RLIM_INFINITY}, much = {RLIM_INFINITY, RLIM_INFINITY};
    static struct row rows[40000];
    struct journal *journal = journal_new(folder, (struct journal_name){1, 0}, WIDTH);
    struct row_chain chain = row_chain_empty();
    struct journal_mark mark;
    if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &little) != 0)
        return 10;
    if (journal_append_rows(journal, &chain, 40000, (const double *)rows) || errno != EFBIG)
        return 11;
    if (setrlimit(RLIMIT_FSIZE, &much) != 0)
        return 12;
    if (journal_append_rows(journal, &chain, 1, (const double *)rows) || errno != EFBIG)
        return 13;
    return journal_sync(journal, &mark) || errno != EFBIG ? 14 : 0;
}

static void a_full_disk(void **state) {
    (void)state;
    int status = -1;
    const pid_t child = fork();
    if (child == 0)
        _exit(fill_the_disk());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    journal_remove(folder, (struct journal_name){1, 0});
}

static void a_missing_folder(void **state) {
    (void)state;
    struct journal *journal =
        journal_new(scratch_path("none"), (struct journal_name){1, 0}, WIDTH);
    struct journal_mark mark;
    assert_non_null(journal);
    assert_true(journal_append_run(journal, &(struct run_record){.run = 1}));
    assert_false(journal_sync(journal, &mark));
    assert_int_equal(errno, ENOENT);
    journal_destroy(journal);
}

static int set_up(void **state) {
    (void)state;
    folder = scratch_folder();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks_of_many_journals),
        cmocka_unit_test(large_ones),
        cmocka_unit_test(by_turns),
        cmocka_unit_test(what_is_beyond_the_mark),
        cmocka_unit_test(every_byte_and_every_length),
        cmocka_unit_test(impossible_chains),
        cmocka_unit_test(impossible_marks),
        cmocka_unit_test(a_full_disk),
        cmocka_unit_test(a_missing_folder),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
