#include "ensemble/replicates.h"
#include "schema/description.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checkpoint/durable_file.h"
#include "checkpoint/part_folder.h"
#include "ranks/agree.h"
#include "ranks/failure.h"
#include "ranks/watchdog.h"
#include "record/progress.h"
#include "record/run_set.h"

/* ---- one on the disk --------------------------------------------------------------------- */

static void write_result(const struct replicates *r, MPI_Comm comm, struct lock_claim claim,
                         int64_t replicate, const void *result) {
    char path[PATH_LENGTH_MAX], why[PATH_LENGTH_MAX + 512];
    struct durable_file file;
    if (!lock_is_held(r->folder, claim, why, sizeof why))
        fail(comm, "go on", why);
    part_folder_file(path, r->folder, "replicate", claim.session, replicate);
    durable_begin(&file, path);
    durable_put(&file, result, r->size);
    const uint32_t crc = file.crc;
    durable_put(&file, &crc, sizeof crc);
    if (!durable_commit(&file))
        fail(comm, path, strerror(errno));
}

/* A fault when it is damaged. */
static void read_result(const struct replicates *r, int32_t session, int64_t replicate,
                        void *result, struct faults *faults) {
    char path[PATH_LENGTH_MAX];
    struct stat status;
    uint32_t crc = 0;
    part_folder_file(path, r->folder, "replicate", session, replicate);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const bool good = file >= 0 && fstat(file, &status) == 0 &&
                      status.st_size == (off_t)(r->size + sizeof crc) &&
                      durable_read_all(file, result, r->size, 0) &&
                      durable_read_all(file, &crc, sizeof crc, (int64_t)r->size) &&
                      crc == durable_crc(0, result, r->size);
    if (!good)
        faults_add(faults, "--resume: %s: %s", path,
                   file < 0 ? strerror(errno) : "damaged (its checksum is wrong)");
    if (file >= 0)
        close(file);
}

/* ---- all --------------------------------------------------------------------------------- */

static void *room(MPI_Comm comm, size_t size) {
    void *block = calloc(1, size);
    if (!block)
        fail(comm, "make replicates", strerror(ENOMEM));
    return block;
}

/* Those that are there, each rank having read a share of them. */
static bool find_settled(const struct replicates *r, MPI_Comm comm, struct run_set *settled) {
    struct faults faults = {0};
    int rank, ranks;
    void *result = room(comm, r->size);
    int32_t *session = room(comm, (size_t)r->count * sizeof *session);
    MPI_Comm_rank(comm, &rank);
    MPI_Comm_size(comm, &ranks);
    part_folder_replicates(r->folder, r->count, session);
    for (int64_t n = rank; n < r->count; n += ranks)
        if (session[n] > 0) {
            read_result(r, session[n], n, result, &faults);
            run_set_add(settled, n);
        }
    free(session);
    free(result);
    const bool good = agree_on_faults(comm, &faults);
    faults_free(&faults);
    MPI_Allreduce(MPI_IN_PLACE, settled->bits, (int)settled->words, MPI_UINT64_T, MPI_BOR,
                  comm);
    return good;
}

/* From here on the folder says that this session has been. */
static struct lock_claim begin(const struct replicates *r, MPI_Comm comm) {
    struct lock_claim claim = {0};
    if (r->lock) {
        claim = r->lock->claim;
        if (!manifest_write(r->folder, claim.session, r->manifest))
            fail(comm, "begin the session", strerror(errno));
        part_folder_remove_older(r->folder, "manifest", claim.session);
    }
    MPI_Bcast(&claim, sizeof claim, MPI_BYTE, 0, comm);
    return claim;
}

/* Replicates cost much the same, so each rank takes every ranks-th of those that are missing;
 * a counter on rank 0 would answer only between two of its own. */
static void make_own(const struct replicates *r, MPI_Comm comm, struct lock_claim claim,
                     const struct run_set *settled, struct progress *progress) {
    int rank, ranks;
    void *result = room(comm, r->size);
    int32_t *session = room(comm, (size_t)r->count * sizeof *session);
    MPI_Comm_rank(comm, &rank);
    MPI_Comm_size(comm, &ranks);
    int64_t missing = 0;
    for (int64_t n = run_set_next_missing(settled, 0);
         n < r->count && !stop_signal() && !stop_time_is_up(&r->rules);
         n = run_set_next_missing(settled, n + 1)) {
        if (missing++ % ranks != rank)
            continue;
        const char *why = r->make(r->self, n, result);
        if (why)
            fail(comm, "make a replicate", why);
        write_result(r, comm, claim, n, result);
        if (!r->lock) /* not rank 0 */
            continue;
        lock_beat(r->lock);
        progress_update(progress, part_folder_replicates(r->folder, r->count, session),
                        NO_STEPS);
    }
    free(session);
    free(result);
    MPI_Barrier(comm);
}

/* The results on rank 0, how many are there on all. */
static int64_t gather(const struct replicates *r, MPI_Comm comm, void *results) {
    int64_t there = 0;
    int rank;
    int32_t *session = room(comm, (size_t)r->count * sizeof *session);
    MPI_Comm_rank(comm, &rank);
    if (rank == 0)
        there = part_folder_replicates(r->folder, r->count, session);
    MPI_Bcast(&there, 1, MPI_INT64_T, 0, comm);
    for (int64_t n = 0; n < r->count && rank == 0 && there == r->count; n++) {
        struct faults faults = {0};
        read_result(r, session[n], n, (char *)results + (size_t)n * r->size, &faults);
        if (faults.count > 0)
            fail(comm, "read a replicate", faults.text);
    }
    free(session);
    return there;
}

enum ensemble_end replicates_run(const struct replicates *r, MPI_Comm comm, void *results) {
    struct run_set settled;
    struct progress progress;
    enum ensemble_end end = ENSEMBLE_REFUSED;
    if (!run_set_init(&settled, r->count))
        fail(comm, "make replicates", strerror(ENOMEM));
    watchdog_phase("look at what is there", r->folder);
    if (find_settled(r, comm, &settled)) {
        const struct lock_claim claim = begin(r, comm);
        progress_start(&progress, r->series, "replicates", r->count, run_set_count(&settled),
                       r->quiet || !r->lock);
        /* A replicate takes as long as it takes. */
        watchdog_phase(NULL, NULL);
        make_own(r, comm, claim, &settled, &progress);
        watchdog_phase("gather the replicates", r->folder);
        const int64_t there = gather(r, comm, results);
        progress_end(&progress, there, NO_STEPS);
        end = there == r->count ? ENSEMBLE_DONE : ENSEMBLE_STOPPED;
    }
    run_set_free(&settled);
    return end;
}
