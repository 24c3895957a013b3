#include "file/trace_writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <hdf5.h>

#include "file/columns.h"
#include "file/packed_chunk.h"
#include "file/write_check.h"
#include "ranks/failure.h"
#include "ranks/watchdog.h"
#include "record/trace_row.h"
#include "schema/datasets.h"
#include "schema/description.h"

/* What of the rows becomes which dataset: `units` doubles from `at` on, or the step. */
struct part {
    const char *path;
    int dataset; /* in the table */
    int at, units;
    hid_t open; /* on rank 0 */
};
enum { PARTS_MAX = 4 };

struct trace_writer {
    MPI_Comm comm;
    int rank, ranks;
    const char *path;
    struct base_file *base;
    struct lock *lock;
    struct layout_contents *contents;
    hid_t file; /* on rank 0 */
    int width;  /* of a row */
    int parts;
    struct part part[PARTS_MAX];
    int64_t rows;   /* appended so far */
    int64_t groups; /* written so far */
    int64_t held;   /* rows of this rank's next group that it has */
    struct chunk_packer *packer;
    double *row;      /* [LAYOUT_CHUNK * width]: that group */
    uint64_t *column; /* [LAYOUT_CHUNK * K]: a part of it */
    /* A group that is packed: the bytes of each part, then all parts. */
    unsigned char *packed;
    size_t packed_most;
};

/* ---- opening and closing --------------------------------------------------------------------
 */

static void list_parts(struct trace_writer *w, const struct parameters *parameters) {
    const struct model model = parameters_model(parameters);
    const int files = dataset_files(parameters), units = model.protocol.K;
    w->width = trace_row_width(&model);
    w->part[w->parts++] =
        (struct part){"/trace/step", dataset_find("/trace/step", files), 0, 1, 0};
    for (size_t c = 0; c < (size_t)trace_dataset_count; c++)
        if (dataset_is_in(trace_datasets[c].path, files))
            w->part[w->parts++] = (struct part){
                trace_datasets[c].path, dataset_find(trace_datasets[c].path, files),
                trace_row_at(units, trace_datasets[c].column), units, 0};
}

static void make_room(struct trace_writer *w) {
    const size_t units = (size_t)w->part[1].units;
    w->packer = chunk_packer_new(LAYOUT_CHUNK * units);
    if (w->packer) {
        w->packed_most =
            PARTS_MAX * (sizeof(uint64_t) + chunk_packer_bound(LAYOUT_CHUNK * units));
        w->row = malloc(LAYOUT_CHUNK * (size_t)w->width * sizeof *w->row);
        w->column = malloc(LAYOUT_CHUNK * units * sizeof *w->column);
        w->packed = malloc(w->packed_most);
    }
    if (!w->packer || !w->row || !w->column || !w->packed)
        fail(w->comm, "write the trace", strerror(ENOMEM));
}

static void open_file(struct trace_writer *w) {
    const hid_t access = layout_access();
    w->file = H5Fopen(w->path, H5F_ACC_RDWR, access);
    H5Pclose(access);
    write_check(w->comm, w->path, w->file >= 0, "the file");
    for (int p = 0; p < w->parts; p++) {
        w->part[p].open = H5Dopen2(w->file, w->part[p].path, H5P_DEFAULT);
        write_check(w->comm, w->path, w->part[p].open >= 0, w->part[p].path);
    }
}

struct trace_writer *trace_writer_new(MPI_Comm comm, const char *path,
                                      const struct parameters *parameters,
                                      struct base_file *base, struct lock *lock,
                                      struct layout_contents *contents) {
    struct trace_writer *w = calloc(1, sizeof *w);
    if (!w)
        fail(comm, "write the trace", strerror(ENOMEM));
    *w = (struct trace_writer){
        .comm = comm, .path = path, .base = base, .lock = lock, .contents = contents};
    MPI_Comm_rank(comm, &w->rank);
    MPI_Comm_size(comm, &w->ranks);
    list_parts(w, parameters);
    make_room(w);
    if (w->rank == 0)
        open_file(w);
    return w;
}

