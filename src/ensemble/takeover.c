#include "ensemble/takeover.h"
#include "schema/description.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "checkpoint/part_folder.h"
#include "ranks/agree.h"
#include "ranks/failure.h"
#include "ranks/pulse.h"

/* Records that are looked at in one go. */
enum { RECORDS = 4096 };

static void *grown(struct session *s, void *memory, int64_t count, size_t size) {
    void *block = realloc(memory, (size_t)(count > 0 ? count : 1) * size);
    if (!block)
        fail(s->comm, "take over the runs", strerror(ENOMEM));
    return block;
}

/* ---- reading a share --------------------------------------------------------------------- */

/* The runs in a journal are settled; each must be there once. */
static void settle_records(struct session *s, const struct journal_mark *mark,
                           struct faults *faults) {
    struct run_record *records = grown(s, NULL, RECORDS, sizeof *records);
    for (int64_t begin = 0; begin < mark->records && faults->count == 0; begin += RECORDS) {
        const int64_t left = mark->records - begin, count = left < RECORDS ? left : RECORDS;
        if (!journal_read_records(s->folder, mark->name, begin, count, records))
            faults_add(faults, "--resume: %s/runs-%d-%d: %s", s->folder,
                       (int)mark->name.session, (int)mark->name.rank, strerror(errno));
        for (int64_t i = 0; i < count && faults->count == 0; i++)
            if (!run_set_add(&s->settled, records[i].run))
                faults_add(faults, "--resume: %s: run %" PRId64 " is there twice, or is none",
                           s->folder, records[i].run);
    }
    free(records);
}

static void absorb(struct session *s, const struct rank_state *state, struct mean_curve *curve,
                   struct finds *finds, struct tick look, struct faults *faults) {
    const struct state_header *h = &state->header;
    char why[PATH_LENGTH_MAX + 128];
    s->marks = grown(s, s->marks, s->inherited + h->journals + 1, sizeof *s->marks);
    for (int64_t j = 0; j < h->journals; j++) {
        if (!journal_verify(s->folder, &state->marks[j], look, why, sizeof why))
            faults_add(faults, "--resume: %s", why);
        else
            settle_records(s, &state->marks[j], faults);
        s->marks[s->inherited++] = state->marks[j];
    }
    mean_curve_add_sums(curve, state->sums);
    s->totals.runs_done += h->runs_done;
    s->totals.steps_made += h->steps_made;
    if (h->last_step > s->totals.last_step)
        s->totals.last_step = h->last_step;
    finds->place = grown(s, finds->place, finds->count + h->under_way, sizeof *finds->place);
    for (int64_t i = 0; i < h->under_way; i++) {
        finds->place[finds->count++] = state->places[i];
        if (!run_set_add(&s->settled, state->places[i].run))
            faults_add(faults, "--resume: %s: run %" PRId64 " is there twice, or is none",
                       s->folder, state->places[i].run);
    }
}

static void read_share(struct session *s, const struct manifest *before,
                       struct mean_curve *curve, struct finds *finds, struct faults *faults) {
    char why[PATH_LENGTH_MAX + 128];
    struct pulse pulse = pulse_begin(s->comm, s->lock, "take over what is there", s->folder);
    const struct tick look = {pulse_tick, &pulse};
    s->marks = grown(s, NULL, 1, sizeof *s->marks);
    for (int32_t r = s->rank; r < before->ranks; r += s->ranks) {
        struct rank_state state;
        if (!rank_state_read(s->folder, before->session, r, curve->size, &state, why,
                             sizeof why)) {
            faults_add(faults, "--resume: %s", why);
            continue;
        }
        absorb(s, &state, curve, finds, look, faults);
        rank_state_free(&state);
        tick(look);
    }
    pulse_end(&pulse);
    memset(&s->marks[s->inherited], 0, sizeof s->marks[0]);
}

/* What stands in a finished file, by rank 0: done, and with the first session its sums go into
 * the states. */
