/* The paper's claims (a) to (f), each measured from runs and judged (claim_parts.h). */
#ifndef TPMSYNC_CLAIMS_H
#define TPMSYNC_CLAIMS_H

#include "claims/claim_parts.h"
#include "read/claims_groups.h"
#include "read/ensemble_reader.h"

/* Measures all claims from what is there. `groups` and `ensembles`, of which the groups are
 * made, are needed during the call alone. To be freed by claims_free; false without memory,
 * then it is empty. */
bool claims_make(const struct ensemble ensembles[], size_t count, const struct groups *groups,
                 struct claims *claims);

#endif
