/* The output: one HDF5 file of schema tpmsync/1 for one ensemble.
 *
 * Rank 0 lays the file out (attributes, datasets, dimension scales), then all ranks open it and
 * write together. It is written under the name PATH.part and renamed to PATH when it is
 * complete: what has the final name is whole. Everything but the path checks is collective over
 * the communicator that the file was created with; a failure ends the job with a message.
 */
#ifndef TPMSYNC_ENSEMBLE_FILE_H
#define TPMSYNC_ENSEMBLE_FILE_H

#include <mpi.h>

#include "cli/parameters.h"
#include "ensemble/finished_runs.h"
#include "ensemble/mean_curve.h"
#include "file/provenance.h"

struct ensemble_file;

/* The bytes that a row of the trace takes at the most. */
enum { ENSEMBLE_FILE_ROW_BYTES = 7 * 8 };

/* Collective. The path must have been checked (output_path.h). */
struct ensemble_file *ensemble_file_create(MPI_Comm comm, const struct parameters *parameters,
                                           const struct provenance *provenance);

/* Writes the ended runs of every rank, which may be none: times, trace rows and where they
 * stand. */
void ensemble_file_write_runs(struct ensemble_file *file, const struct finished_runs *finished);

/* Replaces the mean curve; `count` is the same on all ranks, `points` is read on rank 0. */
void ensemble_file_write_mean(struct ensemble_file *file, int64_t count,
                              const struct curve_point points[]);

void ensemble_file_flush(struct ensemble_file *file);

/* Closes the file and gives it its final name. */
void ensemble_file_finish(struct ensemble_file *file);

#endif
