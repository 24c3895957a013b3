#include "checkpoint/rank_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "checkpoint/part_folder.h"

static const char MAGIC[8] = {'t', 'p', 'm', 's', 't', 'a', 't', '1'};

enum { COPY_BYTES = 1 << 16 };

/* Before the bytes of a run under way. */
struct run_header {
    int64_t run, length;
};

static uint32_t header_checksum(const struct state_header *header) {
    return durable_crc(0, header, offsetof(struct state_header, checksum));
}

/* ---- writing ----------------------------------------------------------------------------- */

static void put_packed_sums(struct state_writer *writer, struct state_header *header,
                            const int64_t sums[], const struct journal_mark marks[]) {
    uLongf packed = compressBound((uLong)((size_t)header->sums * sizeof *sums));
    Bytef *bytes = malloc(packed);
    if (!bytes || compress2(bytes, &packed, (const Bytef *)sums,
                            (uLong)((size_t)header->sums * sizeof *sums), 1) != Z_OK) {
        writer->file.error = ENOMEM;
        free(bytes);
        return;
    }
    header->sum_bytes = (int64_t)packed;
    header->checksum = header_checksum(header);
    durable_put(&writer->file, header, sizeof *header);
    durable_put(&writer->file, bytes, packed);
    durable_put(&writer->file, marks, (size_t)header->journals * sizeof *marks);
    free(bytes);
}

void state_writer_begin(struct state_writer *writer, const char *folder,
                        struct state_header header, const int64_t sums[],
                        const struct journal_mark marks[]) {
    char path[PATH_LENGTH_MAX];
    memcpy(header.magic, MAGIC, sizeof MAGIC);
    if (!part_folder_file(path, folder, "state", header.session, header.rank)) {
        writer->file.file = -1;
        writer->file.error = ENAMETOOLONG;
        return;
    }
    durable_begin(&writer->file, path);
    put_packed_sums(writer, &header, sums, marks);
}

void state_writer_put_run(struct state_writer *writer, int64_t run, const void *bytes,
                          size_t length) {
    const struct run_header header = {run, (int64_t)length};
    durable_put(&writer->file, &header, sizeof header);
    durable_put(&writer->file, bytes, length);
}

void state_writer_copy_run(struct state_writer *writer, int64_t run, int file, int64_t offset,
                           int64_t length) {
    char bytes[COPY_BYTES];
    const struct run_header header = {run, length};
    durable_put(&writer->file, &header, sizeof header);
    for (int64_t at = 0; at < length && !writer->file.error; at += COPY_BYTES) {
        const int64_t part = length - at < COPY_BYTES ? length - at : COPY_BYTES;
        if (durable_read_all(file, bytes, (size_t)part, offset + at))
            durable_put(&writer->file, bytes, (size_t)part);
        else
            writer->file.error = errno;
    }
}

bool state_writer_commit(struct state_writer *writer) {
    const uint32_t crc = writer->file.crc;
    durable_put(&writer->file, &crc, sizeof crc);
    return durable_commit(&writer->file);
}

/* ---- reading ----------------------------------------------------------------------------- */

static bool complain(char *why, size_t size, const char *folder, int32_t session, int32_t rank,
                     const char *reason) {
    snprintf(why, size, "%s/state-%d-%d: %s", folder, (int)session, (int)rank, reason);
    return false;
}

int rank_state_open(const char *folder, int32_t session, int32_t rank) {
    char path[PATH_LENGTH_MAX];
    if (!part_folder_file(path, folder, "state", session, rank))
        return -1;
    return open(path, O_RDONLY | O_CLOEXEC);
}

void rank_state_remove(const char *folder, int32_t session, int32_t rank) {
    char path[PATH_LENGTH_MAX];
    if (part_folder_file(path, folder, "state", session, rank))
        unlink(path);
}

static bool header_is_sound(const struct state_header *h, int32_t session, int32_t rank) {
    return memcmp(h->magic, MAGIC, sizeof MAGIC) == 0 && h->checksum == header_checksum(h) &&
           h->session == session && h->rank == rank && h->journals >= 0 && h->under_way >= 0 &&
           h->sums >= 0 && h->sum_bytes >= 0;
}

/* What is wrong with it; NULL: nothing. */
static const char *read_header(int file, int32_t session, int32_t rank,
                               struct state_header *header) {
    if (file < 0)
        return strerror(errno);
    return durable_read_all(file, header, sizeof *header, 0) &&
                   header_is_sound(header, session, rank)
               ? NULL
               : "damaged (the checksum of its header is wrong)";
}

