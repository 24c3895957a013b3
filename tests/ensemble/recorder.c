/* The recorder and its spool of rows, beyond what fits into memory too. */
#include "unit.h"

#include <errno.h>

#include "ensemble/recorder.h"

/* A run whose overlaps tell the step; ends after `steps` steps. */
static void play_run(const struct observer *observer, int lane, int64_t steps) {
    int64_t wanted = 0;
    for (int64_t step = 0; step <= steps; step++) {
        if (step != wanted && step != steps)
            continue;
        const double ab[K] = {-1e-9 * (double)step, -0.5, -1.0};
        const double ao[K] = {1e-9 * (double)step, 0.5, 1.0};
        wanted = observer->observe(observer->self, lane, step, ab, ao);
        assert_true(wanted > step);
    }
}

/* The same run, shown in stretches of up to `most` <= 64 steps as far as that goes. */
static void play_stretches(const struct observer *observer, int lane, int64_t steps, int most) {
    int64_t wanted = 0;
    while (wanted <= steps) {
        double rho[2 * K][64];
        const int64_t last =
            steps < observer->every_step_until ? steps : observer->every_step_until;
        const int64_t left = last - wanted + 1;
        const int count = left > most ? most : left > 1 ? (int)left : 1;
        for (int n = 0; n < count; n++) {
            const double step = (double)(wanted + n);
            const double values[2 * K] = {-1e-9 * step, -0.5, -1.0, 1e-9 * step, 0.5, 1.0};
            for (int i = 0; i < 2 * K; i++)
                rho[i][n] = values[i];
        }
        const double *const ab[K] = {rho[0], rho[1], rho[2]}, *const ao[K] = {rho[3], rho[4],
                                                                              rho[5]};
        const double ab_one[K] = {rho[0][0], rho[1][0], rho[2][0]};
        const double ao_one[K] = {rho[3][0], rho[4][0], rho[5][0]};
        const int64_t seen = wanted + count - 1;
        wanted = left >= 1
                     ? observer->observe_stretch(observer->self, lane, wanted, count, ab, ao)
                     : observer->observe(observer->self, lane, wanted, ab_one, ao_one);
        assert_true(wanted > seen);
        if (seen < observer->every_step_until)
            assert_int_equal(wanted, seen + 1);
    }
}

static struct recorder *new_recorder(const struct mean_curve *grid, enum trace_kind kind,
                                     int64_t interval, int64_t until) {
    const struct trace_schedule schedule = {kind, interval, until};
    struct recorder *recorder = recorder_new(2, grid, &schedule, true, "/tmp");
    assert_non_null(recorder);
    return recorder;
}

static void expect_rows(struct row_spool *rows, const int64_t steps[], int count) {
    assert_int_equal(row_spool_count(rows), count);
    for (int i = 0; i < count; i++) {
        struct trace_row row;
        assert_true(row_spool_read(rows, i, 1, &row));
        assert_int_equal(row.step, steps[i]);
        assert_true(row.rho_ab[0] == -1e-9 * (double)steps[i] && row.rho_ao[2] == 1.0);
    }
}

static void rows_follow_the_schedule_and_end_with_the_run(void **state) {
    (void)state;
    struct mean_curve grid;
    assert_true(mean_curve_init(&grid, 100000));
    struct recorder *recorder = new_recorder(&grid, TRACE_EVERY, 1000, 100000);
    const struct observer observer = recorder_observer(recorder);
    play_run(&observer, 0, 2500);
    play_run(&observer, 1, 2000);
    recorder_end_run(recorder, 0);
    recorder_end_run(recorder, 1);
    expect_rows(recorder_rows(recorder, 0), (int64_t[]){0, 1000, 2000, 2500}, 4);
    expect_rows(recorder_rows(recorder, 1), (int64_t[]){0, 1000, 2000}, 3);
    recorder_clear_lane(recorder, 0);
    play_run(&observer, 0, 7); /* the lane is used again */
    recorder_end_run(recorder, 0);
    expect_rows(recorder_rows(recorder, 0), (int64_t[]){0, 7}, 2);
    assert_int_equal(recorder_error(recorder), 0);
    recorder_destroy(recorder);
    mean_curve_free(&grid);
}