/* ---- packing ----------------------------------------------------------------------------- */

/* The values of a part of the group, row by row. */
static void take_column(struct trace_writer *w, const struct part *part) {
    memset(w->column, 0, LAYOUT_CHUNK * (size_t)part->units * sizeof *w->column);
    for (int64_t i = 0; i < w->held; i++) {
        const double *row = w->row + i * w->width;
        if (part->at == 0)
            w->column[i] = (uint64_t)row[0]; /* the step, a whole number */
        else
            memcpy(w->column + i * part->units, row + part->at,
                   (size_t)part->units * sizeof *w->column);
    }
}

/* Packs the rows that are held, group `group`; returns the bytes. What is beyond the last row
 * of all is zero. */
static size_t pack_group(struct trace_writer *w, int64_t group) {
    size_t at = (size_t)w->parts * sizeof(uint64_t);
    for (int p = 0; p < w->parts; p++) {
        const struct part *part = &w->part[p];
        take_column(w, part);
        contents_add_stretch(&w->contents->of[part->dataset],
                             group * LAYOUT_CHUNK * part->units, w->held * part->units,
                             sizeof *w->column, w->column);
        const uint64_t size = chunk_packer_pack(w->packer, LAYOUT_CHUNK * (size_t)part->units,
                                                w->column, w->packed + at);
        memcpy(w->packed + (size_t)p * sizeof size, &size, sizeof size);
        at += size;
    }
    w->held = 0;
    return at;
}

/* ---- writing ----------------------------------------------------------------------------- */

/* The packed group, on rank 0. */
static void write_group(struct trace_writer *w, int64_t group) {
    const hsize_t place[2] = {(hsize_t)(group * LAYOUT_CHUNK), 0};
    size_t at = (size_t)w->parts * sizeof(uint64_t);
    for (int p = 0; p < w->parts; p++) {
        uint64_t size;
        memcpy(&size, w->packed + (size_t)p * sizeof size, sizeof size);
        write_check(
            w->comm, w->path,
            H5Dwrite_chunk(w->part[p].open, H5P_DEFAULT, 0, place, size, w->packed + at) >= 0,
            w->part[p].path);
        at += size;
    }
    if (w->lock)
        lock_beat(w->lock);
}

/* The next group of all, complete but for the last one, from its rank to rank 0 and to the
 * file.
 */
static void pass_on(struct trace_writer *w) {
    const int64_t group = w->groups++;
    const int owner = (int)(group % w->ranks);
    if (owner == w->rank) {
        const size_t size = pack_group(w, group);
        if (w->rank != 0)
            MPI_Send(w->packed, (int)size, MPI_BYTE, 0, 0, w->comm);
    } else if (w->rank == 0) {
        MPI_Recv(w->packed, (int)w->packed_most, MPI_BYTE, owner, 0, w->comm,
                 MPI_STATUS_IGNORE);
    }
    if (w->rank == 0)
        write_group(w, group);
    watchdog_pat();
}

static void extend(struct trace_writer *w, int64_t rows) {
    for (int p = 0; p < w->parts && w->rank == 0; p++) {
        const hsize_t size[2] = {(hsize_t)rows, (hsize_t)w->part[p].units};
        write_check(w->comm, w->path, H5Dset_extent(w->part[p].open, size) >= 0,
                    w->part[p].path);
    }
}

void trace_writer_end(struct trace_writer *w) {
    extend(w, w->rows);
    if (w->rows % LAYOUT_CHUNK > 0)
        pass_on(w);
    for (int p = 0; p < w->parts && w->rank == 0; p++)
        write_check(w->comm, w->path, H5Dclose(w->part[p].open) >= 0, w->part[p].path);
    if (w->rank == 0) {
        /* Flushing tells of errors that closing keeps to itself. */
        write_check(w->comm, w->path, H5Fflush(w->file, H5F_SCOPE_GLOBAL) >= 0, "the file");
        write_check(w->comm, w->path, H5Fclose(w->file) >= 0, "the file");
    }
    MPI_Barrier(w->comm);
    chunk_packer_destroy(w->packer);
    free(w->packed);
    free(w->column);
    free(w->row);
    free(w);
}

