#include "ensemble/merge.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ensemble/run_table.h"
#include "file/ensemble_file.h"
#include "ranks/failure.h"
#include "ranks/pulse.h"
#include "ranks/watchdog.h"

static void verify_journals(const struct session *s) {
    char why[PATH_LENGTH_MAX + 128];
    struct pulse pulse = pulse_begin(s->comm, s->lock, "check the journals", s->folder);
    for (int64_t j = 0; j <= s->inherited; j++)
        if (!journal_verify(s->folder, &s->marks[j], (struct tick){pulse_tick, &pulse}, why,
                            sizeof why))
            fail(s->comm, "put the result together", why);
    pulse_end(&pulse);
}

/* Rows in the journals of all ranks, at the most, as their bytes are some more; and in what is
 * grown. */
static int64_t rows_at_most(const struct session *s) {
    int64_t bytes = 0;
    for (int64_t j = 0; j <= s->inherited; j++)
        bytes += s->marks[j].row_bytes;
    MPI_Allreduce(MPI_IN_PLACE, &bytes, 1, MPI_INT64_T, MPI_SUM, s->comm);
    return bytes / (s->row_width * (int64_t)sizeof(double)) +
           (s->base ? base_file_rows(s->base) : 0);
}

/* What is done with a window of runs. */
struct use {
    struct ensemble_file *file;
    struct row_reader *rows; /* NULL: the runs are written, else their rows */
};

/* All runs in their order, window by window; returns how many are done. */
static int64_t go_through(const struct session *s, struct run_table *table,
                          const struct use *use) {
    const int64_t runs = s->manifest.runs;
    int64_t done = 0;
    struct run_record *record = malloc(RUN_WINDOW * sizeof *record);
    if (!record)
        fail(s->comm, "put the result together", strerror(ENOMEM));
    for (int64_t begin = 0; begin < runs; begin += RUN_WINDOW) {
        const int64_t left = runs - begin, count = left < RUN_WINDOW ? left : RUN_WINDOW;
        done += run_table_read(table, begin, count, record);
        if (use->rows)
            ensemble_file_write_rows(use->file, count, record, use->rows);
        else
            ensemble_file_write_runs(use->file, count, record);
    }
    free(record);
    return done;
}

static void write_rows(const struct session *s, struct run_table *table,
                       struct ensemble_file *file) {
    struct row_reader *rows = row_reader_new(s->folder, s->row_width);
    if (!rows)
        fail(s->comm, "put the result together", strerror(ENOMEM));
    go_through(s, table, &(struct use){file, rows});
    row_reader_destroy(rows);
}

/* The sums of all ranks on rank 0, in pieces: MPI counts in int. */
static void add_up(const struct session *s, const struct mean_curve *own, int64_t total[]) {
    enum { PIECE = 1 << 24 };
    for (int64_t at = 0; at < own->size; at += PIECE) {
        const int64_t left = own->size - at;
        MPI_Reduce(own->sums + at, s->rank == 0 ? total + at : NULL,
                   left < PIECE ? (int)left : PIECE, MPI_INT64_T, MPI_SUM, 0, s->comm);
    }
}

static void write_mean(struct session *s, const struct mean_curve *own,
                       struct ensemble_file *file) {
    struct mean_curve total = *own;
    struct curve_point *points = NULL;
    int64_t last_step = 0, count = 0;
    MPI_Allreduce(&s->totals.last_step, &last_step, 1, MPI_INT64_T, MPI_MAX, s->comm);
    if (s->rank == 0) {
        total.sums = malloc((size_t)own->size * sizeof *total.sums);
        points = malloc((size_t)own->points * sizeof *points);
        if (!total.sums || !points)
            fail(s->comm, "write the mean overlaps", strerror(ENOMEM));
    }
    add_up(s, own, total.sums);
    if (s->rank == 0) {
        count = mean_curve_evaluate(&total, last_step, points);
        free(total.sums);
    }
    MPI_Bcast(&count, 1, MPI_INT64_T, 0, s->comm);
    ensemble_file_write_mean(file, count, points);
    free(points);
}

static void check_all_done(const struct session *s, int64_t done) {
    char why[96];
    if (done == s->manifest.runs)
        return;
    snprintf(why, sizeof why, "the journals hold %" PRId64 " of %" PRId64 " runs", done,
             s->manifest.runs);
    fail(s->comm, "put the result together", why);
}

/* `whole`: all runs must be done. */
static void put_together(struct session *s, bool whole, const struct mean_curve *curve,
                         const char *path, const struct parameters *parameters,
                         const struct provenance *provenance) {
    const struct ensemble_file_plan plan = {
        .path = path,
        .parameters = parameters,
        .provenance = provenance,
        .rows = rows_at_most(s),
        .mean_points = curve->points,
        .lock = s->lock,
        .base = s->base,
    };
    struct run_table *table = run_table_new(s);
    watchdog_phase("put the result together", path);
    struct ensemble_file *file = ensemble_file_create(s->comm, &plan);
    if (plan.rows > 0)
        write_rows(s, table, file);
    ensemble_file_end_rows(file);
    const int64_t done = go_through(s, table, &(struct use){file, NULL});
    if (whole)
        check_all_done(s, done);
    run_table_destroy(table);
    write_mean(s, curve, file);
    ensemble_file_finish(file);
}

void merge(struct session *s, const struct mean_curve *curve, const char *path,
           const struct parameters *parameters, const struct provenance *provenance) {
    session_prove(s);
    verify_journals(s);
    put_together(s, true, curve, path, parameters, provenance);
}

void merge_what_is_done(struct session *s, const struct mean_curve *curve, const char *path,
                        const struct parameters *parameters,
                        const struct provenance *provenance) {
    put_together(s, false, curve, path, parameters, provenance);
}
