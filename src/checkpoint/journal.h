/* What a rank keeps on disk of its runs while an ensemble is unfinished: two files that only
 * grow, rows of the trace and records of finished runs.
 *
 *     rows-S-R    chunks of trace rows of rank R in session S; a chunk belongs to one run and
 *                 names the chunk of that run before it, perhaps in another journal
 *     runs-S-R    struct run_record, one after the other; each names the last chunk of its rows
 *
 * A journal counts up to a mark: so many records and bytes of rows, and their checksums. The
 * mark is kept in the state of the rank (rank_state.h). What lies beyond it was written after
 * the last commit and is ignored.
 */
#ifndef TPMSYNC_JOURNAL_H
#define TPMSYNC_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "checkpoint/tick.h"
#include "physics/model/engine.h"

/* A row of the trace: its step, which a double holds exactly up to 2^53, and overlaps, as
 * record/trace_row.h lays them out. All rows of a folder have the same `width`, in doubles. */

/* Which journal of a folder. Sessions count from 1. */
struct journal_name {
    int32_t session, rank;
};

/* The rows of one run: how many, and where the last chunk of them stands. */
struct row_chain {
    int64_t rows;
    int64_t at; /* byte of the last chunk in its file; -1: there is none */
    struct journal_name journal;
};

struct run_record {
    int64_t run;
    struct outcome outcome;
    struct row_chain chain;
};

struct journal_mark {
    struct journal_name name;
    int64_t records, row_bytes;
    uint32_t records_crc, rows_crc;
};

/* ---- writing ---- */

struct journal;

/* The files are made when there is something to put into them; a file of that name is replaced.
 * `folder` is copied. NULL when there is no memory. */
struct journal *journal_new(const char *folder, struct journal_name name, int width);
/* Loses what was not brought to the disk. */
void journal_destroy(struct journal *journal);
/* Appends a chunk to the rows of a run; count >= 0. False with errno set. */
bool journal_append_rows(struct journal *journal, struct row_chain *chain, int64_t count,
                         const double rows[]);
bool journal_append_run(struct journal *journal, const struct run_record *record);
/* Brings all to the disk and tells how much it is. False with errno set. */
bool journal_sync(struct journal *journal, struct journal_mark *mark);

/* The chain of a run that has no rows yet. */
struct row_chain row_chain_empty(void);

/* ---- reading ---- */

/* Whether the files hold what the mark says, to the last bit. Otherwise writes which file is
 * wrong and how into `why`, cut to `size` bytes. */
bool journal_verify(const char *folder, const struct journal_mark *mark, struct tick look,
                    char *why, size_t size);

/* Records begin .. begin + count - 1 of a journal; false with errno set. */
bool journal_read_records(const char *folder, struct journal_name name, int64_t begin,
                          int64_t count, struct run_record records[]);

/* Reads rows run by run, from whatever journals they are in. */
struct row_reader;

struct row_reader *row_reader_new(const char *folder, int width);
void row_reader_destroy(struct row_reader *reader);
/* Begins with the rows of a run; false with errno set. */
bool row_reader_seek(struct row_reader *reader, const struct row_chain *chain);
/* The next rows of it, at most `most`; how many, 0 at the end, -1 with errno set. */
int64_t row_reader_next(struct row_reader *reader, int64_t most, double rows[]);
/* Passes over the next rows of it, or over all that are left. */
void row_reader_skip(struct row_reader *reader, int64_t rows);

/* Removes both files of a journal, if they are there. */
void journal_remove(const char *folder, struct journal_name name);

#endif