bool rank_state_read_header(const char *folder, int32_t session, int32_t rank,
                            struct state_header *header, char *why, size_t size) {
    const int file = rank_state_open(folder, session, rank);
    const char *reason = read_header(file, session, rank, header);
    if (file >= 0)
        close(file);
    return !reason || complain(why, size, folder, session, rank, reason);
}

/* Whether the last four bytes are the checksum of all that come before. */
static bool whole_is_sound(int file, int64_t bytes) {
    char buffer[COPY_BYTES];
    uint32_t crc = 0, wanted;
    const int64_t end = bytes - (int64_t)sizeof wanted;
    for (int64_t at = 0; at < end; at += COPY_BYTES) {
        const int64_t part = end - at < COPY_BYTES ? end - at : COPY_BYTES;
        if (!durable_read_all(file, buffer, (size_t)part, at))
            return false;
        crc = durable_crc(crc, buffer, (size_t)part);
    }
    return end >= 0 && durable_read_all(file, &wanted, sizeof wanted, end) && crc == wanted;
}

static bool read_sums(int file, struct rank_state *state) {
    const struct state_header *h = &state->header;
    const size_t size = (size_t)h->sums * sizeof *state->sums;
    uLongf unpacked = (uLongf)size;
    Bytef *packed = malloc((size_t)h->sum_bytes + 1);
    state->sums = malloc(size + 1);
    const bool good =
        packed && state->sums &&
        durable_read_all(file, packed, (size_t)h->sum_bytes, (int64_t)sizeof *h) &&
        uncompress((Bytef *)state->sums, &unpacked, packed, (uLong)h->sum_bytes) == Z_OK &&
        unpacked == size;
    free(packed);
    return good;
}

/* Goes over the runs under way, from `at` to the checksum, and notes where they stand. */
static bool find_runs(int file, int64_t at, int64_t bytes, struct rank_state *state) {
    const int64_t end = bytes - (int64_t)sizeof(uint32_t);
    for (int64_t i = 0; i < state->header.under_way; i++) {
        struct run_header run;
        if (!durable_read_all(file, &run, sizeof run, at))
            return false;
        at += (int64_t)sizeof run;
        if (run.length < 0 || run.length > end - at)
            return false;
        int64_t first = 0;
        const size_t part =
            run.length < (int64_t)sizeof first ? (size_t)run.length : sizeof first;
        if (!durable_read_all(file, &first, part, at))
            return false;
        state->places[i] =
            (struct saved_place){run.run, state->header.rank, at, run.length, first};
        at += run.length;
    }
    return at == end;
}

static bool read_parts(int file, int64_t bytes, int64_t sums, struct rank_state *state) {
    const struct state_header *h = &state->header;
    /* Counts that cannot be in a file of this size must not be allocated. */
    if (h->sums != sums || h->sum_bytes > bytes ||
        h->journals > bytes / (int64_t)sizeof *state->marks ||
        h->under_way > bytes / (int64_t)sizeof(struct run_header))
        return false;
    const int64_t marks = (int64_t)sizeof *h + h->sum_bytes;
    const size_t mark_bytes = (size_t)h->journals * sizeof *state->marks;
    state->marks = malloc(mark_bytes + 1);
    state->places = malloc((size_t)h->under_way * sizeof *state->places + 1);
    return state->marks && state->places && read_sums(file, state) &&
           durable_read_all(file, state->marks, mark_bytes, marks) &&
           find_runs(file, marks + (int64_t)mark_bytes, bytes, state);
}

bool rank_state_read(const char *folder, int32_t session, int32_t rank, int64_t sums,
                     struct rank_state *state, char *why, size_t size) {
    struct stat status;
    *state = (struct rank_state){0};
    /* Opened once: the next commit puts another file under the name. */
    const int file = rank_state_open(folder, session, rank);
    const char *reason = read_header(file, session, rank, &state->header);
    if (!reason && fstat(file, &status) != 0)
        reason = strerror(errno);
    if (!reason && !whole_is_sound(file, status.st_size))
        reason = "damaged (its checksum is wrong)";
    if (!reason && !read_parts(file, status.st_size, sums, state))
        reason = "does not hold what it should";
    if (file >= 0)
        close(file);
    if (!reason)
        return true;
    rank_state_free(state);
    return complain(why, size, folder, session, rank, reason);
}

void rank_state_free(struct rank_state *state) {
    free(state->sums);
    free(state->marks);
    free(state->places);
    *state = (struct rank_state){0};
}
