#include "ensemble/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "checkpoint/part_folder.h"
#include "ensemble/takeover.h"
#include "ranks/failure.h"
#include "ranks/watchdog.h"

/* What fails because another has taken the folder, or removed it with its result, is told as
 * that. */
static _Noreturn void fail_at(const struct session *s, const char *what) {
    char text[PATH_LENGTH_MAX + 64], why[PATH_LENGTH_MAX + 512];
    const int error = errno;
    snprintf(text, sizeof text, "%s in %s", what, s->folder);
    fail(s->comm, text,
         lock_is_held(s->folder, s->claim, why, sizeof why) ? strerror(error) : why);
}

static double seconds_since_1970(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void session_prove(const struct session *s) {
    char why[PATH_LENGTH_MAX + 512];
    if (!lock_is_held(s->folder, s->claim, why, sizeof why))
        fail(s->comm, "go on", why);
}

/* ---- commits ----------------------------------------------------------------------------- */

void session_commit_begin(struct session *s, struct state_writer *writer, int64_t under_way,
                          const struct mean_curve *curve) {
    if (!journal_sync(s->journal, &s->marks[s->inherited]))
        fail_at(s, "save the runs");
    struct state_header header = s->totals;
    header.session = s->manifest.session;
    header.rank = s->rank;
    header.journals = s->inherited + (s->marks[s->inherited].records > 0 ||
                                      s->marks[s->inherited].row_bytes > 0);
    header.under_way = under_way + s->waiting_count - s->next;
    header.sums = curve->size;
    header.committed = seconds_since_1970();
    state_writer_begin(writer, s->folder, header, curve->sums, s->marks);
}

void session_commit_end(struct session *s, struct state_writer *writer) {
    for (int64_t i = s->next; i < s->waiting_count; i++)
        state_writer_copy_run(writer, s->waiting[i].run, s->waiting_file, s->waiting[i].offset,
                              s->waiting[i].length);
    session_prove(s);
    if (!state_writer_commit(writer))
        fail_at(s, "save the runs");
}

void session_append_run(struct session *s, const struct run_record *record) {
    if (!journal_append_run(s->journal, record))
        fail_at(s, "keep a finished run");
    s->totals.runs_done++;
    s->totals.steps_made += record->outcome.steps;
    if (record->outcome.steps > s->totals.last_step)
        s->totals.last_step = record->outcome.steps;
}

int64_t session_next_waiting(struct session *s, struct saved_run *saved) {
    if (s->next == s->waiting_count)
        return -1;
    const struct saved_place *place = &s->waiting[s->next++];
    const size_t length = (size_t)place->length;
    unsigned char *bytes = malloc(length + 1);
    if (!bytes || !durable_read_all(s->waiting_file, bytes, length, place->offset))
        fail_at(s, "read a run under way");
    saved_run_free(saved);
    *saved = (struct saved_run){.bytes = bytes, .size = length, .capacity = length + 1};
    return place->run;
}

/* ---- the begin --------------------------------------------------------------------------- */

/* Copies the runs that wait out of the states of the session before, one of them open at a
 * time: there may be more than a process can have open. */
static void copy_waiting(struct session *s, const struct manifest *before,
                         struct state_writer *writer) {
    int64_t open_rank = -1;
    int file = -1;
    for (int64_t i = 0; i < s->waiting_count; i++) {
        const struct saved_place *place = &s->waiting[i];
        if (place->state_rank != open_rank) {
            if (file >= 0)
                close(file);
            open_rank = place->state_rank;
            file = rank_state_open(s->folder, before->session, (int32_t)open_rank);
        }
        if (file < 0)
            fail_at(s, "open a run under way");
        state_writer_copy_run(writer, place->run, file, place->offset, place->length);
    }
    if (file >= 0)
        close(file);
}

/* From now on the runs that wait are read from this rank's own state. Those of the session
 * before will be removed, perhaps on another host; a network file system then forgets them,
 * whoever has them open. */
static void reopen_waiting(struct session *s, int64_t sums) {
    char why[PATH_LENGTH_MAX + 128];
    struct rank_state state;
    if (s->waiting_count == 0)
        return;
    s->waiting_file = rank_state_open(s->folder, s->manifest.session, s->rank);
    if (s->waiting_file < 0)
        fail_at(s, "open the runs under way");
    if (!rank_state_read(s->folder, s->manifest.session, s->rank, sums, &state, why,
                         sizeof why))
        fail(s->comm, "read what was just written", why);
    free(s->waiting);
    s->waiting = state.places;
    state.places = NULL;
    rank_state_free(&state);
}

/* The first state of every rank, then the manifest: now this session counts. */
static void make_it_count(struct session *s, const struct manifest *before,
                          const struct mean_curve *curve) {
    struct state_writer writer;
    session_commit_begin(s, &writer, 0, curve);
    copy_waiting(s, before, &writer);
    if (!state_writer_commit(&writer))
        fail_at(s, "save the runs");
    reopen_waiting(s, curve->size);
    MPI_Barrier(s->comm);
    if (s->rank == 0) {
        session_prove(s);
        if (!manifest_write(s->folder, s->claim.session, &s->manifest))
            fail_at(s, "begin the session");
        part_folder_remove_older(s->folder, "manifest", s->claim.session);
    }
    MPI_Barrier(s->comm);
    watchdog_pat();
}

void session_open_base(struct session *s, const struct parameters *parameters) {
    char why[512];
    if (s->manifest.grown_from == 0)
        return;
    s->base = base_file_open(parameters->output, parameters, why, sizeof why);
    if (!s->base)
        fail(s->comm, parameters->output, why);
}

bool session_begin(struct session *s, MPI_Comm comm, const char *folder,
                   const struct manifest *before, const struct parameters *parameters,
                   struct lock *lock, struct mean_curve *curve, int row_width) {
    *s = (struct session){.comm = comm,
                          .lock = lock,
                          .manifest = *before,
                          .row_width = row_width,
                          .waiting_file = -1};
    MPI_Comm_rank(comm, &s->rank);
    MPI_Comm_size(comm, &s->ranks);
    snprintf(s->folder, sizeof s->folder, "%s", folder);
    if (lock)
        s->claim = lock->claim;
    MPI_Bcast(&s->claim, sizeof s->claim, MPI_BYTE, 0, comm);
    if (!run_set_init(&s->settled, before->runs))
        fail(comm, "set up the runs", strerror(ENOMEM));
    session_open_base(s, parameters); /* the claim has found it good */
    if (!takeover(s, before, curve)) {
        session_end(s);
        return false;
    }
    watchdog_phase("begin the session", s->folder);
    s->manifest.session = s->claim.session;
    s->manifest.ranks = s->ranks;
    s->manifest.session_begun = seconds_since_1970();
    const int64_t own[2] = {s->totals.runs_done, s->totals.steps_made};
    int64_t all[2];
    MPI_Allreduce(own, all, 2, MPI_INT64_T, MPI_SUM, comm);
    s->manifest.done_before = all[0];
    s->manifest.steps_before = all[1];
    s->journal =
        journal_new(folder, (struct journal_name){s->manifest.session, s->rank}, row_width);
    if (!s->journal)
        fail(comm, "set up the runs", strerror(ENOMEM));
    make_it_count(s, before, curve);
    for (int32_t r = s->rank; r < before->ranks; r += s->ranks)
        rank_state_remove(folder, before->session, r);
    return true;
}

void session_end(struct session *s) {
    if (s->waiting_file >= 0)
        close(s->waiting_file);
    journal_destroy(s->journal);
    base_file_close(s->base);
    run_set_free(&s->settled);
    free(s->marks);
    free(s->waiting);
}
