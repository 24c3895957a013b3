/* The recorder: rows by way of the journal, values into the mean curve. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "checkpoint/part_folder.h"
#include "record/recorder.h"

/* A row of the paper's machines (record/trace_row.h). */
struct row {
    double step, rho_ab[UNITS], rho_ao[UNITS];
};
enum { WIDTH = sizeof(struct row) / sizeof(double) };

/* Whose runs are recorded. */
static struct model model_of(bool attacker) {
    return (struct model){
        .protocol = {.K = UNITS}, .attacker = attacker, .attack = {.machines = 1}};
}

static char folder[] = "/tmp/tpmsync-recorder-XXXXXX";

/* A run whose overlaps tell the step: shows the observer what it wants from step `wanted` on up
 * to `until`; returns what it wants next. */
static int64_t show(const struct observer *observer, int lane, int64_t wanted, int64_t until,
                    bool ends) {
    for (int64_t step = wanted; step <= until; step++) {
        if (step != wanted && !(ends && step == until))
            continue;
        const double ab[UNITS] = {-1e-9 * (double)step, -0.5, -1.0};
        const double ao[UNITS] = {1e-9 * (double)step, 0.5, 1.0};
        wanted = observer->observe(observer->self, lane, step, &(struct overlaps){ab, ao, ao});
        assert_true(wanted > step);
    }
    return wanted;
}

static void play_run(const struct observer *observer, int lane, int64_t steps) {
    show(observer, lane, 0, steps, true);
}

/* The same run, shown in stretches of up to `most` <= 64 steps as far as that goes. */
static void play_stretches(const struct observer *observer, int lane, int64_t steps, int most) {
    int64_t wanted = 0;
    while (wanted <= steps) {
        double rho[2 * UNITS][64];
        const int64_t last =
            steps < observer->every_step_until ? steps : observer->every_step_until;
        const int64_t left = last - wanted + 1;
        const int count = left > most ? most : left > 1 ? (int)left : 1;
        for (int n = 0; n < count; n++) {
            const double step = (double)(wanted + n);
            const double values[2 * UNITS] = {-1e-9 * step, -0.5, -1.0, 1e-9 * step, 0.5, 1.0};
            for (int i = 0; i < 2 * UNITS; i++)
                rho[i][n] = values[i];
        }
        const double *const ab[UNITS] = {rho[0], rho[1], rho[2]}, *const ao[UNITS] = {
                                                                      rho[3], rho[4], rho[5]};
        const double ab_one[UNITS] = {rho[0][0], rho[1][0], rho[2][0]};
        const double ao_one[UNITS] = {rho[3][0], rho[4][0], rho[5][0]};
        const int64_t seen = wanted + count - 1;
        wanted = left >= 1
                     ? observer->observe_stretch(observer->self, lane, wanted, count, ab, ao)
                     : observer->observe(observer->self, lane, wanted,
                                         &(struct overlaps){ab_one, ao_one, ao_one});
        assert_true(wanted > seen);
        if (seen < observer->every_step_until)
            assert_int_equal(wanted, seen + 1);
    }
}

/* A recorder of two lanes with all that it needs. */
struct bench {
    struct mean_curve curve;
    struct journal *journal;
    struct recorder *recorder;
    struct observer observer;
};

static void set_up(struct bench *b, int32_t journal, struct trace_schedule schedule,
                   bool attacker) {
    if (!b->curve.step)
        assert_true(mean_curve_init(&b->curve, 100000));
    b->journal = journal_new(folder, (struct journal_name){1 + journal, 0}, WIDTH);
    assert_non_null(b->journal);
    const struct model model = model_of(attacker);
    b->recorder = recorder_new(2, &b->curve, &schedule, &model, b->journal);
    assert_non_null(b->recorder);
    b->observer = recorder_observer(b->recorder);
    assert_int_equal(b->observer.every_step_until, 2000);
}

static void tear_down(struct bench *b) {
    assert_int_equal(recorder_error(b->recorder), 0);
    recorder_destroy(b->recorder);
    journal_destroy(b->journal);
    mean_curve_free(&b->curve);
}

