/* What is to be run of a campaign: its file read, every ensemble checked, and every output
 * looked at. */
#ifndef TPMSYNC_CAMPAIGN_PLAN_H
#define TPMSYNC_CAMPAIGN_PLAN_H

#include "campaign/campaign.h"
#include "commands/campaign_options.h"
#include "commands/commands.h"
#include "file/output_claim.h"

struct planned {
    const struct campaign_entry *entry;
    const struct command *command;
    struct parameters parameters;
    char *output;            /* DIR/NAME.h5 */
    enum output_state state; /* what stands there; with --replace, OUTPUT_OTHER is no fault */
    double cost;             /* seconds of one core; 0: unknown */
};

struct campaign_plan {
    struct campaign campaign;
    struct planned *ensemble; /* [count], in the order of the file */
    size_t count;
};

/* Collective. Faults of the file are added on all ranks, what is found on the disk on rank 0;
 * afterwards all ranks have the same count of faults. To be freed in any case. */
void campaign_plan_make(struct campaign_plan *plan, const struct campaign_options *options,
                        const struct launch *launch, struct faults *faults);
void campaign_plan_free(struct campaign_plan *plan);

/* Runs or replicates of an ensemble; 0: it has none. */
int64_t planned_runs(const struct planned *ensemble);

/* Tells what would run, and what it may take, as a table on standard output, or the lines of
 * all with everything replaced. */
void campaign_list(const struct campaign_plan *plan, bool lines_alone);

#endif
