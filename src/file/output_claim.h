/* A job's claim on its output: what stands at OUTPUT and OUTPUT.part is looked at, and one job
 * alone gets the right to write there. */
#ifndef TPMSYNC_OUTPUT_CLAIM_H
#define TPMSYNC_OUTPUT_CLAIM_H

#include <stdbool.h>

#include "checkpoint/lock.h"
#include "checkpoint/manifest.h"
#include "checkpoint/part_folder.h"
#include "checkpoint/tick.h"
#include "faults/faults.h"
#include "schema/parameters.h"

struct output_claim {
    char folder[PATH_LENGTH_MAX]; /* OUTPUT.part */
    struct lock lock;             /* held; its session is that of all files that are written */
    struct manifest manifest;     /* of what is to be resumed; session 0 if it is new */
    bool complete;                /* to be resumed, but OUTPUT is there, whole: nothing to do */
};

/* Makes the claim, on one rank. Adds to `faults` whatever stands against it: a file that
 * exists, a folder that is missing or not writable, another writer, too little space for
 * `bytes`, an unfinished output that is damaged or of other parameters. With faults nothing is
 * written and nothing claimed; without, OUTPUT.part is there with a manifest in it. */
void output_claim_make(struct output_claim *claim, const struct parameters *parameters,
                       double bytes, struct tick look, struct faults *faults);

/* Only looks: adds the faults that can be told without touching anything, for an input that has
 * others already. */
void output_claim_look(const struct parameters *parameters, double bytes,
                       struct faults *faults);

/* What stands at the output of an ensemble. */
enum output_state {
    OUTPUT_NOTHING,
    OUTPUT_UNFINISHED, /* of these parameters, or of fewer runs: to be resumed */
    OUTPUT_GROWS,      /* complete, of fewer runs: others can be added by resuming it */
    OUTPUT_COMPLETE,   /* of these parameters, and all of it can be read */
    OUTPUT_OTHER,      /* complete, of other parameters */
    OUTPUT_BAD,        /* damaged, somebody else's, or not to be written */
};

/* Only looks, for parameters that begin the output or resume it, whichever fits: a fault for
 * whatever stands against that, and what is there. */
enum output_state output_claim_examine(const struct parameters *parameters, double bytes,
                                       struct tick look, struct faults *faults);

/* The name of the result while it is being made. */
void output_claim_result(const struct output_claim *claim, char path[PATH_LENGTH_MAX]);

/* Gives the result, OUTPUT.part/output-S-STAMP, its final name, which replaces nothing unless
 * --force was given, brings the name to the disk and removes OUTPUT.part. False, with the
 * reason in `why`, when the result does not stand there for good; then the folder is kept. */
bool output_claim_publish(struct output_claim *claim, const struct parameters *parameters,
                          char *why, size_t size);

/* Gives the claim up, what is unfinished stays. Also of a claim that was never made. */
void output_claim_release(struct output_claim *claim);

#endif
