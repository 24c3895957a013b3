/* What is kept of the runs that a rank has under way: their values on the mean grid and their
 * trace rows. It is the observer of an engine; when a run has ended, its record is collected.
 */
#ifndef TPMSYNC_RECORDER_H
#define TPMSYNC_RECORDER_H

#include "ensemble/mean_curve.h"
#include "ensemble/row_spool.h"
#include "ensemble/trace_schedule.h"
#include "physics/engine.h"

struct recorder;

/* For an engine with `lanes` <= ROW_SPOOL_MEMORY / 2 lanes. `grid` is used for its steps alone
 * and must outlive the recorder; `folder`: see row_spool_new. NULL when there is no memory. */
struct recorder *recorder_new(int lanes, const struct mean_curve *grid,
                              const struct trace_schedule *schedule, bool attacker,
                              const char *folder);
void recorder_destroy(struct recorder *recorder);

struct observer recorder_observer(struct recorder *recorder);

/* Completes the record of the run that has just ended in a lane: its last step is a row of
 * every trace. */
void recorder_end_run(struct recorder *recorder, int lane);

/* The record of that run; owned by the recorder and valid until recorder_clear_lane. */
const struct run_curve *recorder_curve(const struct recorder *recorder, int lane);
struct row_spool *recorder_rows(const struct recorder *recorder, int lane);
void recorder_clear_lane(struct recorder *recorder, int lane);

/* 0, or the errno of the first row or value that could not be kept. */
int recorder_error(const struct recorder *recorder);

#endif
