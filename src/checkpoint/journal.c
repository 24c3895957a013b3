#include "checkpoint/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checkpoint/durable_file.h"
#include "checkpoint/part_folder.h"

enum { BUFFER_BYTES = 1 << 20 };

struct chunk_header {
    int64_t before; /* byte of the chunk before it of the same run; -1: none */
    struct journal_name journal;
    int64_t count; /* rows that follow */
};

struct row_chain row_chain_empty(void) {
    return (struct row_chain){.rows = 0, .at = -1};
}

/* ---- files that grow --------------------------------------------------------------------- */

struct growing_file {
    char path[PATH_LENGTH_MAX];
    int file;      /* -1: not made yet */
    int64_t bytes; /* of it, those in the buffer included */
    uint32_t crc;
    bool synced;
    int error; /* errno of the first failure: what is in the file is open from then on */
    size_t held;
    char *buffer; /* [BUFFER_BYTES] */
};

/* What fails once fails for good: part of the buffer may stand in the file, and rows that were
 * lost must not be missing from the middle of what a later commit counts. */
static bool fails(struct growing_file *f) {
    if (!f->error)
        f->error = errno ? errno : EIO;
    errno = f->error;
    return false;
}

static bool flush(struct growing_file *f) {
    if (f->error)
        return fails(f);
    if (f->held == 0)
        return true;
    if (f->file < 0)
        f->file = open(f->path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (f->file < 0 || !durable_write_all(f->file, f->buffer, f->held))
        return fails(f);
    f->held = 0;
    return true;
}

static bool append(struct growing_file *f, const void *bytes, size_t size) {
    if (f->error)
        return fails(f);
    f->crc = durable_crc(f->crc, bytes, size);
    f->bytes += (int64_t)size;
    f->synced = false;
    for (const char *from = bytes; size > 0;) {
        if (f->held == BUFFER_BYTES && !flush(f))
            return false;
        const size_t room = BUFFER_BYTES - f->held, part = size < room ? size : room;
        memcpy(f->buffer + f->held, from, part);
        f->held += part;
        from += part;
        size -= part;
    }
    return true;
}

static bool sync_file(struct growing_file *f) {
    if (f->error)
        return fails(f);
    if (f->synced || f->bytes == 0)
        return true;
    if (!flush(f))
        return false;
    /* An error of fsync is told once; asked again, the system may say that all is well. */
    if (!durable_sync(f->file))
        return fails(f);
    f->synced = true;
    return true;
}

/* ---- writing ----------------------------------------------------------------------------- */

struct journal {
    struct journal_name name;
    int width;
    int64_t records;
    struct growing_file rows, runs;
};

static bool init_file(struct growing_file *f, const char *folder, const char *kind,
                      struct journal_name name) {
    *f = (struct growing_file){.file = -1, .synced = true};
    f->buffer = malloc(BUFFER_BYTES);
    return f->buffer && part_folder_file(f->path, folder, kind, name.session, name.rank);
}

struct journal *journal_new(const char *folder, struct journal_name name, int width) {
    struct journal *journal = calloc(1, sizeof *journal);
    if (!journal)
        return NULL;
    journal->name = name;
    journal->width = width;
    const bool rows = init_file(&journal->rows, folder, "rows", name);
    if (init_file(&journal->runs, folder, "runs", name) && rows)
        return journal;
    journal_destroy(journal);
    return NULL;
}

void journal_destroy(struct journal *journal) {
    if (!journal)
        return;
    struct growing_file *files[] = {&journal->rows, &journal->runs};
    for (int i = 0; i < 2; i++) {
        if (files[i]->file >= 0)
            close(files[i]->file);
        free(files[i]->buffer);
    }
    free(journal);
}

bool journal_append_rows(struct journal *journal, struct row_chain *chain, int64_t count,
                         const double rows[]) {
    if (count == 0)
        return true;
    const struct chunk_header header = {chain->at, chain->journal, count};
    chain->at = journal->rows.bytes;
    chain->journal = journal->name;
    chain->rows += count;
    return append(&journal->rows, &header, sizeof header) &&
           append(&journal->rows, rows, (size_t)(count * journal->width) * sizeof *rows);
}

bool journal_append_run(struct journal *journal, const struct run_record *record) {
    journal->records++;
    return append(&journal->runs, record, sizeof *record);
}

bool journal_sync(struct journal *journal, struct journal_mark *mark) {
    if (!sync_file(&journal->rows) || !sync_file(&journal->runs))
        return false;
    *mark = (struct journal_mark){
        .name = journal->name,
        .records = journal->records,
        .row_bytes = journal->rows.bytes,
        .records_crc = journal->runs.crc,
        .rows_crc = journal->rows.crc,
    };
    return true;
}

/* ---- reading ----------------------------------------------------------------------------- */

static int open_file(const char *folder, const char *kind, struct journal_name name) {
    char path[PATH_LENGTH_MAX];
    if (!part_folder_file(path, folder, kind, name.session, name.rank))
        return -1;
    return open(path, O_RDONLY | O_CLOEXEC);
}

static bool checksum(int file, int64_t bytes, struct tick look, uint32_t *crc) {
    char *buffer = malloc(bytes < BUFFER_BYTES ? (size_t)bytes : BUFFER_BYTES);
    bool good = buffer != NULL;
    *crc = 0;
    for (int64_t at = 0; at < bytes && good;) {
        const int64_t part = bytes - at < BUFFER_BYTES ? bytes - at : BUFFER_BYTES;
        good = durable_read_all(file, buffer, (size_t)part, at);
        if (good)
            *crc = durable_crc(*crc, buffer, (size_t)part);
        at += part;
        tick(look);
    }
    free(buffer);
    return good;
}

static bool verify_file(const char *folder, const char *kind, struct journal_name name,
                        int64_t bytes, uint32_t wanted, struct tick look, char *why,
                        size_t size) {
    if (bytes == 0)
        return true;
    uint32_t crc = 0;
    const int file = open_file(folder, kind, name);
    const bool read = file >= 0 && checksum(file, bytes, look, &crc);
    const char *reason = read           ? "damaged (its checksum is wrong)"
                         : file < 0     ? strerror(errno)
                         : errno == EIO ? "shorter than what was committed"
                                        : strerror(errno);
    if (file >= 0)
        close(file);
    if (read && crc == wanted)
        return true;
    snprintf(why, size, "%s/%s-%d-%d: %s", folder, kind, (int)name.session, (int)name.rank,
             reason);
    return false;
}

bool journal_verify(const char *folder, const struct journal_mark *mark, struct tick look,
                    char *why, size_t size) {
    if (mark->records < 0 || mark->row_bytes < 0 ||
        mark->records > INT64_MAX / (int64_t)sizeof(struct run_record)) {
        snprintf(why, size, "%s/runs-%d-%d: cannot be as long as its mark says", folder,
                 (int)mark->name.session, (int)mark->name.rank);
        return false;
    }
    return verify_file(folder, "runs", mark->name,
                       mark->records * (int64_t)sizeof(struct run_record), mark->records_crc,
                       look, why, size) &&
           verify_file(folder, "rows", mark->name, mark->row_bytes, mark->rows_crc, look, why,
                       size);
}

bool journal_read_records(const char *folder, struct journal_name name, int64_t begin,
                          int64_t count, struct run_record records[]) {
    const int file = open_file(folder, "runs", name);
    if (file < 0)
        return false;
    const bool good = durable_read_all(file, records, (size_t)count * sizeof *records,
                                       begin * (int64_t)sizeof *records);
    const int error = errno;
    close(file);
    errno = error;
    return good;
}

struct chunk {
    struct journal_name journal;
    int64_t at, count;
};

/* Most runs have one chunk, and behind it stands that of a run that comes soon; but runs in
 * their order stand in the journals of many ranks by turns: of some journals a stretch each is
 * held in memory. */
enum { STRETCHES = 16, STRETCH_BYTES = 1 << 16 };

struct stretch {
    struct journal_name name;
    int file; /* -1: none */
    int64_t begin, held, used;
    char *bytes; /* [STRETCH_BYTES] */
};

struct row_reader {
    char *folder;
    int64_t row; /* bytes of a row */
    struct stretch stretch[STRETCHES];
    int64_t uses;         /* counts; the stretch that was used longest ago gives way */
    struct chunk *chunks; /* those of the run, the last one first; [capacity] */
    int64_t count, capacity;
    int64_t done; /* rows of the first chunk that were given out */
};

struct row_reader *row_reader_new(const char *folder, int width) {
    struct row_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return NULL;
    reader->row = width * (int64_t)sizeof(double);
    reader->folder = strdup(folder);
    bool good = reader->folder;
    for (int s = 0; s < STRETCHES; s++) {
        reader->stretch[s].file = -1;
        reader->stretch[s].bytes = malloc(STRETCH_BYTES);
        good = good && reader->stretch[s].bytes;
    }
    if (good)
        return reader;
    row_reader_destroy(reader);
    return NULL;
}

void row_reader_destroy(struct row_reader *reader) {
    if (!reader)
        return;
    for (int s = 0; s < STRETCHES; s++) {
        if (reader->stretch[s].file >= 0)
            close(reader->stretch[s].file);
        free(reader->stretch[s].bytes);
    }
    free(reader->folder);
    free(reader->chunks);
    free(reader);
}

/* The stretch of a journal, open; NULL with errno set. */
static struct stretch *stretch_of(struct row_reader *reader, struct journal_name name) {
    struct stretch *oldest = reader->stretch;
    for (struct stretch *s = reader->stretch; s < reader->stretch + STRETCHES; s++) {
        if (s->file >= 0 && s->name.session == name.session && s->name.rank == name.rank) {
            s->used = ++reader->uses;
            return s;
        }
        if (s->used < oldest->used)
            oldest = s;
    }
    if (oldest->file >= 0)
        close(oldest->file);
    *oldest = (struct stretch){.name = name,
                               .file = open_file(reader->folder, "rows", name),
                               .used = ++reader->uses,
                               .bytes = oldest->bytes};
    return oldest->file >= 0 ? oldest : NULL;
}

/* From `at` on, as long as the stretch and the file are. A read may give less than is there, on
 * a network file system when a signal comes. */
static bool fill(struct stretch *s, int64_t at) {
    ssize_t n = 1;
    s->begin = at;
    s->held = 0;
    while (n > 0 && s->held < STRETCH_BYTES) {
        do
            n = pread(s->file, s->bytes + s->held, (size_t)(STRETCH_BYTES - s->held),
                      (off_t)(at + s->held));
        while (n < 0 && errno == EINTR);
        s->held += n > 0 ? n : 0;
    }
    return n >= 0;
}

static bool read_bytes(struct row_reader *reader, struct journal_name name, int64_t at,
                       int64_t size, void *bytes) {
    if (at > INT64_MAX - STRETCH_BYTES - size) {
        errno = EIO;
        return false;
    }
    struct stretch *s = stretch_of(reader, name);
    if (!s)
        return false;
    if (size > STRETCH_BYTES)
        return durable_read_all(s->file, bytes, (size_t)size, at);
    const bool inside = s->begin <= at && at + size <= s->begin + s->held;
    if (!inside && !fill(s, at))
        return false;
    if (at + size > s->begin + s->held) {
        errno = EIO;
        return false;
    }
    memcpy(bytes, s->bytes + (at - s->begin), (size_t)size);
    return true;
}

static bool push_chunk(struct row_reader *reader, struct chunk chunk) {
    if (reader->count == reader->capacity) {
        const int64_t capacity = reader->capacity ? 2 * reader->capacity : 64;
        void *chunks = realloc(reader->chunks, (size_t)capacity * sizeof *reader->chunks);
        if (!chunks)
            return false;
        reader->chunks = chunks;
        reader->capacity = capacity;
    }
    reader->chunks[reader->count++] = chunk;
    return true;
}

/* Whether a chunk can stand before another one of the same run: a session has written it that
 * was earlier, or the same one to the same file. So a chain comes to an end. */
static bool is_before(struct journal_name a, int64_t a_at, struct journal_name b,
                      int64_t b_at) {
    return a.session < b.session || (a.session == b.session && a.rank == b.rank && a_at < b_at);
}

bool row_reader_seek(struct row_reader *reader, const struct row_chain *chain) {
    struct chunk_header header;
    int64_t rows = 0;
    reader->count = reader->done = 0;
    struct journal_name journal = chain->journal;
    for (int64_t at = chain->at; at >= 0; at = header.before) {
        if (!read_bytes(reader, journal, at, sizeof header, &header))
            return false;
        if (header.count < 1 || header.count > chain->rows - rows ||
            (header.before >= 0 && !is_before(header.journal, header.before, journal, at))) {
            errno = EIO;
            return false;
        }
        if (!push_chunk(reader, (struct chunk){journal, at, header.count}))
            return false;
        rows += header.count;
        journal = header.journal;
    }
    errno = EIO;
    return rows == chain->rows;
}

/* At most `most` rows of the chunk that is under way. */
static int64_t part_of_chunk(const struct row_reader *reader, int64_t most) {
    const int64_t left = reader->chunks[reader->count - 1].count - reader->done;
    return left < most ? left : most;
}

static void pass(struct row_reader *reader, int64_t count) {
    reader->done += count;
    if (reader->done == reader->chunks[reader->count - 1].count) {
        reader->count--;
        reader->done = 0;
    }
}

int64_t row_reader_next(struct row_reader *reader, int64_t most, double rows[]) {
    if (reader->count == 0)
        return 0;
    const struct chunk *chunk = &reader->chunks[reader->count - 1];
    const int64_t count = part_of_chunk(reader, most);
    const int64_t at =
        chunk->at + (int64_t)sizeof(struct chunk_header) + reader->done * reader->row;
    if (!read_bytes(reader, chunk->journal, at, count * reader->row, rows))
        return -1;
    pass(reader, count);
    return count;
}

void row_reader_skip(struct row_reader *reader, int64_t rows) {
    while (rows > 0 && reader->count > 0) {
        const int64_t count = part_of_chunk(reader, rows);
        pass(reader, count);
        rows -= count;
    }
}

void journal_remove(const char *folder, struct journal_name name) {
    char path[PATH_LENGTH_MAX];
    if (part_folder_file(path, folder, "rows", name.session, name.rank))
        unlink(path);
    if (part_folder_file(path, folder, "runs", name.session, name.rank))
        unlink(path);
}
