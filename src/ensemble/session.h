/* A session: one start of the program on an unfinished ensemble, fresh or resumed.
 *
 * When it begins, the ranks take over what the session before has left: each reads the states
 * of some of its ranks, adds their sums to its own, and goes on carrying their journals; the
 * runs under way are dealt out evenly. Each writes a first state of its own, then the manifest
 * is replaced, and from that moment the new session is the one that counts. Afterwards a rank
 * commits by itself, whenever it wants, without a message to any other.
 */
#ifndef TPMSYNC_SESSION_H
#define TPMSYNC_SESSION_H

#include <mpi.h>

#include "checkpoint/journal.h"
#include "checkpoint/lock.h"
#include "checkpoint/manifest.h"
#include "checkpoint/rank_state.h"
#include "file/base_file.h"
#include "record/mean_curve.h"
#include "record/run_set.h"
#include "schema/parameters.h"

struct session {
    MPI_Comm comm;
    int rank, ranks;
    char folder[PATH_LENGTH_MAX];
    struct manifest manifest; /* of this session */
    struct lock *lock;        /* on rank 0, else NULL */
    struct lock_claim claim;  /* of that lock, on all ranks */

    int row_width;           /* of the trace, in doubles */
    struct journal *journal; /* what this rank adds */
    struct journal_mark
        *marks; /* [inherited + 1]: the journals that it carries, its own last */
    int64_t inherited;
    struct state_header totals; /* runs_done, steps_made, last_step of those journals */

    /* Runs of the session before that wait for a lane. They stand in the first state of this
     * rank, which stays open; its name passes on to the next state. */
    struct saved_place *waiting; /* [waiting_count], those from `next` on still wait */
    int64_t waiting_count, next;
    int waiting_file;       /* -1: there are none */
    struct run_set settled; /* done or under way when the session began */

    /* What is being grown, if anything is: the first manifest.grown_from runs stand in it. */
    struct base_file *base; /* read by this rank; NULL: there is none */
};

/* Collective. Begins the session after `before` (read on all ranks alike) of an ensemble of
 * `parameters` in `folder`, and adds the sums so far to `curve`; rows of the trace have
 * `row_width` doubles. False when what is there cannot be resumed; then rank 0 has said all
 * faults and nothing was changed. Failures of other kinds end the job. */
bool session_begin(struct session *session, MPI_Comm comm, const char *folder,
                   const struct manifest *before, const struct parameters *parameters,
                   struct lock *lock, struct mean_curve *curve, int row_width);
void session_end(struct session *session);

/* Not collective: opens what is being grown, if anything is. A failure ends the job. */
void session_open_base(struct session *session, const struct parameters *parameters);

/* Not collective: whether the folder still belongs to this session; if not, ends the job with a
 * message that says who has it. */
void session_prove(const struct session *session);

/* Not collective: the state of this rank, from the journal brought to the disk to the new name
 * of the file, if the folder is still this session's. Between the two calls, session_put_run
 * for each run in a lane; `under_way` says how many these are. The runs that still wait are
 * taken along. The curve was carried. A failure ends the job. */
void session_commit_begin(struct session *session, struct state_writer *writer,
                          int64_t under_way, const struct mean_curve *curve);
void session_commit_end(struct session *session, struct state_writer *writer);

/* A finished run goes into the journal; a failure ends the job. */
void session_append_run(struct session *session, const struct run_record *record);

/* The next run that waits: its number, or -1; its bytes into `saved`. A failure ends the job.
 */
int64_t session_next_waiting(struct session *session, struct saved_run *saved);

#endif
