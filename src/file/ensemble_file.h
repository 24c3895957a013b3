/* The result: one HDF5 file of schema tpmsync/1 for one ensemble, put together from the
 * journals when all runs are done.
 *
 * Rank 0 lays the file out (attributes, datasets, dimension scales) and writes the trace, which
 * all ranks compose (trace_writer.h); then all ranks open it and write together. Everything is
 * collective over the communicator that the file was created with; a failure ends the job with
 * a message.
 */
#ifndef TPMSYNC_ENSEMBLE_FILE_H
#define TPMSYNC_ENSEMBLE_FILE_H

#include <mpi.h>

#include "checkpoint/journal.h"
#include "checkpoint/lock.h"
#include "file/base_file.h"
#include "file/provenance.h"
#include "record/mean_curve.h"
#include "schema/parameters.h"

struct ensemble_file;

/* The bytes that a row of the trace takes at the most. */
int64_t ensemble_file_row_bytes(const struct parameters *parameters);

/* What is to be written. All of it is used until the end. */
struct ensemble_file_plan {
    const char *path; /* while it is unfinished; what stands there is replaced */
    const struct parameters *parameters;
    const struct provenance *provenance;
    int64_t rows, mean_points; /* of the trace and of the mean curve, at the most */
    struct lock *lock;         /* is beaten meanwhile; NULL but on rank 0 */
    struct base_file *base;    /* that is grown, read by this rank; NULL: there is none */
};

/* Collective. Whether the disk has room for all is found out before anything is written. */
struct ensemble_file *ensemble_file_create(MPI_Comm comm,
                                           const struct ensemble_file_plan *plan);

/* If there are rows (plan.rows > 0): writes those of the next runs, which are the same on all
 * ranks; they are read from `rows`. */
void ensemble_file_write_rows(struct ensemble_file *file, int64_t count,
                              const struct run_record record[], struct row_reader *rows);
/* All rows are written; now come runs and means. */
void ensemble_file_end_rows(struct ensemble_file *file);

/* Writes the next runs, at least one, the same on all ranks: times, and where their rows stand.
 */
void ensemble_file_write_runs(struct ensemble_file *file, int64_t count,
                              const struct run_record record[]);

/* Replaces the mean curve; `count` is the same on all ranks, `points` is read on rank 0. */
void ensemble_file_write_mean(struct ensemble_file *file, int64_t count,
                              const struct curve_point points[]);

/* Closes the file, brings it to the disk, opens it anew and reads everything back, each rank a
 * share: every dataset must hold what was written, run by run, whatever the libraries have
 * said. */
void ensemble_file_finish(struct ensemble_file *file);

#endif
