/* The command line of `campaign`. */
#ifndef TPMSYNC_CAMPAIGN_OPTIONS_H
#define TPMSYNC_CAMPAIGN_OPTIONS_H

#include "faults/faults.h"
#include "schema/parameters.h"

struct campaign_options {
    const char *file; /* that lists the ensembles */
    const char *out;  /* the folder of their outputs */
    const char *only; /* patterns; NULL: all */
    char **set;       /* [settings], NAME=VALUE */
    size_t settings;
    bool list, replace, help;
    /* Options of all ensembles: those of `iterate` that do not belong to one. */
    struct parameters common;
};

/* Reads argv[1 ..] (argv[0] is "campaign"), whose words stay where they are. Every fault is
 * added to `faults`. To be freed in any case. */
void campaign_options_read(struct campaign_options *options, int argc, char **argv,
                           struct faults *faults);
void campaign_options_free(struct campaign_options *options);

/* Gives an ensemble what is common to all. */
void campaign_options_apply(const struct campaign_options *options,
                            struct parameters *parameters);

#endif
