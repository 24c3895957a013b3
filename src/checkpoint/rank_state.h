/* The state of one rank of an unfinished ensemble: how much of which journals counts, the sums
 * behind the mean curves, and the runs under way.
 *
 * It is one durable file, replaced as a whole at every commit, and this is the commit: what was
 * written to the journal before counts from then on, and whatever ends the program in between
 * leaves the former state. The states of all ranks together are the ensemble; they need not be
 * of the same moment, because runs do not depend on each other.
 *
 * Layout: struct state_header, the sums (zlib), struct journal_mark for each journal, then for
 * each run under way its number, its length and its bytes; the checksum of all last. Numbers
 * stand as they do in memory; the manifest says which order of bytes that is.
 */
#ifndef TPMSYNC_RANK_STATE_H
#define TPMSYNC_RANK_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checkpoint/durable_file.h"
#include "checkpoint/journal.h"

/* What a state says of itself at its begin; it has its own checksum, so that `status` can read
 * it alone. */
struct state_header {
    char magic[8];
    int32_t session, rank;
    int64_t journals, under_way;
    int64_t sums, sum_bytes;    /* how many integers, and the bytes they are packed into */
    int64_t runs_done;          /* records in the journals */
    int64_t steps_made;         /* by those runs */
    int64_t last_step;          /* the largest of any of them */
    int64_t commits;            /* in this session, before this one */
    double commit_seconds;      /* that they took */
    double committed;           /* seconds since 1970 */
    uint32_t padding, checksum; /* of what comes before it */
};

/* A run under way that stands in a state on disk. */
struct saved_place {
    int64_t run;
    int64_t state_rank; /* in the session that was resumed */
    int64_t offset, length;
    int64_t first; /* its first eight bytes, in a row with zeros if it has fewer */
};

/* ---- writing ---- */

struct state_writer {
    struct durable_file file;
};

/* `header` needs all but magic, sum_bytes and checksum. `sums` [header->sums]. What fails is
 * told by state_writer_commit. */
void state_writer_begin(struct state_writer *writer, const char *folder,
                        struct state_header header, const int64_t sums[],
                        const struct journal_mark marks[]);
/* To be called header.under_way times. */
void state_writer_put_run(struct state_writer *writer, int64_t run, const void *bytes,
                          size_t length);
/* The same with bytes that stand in another file. */
void state_writer_copy_run(struct state_writer *writer, int64_t run, int file, int64_t offset,
                           int64_t length);
/* False with errno set, and the former state in place. */
bool state_writer_commit(struct state_writer *writer);

/* ---- reading ---- */

/* What a state holds but for the bytes of the runs under way. */
struct rank_state {
    struct state_header header;
    int64_t *sums;              /* [header.sums] */
    struct journal_mark *marks; /* [header.journals] */
    struct saved_place *places; /* [header.under_way] */
};

/* Reads and checks a whole state; `sums` is how many are expected. False, `state` empty and the
 * reason in `why`, when it is missing or damaged. To be freed by rank_state_free. */
bool rank_state_read(const char *folder, int32_t session, int32_t rank, int64_t sums,
                     struct rank_state *state, char *why, size_t size);
void rank_state_free(struct rank_state *state);
/* The header alone. */
bool rank_state_read_header(const char *folder, int32_t session, int32_t rank,
                            struct state_header *header, char *why, size_t size);

/* Opens a state for reading the runs under way; -1 with errno set. */
int rank_state_open(const char *folder, int32_t session, int32_t rank);
void rank_state_remove(const char *folder, int32_t session, int32_t rank);

#endif