static void nothing_beyond_until_and_nothing_at_all(void **state) {
    (void)state;
    struct mean_curve grid;
    assert_true(mean_curve_init(&grid, 100000));
    struct recorder *until = new_recorder(&grid, TRACE_ALL, 1, 2);
    const struct observer observer = recorder_observer(until);
    play_run(&observer, 0, 50);
    recorder_end_run(until, 0);
    expect_rows(recorder_rows(until, 0), (int64_t[]){0, 1, 2}, 3);
    recorder_destroy(until);
    struct recorder *none = new_recorder(&grid, TRACE_NONE, 1, 100000);
    const struct observer blind = recorder_observer(none);
    play_run(&blind, 0, 50);
    recorder_end_run(none, 0);
    expect_rows(recorder_rows(none, 0), NULL, 0);
    recorder_destroy(none);
    mean_curve_free(&grid);
}

/* The trace of continuous runs: the points of the grid, and the last step. */
static void the_grid_as_rows(void **state) {
    (void)state;
    struct mean_curve grid;
    assert_true(mean_curve_init_alpha(&grid, 100, 0.5, 3.0));
    struct recorder *recorder = new_recorder(&grid, TRACE_GRID, 1, 100000);
    const struct observer observer = recorder_observer(recorder);
    play_run(&observer, 0, 130);
    recorder_end_run(recorder, 0);
    expect_rows(recorder_rows(recorder, 0), (int64_t[]){0, 50, 100, 130}, 4);
    recorder_destroy(recorder);
    mean_curve_free(&grid);
}

/* The curve has the values at the grid's steps alone, and the last value. */
static void the_curve(void **state) {
    (void)state;
    struct mean_curve grid;
    assert_true(mean_curve_init(&grid, 100000));
    struct recorder *recorder = new_recorder(&grid, TRACE_NONE, 1, 100000);
    const struct observer observer = recorder_observer(recorder);
    play_run(&observer, 0, 2030);
    const struct run_curve *curve = recorder_curve(recorder, 0);
    assert_int_equal(curve->count, 2002); /* 0 .. 2000 and 2023 = 2000 * 10^(1/200) */
    assert_int_equal(grid.step[2001], 2023);
    for (int64_t p = 0; p < curve->count; p++)
        assert_int_equal(curve->value[CURVE_AB][p],
                         mean_curve_quantise((-1e-9 * (double)grid.step[p] - 0.5 - 1.0) / 3.0));
    assert_int_equal(curve->last[CURVE_AO],
                     mean_curve_quantise((1e-9 * 2030.0 + 0.5 + 1.0) / 3.0));
    recorder_destroy(recorder);
    mean_curve_free(&grid);
}

static void expect_same_record(struct recorder *recorder) {
    const struct run_curve *a = recorder_curve(recorder, 0), *b = recorder_curve(recorder, 1);
    assert_int_equal(a->count, b->count);
    for (int c = 0; c < CURVES; c++) {
        assert_memory_equal(a->value[c], b->value[c], (size_t)a->count * sizeof *a->value[c]);
        assert_int_equal(a->last[c], b->last[c]);
    }
    struct row_spool *rows[2] = {recorder_rows(recorder, 0), recorder_rows(recorder, 1)};
    assert_int_equal(row_spool_count(rows[0]), row_spool_count(rows[1]));
    for (int64_t i = 0; i < row_spool_count(rows[0]); i++) {
        struct trace_row row[2];
        for (int l = 0; l < 2; l++)
            assert_true(row_spool_read(rows[l], i, 1, &row[l]));
        assert_memory_equal(&row[0], &row[1], sizeof row[0]);
    }
}