/* ---- rows -------------------------------------------------------------------------------- */

/* Where a rank is in the rows of some runs. */
struct cursor {
    struct row_reader *reader;
    const struct run_record *record; /* the next run */
    int64_t row;                     /* of the file, the next one */
    int64_t left, passed;            /* rows of the run before: not passed, and passed */
    bool is_open;                    /* whether the reader stands there */
};

/* The next run that has rows. */
static void next_run(struct cursor *c) {
    c->left = c->record++->chain.rows;
    c->passed = 0;
    c->is_open = false;
}

static void pass(struct cursor *c, int64_t rows) {
    c->row += rows;
    c->left -= rows;
    c->passed += rows;
}

static void skip_to(struct cursor *c, int64_t row) {
    while (c->row < row) {
        if (c->left == 0)
            next_run(c);
        const int64_t skipped = row - c->row < c->left ? row - c->row : c->left;
        if (c->is_open)
            row_reader_skip(c->reader, skipped);
        pass(c, skipped);
    }
}

/* The rows of a run, up to `end`, out of the journals. */
static void read_journal(struct trace_writer *w, struct cursor *c, int64_t end) {
    if (!c->is_open && !row_reader_seek(c->reader, &c->record[-1].chain))
        fail(w->comm, "read the trace of a run", strerror(errno));
    if (!c->is_open)
        row_reader_skip(c->reader, c->passed);
    c->is_open = true;
    const int64_t wanted = end - c->row < c->left ? end - c->row : c->left;
    const int64_t n = row_reader_next(c->reader, wanted, w->row + w->held * w->width);
    if (n <= 0)
        fail(w->comm, "read the trace of a run", strerror(errno));
    w->held += n;
    pass(c, n);
}

/* Whether the rows of a run are row `row` and those behind it of the file that is grown. */
static bool is_at(const struct run_record *record, int64_t row) {
    return record->chain.rows > 0 && record->chain.journal.session == 0 &&
           record->chain.at == row;
}

/* The same out of that file, with those of the next runs as far as they follow there. */
static void read_base(struct trace_writer *w, struct cursor *c, int64_t end) {
    const int64_t begin = c->record[-1].chain.at + c->passed;
    const char *what;
    int64_t count = 0;
    for (;;) {
        const int64_t part = end - c->row < c->left ? end - c->row : c->left;
        count += part;
        pass(c, part);
        if (c->row == end || !is_at(c->record, begin + count))
            break;
        next_run(c);
    }
    if (!w->base ||
        !base_file_read_rows(w->base, begin, count, w->row + w->held * w->width, &what))
        fail(w->comm, "read what runs are added to", w->base ? what : NULL);
    w->held += count;
}

/* The rows up to `end`, appended to those that are held. */
static void read_to(struct trace_writer *w, struct cursor *c, int64_t end) {
    while (c->row < end) {
        if (c->left == 0)
            next_run(c);
        if (c->left == 0)
            continue;
        if (c->record[-1].chain.journal.session > 0)
            read_journal(w, c, end);
        else
            read_base(w, c, end);
    }
}

void trace_writer_append(struct trace_writer *w, int64_t count,
                         const struct run_record record[], struct row_reader *reader) {
    struct cursor c = {.reader = reader, .record = record, .row = w->rows};
    for (int64_t i = 0; i < count; i++)
        w->rows += record[i].chain.rows;
    const int64_t whole = w->rows / LAYOUT_CHUNK;
    extend(w, whole * LAYOUT_CHUNK);
    for (int64_t group = w->groups; group * LAYOUT_CHUNK < w->rows; group++) {
        const int64_t begin = group * LAYOUT_CHUNK, end = begin + LAYOUT_CHUNK;
        if (group % w->ranks == w->rank) {
            skip_to(&c, begin);
            read_to(w, &c, end < w->rows ? end : w->rows);
        }
        if (group < whole)
            pass_on(w);
    }
}
