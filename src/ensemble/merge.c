#include "ensemble/merge.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "file/ensemble_file.h"
#include "ranks/failure.h"
#include "ranks/pulse.h"
#include "ranks/watchdog.h"

/* Runs that a rank holds in memory at a time: 3 MiB. */
enum { BATCH = 1 << 15 };

/* Goes through the journals of a rank, then through its share of what is being grown, then
 * through the runs that are not done, if there are any. */
struct position {
    int64_t journal, record;    /* the next one */
    int64_t base, base_end;     /* the next run of that share */
    const struct run_set *done; /* NULL: all are */
    int64_t missing;            /* where to look for the next one */
};

static struct position begin_position(const struct session *s, const struct run_set *done) {
    const int64_t runs = s->manifest.grown_from;
    return (struct position){.done = done,
                             .base = runs * s->rank / s->ranks,
                             .base_end = runs * (s->rank + 1) / s->ranks};
}

static int64_t base_batch(struct session *s, struct position *at, int64_t room,
                          struct run_record batch[]) {
    const int64_t left = at->base_end - at->base, count = left < room ? left : room;
    const char *what;
    if (count > 0 && !base_file_read_runs(s->base, at->base, count, batch, &what))
        fail(s->comm, "read what runs are added to", what);
    at->base += count;
    return count;
}

/* As runs that are not done look in a file. */
static struct run_record missing_record(int64_t run) {
    return (struct run_record){.run = run,
                               .outcome = {.t_sync = NOT_REACHED,
                                           .t_learn = NOT_REACHED,
                                           .t_a = NOT_REACHED,
                                           .at_sync = {NAN, NAN, NOT_REACHED, NOT_REACHED}},
                               .chain = row_chain_empty()};
}

static int64_t missing_batch(struct position *at, int64_t room, struct run_record batch[]) {
    int64_t count = 0;
    while (at->done && count < room) {
        const int64_t run = run_set_next_missing(at->done, at->missing);
        if (run == at->done->runs)
            break;
        batch[count++] = missing_record(run);
        at->missing = run + 1;
    }
    return count;
}

/* The next records, at most BATCH. */
static int64_t next_batch(struct session *s, struct position *at, struct run_record batch[]) {
    int64_t count = 0;
    while (at->journal <= s->inherited && count < BATCH) {
        const struct journal_mark *mark = &s->marks[at->journal];
        const int64_t left = mark->records - at->record;
        const int64_t part = left < BATCH - count ? left : BATCH - count;
        if (part > 0 &&
            !journal_read_records(s->folder, mark->name, at->record, part, batch + count))
            fail(s->comm, "read the finished runs", strerror(errno));
        count += part;
        at->record += part;
        if (at->record == mark->records)
            at->journal++, at->record = 0;
    }
    count += base_batch(s, at, BATCH - count, batch + count);
    return count + missing_batch(at, BATCH - count, batch + count);
}

static void verify_journals(const struct session *s) {
    char why[PATH_LENGTH_MAX + 128];
    struct pulse pulse = pulse_begin(s->comm, s->lock, "check the journals", s->folder);
    for (int64_t j = 0; j <= s->inherited; j++)
        if (!journal_verify(s->folder, &s->marks[j], (struct tick){pulse_tick, &pulse}, why,
                            sizeof why))
            fail(s->comm, "put the result together", why);
    pulse_end(&pulse);
}

/* Rows in the journals of all ranks, at the most: their bytes are some more. */
static int64_t rows_at_most(const struct session *s) {
    int64_t bytes = 0;
    for (int64_t j = 0; j <= s->inherited; j++)
        bytes += s->marks[j].row_bytes;
    MPI_Allreduce(MPI_IN_PLACE, &bytes, 1, MPI_INT64_T, MPI_SUM, s->comm);
    return bytes / (s->row_width * (int64_t)sizeof(double));
}

static void write_runs(struct session *s, const struct run_set *done,
                       struct ensemble_file *file) {
    struct run_record *batch = malloc(BATCH * sizeof *batch);
    struct row_reader *rows = row_reader_new(s->folder, s->row_width);
    struct position at = begin_position(s, done);
    if (!batch || !rows)
        fail(s->comm, "put the result together", strerror(ENOMEM));
    for (;;) {
        const int64_t count = next_batch(s, &at, batch);
        int64_t most = 0;
        MPI_Allreduce(&count, &most, 1, MPI_INT64_T, MPI_MAX, s->comm);
        if (most == 0)
            break;
        ensemble_file_write_runs(file, count, batch, rows);
    }
    row_reader_destroy(rows);
    free(batch);
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

static void put_together(struct session *s, const struct run_set *done,
                         const struct mean_curve *curve, const char *path,
                         const struct parameters *parameters,
                         const struct provenance *provenance) {
    const struct ensemble_file_plan plan = {
        .path = path,
        .parameters = parameters,
        .provenance = provenance,
        .rows = rows_at_most(s),
        .mean_points = curve->points,
        .lock = s->lock,
    };
    watchdog_phase("put the result together", path);
    struct ensemble_file *file = ensemble_file_create(s->comm, &plan);
    write_runs(s, done, file);
    write_mean(s, curve, file);
    ensemble_file_finish(file);
}

void merge(struct session *s, const struct mean_curve *curve, const char *path,
           const struct parameters *parameters, const struct provenance *provenance) {
    session_prove(s);
    verify_journals(s);
    put_together(s, NULL, curve, path, parameters, provenance);
}

void merge_what_is_done(struct session *s, const struct run_set *done,
                        const struct mean_curve *curve, const char *path,
                        const struct parameters *parameters,
                        const struct provenance *provenance) {
    put_together(s, done, curve, path, parameters, provenance);
}
