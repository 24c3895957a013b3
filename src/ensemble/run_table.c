#include "ensemble/run_table.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ranks/failure.h"
#include "ranks/pulse.h"
#include "ranks/watchdog.h"

/* Records that are read at a time. */
enum { BATCH = 1 << 12 };

/* Where they stand, and which runs they are of: runs are dealt in their order, so that those of
 * a batch are close to each other, and a window touches few batches. */
struct batch {
    struct journal_name journal;
    int64_t begin, count;
    int64_t first, last; /* lowest and highest run */
};

struct run_table {
    struct session *session;
    struct batch *batch; /* [batches]: of all journals that the rank carries */
    int64_t batches;
    struct run_record record[BATCH];
};

/* ---- which batch holds what -------------------------------------------------------------- */

static void read_batch(struct run_table *t, const struct batch *b) {
    const struct session *s = t->session;
    if (!journal_read_records(s->folder, b->journal, b->begin, b->count, t->record))
        fail(s->comm, "read the finished runs", strerror(errno));
}

static void find_bounds(struct run_table *t, struct batch *b) {
    read_batch(t, b);
    b->first = INT64_MAX;
    b->last = -1;
    for (int64_t i = 0; i < b->count; i++) {
        const int64_t run = t->record[i].run;
        b->first = run < b->first ? run : b->first;
        b->last = run > b->last ? run : b->last;
    }
}

static void list_batches(struct run_table *t, struct tick look) {
    const struct session *s = t->session;
    for (int64_t j = 0; j <= s->inherited; j++)
        for (int64_t at = 0; at < s->marks[j].records; at += BATCH) {
            const int64_t left = s->marks[j].records - at;
            struct batch *b = &t->batch[t->batches++];
            *b = (struct batch){s->marks[j].name, at, left < BATCH ? left : BATCH, 0, 0};
            find_bounds(t, b);
            tick(look);
        }
}

struct run_table *run_table_new(struct session *s) {
    struct run_table *t = calloc(1, sizeof *t);
    int64_t batches = 0;
    for (int64_t j = 0; j <= s->inherited; j++)
        batches += (s->marks[j].records + BATCH - 1) / BATCH;
    if (t)
        t->batch = malloc(((size_t)batches + 1) * sizeof *t->batch);
    if (!t || !t->batch)
        fail(s->comm, "put the result together", strerror(ENOMEM));
    t->session = s;
    struct pulse pulse = pulse_begin(s->comm, s->lock, "look through the journals", s->folder);
    list_batches(t, (struct tick){pulse_tick, &pulse});
    pulse_end(&pulse);
    return t;
}

void run_table_destroy(struct run_table *t) {
    free(t->batch);
    free(t);
}

/* ---- a window ---------------------------------------------------------------------------- */

struct window {
    int64_t begin, count;
    struct run_record *record;
};

static _Noreturn void fail_twice(const struct run_table *t, int64_t run) {
    char why[64];
    snprintf(why, sizeof why, "run %" PRId64 " is there twice", run);
    fail(t->session->comm, "put the result together", why);
}

/* A place of the window that no rank fills stays zero. What fills it counts its run from 1, so
 * that the sum over ranks tells of none and of several. */
static void put(const struct run_table *t, const struct window *w,
                const struct run_record *from) {
    const int64_t at = from->run - w->begin;
    if (at < 0 || at >= w->count)
        return;
    if (w->record[at].run != 0)
        fail_twice(t, from->run);
    w->record[at] = *from;
    w->record[at].run++;
}

static void put_journals(struct run_table *t, const struct window *w) {
    for (int64_t b = 0; b < t->batches; b++) {
        const struct batch *batch = &t->batch[b];
        if (batch->last < w->begin || batch->first >= w->begin + w->count)
            continue;
        read_batch(t, batch);
        for (int64_t i = 0; i < batch->count; i++)
            put(t, w, &t->record[i]);
    }
}

/* The rank's share of what is being grown. */
static void put_base(struct run_table *t, const struct window *w) {
    struct session *s = t->session;
    const int64_t left = s->manifest.grown_from - w->begin,
                  runs = left < w->count ? left : w->count;
    const char *what;
    if (runs <= 0)
        return;
    const int64_t end = runs * (s->rank + 1) / s->ranks;
    for (int64_t at = runs * s->rank / s->ranks; at < end; at += BATCH) {
        const int64_t count = end - at < BATCH ? end - at : BATCH;
        if (!base_file_read_runs(s->base, w->begin + at, count, t->record, &what))
            fail(s->comm, "read what runs are added to", what);
        for (int64_t i = 0; i < count; i++)
            put(t, w, &t->record[i]);
    }
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

/* The window as all ranks have filled it. */
static int64_t look_through(const struct run_table *t, const struct window *w) {
    int64_t done = 0;
    for (int64_t i = 0; i < w->count; i++) {
        const int64_t run = w->begin + i;
        if (w->record[i].run == 0) {
            w->record[i] = missing_record(run);
            continue;
        }
        if (w->record[i].run != run + 1)
            fail_twice(t, run);
        w->record[i].run = run;
        done++;
    }
    return done;
}

int64_t run_table_read(struct run_table *t, int64_t begin, int64_t count,
                       struct run_record record[]) {
    enum { WORDS = sizeof *record / sizeof(uint64_t) };
    static_assert(sizeof *record % sizeof(uint64_t) == 0, "records are summed word by word");
    const struct window w = {begin, count, record};
    memset(record, 0, (size_t)count * sizeof *record);
    put_journals(t, &w);
    put_base(t, &w);
    MPI_Allreduce(MPI_IN_PLACE, record, (int)count * WORDS, MPI_UINT64_T, MPI_SUM,
                  t->session->comm);
    watchdog_pat();
    return look_through(t, &w);
}