static void take_base(struct session *s, const struct manifest *before,
                      struct mean_curve *curve, struct faults *faults) {
    char why[512];
    int64_t last_step = 0;
    if (!s->base || s->rank != 0)
        return;
    for (int64_t run = 0; run < before->grown_from; run++)
        if (!run_set_add(&s->settled, run))
            faults_add(faults, "--resume: %s: run %" PRId64 " is there twice", s->folder, run);
    if (before->session > 0)
        return;
    if (!base_file_add_up(s->base, before->grown_from, curve, &last_step, why, sizeof why))
        faults_add(faults, "--resume: %s", why);
    s->totals.runs_done += before->grown_from;
    if (last_step > s->totals.last_step)
        s->totals.last_step = last_step;
}

void takeover_read(struct session *s, const struct manifest *before, struct mean_curve *curve,
                   struct finds *finds, struct faults *faults) {
    *finds = (struct finds){0};
    read_share(s, before, curve, finds, faults);
    take_base(s, before, curve, faults);
}

/* ---- agreeing ---------------------------------------------------------------------------- */

/* Runs that two ranks have found separately, or that are settled on all. */
static bool settle_together(struct session *s, struct faults *faults) {
    const int64_t own = run_set_count(&s->settled);
    int64_t sum = 0;
    MPI_Allreduce(&own, &sum, 1, MPI_INT64_T, MPI_SUM, s->comm);
    MPI_Allreduce(MPI_IN_PLACE, s->settled.bits, (int)s->settled.words, MPI_UINT64_T, MPI_BOR,
                  s->comm);
    if (s->rank == 0 && sum != run_set_count(&s->settled))
        faults_add(faults, "--resume: %s: a run is there twice", s->folder);
    return agree_on_faults(s->comm, faults);
}

/* ---- dealing out ------------------------------------------------------------------------- */

/* Of `total` runs under way in all, which rank gets the one of number `g`. */
static int64_t rank_for(int64_t g, int64_t total, int ranks) {
    return g * ranks / total;
}

/* Every rank gets as many of the runs under way, whoever has found them. They stay on the disk
 * until a lane is free for them. */
static void deal_out(struct session *s, const struct finds *finds) {
    const size_t ranks = (size_t)s->ranks, bytes = sizeof(struct saved_place);
    int64_t first = 0, total = 0;
    MPI_Exscan(&finds->count, &first, 1, MPI_INT64_T, MPI_SUM, s->comm);
    MPI_Allreduce(&finds->count, &total, 1, MPI_INT64_T, MPI_SUM, s->comm);
    if (s->rank == 0)
        first = 0;
    if (total == 0)
        return;
    int *counts = calloc(4 * ranks, sizeof *counts);
    if (!counts)
        fail(s->comm, "take over the runs", strerror(ENOMEM));
    int *sent = counts, *sent_at = sent + ranks, *got = sent_at + ranks, *got_at = got + ranks;
    for (int64_t i = 0; i < finds->count; i++)
        sent[rank_for(first + i, total, s->ranks)] += (int)bytes;
    MPI_Alltoall(sent, 1, MPI_INT, got, 1, MPI_INT, s->comm);
    for (size_t r = 1; r < ranks; r++) {
        sent_at[r] = sent_at[r - 1] + sent[r - 1];
        got_at[r] = got_at[r - 1] + got[r - 1];
    }
    s->waiting_count = (got_at[ranks - 1] + got[ranks - 1]) / (int64_t)bytes;
    s->waiting = grown(s, NULL, s->waiting_count, bytes);
    MPI_Alltoallv(finds->place, sent, sent_at, MPI_BYTE, s->waiting, got, got_at, MPI_BYTE,
                  s->comm);
    free(counts);
}

bool takeover(struct session *s, const struct manifest *before, struct mean_curve *curve) {
    struct finds finds;
    struct faults faults = {0};
    takeover_read(s, before, curve, &finds, &faults);
    bool good = agree_on_faults(s->comm, &faults);
    if (good)
        good = settle_together(s, &faults);
    if (good)
        deal_out(s, &finds);
    if (good && s->rank == 0)
        part_folder_sweep(s->folder, before->session, s->claim.session);
    free(finds.place);
    faults_free(&faults);
    return good;
}
