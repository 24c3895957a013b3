/* What is kept of the runs that a rank has under way: their values go into the mean curves as
 * they come, their trace rows by way of a buffer into the journal. It is the observer of an
 * engine.
 */
#ifndef TPMSYNC_RECORDER_H
#define TPMSYNC_RECORDER_H

#include "checkpoint/journal.h"
#include "physics/model/engine.h"
#include "record/mean_curve.h"
#include "record/trace_row.h"
#include "record/trace_schedule.h"

struct recorder;

/* The grid on which runs of a model are recorded: continuous weights have a time scale alpha =
 * steps / N, discrete ones have not. False when there is no memory. */
bool recorder_init_curve(struct mean_curve *curve, const struct model *model);

/* Rows that all lanes together hold in memory: 3.5 MiB of K = 3. */
enum { RECORDER_ROWS = 1 << 16 };

/* For an engine with `lanes` <= RECORDER_ROWS lanes, whose runs are of `model`. `curve` and
 * `journal`, of rows of trace_row_width(model), belong to the caller and must outlive the
 * recorder. NULL when there is no memory. */
struct recorder *recorder_new(int lanes, struct mean_curve *curve,
                              const struct trace_schedule *schedule, const struct model *model,
                              struct journal *journal);
void recorder_destroy(struct recorder *recorder);

struct observer recorder_observer(struct recorder *recorder);

/* The run in a lane has ended: its last step is a row of every trace and its last value counts
 * on. Fills the chain of its rows, which are in the journal then, and empties the lane. False
 * with errno set. */
bool recorder_end_run(struct recorder *recorder, int lane, struct row_chain *chain);

/* Hands the rows of all lanes to the journal; false with errno set. */
bool recorder_flush(struct recorder *recorder);

/* Appends what is kept of the run under way in a lane; recorder_flush must have come before.
 * False when there is no memory. What it has added to the mean curve is saved by whoever saves
 * the curve. The first eight bytes are the number of the point of the curve that comes next. */
bool recorder_save(const struct recorder *recorder, int lane, struct saved_run *saved);
/* Into an empty lane. False when the bytes cannot be such a record. */
bool recorder_restore(struct recorder *recorder, int lane, struct saved_run *saved);

/* 0, or the errno of the first row that could not be kept. */
int recorder_error(const struct recorder *recorder);

#endif
