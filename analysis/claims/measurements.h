/* The measurements, a file for each kind; each appends its parts. */
#ifndef TPMSYNC_CLAIMS_MEASUREMENTS_H
#define TPMSYNC_CLAIMS_MEASUREMENTS_H

#include "claims/claim_parts.h"
#include "read/claims_groups.h"
#include "read/ensemble_reader.h"

typedef void claims_of_groups(const struct groups *groups, struct claims *claims);

claims_of_groups claims_growth;     /* (a), claims_growth.c */
claims_of_groups claims_spread;     /* (b), claims_spread.c */
claims_of_groups claims_races;      /* (c), (d), (e), claims_races.c */
claims_of_groups claims_continuous; /* (f), times, claims_continuous.c */
void claims_equations(const struct ensemble ensembles[], size_t count,
                      struct claims *claims); /* (f), eta_c and the fixed point */

#endif