/* Ends the run in a lane and reads its rows back from the disk; to be freed. */
static struct row *rows_of(struct bench *b, int lane, int64_t *count) {
    struct row_chain chain;
    struct journal_mark mark;
    assert_true(recorder_end_run(b->recorder, lane, &chain));
    assert_true(journal_sync(b->journal, &mark));
    struct row_reader *reader = row_reader_new(folder, WIDTH);
    assert_non_null(reader);
    assert_true(row_reader_seek(reader, &chain));
    struct row *rows = calloc((size_t)chain.rows + 1, sizeof *rows);
    *count = 0;
    for (int64_t n; (n = row_reader_next(reader, 1000, (double *)(rows + *count))) != 0;
         *count += n)
        assert_true(n > 0);
    assert_int_equal(*count, chain.rows);
    row_reader_destroy(reader);
    return rows;
}

static void expect_rows(struct bench *b, int lane, const int64_t steps[], int wanted) {
    int64_t count;
    struct row *rows = rows_of(b, lane, &count);
    assert_int_equal(count, wanted);
    for (int i = 0; i < wanted; i++) {
        assert_int_equal((int64_t)rows[i].step, steps[i]);
        assert_true(rows[i].rho_ab[0] == -1e-9 * (double)steps[i] && rows[i].rho_ao[2] == 1.0);
    }
    free(rows);
}

static void rows_follow_the_schedule_and_end_with_the_run(void **state) {
    (void)state;
    struct bench b = {0};
    set_up(&b, 0, (struct trace_schedule){TRACE_EVERY, 1000, 100000}, true);
    play_run(&b.observer, 0, 2500);
    play_run(&b.observer, 1, 2000);
    expect_rows(&b, 0, (int64_t[]){0, 1000, 2000, 2500}, 4);
    expect_rows(&b, 1, (int64_t[]){0, 1000, 2000}, 3);
    play_run(&b.observer, 0, 7); /* the lane is used again */
    expect_rows(&b, 0, (int64_t[]){0, 7}, 2);
    tear_down(&b);
}

static void nothing_beyond_until_and_nothing_at_all(void **state) {
    (void)state;
    struct bench until = {0}, none = {0};
    set_up(&until, 0, (struct trace_schedule){TRACE_ALL, 1, 2}, true);
    play_run(&until.observer, 0, 50);
    expect_rows(&until, 0, (int64_t[]){0, 1, 2}, 3);
    tear_down(&until);
    set_up(&none, 0, (struct trace_schedule){TRACE_NONE, 1, 100000}, true);
    play_run(&none.observer, 0, 50);
    expect_rows(&none, 0, NULL, 0);
    tear_down(&none);
}

/* The trace of continuous runs: the points of the grid, and the last step. */
static void the_grid_as_rows(void **state) {
    (void)state;
    struct bench b = {0};
    const struct trace_schedule schedule = {TRACE_GRID, 1, 100000};
    assert_true(mean_curve_init_alpha(&b.curve, 100, 0.5, 3.0));
    b.journal = journal_new(folder, (struct journal_name){1, 0}, WIDTH);
    const struct model model = model_of(true);
    b.recorder = recorder_new(2, &b.curve, &schedule, &model, b.journal);
    assert_non_null(b.recorder);
    b.observer = recorder_observer(b.recorder);
    play_run(&b.observer, 0, 130);
    expect_rows(&b, 0, (int64_t[]){0, 50, 100, 130}, 4);
    tear_down(&b);
}

/* The mean has the values at the grid's steps alone, and then the last value. */
static void the_curve(void **state) {
    (void)state;
    struct bench b = {0};
    struct curve_point *point = malloc(4000 * sizeof *point);
    set_up(&b, 0, (struct trace_schedule){TRACE_NONE, 1, 100000}, true);
    play_run(&b.observer, 0, 2030);
    expect_rows(&b, 0, NULL, 0);
    assert_int_equal(b.curve.step[2001], 2023); /* 2000 * 10^(1/200) */
    const int64_t points = mean_curve_evaluate(&b.curve, 100000, point);
    for (int64_t p = 0; p < points; p++) {
        const int64_t step = p <= 2001 ? point[p].step : 2030;
        assert_int_equal(point[p].count, 1);
        assert_close(point[p].mean[CURVE_AB], (-1e-9 * (double)step - 0.5 - 1.0) / 3.0,
                     0x1p-41);
        assert_close(point[p].mean[CURVE_AO], (1e-9 * (double)step + 0.5 + 1.0) / 3.0, 0x1p-41);
    }
    free(point);
    tear_down(&b);
}

static void expect_same_rows(struct bench *a, int lane_a, struct bench *b, int lane_b) {
    int64_t count[2];
    struct row *rows[2] = {rows_of(a, lane_a, &count[0]), rows_of(b, lane_b, &count[1])};
    assert_int_equal(count[0], count[1]);
    if (count[0] > 0)
        assert_memory_equal(rows[0], rows[1], (size_t)count[0] * sizeof *rows[0]);
    free(rows[0]);
    free(rows[1]);
}

