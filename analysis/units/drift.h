/* The expected change of the overlap in a step against the overlap, from traces of every step,
 * and where it vanishes.
 *
 * The change is that from one row to the next, whether or not anybody moved, so that it is a
 * change in a step of time. The overlap is, of the first three, the mean over the hidden units,
 * as the criterion of the iteration has it; of the others that of a single unit, all units
 * taken together.
 *     mutual, mutual unit    rho^AB, up to t_sync
 *     listening              rho^Ao, up to t_sync, or t_learn if it is before
 *     one-way, one-way unit  rho^Ao from t_sync to t_learn: A no longer depends on what happens
 * After t_sync the units of the attacker are independent of each other, so that the last one is
 * the same for every K of 2 and more; that of their mean is not, since some of them have
 * learned while others wait.
 *
 * Errors. Neighbouring steps of a run hang together, runs do not. Runs are shared out to
 * blocks, and every error is that between blocks: of a mean change, a ratio of two sums, by its
 * linearisation; of a fixed point by the jackknife. What fewer than DRIFT_BLOCKS_LEAST blocks
 * have seen has no error, and decides nothing.
 *
 * A fixed point is where the mean change falls through 0. Of all places between two bins the
 * one is taken that parts a positive mean below from a negative one above most clearly, over up
 * to DRIFT_REACH bins on either side. It counts if both means and the slope there are
 * DRIFT_SURE standard errors from 0; its place is the zero of a straight line fitted to the
 * changes in these bins.
 */
#ifndef TPMSYNC_DRIFT_H
#define TPMSYNC_DRIFT_H

#include <stdbool.h>
#include <stddef.h>

enum drift_kind {
    DRIFT_MUTUAL,
    DRIFT_LISTENING,
    DRIFT_ONE_WAY,
    DRIFT_MUTUAL_UNIT,
    DRIFT_ONE_WAY_UNIT,
    DRIFTS
};
extern const char *const drift_name[DRIFTS];

enum { DRIFT_BINS = 40, DRIFT_BLOCKS = 64, DRIFT_BLOCKS_LEAST = 8, DRIFT_REACH = 6 };
#define DRIFT_SURE 3.0

/* Sums over the steps that begin in a bin of rho, [0, 1] in DRIFT_BINS, of one block. */
struct drift_sum {
    double steps, rho, change; /* rho: before the step */
    double rho2, rho_change;   /* squares and products, for the line */
};

struct drift {
    struct drift_sum sum[DRIFT_BLOCKS][DRIFT_BINS];
    double outside; /* steps that begin at rho < 0 */
    /* Of steps from `late` on, which the caller decides: sums of rho. */
    double late_steps[DRIFT_BLOCKS], late_rho[DRIFT_BLOCKS];
};

void drift_add(struct drift *drift, size_t block, double rho, double change, bool late);

/* Adds all of one to another. */
void drift_pool(struct drift *drift, const struct drift *more);

/* A number with its standard error; NaN if it is not known. */
struct drift_value {
    double value, error;
};

/* The mean change in a bin. */
struct drift_bin {
    double steps, rho;         /* how many; the mean of rho there */
    struct drift_value change; /* in a step */
};
struct drift_bin drift_bin(const struct drift *drift, size_t bin);

struct drift_zero {
    bool found;
    struct drift_value rho, slope; /* place; of the change against rho there, per step */
    double below, above; /* mean change on either side in standard errors; NaN if too few */
};
struct drift_zero drift_zero(const struct drift *drift);

/* The expected change at an overlap: that of a straight line through the changes in its bin and
 * up to DRIFT_REACH / 2 bins on either side; NaN where too few blocks know of either side. */
struct drift_value drift_at(const struct drift *drift, double rho);

/* Mean overlap of the late steps; NaN without, or with too few blocks. */
struct drift_value drift_late_mean(const struct drift *drift);

/* a / b of sums over blocks, with the error between blocks; NaN without b, and no error with
 * fewer than DRIFT_BLOCKS_LEAST blocks that have any b. */
struct drift_value drift_ratio(const double a[DRIFT_BLOCKS], const double b[DRIFT_BLOCKS]);

#endif
