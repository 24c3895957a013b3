/* The trace in a file: rows in the order of runs, whatever ranks have them.
 *
 * Rows stand in groups of LAYOUT_CHUNK, a chunk of each dataset. Group g is rank g modulo P's,
 * which reads its rows from whatever journals they are in and packs them; rank 0 alone, to
 * which they are sent, has the file open and writes them one after the other. HDF5 packs no
 * chunk of a file that is open in parallel but by a collective write, whose selections and
 * exchange cost as much as the packing; and chunks that were packed before can be written by
 * one process only.
 */
#ifndef TPMSYNC_TRACE_WRITER_H
#define TPMSYNC_TRACE_WRITER_H

#include <mpi.h>

#include "checkpoint/journal.h"
#include "checkpoint/lock.h"
#include "file/base_file.h"
#include "file/layout.h"
#include "schema/parameters.h"

struct trace_writer;

/* Collective, as all that follows; a failure ends the job. The file at `path` was laid out and
 * is closed. Of runs that stand in `base`, the file that is grown, the rows are read there;
 * NULL: there is none. What this rank composes is added to `contents`. `lock`, unless NULL, is
 * beaten meanwhile. All are used until the end. */
struct trace_writer *trace_writer_new(MPI_Comm comm, const char *path,
                                      const struct parameters *parameters,
                                      struct base_file *base, struct lock *lock,
                                      struct layout_contents *contents);

/* Appends the rows of the next runs, the same on all ranks; they are read from `reader`. */
void trace_writer_append(struct trace_writer *writer, int64_t count,
                         const struct run_record record[], struct row_reader *reader);

/* Writes what is left and closes the file. */
void trace_writer_end(struct trace_writer *writer);

#endif