static const struct trace_schedule schedules[] = {
    {TRACE_NONE, 1, 100000}, {TRACE_ALL, 1, 2023}, {TRACE_EVERY, 7, 500},
    {TRACE_GRID, 1, 100000}, {TRACE_GRID, 1, 33},  {TRACE_LOG, 10, 100000},
    {TRACE_ALL, 1, 40}};
static const int64_t ends[] = {1, 31, 40, 300, 2000, 2023};
enum { SCHEDULES = sizeof schedules / sizeof *schedules, ENDS = sizeof ends / sizeof *ends };

/* A run shown in stretches leaves the record that it leaves step by step. 2023 is on the grid.
 */
static void stretches_and_steps(void **state) {
    (void)state;
    for (int s = 0; s < SCHEDULES; s++)
        for (int attacker = 0; attacker < 2; attacker++) {
            struct bench a = {0}, b = {0};
            set_up(&a, 0, schedules[s], attacker);
            set_up(&b, 1, schedules[s], attacker);
            for (int e = 0; e < ENDS; e++) {
                play_run(&a.observer, 0, ends[e]);
                play_stretches(&b.observer, 1, ends[e], e % 2 ? 32 : 3);
                expect_same_rows(&a, 0, &b, 1);
                assert_memory_equal(a.curve.sums, b.curve.sums,
                                    (size_t)a.curve.size * sizeof *a.curve.sums);
            }
            tear_down(&a);
            tear_down(&b);
        }
}

/* Saved anywhere and restored into another lane of another recorder, a run leaves the same
 * rows, over two journals, and adds the same to the sums. */
static void saved_and_restored(void **state) {
    (void)state;
    for (int s = 0; s < SCHEDULES; s++)
        for (int64_t cut = 0; cut < 2020; cut += cut < 45 ? 7 : 397) {
            struct bench whole = {0}, first = {0}, second = {0};
            struct saved_run saved = {0};
            struct journal_mark mark;
            set_up(&whole, 0, schedules[s], true);
            set_up(&first, 1, schedules[s], true);
            play_run(&whole.observer, 0, 2023);
            const int64_t wanted = show(&first.observer, 0, 0, cut, false);
            assert_true(recorder_flush(first.recorder) &&
                        recorder_save(first.recorder, 0, &saved) &&
                        journal_sync(first.journal, &mark));
            second.curve = first.curve; /* as the sums are saved and restored */
            first.curve = (struct mean_curve){0};
            set_up(&second, 2, schedules[s], true);
            assert_true(recorder_restore(second.recorder, 1, &saved));
            assert_true(saved_run_is_read(&saved));
            /* A run that is wanted no more is shown its last step all the same. */
            show(&second.observer, 1, wanted < 2023 ? wanted : 2023, 2023, true);
            expect_same_rows(&whole, 0, &second, 1);
            assert_memory_equal(whole.curve.sums, second.curve.sums,
                                (size_t)whole.curve.size * sizeof *whole.curve.sums);
            saved_run_free(&saved);
            tear_down(&whole);
            tear_down(&first);
            tear_down(&second);
        }
}

static void nonsense_is_refused(void **state) {
    (void)state;
    struct bench b = {0};
    set_up(&b, 0, (struct trace_schedule){TRACE_ALL, 1, 100000}, true);
    unsigned char bytes[4096];
    memset(bytes, 0xff, sizeof bytes);
    struct saved_run saved = {.bytes = bytes, .size = 5};
    assert_false(recorder_restore(b.recorder, 0, &saved));
    saved = (struct saved_run){.bytes = bytes, .size = sizeof bytes};
    assert_false(recorder_restore(b.recorder, 0, &saved));
    play_run(&b.observer, 0, 2); /* the lane is as good as new */
    expect_rows(&b, 0, (int64_t[]){0, 1, 2}, 3);
    tear_down(&b);
}

static int make_folder(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
    (void)state;
    return part_folder_remove(folder, 1) ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_follow_the_schedule_and_end_with_the_run),
        cmocka_unit_test(nothing_beyond_until_and_nothing_at_all),
        cmocka_unit_test(the_grid_as_rows),
        cmocka_unit_test(the_curve),
        cmocka_unit_test(stretches_and_steps),
        cmocka_unit_test(saved_and_restored),
        cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
