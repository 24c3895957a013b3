#include "claims/claims.h"

#include "claims/measurements.h"

bool claims_make(const struct ensemble ensembles[], size_t count, const struct groups *groups,
                 struct claims *claims) {
    *claims = (struct claims){0};
    claims_growth(groups, claims);
    claims_spread(groups, claims);
    claims_races(groups, claims);
    claims_equations(ensembles, count, claims);
    claims_continuous(groups, claims);
    const bool good = !claims->no_memory;
    if (!good)
        claims_free(claims);
    return good;
}