/* A run shown in stretches leaves the record that it leaves step by step. 2023 is on the grid.
 */
static void stretches_and_steps(void **state) {
    (void)state;
    const struct trace_schedule schedules[] = {{TRACE_NONE, 1, 100000}, {TRACE_ALL, 1, 2023},
                                               {TRACE_EVERY, 7, 500},   {TRACE_GRID, 1, 100000},
                                               {TRACE_GRID, 1, 33},     {TRACE_LOG, 10, 100000},
                                               {TRACE_ALL, 1, 40}};
    const int64_t ends[] = {1, 31, 40, 300, 2000, 2023};
    struct mean_curve grid;
    assert_true(mean_curve_init(&grid, 100000));
    for (size_t s = 0; s < sizeof schedules / sizeof *schedules; s++)
        for (int attacker = 0; attacker < 2; attacker++) {
            struct recorder *recorder = recorder_new(2, &grid, &schedules[s], attacker, "/tmp");
            assert_non_null(recorder);
            const struct observer observer = recorder_observer(recorder);
            assert_int_equal(observer.every_step_until, 2000);
            for (size_t e = 0; e < sizeof ends / sizeof *ends; e++) {
                play_run(&observer, 0, ends[e]);
                play_stretches(&observer, 1, ends[e], e % 2 ? 32 : 3);
                for (int lane = 0; lane < 2; lane++)
                    recorder_end_run(recorder, lane);
                expect_same_record(recorder);
                for (int lane = 0; lane < 2; lane++)
                    recorder_clear_lane(recorder, lane);
            }
            recorder_destroy(recorder);
        }
    mean_curve_free(&grid);
}

/* More rows than memory holds: they come back from the file in order, and a copy does too. */
static void rows_beyond_memory(void **state) {
    (void)state;
    enum { ROWS = 2 * ROW_SPOOL_MEMORY + 1234 };
    struct row_spool *spool = row_spool_new("/tmp", 1000), *copy = row_spool_new("/tmp", 77777);
    assert_true(spool && copy);
    for (int64_t i = 0; i < ROWS; i++)
        assert_true(row_spool_append(spool, &(struct trace_row){.step = 3 * i}));
    assert_true(row_spool_append_all(copy, spool));
    assert_int_equal(row_spool_count(copy), ROWS);
    static struct trace_row rows[5000];
    for (int64_t begin = 0; begin < ROWS; begin += 5000) {
        const int64_t count = ROWS - begin < 5000 ? ROWS - begin : 5000;
        assert_true(row_spool_read(copy, begin, count, rows));
        for (int64_t i = 0; i < count; i++)
            assert_int_equal(rows[i].step, 3 * (begin + i));
    }
    assert_true(row_spool_clear(copy));
    assert_int_equal(row_spool_count(copy), 0);
    assert_true(row_spool_append(copy, &(struct trace_row){.step = 5}));
    assert_true(row_spool_read(copy, 0, 1, rows) && rows[0].step == 5);
    row_spool_destroy(spool);
    row_spool_destroy(copy);
}

static void a_folder_that_is_not_there_is_an_error(void **state) {
    (void)state;
    struct row_spool *spool = row_spool_new("/no/such/folder", ROW_SPOOL_MEMORY);
    bool good = true;
    for (int64_t i = 0; i <= ROW_SPOOL_MEMORY && good; i++)
        good = row_spool_append(spool, &(struct trace_row){.step = i});
    assert_false(good);
    assert_int_equal(errno, ENOENT);
    row_spool_destroy(spool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_follow_the_schedule_and_end_with_the_run),
        cmocka_unit_test(nothing_beyond_until_and_nothing_at_all),
        cmocka_unit_test(the_grid_as_rows),
        cmocka_unit_test(the_curve),
        cmocka_unit_test(stretches_and_steps),
        cmocka_unit_test(rows_beyond_memory),
        cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
